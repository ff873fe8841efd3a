package mercifacteur

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	tokenLife   = 24 * time.Hour // when the answer does not tell
	tokenMargin = 5 * time.Minute
)

// token gives a token that is good for now. stale is one that was refused.
func (c *Carrier) token(ctx context.Context, stale string) (string, error) {
	return c.tokens.Get(ctx, stale, c.fetchToken)
}

// signature proves who asks, for five minutes from that second on.
func signature(k Credentials, second string) string {
	mac := hmac.New(sha256.New, []byte(k.SecretKey))
	mac.Write([]byte(k.ServiceID + second))
	return hex.EncodeToString(mac.Sum(nil))
}

// fetchToken asks for a token. Whatever goes wrong, nothing was posted: the
// error says to try again.
func (c *Carrier) fetchToken(ctx context.Context) (string, time.Time, error) {
	const doing = "asking Merci Facteur for a token"
	var a wire.Answer
	for try := 0; ; try++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.o.API+"/getToken", nil)
		if err != nil {
			return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": %w", err)
		}
		second := strconv.FormatInt(c.o.Clock().Unix(), 10)
		for name, v := range map[string]string{
			"ww-service-id": c.o.Credentials.ServiceID, "ww-timestamp": second, "ww-authorized-ip": c.from(),
			"ww-service-signature": signature(c.o.Credentials, second),
		} {
			req.Header.Set(name, v)
		}
		a, err = c.wire.Exchange(req, wire.JSONLimit)
		if wait, again := c.wire.Again(true, a, err, try); again && wire.Pause(ctx, wait) == nil {
			continue
		}
		if err != nil {
			return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": %w", err)
		}
		break
	}
	var body struct {
		Token  wire.Text `json:"token"`
		Expire wire.Text `json:"expire"` // second of the epoch
	}
	switch got := understand(a); {
	case got.verdict == refused:
		return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": refused with status %d %s", a.Status, got.code).
			WithHint("check the service id, the secret key, this machine's clock, and that Merci Facteur lets this IP address in")
	case got.verdict != done || json.Unmarshal(a.Body, &body) != nil || body.Token == "" || strings.ContainsAny(string(body.Token), "\r\n"):
		return "", time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": status %d, no token in the answer", a.Status)
	}
	now := c.o.Clock()
	until, ok := instant(body.Expire)
	if !ok || !until.After(now) {
		until = now.Add(tokenLife)
	}
	return string(body.Token), until, nil
}

// from lists the addresses that may use a token.
func (c *Carrier) from() string {
	if len(c.o.Addresses) == 0 {
		return noAddress
	}
	return strings.Join(c.o.Addresses, ";")
}

// instant reads a second of the epoch.
func instant(t wire.Text) (time.Time, bool) {
	n, err := strconv.ParseInt(string(t), 10, 64)
	return time.Unix(n, 0), err == nil && n > 0
}
