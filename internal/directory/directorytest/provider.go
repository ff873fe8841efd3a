// Package directorytest is an OpenID Connect provider for tests: discovery, keys,
// the code flow with PKCE, and tokens that a test may spoil.
package directorytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Provider is one directory with one application and one person who is signed in.
type Provider struct {
	URL string // its issuer

	// Subject is the person who is signed in at the provider; 00u1 at first.
	Subject string
	// Claims replace those of the tokens that are made from now on.
	Claims map[string]any
	// Forged signs with a key that the provider does not publish, Unsigned not at all.
	Forged, Unsigned bool

	client, secret, back string
	now                  func() time.Time
	key                  *ecdsa.PrivateKey

	mutex sync.Mutex
	codes map[string]url.Values // what each code was asked with, until it is used
}

// New serves a provider that knows one application, until the test ends.
func New(t testing.TB, client, secret, back string, now func() time.Time) *Provider {
	t.Helper()
	p := &Provider{Subject: "00u1", client: client, secret: secret, back: back, now: now, key: newKey(t), codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Visit opens an address as the browser of the person, and gives where it is sent
// back to.
func (p *Provider) Visit(t testing.TB, address string) string {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r, err := client.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusFound {
		t.Fatalf("the provider answers %s", r.Status)
	}
	return r.Header.Get("Location")
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) //nolint:errcheck,errchkjson // the test sees what is missing
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"ES256"},
		"code_challenge_methods_supported": []string{"S256"}, "authorization_response_iss_parameter_supported": true,
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
}

// authorize lets the person who is signed in go on, as the application asked.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != p.client || q.Get("redirect_uri") != p.back || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" {
		http.Error(w, "invalid_request", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.mutex.Lock()
	p.codes[code] = q
	p.mutex.Unlock()
	back := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
	http.Redirect(w, r, p.back+"?"+back.Encode(), http.StatusFound)
}

// token takes a code once, from the application that asked for it and can prove it.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	user, pass, basic := r.BasicAuth()
	if !basic {
		user, pass = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if user != url.QueryEscape(p.client) && user != p.client || pass != url.QueryEscape(p.secret) && pass != p.secret {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	p.mutex.Lock()
	asked, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mutex.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || r.PostFormValue("redirect_uri") != p.back || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	token, err := p.sign(asked.Get("nonce"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": token})
}

// sign makes the identity token of the person.
func (p *Provider) sign(nonce string) (string, error) {
	claims := map[string]any{
		"iss": p.URL, "sub": p.Subject, "aud": p.client, "exp": p.now().Add(5 * time.Minute).Unix(), "iat": p.now().Unix(), "nonce": nonce,
	}
	maps.Copy(claims, p.Claims)
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	if p.Unsigned {
		b := base64.RawURLEncoding.EncodeToString
		return b([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + b(body) + ".", nil
	}
	key := p.key
	if p.Forged {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			return "", err
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(body)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}
