package backoffice

import (
	"context"
	"io"
	"net/netip"
	"strconv"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/webhook"
)

// HookStore keeps programs that are told.
type HookStore interface {
	Add(ctx context.Context, e webhook.Endpoint, secret string) (int64, error)
	Rotate(ctx context.Context, id int64, secret string) error
	Disable(ctx context.Context, id int64, why string) error
}

// HookReader reads them, and what they were told.
type HookReader interface {
	Endpoints(ctx context.Context) ([]webhook.Endpoint, error)
	Deliveries(ctx context.Context, id int64, failed bool, limit int) ([]webhook.Delivery, error)
	Replay(ctx context.Context, id, delivery int64) (int64, error)
}

// Webhooks are the use cases about programs that are told what happens to cases. All
// of them take the right to operate the installation, and stand in the audit.
type Webhooks struct {
	Store  HookStore
	Reader HookReader
	Audit  Refusals // nil where the door keeps the deeds itself
	Random io.Reader
	Allow  []netip.Prefix // networks of the operator's own
	Keys   KeyStore       // as of Office
}

// may asks for the right, and notes the deed or the attempt.
func (w *Webhooks) may(ctx context.Context, who Actor, deed, object, creditor string) error {
	err := access.May(who, access.Operate, creditor)
	if w.Audit == nil {
		return err
	}
	note := audit.Entry{Who: By(who), Deed: deed, Object: object, Creditor: creditor}
	if err != nil {
		note.Refused = err.Error()
	}
	if noted := w.Audit.Note(ctx, note); noted != nil || err == nil {
		return noted
	}
	return audit.Noted(err)
}

// Add keeps an endpoint and gives its secret, once.
func (w *Webhooks) Add(ctx context.Context, who Actor, e webhook.Endpoint) (id int64, secret string, err error) {
	if err := webhook.CheckURL(e.URL, w.Allow); err != nil {
		return 0, "", err
	}
	if err := webhook.CheckEvents(e.Events); err != nil {
		return 0, "", err
	}
	secret, err = OnceShown(ctx, w.Keys, Deed{who, "webhook.add", e}, func(deed context.Context) (secret string, err error) {
		if err := w.may(ctx, who, "webhook.add", e.URL, e.Creditor); err != nil {
			return "", err
		}
		if secret, err = webhook.NewSecret(w.Random); err != nil {
			return "", err
		}
		e.By = who.Name
		id, err = w.Store.Add(deed, e, secret)
		return secret, err
	})
	return id, secret, err
}

// List gives the endpoints of the actor's creditors.
func (w *Webhooks) List(ctx context.Context, who Actor) (out []webhook.Endpoint, err error) {
	if err := mayOperate(who); err != nil {
		return nil, err
	}
	all, err := w.Reader.Endpoints(ctx)
	for _, e := range all {
		if access.May(who, access.Operate, e.Creditor) == nil {
			out = append(out, e)
		}
	}
	return out, err
}

// mayOperate tells whether an actor may look after webhooks of any creditor.
func mayOperate(who Actor) (err error) {
	for creditor := range who.Roles {
		if err = access.May(who, access.Operate, creditor); err == nil {
			return nil
		}
	}
	if err == nil {
		err = access.May(who, access.Operate, "")
	}
	return err
}

// find asks whether the actor may do something to an endpoint; one of another's
// creditor, or of every creditor, is unknown.
func (w *Webhooks) find(ctx context.Context, who Actor, deed string, id int64) error {
	e, err := w.one(ctx, id)
	if err == nil && who.Role(e.Creditor) == "" {
		err = unknownWebhook(id)
	}
	if err != nil {
		return err
	}
	return w.may(ctx, who, deed, strconv.FormatInt(id, 10), e.Creditor)
}

func (w *Webhooks) one(ctx context.Context, id int64) (webhook.Endpoint, error) {
	all, err := w.Reader.Endpoints(ctx)
	if err != nil {
		return webhook.Endpoint{}, err
	}
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	return webhook.Endpoint{}, unknownWebhook(id)
}

func unknownWebhook(id int64) error { return dunning.Errorf(dunning.CodeNotFound, "no webhook %d", id) }

// Rotate gives an endpoint another secret, once; the one before signs beside it for
// a day.
func (w *Webhooks) Rotate(ctx context.Context, who Actor, id int64) (secret string, err error) {
	return OnceShown(ctx, w.Keys, Deed{who, "webhook.rotate", id}, func(deed context.Context) (secret string, err error) {
		if err := w.find(ctx, who, "webhook.rotate", id); err != nil {
			return "", err
		}
		if secret, err = webhook.NewSecret(w.Random); err != nil {
			return "", err
		}
		return secret, w.Store.Rotate(deed, id, secret)
	})
}

// SetDisabled ends what an endpoint is told, or lets it be told again, and gives it
// as it then is.
func (w *Webhooks) SetDisabled(ctx context.Context, who Actor, id int64, off bool) (webhook.Endpoint, error) {
	deed, why := "webhook.enable", ""
	if off {
		deed, why = "webhook.disable", "by "+who.Name
	}
	return Once(ctx, w.Keys, Deed{who, deed, id}, func(recorded context.Context) (webhook.Endpoint, error) {
		if err := w.find(ctx, who, deed, id); err != nil {
			return webhook.Endpoint{}, err
		}
		if err := w.Store.Disable(recorded, id, why); err != nil {
			return webhook.Endpoint{}, err
		}
		return w.one(ctx, id)
	})
}

// Deliveries lists what an endpoint was told, the newest first.
func (w *Webhooks) Deliveries(ctx context.Context, who Actor, id int64, failed bool, limit int) ([]webhook.Delivery, error) {
	if err := w.find(ctx, who, "webhook.deliveries", id); err != nil {
		return nil, err
	}
	return w.Reader.Deliveries(ctx, id, failed, limit)
}

// Replay sends a delivery again, or with 0 all that were given up; it says how many.
func (w *Webhooks) Replay(ctx context.Context, who Actor, id, delivery int64) (int64, error) {
	return Once(ctx, w.Keys, Deed{who, "webhook.replay", []int64{id, delivery}}, func(deed context.Context) (int64, error) {
		if err := w.find(ctx, who, "webhook.replay", id); err != nil {
			return 0, err
		}
		return w.Reader.Replay(deed, id, delivery)
	})
}
