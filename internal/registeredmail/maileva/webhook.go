package maileva

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Hook receives Maileva's notifications. They are not signed and may be
// forged, lost, doubled or late: a notification only says "look again", and
// its contents are not believed.
type Hook struct {
	// Login and Password are what Subscribe gave Maileva for HTTP Basic. Empty
	// ones let everybody in: then the address itself must be a secret.
	Login, Password string
	// Changed is called with the order of a letter that exists at Maileva; it
	// must be harmless to call it for no reason. An error asks Maileva to
	// notify again.
	Changed func(ctx context.Context, orderID string) error
}

const (
	notificationLimit = 64 << 10
	lookLimit         = time.Minute // for what follows from a notification
)

// notification is what counts in a callback.
type notification struct {
	ResourceType     string `json:"resource_type"`
	ResourceID       string `json:"resource_id"`
	ResourceLocation string `json:"resource_location"`
	ResourceCustomID string `json:"resource_custom_id"`
}

const (
	sendingType   = "registered_mail/v4/sendings"
	recipientType = "registered_mail/v4/recipients"
)

var recipientLocation = regexp.MustCompile(`/sendings/([A-Za-z0-9][A-Za-z0-9_-]{0,63})/recipients/`)

// sendingID is the sending that a notification is about; empty when it names
// none. Only ids are taken from the location: nothing is fetched from it.
func (n notification) sendingID() string {
	switch n.ResourceType {
	case sendingType:
		if wire.PlainID.MatchString(n.ResourceID) {
			return n.ResourceID
		}
	case recipientType:
		if m := recipientLocation.FindStringSubmatch(n.ResourceLocation); m != nil {
			return m[1]
		}
	}
	return ""
}

// Webhook is the handler behind the callback address. It answers 201 to all
// that is well-formed, ours or not, so that Maileva stops repeating it and a
// stranger learns nothing; 503 asks for a repetition.
func (c *Carrier) Webhook(h Hook) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.admits(r) {
			w.Header().Set("WWW-Authenticate", `Basic realm="maileva"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		w.WriteHeader(c.hear(w, r, h))
	})
}

func (c *Carrier) hear(w http.ResponseWriter, r *http.Request, h Hook) int {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, notificationLimit))
	var n notification
	if err != nil || json.Unmarshal(body, &n) != nil {
		return http.StatusBadRequest
	}
	// Maileva may hang up: what it told is followed to its end all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), lookLimit)
	defer cancel()
	orderID, err := c.about(ctx, n)
	if err == nil && orderID != "" {
		err = h.Changed(ctx, orderID)
	}
	if err != nil {
		return http.StatusServiceUnavailable
	}
	return http.StatusCreated
}

// about finds the order that a notification is about, by what is on record
// and what Maileva says when asked; empty when it is none of ours. Without an
// order of ours in it, nothing is asked of Maileva: strangers cannot make us
// call.
func (c *Carrier) about(ctx context.Context, n notification) (string, error) {
	orderID, id := n.ResourceCustomID, n.sendingID()
	if orderID == "" || id == "" {
		return "", nil
	}
	k, found, err := c.o.Memory.Load(ctx, orderID)
	if err != nil || !found || k.SendingID != id || k.Host != c.host() {
		return "", err
	}
	s, err := c.sending(ctx, orderID, id)
	switch {
	case errors.Is(err, errGone):
		return orderID, nil
	case err != nil:
		return "", err
	case s.CustomID != orderID:
		return "", registeredmail.Errorf(registeredmail.CodeConflict, "sending %s is not letter %s", id, orderID)
	}
	return orderID, nil
}

// admits compares in constant time.
func (h Hook) admits(r *http.Request) bool {
	if h.Login == "" && h.Password == "" {
		return true
	}
	login, password, _ := r.BasicAuth()
	knows := wire.Same(login, h.Login)
	return wire.Same(password, h.Password) && knows
}
