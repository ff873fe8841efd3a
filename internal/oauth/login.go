package oauth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"relance/internal/dunning"
)

// Ask tells a person what to do: open an address, and with the flow device type
// a code there.
type Ask func(address, code string)

// Login lets a person give access, and keeps what he gives in a file. It waits
// for him until the context ends.
func (s *Source) Login(ctx context.Context, ask Ask) error {
	if err := s.Access.Check(); err != nil {
		return err
	}
	ctx = s.with(ctx)
	var t *oauth2.Token
	var err error
	switch s.Access.Flow {
	case Application:
		_, err = s.Token(ctx) // nothing to keep: it shows that the provider agrees
		return err
	case Device:
		t, err = s.device(ctx, ask)
	default:
		t, err = s.loopback(ctx, ask)
	}
	switch {
	case err != nil:
		return refused("giving access", err)
	case t.RefreshToken == "":
		return dunning.Errorf(dunning.CodeInvalid, "the provider gave no refresh token: access would end within the hour").
			WithHint("allow offline access for the application, and log in again")
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.keep(t)
}

// device waits until a person has typed the code.
func (s *Source) device(ctx context.Context, ask Ask) (*oauth2.Token, error) {
	conf := s.Access.config()
	code, err := conf.DeviceAuth(ctx)
	if err != nil {
		return nil, err
	}
	ask(code.VerificationURI, code.UserCode)
	return conf.DeviceAccessToken(ctx, code)
}

// loopback waits until the browser comes back. The state and the proof of PKCE
// keep others on this machine from slipping a code of their own in.
func (s *Source) loopback(ctx context.Context, ask Ask) (*oauth2.Token, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	conf := s.Access.config()
	conf.RedirectURL = fmt.Sprintf("http://localhost:%d/", listener.Addr().(*net.TCPAddr).Port)
	if s.Access.Provider == Google {
		conf.RedirectURL = fmt.Sprintf("http://%s/", listener.Addr())
	}
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	state, verifier := hex.EncodeToString(secret), oauth2.GenerateVerifier()
	came := make(chan answer, 1)
	server := &http.Server{Handler: comesBack(state, came), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with Close
	defer server.Close()                       // nobody comes back any more
	ask(conf.AuthCodeURL(state, oauth2.AccessTypeOffline, oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("prompt", "consent")), "")
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case a := <-came:
		if a.fault != "" {
			return nil, dunning.Errorf(dunning.CodeInvalid, "access was not given: %s", a.fault)
		}
		return conf.Exchange(ctx, a.code, oauth2.VerifierOption(verifier))
	}
}

// answer is what the browser brings back.
type answer struct{ code, fault string }

func comesBack(state string, came chan<- answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(state)) != 1 {
			http.Error(w, "Cette page n’attend pas cette réponse.", http.StatusBadRequest)
			return
		}
		select {
		case came <- answer{q.Get("code"), q.Get("error")}:
		default: // the first one counts
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprintln(w, "Vous pouvez fermer cette page et revenir au terminal.")
	})
}
