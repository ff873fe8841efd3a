package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"relance/internal/dunning"
)

// early is how long before its end a token is renewed.
const early = 5 * time.Minute

// patience bounds one request to the provider.
const patience = 30 * time.Second

// Source gives tokens that are good for now. It is safe for concurrent use; of
// several processes with one file, each reads what another has renewed.
type Source struct {
	Access Access
	File   string           // where the refresh token lies, readable for its owner alone
	Now    func() time.Time // the machine's clock
	HTTP   *http.Client     // nil is one with a limit of its own

	mutex sync.Mutex
	held  *oauth2.Token
}

// Token gives an access token. CodeInvalid when a person must give access
// again, CodeUnavailable when the provider cannot be reached.
func (s *Source) Token(ctx context.Context) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.held != nil && s.fresh(s.held) {
		return s.held.AccessToken, nil
	}
	ctx = s.with(ctx)
	t, err := s.renew(ctx)
	if err != nil {
		return "", err
	}
	s.held = t
	return t.AccessToken, nil
}

// Forget drops a token that a server has refused, so that the next is a new one.
func (s *Source) Forget() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.held != nil {
		s.held.Expiry = s.Now()
	}
}

func (s *Source) fresh(t *oauth2.Token) bool {
	return t.AccessToken != "" && (t.Expiry.IsZero() || s.Now().Add(early).Before(t.Expiry))
}

func (s *Source) with(ctx context.Context) context.Context {
	client := s.HTTP
	if client == nil {
		client = &http.Client{Timeout: patience}
	}
	return context.WithValue(ctx, oauth2.HTTPClient, client)
}

// renew gets a token; one that another process has renewed is taken over.
func (s *Source) renew(ctx context.Context) (*oauth2.Token, error) {
	a := s.Access
	if a.Flow == Application {
		conf := clientcredentials.Config{ClientID: a.ClientID, ClientSecret: a.Secret, TokenURL: a.endpoint().TokenURL, Scopes: a.scopes()}
		t, err := conf.Token(ctx)
		return t, refused("asking for access", err)
	}
	kept, err := s.read()
	if err != nil {
		return nil, err
	}
	if s.fresh(kept) && (s.held == nil || kept.AccessToken != s.held.AccessToken) {
		return kept, nil
	}
	t, err := a.config().TokenSource(ctx, &oauth2.Token{RefreshToken: kept.RefreshToken}).Token()
	if err != nil {
		return nil, refused("renewing access", err)
	}
	return t, s.keep(t) // before it is used: the old one may be void by now
}

// read takes the token out of its file.
func (s *Source) read() (*oauth2.Token, error) {
	info, err := os.Stat(s.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, dunning.Errorf(dunning.CodeInvalid, "nobody has given access to the mailbox yet").WithHint("log in once, and allow the application to read and send")
	case err != nil:
		return nil, dunning.Errorf(dunning.CodeInvalid, "the file of the token cannot be read: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return nil, dunning.Errorf(dunning.CodeInvalid, "others may read %s, which opens the mailbox", s.File).WithHint("chmod 600 %s, and log in again", s.File)
	}
	raw, err := os.ReadFile(s.File)
	t := &oauth2.Token{}
	if err == nil {
		err = json.Unmarshal(raw, t)
	}
	if err != nil || t.RefreshToken == "" {
		return nil, dunning.Errorf(dunning.CodeInvalid, "%s holds no token", s.File).WithHint("log in again")
	}
	return t, nil
}

// keep writes the token down, whole or not at all.
func (s *Source) keep(t *oauth2.Token) error {
	raw, err := json.Marshal(t)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(s.File), ".oauth-*") // 0600
	if err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "the token cannot be kept: %w", err).WithHint("let the program write into %s", filepath.Dir(s.File))
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone when it was renamed
	_, err = f.Write(raw)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), s.File)
	}
	if err != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "the token cannot be kept: %w", err)
	}
	return nil
}

// refused words a provider's no, without the answer's body: it may hold tokens.
func refused(doing string, err error) error {
	var no *oauth2.RetrieveError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &no) && no.ErrorCode != "":
		return dunning.Errorf(dunning.CodeInvalid, "%s: the provider says %s", doing, no.ErrorCode).WithHint("%s", hints[no.ErrorCode])
	case errors.As(err, &no) && no.Response.StatusCode < 500:
		return dunning.Errorf(dunning.CodeInvalid, "%s: the provider answers %s", doing, no.Response.Status)
	case errors.As(err, &no):
		return dunning.Errorf(dunning.CodeUnavailable, "%s: the provider answers %s", doing, no.Response.Status)
	case dunning.ErrorCode(err) == dunning.CodeInvalid:
		return err
	}
	return dunning.Errorf(dunning.CodeUnavailable, "%s: %w", doing, err).WithHint("may this machine connect out to the provider?")
}

// hints say how to mend what providers answer (RFC 6749 §5.2, RFC 8628 §3.5).
var hints = map[string]string{
	"invalid_grant":          "access ended or was withdrawn: log in again",
	"invalid_client":         "check client id and secret; secrets end after two years at most",
	"unauthorized_client":    "allow this flow in the application's registration, and let an administrator consent",
	"invalid_scope":          "allow IMAP.AccessAsUser.All and SMTP.Send (or IMAP.AccessAsApp and SMTP.SendAsApp) in the application's registration",
	"access_denied":          "somebody said no; log in again and allow it",
	"expired_token":          "nobody typed the code in time: log in again",
	"authorization_declined": "somebody said no; log in again and allow it",
}
