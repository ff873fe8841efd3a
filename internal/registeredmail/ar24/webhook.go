package ar24

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"time"

	"relance/internal/registeredmail/wire"
)

const (
	notificationLimit = 64 << 10
	lookLimit         = 2 * time.Minute // of what a notification sets off
)

// seal proves that an address of Webhook was made here.
func (c *Carrier) seal(orderID string) string {
	mac := hmac.New(sha256.New, []byte(c.o.Credentials.PrivateKey))
	mac.Write([]byte("webhook/" + orderID))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// callback is the address that AR24 calls about one letter.
func (c *Carrier) callback(orderID string) string {
	return c.o.Callback + "?" + url.Values{"order": {orderID}, "seal": {c.seal(orderID)}}.Encode()
}

// Webhook is the handler behind Options.Callback. Notifications are unsigned
// and may be forged, lost, doubled or late: one whose address bears our seal,
// about the mail on record, says "look again", and its contents are not
// believed. changed must be harmless to call for no reason.
//
// AR24 waits for the answer no longer than 2.5 s, so it is given before
// anything is looked at: what fails then is found by polling.
func (c *Carrier) Webhook(changed func(ctx context.Context, orderID string) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		orderID := r.URL.Query().Get("order")
		switch {
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		case !wire.Same(r.URL.Query().Get("seal"), c.seal(orderID)):
			w.WriteHeader(http.StatusForbidden)
			return
		}
		id, ok := notified(w, r)
		if !ok {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), lookLimit)
		defer cancel()
		if c.concerns(ctx, orderID, id) {
			_ = changed(ctx, orderID) // polling makes up for it
		}
	})
}

// notified reads which mail a notification is about: a form, or JSON.
func notified(w http.ResponseWriter, r *http.Request) (string, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, notificationLimit)
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/json" {
		var body struct {
			ID wire.Text `json:"id_mail"`
		}
		err := json.NewDecoder(r.Body).Decode(&body)
		return string(body.ID), err == nil && body.ID != ""
	}
	if r.ParseForm() != nil {
		return "", false
	}
	id := r.PostForm.Get("id_mail")
	return id, id != ""
}

// concerns tells whether a notification names the mail on record of that
// order, or may name the one that is being looked for.
func (c *Carrier) concerns(ctx context.Context, orderID, mailID string) bool {
	k, found, err := c.o.Memory.Load(ctx, orderID)
	return err == nil && found && k.Host == c.intentions.Host && (k.SendingID == mailID || k.SendingID == "" && k.Attempt != "")
}
