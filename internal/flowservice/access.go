package flowservice

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"relance/internal/dunning"
)

// access holds the OAuth token of the client, until it ends or is refused.
type access struct {
	conf clientcredentials.Config
	http *http.Client

	mu   sync.Mutex
	held *oauth2.Token
}

func newAccess(c *Client) *access {
	plain := *c.HTTP // a token, and what opens it, go nowhere else
	plain.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a := &access{http: &plain, conf: clientcredentials.Config{ClientID: c.ClientID, ClientSecret: c.Secret, TokenURL: c.TokenURL}}
	if c.Scope != "" {
		a.conf.Scopes = []string{c.Scope}
	}
	return a
}

// token gives the one that is held, or asks for another. Platforms take the
// credentials by Basic or in the body: both are tried, and the one that works is
// remembered.
func (a *access) token(ctx context.Context, renew bool) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.held.Valid() && !renew {
		return a.held.AccessToken, nil
	}
	t, err := a.conf.Token(context.WithValue(ctx, oauth2.HTTPClient, a.http))
	if err != nil {
		return "", refused(err)
	}
	a.held = t
	return t.AccessToken, nil
}

// refused words a refusal without the service's own text, which may repeat what
// was sent.
func refused(err error) error {
	var no *oauth2.RetrieveError
	switch {
	case !errors.As(err, &no) || no.Response == nil:
		return dunning.Errorf(dunning.CodeUnavailable, "the platform gives no access: its service does not answer").
			WithHint("look at statuses.platform.token_url, and whether this machine may connect out to it")
	case no.Response.StatusCode >= http.StatusInternalServerError, no.Response.StatusCode == http.StatusTooManyRequests:
		return dunning.Errorf(dunning.CodeUnavailable, "the platform gives no access: it answers %s", no.Response.Status)
	}
	return dunning.Errorf(dunning.CodeInvalid, "the platform refuses client id and secret: it answers %s", no.Response.Status).
		WithHint("look at statuses.platform.client_id and RELANCE_FLOW_SECRET")
}
