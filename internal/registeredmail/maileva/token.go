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

// tokenMargin is how long before their end tokens are renewed. Their lifetime is
// not documented: it is read.
const tokenMargin = time.Minute

// token gives a token that is good for now. stale is one that was refused.
func (c *Carrier) token(ctx context.Context, stale string) (string, error) {
	return c.tokens.Get(ctx, stale, c.fetchToken)
}

// fetchToken logs in (OAuth 2 password grant).
// Whatever goes wrong here, nothing was posted: the error says to try again.
func (c *Carrier) fetchToken(ctx context.Context) (string, time.Time, error) {
	const doing = "asking Maileva for a token"
	form := url.Values{
		"grant_type": {"password"}, "username": {c.o.Credentials.Username}, "password": {c.o.Credentials.Password},
		// In the body, not as HTTP Basic: both are allowed, and for Basic it is
		// unclear whether special characters are to be escaped.
		"client_id": {c.o.Credentials.ClientID}, "client_secret": {c.o.Credentials.ClientSecret},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.Hosts.Token, strings.NewReader(form.Encode()))
	if err != nil {
		return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err := c.wire.Exchange(req, wire.JSONLimit)
	a := answer{got}
	if err != nil {
		return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": %w", err)
	}
	var body struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"` // seconds
	}
	switch {
	case a.Status >= 400 && a.Status < 500 && a.Status != http.StatusTooManyRequests:
		return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": refused with status %d %s", a.Status, a.code()).
			WithHint("check the client id, its secret, the user and the password, and that they belong to this environment")
	case a.Status != http.StatusOK:
		return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": status %d", a.Status)
	case json.Unmarshal(a.Body, &body) != nil || body.AccessToken == "" || strings.ContainsAny(body.AccessToken, "\r\n"):
		return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": the answer has no token")
	}
	if body.ExpiresIn <= 0 {
		body.ExpiresIn = 60
	}
	return body.AccessToken, c.o.Clock().Add(time.Duration(body.ExpiresIn) * time.Second), nil
}
