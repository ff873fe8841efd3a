package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// Keys of the settings that hold sends back.
const (
	PausedKey   = "paused"
	RestoredKey = "restored"
)

// BankImportKey is the key of the setting that says how fresh the bank files of
// a creditor are.
func BankImportKey(creditor string) string { return "bank_import/" + creditor }

// SwitchesOn names the switches that are on, and keeps all of them as they are
// until the transaction ends: whoever turns one off then finds the cases that it
// held, and whoever turns one on knows that no hand-over has overlooked it. The
// rows exist from the start (migration 7), since one that is absent cannot be
// locked; they are locked before they are looked into, on or off.
const SwitchesOn = `
	with held as materialized (select key, value from settings where key in ('paused', 'restored') order by key for share)
	select key from held where (value->>'on')::boolean order by key`

// SwitchedOff gives the reason why nothing may leave anywhere, or "".
func SwitchedOff(on []string) dunning.Reason {
	switch {
	case len(on) == 0:
		return ""
	case on[0] == PausedKey:
		return dunning.ReasonPaused
	}
	return dunning.ReasonRestored
}

// ReleaseAll ends a hold on every case that a query finds, one transaction
// each.
func (s *Store) ReleaseAll(ctx context.Context, e dunning.Event, sql string, args pgx.NamedArgs) (n int, err error) {
	for after := int64(0); ; {
		args["after"] = after
		rows, err := s.pool.Query(ctx, sql, args)
		if err != nil {
			return n, Explain("looking for held cases", err)
		}
		ids, err := query.IDs(rows)
		if err != nil {
			return n, Explain("looking for held cases", err)
		}
		if len(ids) == 0 {
			return n, nil
		}
		for _, id := range ids {
			done, err := s.release(ctx, id, e)
			if err != nil {
				return n, err
			}
			if done {
				n++
			}
		}
		after = ids[len(ids)-1]
	}
}

func (s *Store) release(ctx context.Context, id int64, e dunning.Event) (done bool, err error) {
	err = s.Do(ctx, "releasing a case", func(t *Tx) error {
		cases, err := t.LockAll(ctx, []int64{id})
		if err != nil {
			return err
		}
		h := cases[id]
		held := false
		for _, hold := range h.Body.Holds {
			held = held || hold.Kind == e.Hold && (e.Hold != dunning.HoldSwitch || hold.Reason == e.Reason)
		}
		if done = held; !held {
			return nil
		}
		if err := t.Append(h, Identified(h, e, t.Now), true); err != nil {
			return err
		}
		return t.Flush(ctx, h)
	})
	return done, err
}

// InboxStale tells, for a creditor c, whether nobody has read the mailbox to its
// end for longer than he allows. A reader that comes back later finds the cases
// that wait: each time it is done it lets them go on.
const InboxStale = `coalesce((c.data->>'inbox_max_age_hours')::bigint, 0) > 0 and not exists (
	    select 1 from mail_cursors k where k.folder = ''
	        and k.looked_at > @recorded::timestamptz - (c.data->>'inbox_max_age_hours')::bigint * interval '1 hour')`
