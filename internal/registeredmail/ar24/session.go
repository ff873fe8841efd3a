package ar24

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	sessionLife   = time.Hour
	sessionMargin = time.Minute // a session that ends sooner is not begun with
)

// Authenticate opens an hour for letters with a one-time code, and tells when
// it ends. CodeInvalid for a wrong code.
func (c *Carrier) Authenticate(ctx context.Context, code string) (time.Time, error) {
	const doing = "handing the one-time code to AR24"
	got, err := c.do(ctx, call{
		method: http.MethodPost, path: "/user/auth_otp", fields: url.Values{"id_user": {c.o.Credentials.UserID}, "otp": {strings.TrimSpace(code)}},
	})
	switch {
	case err != nil:
		return time.Time{}, wire.Unavailable(doing, err)
	case got.slug == "authentication_otp_invalid":
		return time.Time{}, registeredmail.Errorf(registeredmail.CodeInvalid, doing+": AR24 does not accept it").
			WithHint("type the code that your application shows now: each lives for half a minute")
	case got.verdict != done:
		return time.Time{}, got.fault(doing)
	}
	var body struct {
		Hash       wire.Text `json:"hash"`
		Expiration wire.Text `json:"expiration_date"`
	}
	if json.Unmarshal(got.result, &body) != nil || body.Hash == "" {
		return time.Time{}, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": the answer has no session")
	}
	s := Session{Hash: string(body.Hash), Until: c.o.Clock().Add(sessionLife)}
	if until, ok := c.paris.Instant(string(body.Expiration)); ok && until.Before(s.Until) {
		s.Until = until
	}
	return s.Until, wire.Unavailable(doing, c.o.Sessions.SaveSession(ctx, s))
}

// Ready tells whether letters may leave now: CodeUnavailable when a one-time
// code is wanted first. With a key it makes the code itself.
func (c *Carrier) Ready(ctx context.Context) error {
	_, err := c.session(ctx, "")
	return err
}

// session gives the hash of a session that is open. stale is one that was
// refused.
func (c *Carrier) session(ctx context.Context, stale string) (string, error) {
	s, err := c.o.Sessions.Session(ctx)
	switch {
	case err != nil:
		return "", wire.Unavailable("looking for an open session at AR24", err)
	case s.Hash != "" && s.Hash != stale && c.o.Clock().Add(sessionMargin).Before(s.Until):
		return s.Hash, nil
	case c.o.OTPKey == "":
		return "", registeredmail.Errorf(registeredmail.CodeUnavailable, "AR24 wants a one-time code before letters leave").
			WithHint("hand it over: %s", dunning.Deed{Do: dunning.DeedOneTimeCode})
	}
	return c.reopen(ctx, s.Hash)
}

// reopen opens a session by key, one goroutine at a time.
func (c *Carrier) reopen(ctx context.Context, ended string) (string, error) {
	select {
	case c.openTurn <- struct{}{}:
		defer func() { <-c.openTurn }()
	case <-ctx.Done():
		return "", wire.Unavailable("opening a session at AR24", ctx.Err())
	}
	s, err := c.o.Sessions.Session(ctx)
	if err != nil {
		return "", wire.Unavailable("looking for an open session at AR24", err)
	}
	if s.Hash != "" && s.Hash != ended && c.o.Clock().Add(sessionMargin).Before(s.Until) {
		return s.Hash, nil // somebody was faster
	}
	code, err := Code(c.o.OTPKey, c.o.Clock())
	if err != nil {
		return "", err
	}
	if _, err := c.Authenticate(ctx, code); err != nil {
		return "", registeredmail.Errorf(registeredmail.CodeUnavailable, "opening a session at AR24: %w", err).
			WithHint("check the key of one-time codes and this machine's clock")
	}
	s, err = c.o.Sessions.Session(ctx)
	return s.Hash, wire.Unavailable("looking for an open session at AR24", err)
}

// Check asks AR24 whether it knows the sender and his identity. Nothing is
// sent.
func (c *Carrier) Check(ctx context.Context) error {
	const doing = "asking AR24 about the sender"
	var user struct {
		ID       wire.Text `json:"id"`
		Verified wire.Text `json:"is_identity_verified"`
	}
	if err := c.get(ctx, doing, "/user", url.Values{"id_user": {c.o.Credentials.UserID}}, &user); err != nil {
		return err
	}
	switch {
	case string(user.ID) != c.o.Credentials.UserID:
		return registeredmail.Errorf(registeredmail.CodeConflict, doing+": it answers with another user")
	case !user.Verified.Yes():
		return registeredmail.Errorf(registeredmail.CodeConflict, doing+": his identity is not verified").
			WithHint("order the verification at AR24: the key of one-time codes comes by registered letter")
	}
	return nil
}
