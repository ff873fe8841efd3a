package maileva

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Tokens are renewed this long before they end, or after half their life when
// that is short. The lifetime itself is not documented: it is read.
const tokenMargin = time.Minute

// tokens caches the bearer token. turn is held while one is fetched, so that
// many goroutines ask once; a channel, since waiting must end with a context.
type tokens struct {
	turn    chan struct{}
	value   string
	renewAt time.Time
}

// token gives a token that is good for now. stale is one that was refused.
func (c *Carrier) token(ctx context.Context, stale string) (string, error) {
	select {
	case c.tokens.turn <- struct{}{}:
		defer func() { <-c.tokens.turn }()
	case <-ctx.Done():
		return "", registeredmail.Errorf(registeredmail.CodeUnavailable, "asking Maileva for a token: %w", ctx.Err())
	}
	if t := c.tokens.value; t != "" && t != stale && c.o.Clock().Before(c.tokens.renewAt) {
		return t, nil
	}
	value, life, err := c.fetchToken(ctx)
	if err != nil {
		c.tokens.value = ""
		return "", err
	}
	c.tokens.value = value
	c.tokens.renewAt = c.o.Clock().Add(life - min(tokenMargin, life/2))
	return value, nil
}

// fetchToken logs in (OAuth 2 password grant).
// Whatever goes wrong here, nothing was posted: the error says to try again.
func (c *Carrier) fetchToken(ctx context.Context) (string, time.Duration, error) {
	const doing = "asking Maileva for a token"
	form := url.Values{
		"grant_type": {"password"}, "username": {c.o.Credentials.Username}, "password": {c.o.Credentials.Password},
		// In the body, not as HTTP Basic: both are allowed, and for Basic it is
		// unclear whether special characters are to be escaped.
		"client_id": {c.o.Credentials.ClientID}, "client_secret": {c.o.Credentials.ClientSecret},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.Hosts.Token, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err := c.wire.Exchange(req, wire.JSONLimit)
	a := answer{got}
	if err != nil {
		return "", 0, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": %w", err)
	}
	var body struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"` // seconds
	}
	switch {
	case a.Status >= 400 && a.Status < 500 && a.Status != http.StatusTooManyRequests:
		return "", 0, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": refused with status %d %s", a.Status, a.code()).
			WithHint("check the client id, its secret, the user and the password, and that they belong to this environment")
	case a.Status != http.StatusOK:
		return "", 0, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": status %d", a.Status)
	case json.Unmarshal(a.Body, &body) != nil || body.AccessToken == "" || strings.ContainsAny(body.AccessToken, "\r\n"):
		return "", 0, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": the answer has no token")
	}
	if body.ExpiresIn <= 0 {
		body.ExpiresIn = 60
	}
	return body.AccessToken, time.Duration(body.ExpiresIn) * time.Second, nil
}
