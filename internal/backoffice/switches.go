package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/dunning"
)

// SwitchReader reads the two switches that stop every send.
type SwitchReader interface {
	Paused(ctx context.Context) (dunning.Switch, error)
	Restored(ctx context.Context) (dunning.Switch, error)
}

// SwitchStore turns them.
type SwitchStore interface {
	Pause(ctx context.Context, on bool, author string) error
	TurnRestored(ctx context.Context, on bool, author string) error
}

// Standstill are the two switches that stop every send.
type Standstill struct {
	Paused   dunning.Switch // somebody stopped everything
	Restored dunning.Switch // the database was restored from a backup
}

// Standstill reads the switches.
func (o *Office) Standstill(ctx context.Context) (s Standstill, err error) {
	if s.Paused, err = o.Switches.Paused(ctx); err != nil {
		return s, err
	}
	s.Restored, err = o.Switches.Restored(ctx)
	return s, err
}

// Withheld is why nothing leaves at the moment; "" when it does.
func (o *Office) Withheld(ctx context.Context) (dunning.Reason, error) {
	s, err := o.Standstill(ctx)
	switch {
	case err != nil:
		return "", err
	case s.Paused.On:
		return dunning.ReasonPaused, nil
	case s.Restored.On:
		return dunning.ReasonRestored, nil
	case !o.Sends:
		return dunning.ReasonMailOff, nil
	}
	return "", nil
}

// Pause stops every send, or lets them go on: the cases that waited are spaced
// again, never sent in a burst.
func (o *Office) Pause(ctx context.Context, who Actor, on bool) error {
	if err := access.May(who, access.Operate, ""); err != nil {
		return err
	}
	return OnceOnly(ctx, o.Keys, Deed{who, "pause", on}, func(ctx context.Context) error { return o.SwitchStore.Pause(ctx, on, who.Name) })
}

// Restored says that the database was restored from a backup, which holds every
// send, or that somebody has looked at what left since.
func (o *Office) Restored(ctx context.Context, who Actor, on bool) error {
	if err := access.May(who, access.Operate, ""); err != nil {
		return err
	}
	return OnceOnly(ctx, o.Keys, Deed{who, "restored", on}, func(ctx context.Context) error { return o.SwitchStore.TurnRestored(ctx, on, who.Name) })
}
