package sending

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
)

// Pause stops every send that has not begun, or lets them go on: then each
// case that was held gets a release, and its workflow hears of it.
func (s *Store) Pause(ctx context.Context, on bool, author string) error {
	return s.turn(ctx, postgres.PausedKey, on, author, dunning.ReasonPaused)
}

// Paused tells whether every send is paused, by whom and since when.
func (s *Store) Paused(ctx context.Context) (sw dunning.Switch, err error) {
	_, err = s.core.Setting(ctx, postgres.PausedKey, &sw)
	return sw, err
}

// TurnRestored holds all sends, since the database is older than the
// world that was told of it; off, when a person has looked, they go on.
func (s *Store) TurnRestored(ctx context.Context, on bool, author string) error {
	return s.turn(ctx, postgres.RestoredKey, on, author, dunning.ReasonRestored)
}

// Restored tells whether sends wait for a person to confirm a restore.
func (s *Store) Restored(ctx context.Context) (sw dunning.Switch, err error) {
	_, err = s.core.Setting(ctx, postgres.RestoredKey, &sw)
	return sw, err
}

func (s *Store) turn(ctx context.Context, key string, on bool, author string, why dunning.Reason) error {
	err := s.do(ctx, "turning the switch "+key, func(t *tx) error {
		return t.Set(ctx, key, dunning.Switch{On: on, Author: author, At: t.Now}, author)
	})
	if err == nil && !on {
		_, err = s.ReleaseSwitch(ctx, why)
	}
	return err
}

// ReleaseSwitch lets the cases go on that a switch held for a reason (paused,
// mail_off, restored_database), and tells how many there were. Their steps are
// re-spaced, so that nothing leaves in a burst.
func (s *Store) ReleaseSwitch(ctx context.Context, why dunning.Reason) (int, error) {
	e := dunning.NewRelease(dunning.HoldSwitch).With(dunning.Stamp{Reason: why})
	return s.core.ReleaseAll(ctx, e, `
		select id from cases where switched = @reason and id > @after order by id limit 500`,
		pgx.NamedArgs{"reason": string(why)})
}
