package mercifacteur

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	notificationLimit = 64 << 20 // they may have scans in them
	lookLimit         = 5 * time.Minute
	keyHeader         = "X-Mf-Webhook-Secret-Key"
)

// Webhook is the handler behind the address that Subscribe gave Merci Facteur.
// A notification bears a fixed key and may be lost, doubled or late: it says
// "look again" at the letters that it names, and its contents are not believed.
// changed must be harmless to call for no reason.
//
// The answer is given before anything is looked at: what fails then is found by
// polling.
func (c *Carrier) Webhook(changed func(ctx context.Context, orderID string) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case c.o.WebhookKey == "" || !wire.Same(r.Header.Get(keyHeader), c.o.WebhookKey):
			w.WriteHeader(http.StatusForbidden)
			return
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, notificationLimit)
		var letters details
		if r.ParseMultipartForm(notificationLimit) != nil && r.PostForm == nil || json.Unmarshal([]byte(r.PostForm.Get("detail")), &letters) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), lookLimit)
		defer cancel()
		for _, d := range letters {
			if c.concerns(ctx, d) {
				_ = changed(ctx, string(d.Reference)) // polling makes up for it
			}
		}
	})
}

// concerns tells whether a notification names the sending on record of the
// order that it refers to, or may name the one that is being looked for.
func (c *Carrier) concerns(ctx context.Context, d detail) bool {
	k, found, err := c.o.Memory.Load(ctx, string(d.Reference))
	return err == nil && found && k.Host == c.intentions.Host &&
		(k.SendingID == string(d.Sending) || k.SendingID == "" && k.Attempt != "")
}

// Subscribe has Merci Facteur call an address. An account has one: another that
// stands there is left alone, with CodeConflict.
func (c *Carrier) Subscribe(ctx context.Context, address string) error {
	const doing = "giving Merci Facteur the address for notifications"
	if !wire.Secure(address) {
		return registeredmail.Errorf(registeredmail.CodeInvalid, doing+": it must be https")
	}
	var now struct {
		URL wire.Text `json:"url"`
	}
	if err := c.get(ctx, doing, "/getWebhookEndpoint", nil, &now); err != nil {
		return err
	}
	switch string(now.URL) {
	case address:
		return nil
	case "":
	default:
		return registeredmail.Errorf(registeredmail.CodeConflict, doing+": the account has another one").
			WithHint("change it at Merci Facteur, on the page of its API")
	}
	got, err := c.do(ctx, call{http.MethodPost, "/setWebhookEndpoint", url.Values{"url": {address}}})
	if err == nil && got.verdict != done {
		err = got.fault(doing)
	}
	return wire.Unavailable(doing, err)
}
