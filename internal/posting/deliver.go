package posting

import (
	"context"
	"errors"

	"relance/activities"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/registeredmail"
)

// letterDeliverer hands letters to their carrier.
type letterDeliverer struct{ *Post }

// Deliverer hands each letter to its carrier. The carriers that new letters go
// to are opened now, so that a wrong setting is told at once.
func (p *Post) Deliverer() (activities.Deliverer, error) {
	for _, k := range p.Config.Letters.InUse() {
		if _, err := p.Carriers.Get(k.Name); err != nil {
			return nil, err
		}
	}
	return letterDeliverer{p}, nil
}

// gated is a carrier that takes letters at some times only.
type gated interface {
	// Ready is CodeUnavailable while a person must do something first.
	Ready(ctx context.Context) error
}

// Deliver orders the letter, with the code of the debtor's page printed in it
// where it has a place for one. The order and its thickness are checked before the
// store agrees to the hand-over, so that none leaves a doubt behind; the store
// itself counts the letters of the year.
func (l letterDeliverer) Deliver(ctx context.Context, p activities.Parcel, ready func(context.Context) error) (activities.Delivery, error) {
	m := p.Reserved.Message
	leaving, keepCode, err := l.coded(m.ID, p.Rendered.Bytes)
	if err != nil {
		return activities.Delivery{}, err
	}
	p.Rendered.Bytes = leaving
	o := orderOf(p, "")
	name := l.route(o)
	if err := l.sameWay(ctx, p.Reserved.Ref, name); err != nil {
		return activities.Delivery{}, err
	}
	if name == config.NoCarrier {
		fault, _ := p.Reserved.Notice.Debtor.ElectronicFault()
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: fault + ", and letters.carrier names no carrier of paper"}, nil
	}
	return l.place(ctx, name, o, p.Reserved, keepCode, ready)
}

// place orders a letter from a carrier. What goes with it is kept by keep right
// before the store is asked.
func (l letterDeliverer) place(ctx context.Context, name string, o registeredmail.Order, c dunning.Reserved, keep, ready func(context.Context) error) (activities.Delivery, error) {
	m := c.Message
	if o.ID = orderID(name, m); !isElectronic(name) {
		o.Electronic = nil
	}
	if err := o.Check(); err != nil {
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: string(dunning.ErrorCode(err))}, nil //nolint:nilerr // the refusal is the outcome
	}
	if p, err := l.weigh(o, m.Day); err != nil {
		return activities.Delivery{}, err
	} else if p.fault != "" {
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: p.fault}, nil
	}
	carrier, err := l.Carriers.Get(name)
	if err != nil {
		return activities.Delivery{}, err
	}
	if open, err := l.open(ctx, c, carrier); err != nil || !open {
		return activities.Delivery{Outcome: dunning.SendRetry, Reply: "a one-time code is wanted"}, err
	}
	if err := errors.Join(keep(ctx), l.Store.NameOrder(ctx, m.ID, o.ID)); err != nil {
		return activities.Delivery{}, err
	}
	switch err := ready(ctx); {
	case errors.Is(err, postage.ErrLettersOfYear):
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: "letters.max_per_year"}, nil
	case errors.Is(err, postage.ErrBudget):
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: "letter_budget"}, nil
	case err != nil:
		return activities.Delivery{}, err
	}
	return l.request(context.WithoutCancel(ctx), name, carrier, o)
}

// open tells whether the carrier takes letters now; else a person is asked for
// what opens it.
func (l letterDeliverer) open(ctx context.Context, c dunning.Reserved, carrier registeredmail.Carrier) (bool, error) {
	g, ok := carrier.(gated)
	if !ok {
		return true, nil
	}
	err := g.Ready(ctx)
	if dunning.ErrorCode(err) != dunning.CodeUnavailable {
		return err == nil, err
	}
	return false, l.Store.OpenTask(ctx, dunning.Task{Ref: c.Ref, Code: dunning.TaskOneTimeCode, Step: string(c.Notice.Level)})
}

// request orders a letter that counts as on its way, and says how that ended.
func (l letterDeliverer) request(ctx context.Context, name string, carrier registeredmail.Carrier, o registeredmail.Order) (activities.Delivery, error) {
	if name == config.FolderCarrier { // a provider's sending is written down in its own time
		if _, err := l.Store.RememberSending(ctx, postage.Sending{Carrier: name, Reference: o.ID}); err != nil {
			return activities.Delivery{Outcome: dunning.SendRetry, Reply: string(dunning.CodeUnavailable)}, nil //nolint:nilerr // nothing was ordered
		}
	}
	dispatch, err := carrier.Request(ctx, o)
	switch code := registeredmail.ErrorCode(err); {
	case err == nil && dispatch.State == dunning.LetterUnknown:
		return activities.Delivery{Outcome: dunning.SendUnknown, Reply: "unknown"}, nil
	case err == nil:
		return activities.Delivery{Outcome: dunning.SendAccepted, Reply: string(dispatch.State) + " " + dispatch.ID}, nil
	case code == dunning.CodeUnavailable:
		return activities.Delivery{Outcome: dunning.SendRetry, Reply: string(code)}, nil
	default:
		return activities.Delivery{Outcome: dunning.SendRefused, Reply: string(code)}, nil
	}
}
