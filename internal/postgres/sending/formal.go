package sending

import (
	"context"
	"time"

	"relance/internal/dunning"
	"relance/internal/postgres"
)

// blockedFormal: a formal notice leaves only when those agreed who must, and after a
// look at the public registers.
func (t *tx) blockedFormal(ctx context.Context, c *sendRequest) (*dunning.Event, error) {
	if c.thanks() {
		return nil, nil
	}
	return t.unready(ctx, c.h, c.debtor.SIREN)
}

// unready is what the next step of a case waits for when it is a formal one; nil when
// for nothing.
func (t *tx) unready(ctx context.Context, h *postgres.Locked, siren string) (*dunning.Event, error) {
	if e := t.Unagreed(h); e != nil {
		return e, nil
	}
	return t.Unlooked(ctx, h, siren)
}

// lookedAt holds a letter back at the last moment when a look at the registers
// has grown too old since it was reserved (it may have waited long for its
// carrier), or when two people must agree to it by now. False abandons the message.
func (t *tx) lookedAt(ctx context.Context, p *postgres.Parcel, now time.Time) (bool, error) {
	held := false
	for _, n := range p.Notices {
		h := p.Cases[n.CaseID]
		e, err := t.unready(ctx, h, p.Debtor.SIREN)
		if err != nil {
			return false, err
		}
		if e == nil {
			continue
		}
		held, e.At, e.Step = true, now, n.Step
		if err := t.Append(h, *e, false); err != nil {
			return false, err
		}
	}
	if !held {
		return true, nil
	}
	if err := t.Abandon(ctx, p); err != nil {
		return false, err
	}
	return false, t.Flush(ctx, p.List()...)
}
