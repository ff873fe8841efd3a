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

// HookBook keeps programs that are told.
type HookBook interface {
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
	Book   HookBook
	Reader HookReader
	Audit  Refusals
	Random io.Reader
	Allow  []netip.Prefix // networks of the operator's own
}

// may asks for the right, and notes the deed or the attempt.
func (w *Webhooks) may(ctx context.Context, who Actor, deed, object, creditor string) error {
	err := access.May(who, access.Operate, creditor)
	note := audit.Entry{Who: By(who), Deed: deed, Object: object, Creditor: creditor}
	if err != nil {
		note.Refused = err.Error()
	}
	if noted := w.Audit.Note(ctx, note); noted != nil {
		return noted
	}
	return err
}

// Add keeps an endpoint and gives its secret, once.
func (w *Webhooks) Add(ctx context.Context, who Actor, e webhook.Endpoint) (id int64, secret string, err error) {
	if err := webhook.CheckURL(e.URL, w.Allow); err != nil {
		return 0, "", err
	}
	if err := webhook.CheckEvents(e.Events); err != nil {
		return 0, "", err
	}
	if err := w.may(ctx, who, "webhook.add", e.URL, e.Creditor); err != nil {
		return 0, "", err
	}
	if secret, err = webhook.NewSecret(w.Random); err != nil {
		return 0, "", err
	}
	e.By = who.Name
	id, err = w.Book.Add(ctx, e, secret)
	return id, secret, err
}

// List gives the endpoints of the actor's creditors.
func (w *Webhooks) List(ctx context.Context, who Actor) (out []webhook.Endpoint, err error) {
	all, err := w.Reader.Endpoints(ctx)
	for _, e := range all {
		if access.May(who, access.Operate, e.Creditor) == nil {
			out = append(out, e)
		}
	}
	return out, err
}

// find gives an endpoint of the actor's creditors; one of another's is unknown.
func (w *Webhooks) find(ctx context.Context, who Actor, deed string, id int64) error {
	all, err := w.Reader.Endpoints(ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.ID == id && (e.Creditor == "" || who.Role(e.Creditor) != "") {
			return w.may(ctx, who, deed, strconv.FormatInt(id, 10), e.Creditor)
		}
	}
	return dunning.Errorf(dunning.CodeNotFound, "no webhook %d", id)
}

// Rotate gives an endpoint another secret, once; the one before signs beside it for
// a day.
func (w *Webhooks) Rotate(ctx context.Context, who Actor, id int64) (secret string, err error) {
	if err := w.find(ctx, who, "webhook.rotate", id); err != nil {
		return "", err
	}
	if secret, err = webhook.NewSecret(w.Random); err != nil {
		return "", err
	}
	return secret, w.Book.Rotate(ctx, id, secret)
}

// SetDisabled ends what an endpoint is told, or lets it be told again.
func (w *Webhooks) SetDisabled(ctx context.Context, who Actor, id int64, off bool) error {
	if err := w.find(ctx, who, "webhook.disable", id); err != nil {
		return err
	}
	why := ""
	if off {
		why = "by " + who.Name
	}
	return w.Book.Disable(ctx, id, why)
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
	if err := w.find(ctx, who, "webhook.replay", id); err != nil {
		return 0, err
	}
	return w.Reader.Replay(ctx, id, delivery)
}
