package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"relance/internal/dunning"
)

// authority answers as the endpoints of Microsoft and Google do (RFC 6749, 7636
// and 8628): each code and each refresh token is good once.
type authority struct {
	*httptest.Server
	mutex     sync.Mutex
	challenge string // of the code that was given last
	refresh   string // the only one that is good
	given     int
	pending   int // how often the device must wait
	fail      int // status of the next answers; 0 is none
	asked     []url.Values
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	mux := http.NewServeMux()
	mux.HandleFunc("/devicecode", func(w http.ResponseWriter, r *http.Request) {
		reply(w, 200, map[string]any{"device_code": "device", "user_code": "AB-CD", "verification_uri": "https://login.example.com/device", "expires_in": 900, "interval": 1})
	})
	mux.HandleFunc("/authorize", a.authorize)
	mux.HandleFunc("/token", a.token)
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

func reply(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// authorize is a person who says yes: the browser is sent back.
func (a *authority) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	a.mutex.Lock()
	a.challenge = q.Get("code_challenge")
	a.mutex.Unlock()
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {"yes"}, "state": {q.Get("state")}}.Encode(), http.StatusFound)
}

func (a *authority) token(w http.ResponseWriter, r *http.Request) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	_ = r.ParseForm()
	a.asked = append(a.asked, r.PostForm)
	if a.fail != 0 {
		http.Error(w, "out of order", a.fail)
		return
	}
	no := func(code string) { reply(w, 400, map[string]any{"error": code, "error_description": "secret words"}) }
	switch r.PostForm.Get("grant_type") {
	case "urn:ietf:params:oauth:grant-type:device_code":
		if a.pending > 0 {
			a.pending--
			no("authorization_pending")
			return
		}
	case "authorization_code":
		sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		if r.PostForm.Get("code") != "yes" || base64.RawURLEncoding.EncodeToString(sum[:]) != a.challenge {
			no("invalid_grant")
			return
		}
		a.challenge = ""
	case "refresh_token":
		if r.PostForm.Get("refresh_token") != a.refresh {
			no("invalid_grant")
			return
		}
	case "client_credentials":
		if _, secret, ok := r.BasicAuth(); !ok && r.PostForm.Get("client_secret") != "s3cret" || ok && secret != "s3cret" {
			no("invalid_client")
			return
		}
		a.given++
		reply(w, 200, map[string]any{"access_token": fmt.Sprint("access-", a.given), "token_type": "Bearer", "expires_in": 3600})
		return
	default:
		no("unsupported_grant_type")
		return
	}
	a.given++
	a.refresh = fmt.Sprint("refresh-", a.given) // rotated
	reply(w, 200, map[string]any{"access_token": fmt.Sprint("access-", a.given), "refresh_token": a.refresh, "token_type": "Bearer", "expires_in": 3600})
}

func (a *authority) source(t *testing.T, p Provider, f Flow) *Source {
	t.Helper()
	return &Source{
		Access: Access{Provider: p, Tenant: "example.com", ClientID: "client", Secret: "s3cret", Flow: f, Endpoint: oauth2.Endpoint{
			AuthURL: a.URL + "/authorize", TokenURL: a.URL + "/token", DeviceAuthURL: a.URL + "/devicecode",
		}},
		File: filepath.Join(t.TempDir(), "token.json"), Now: time.Now,
	}
}

func wantToken(t *testing.T, s *Source, want string) {
	t.Helper()
	if got, err := s.Token(t.Context()); err != nil || got != want {
		t.Errorf("token %q, %v, want %q", got, err, want)
	}
}

func TestACodeOnAnotherDeviceGivesAccess(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.pending = 1
	s := a.source(t, Microsoft, Device)
	shown := ""
	if err := s.Login(t.Context(), func(address, code string) { shown = address + " " + code }); err != nil {
		t.Fatal(err)
	}
	if shown != "https://login.example.com/device AB-CD" {
		t.Errorf("the person was shown %q", shown)
	}
	info, err := os.Stat(s.File)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	wantToken(t, s, "access-1")
}

func TestABrowserOnThisMachineGivesAccess(t *testing.T) {
	t.Parallel()
	for _, p := range []Provider{Microsoft, Google} {
		a := newAuthority(t)
		s := a.source(t, p, Loopback)
		err := s.Login(t.Context(), func(address, _ string) {
			go func() {
				u, _ := url.Parse(address)
				back := u.Query().Get("redirect_uri")
				// Somebody else on this machine slips in a code of his own.
				if r, err := http.Get(back + "?code=stolen&state=wrong"); err == nil {
					if r.StatusCode != http.StatusBadRequest {
						t.Errorf("a wrong state is answered by %s", r.Status)
					}
					_ = r.Body.Close()
				}
				if r, err := http.Get(address); err == nil {
					_ = r.Body.Close()
				}
			}()
		})
		if err != nil {
			t.Fatal(err)
		}
		wantToken(t, s, "access-1")
	}
}

func TestATokenIsRenewedEarlyAndTheNewRefreshTokenIsKept(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := a.source(t, Microsoft, Device)
	if err := s.Login(t.Context(), func(string, string) {}); err != nil {
		t.Fatal(err)
	}
	wantToken(t, s, "access-1")
	start := time.Now()
	s.Now = func() time.Time { return start.Add(56 * time.Minute) }
	wantToken(t, s, "access-2")
	s.Now = time.Now // the new one is good for an hour from the machine's now
	wantToken(t, s, "access-2")
	other := a.source(t, Microsoft, Device) // another process with the same file
	other.File = s.File
	wantToken(t, other, "access-2")
	s.Forget()
	wantToken(t, s, "access-3")
}

func TestAnApplicationHasNothingToKeep(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := a.source(t, Microsoft, Application)
	wantToken(t, s, "access-1")
	wantToken(t, s, "access-1")
	if _, err := os.Stat(s.File); err == nil {
		t.Error("a file was written")
	}
	if scope := a.asked[0].Get("scope"); scope != "https://outlook.office365.com/.default" {
		t.Errorf("asked for %s", scope)
	}
	s.Access.Secret = "wrong"
	s.Forget()
	_, err := s.Token(t.Context())
	if dunning.ErrorCode(err) != dunning.CodeInvalid || strings.Contains(err.Error(), "secret words") || dunning.ErrorHint(err) == "" {
		t.Errorf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

func TestWhoNeedNotTryAgainAndWhoMay(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := a.source(t, Microsoft, Device)
	if _, err := s.Token(t.Context()); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("before any login: %v", err)
	}
	if err := s.Login(t.Context(), func(string, string) {}); err != nil {
		t.Fatal(err)
	}
	s.Forget()
	s.held = nil
	late := time.Now().Add(2 * time.Hour)
	s.Now = func() time.Time { return late }
	a.fail = 503
	if _, err := s.Token(t.Context()); dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Errorf("a provider that is down: %v", err)
	}
	a.fail, a.refresh = 0, "another one"
	if _, err := s.Token(t.Context()); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("access that was withdrawn: %v", err)
	}
	if err := os.Chmod(s.File, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "others may read") {
		t.Errorf("a file that others may read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Login(ctx, func(string, string) {}); err == nil {
		t.Error("a login that was given up succeeds")
	}
}

func TestWhatCannotWorkIsSaidBeforeItIsTried(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]Access{
		"no provider":               {ClientID: "c", Flow: Device},
		"no client":                 {Provider: Microsoft, Tenant: "t", Flow: Device},
		"no tenant":                 {Provider: Microsoft, ClientID: "c", Flow: Device},
		"no flow":                   {Provider: Microsoft, Tenant: "t", ClientID: "c"},
		"a code for Google":         {Provider: Google, ClientID: "c", Flow: Device},
		"an application for Google": {Provider: Google, ClientID: "c", Secret: "s", Flow: Application},
		"an application, no secret": {Provider: Microsoft, Tenant: "t", ClientID: "c", Flow: Application},
	} {
		if err := a.Check(); dunning.ErrorCode(err) != dunning.CodeInvalid || dunning.ErrorHint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Access{Provider: Google, ClientID: "c", Flow: Loopback}).Check(); err != nil {
		t.Error(err)
	}
}
