package directory_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"relance/internal/directory"
	"relance/internal/directory/directorytest"
	"relance/internal/dunning"
	"relance/internal/people"
)

var now = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)

const back = "https://relance.example.com/connexion/retour"

// asked is a directory with a question for it, up to the browser's return.
func asked(t *testing.T) (*directorytest.Provider, *directory.Directory, people.Question, people.DirectoryAnswer) {
	t.Helper()
	p := directorytest.New(t, "relance", "client secret", back, func() time.Time { return now })
	d := directory.New(directory.Company{Issuer: p.URL, ClientID: "relance", Secret: "client secret", Return: back}, nil, func() time.Time { return now })
	q := people.Question{State: "a state", Nonce: "a nonce", Verifier: strings.Repeat("v", 43)}
	return p, d, q, answer(t, p, d, q)
}

// answer lets a person sign in at the provider and reads what the browser brings.
func answer(t *testing.T, p *directorytest.Provider, d *directory.Directory, q people.Question) people.DirectoryAnswer {
	t.Helper()
	address, err := d.Address(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	v, err := url.Parse(p.Visit(t, address))
	if err != nil || !strings.HasPrefix(v.String(), back+"?") {
		t.Fatal(v, err)
	}
	return people.DirectoryAnswer{State: v.Query().Get("state"), Code: v.Query().Get("code"), Issuer: v.Query().Get("iss")}
}

func TestTheDirectorySaysWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	p, d, q, a := asked(t)
	who, err := d.Identity(t.Context(), q, a)
	if err != nil || who != (people.Identity{Issuer: p.URL, Subject: "00u1"}) {
		t.Fatal(who, err)
	}
	if _, err := d.Identity(t.Context(), q, a); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("the code counts twice: %v", err)
	}
}

func TestAnAnswerToAnotherQuestionCountsForNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(q *people.Question, a *people.DirectoryAnswer){
		"another state":        func(_ *people.Question, a *people.DirectoryAnswer) { a.State = "another" },
		"no state":             func(_ *people.Question, a *people.DirectoryAnswer) { a.State = "" },
		"another nonce":        func(q *people.Question, _ *people.DirectoryAnswer) { q.Nonce = "another" },
		"another verifier":     func(q *people.Question, _ *people.DirectoryAnswer) { q.Verifier = strings.Repeat("w", 43) },
		"another issuer":       func(_ *people.Question, a *people.DirectoryAnswer) { a.Issuer = "https://evil.example" },
		"a code of nobody":     func(_ *people.Question, a *people.DirectoryAnswer) { a.Code = "made up" },
		"a refusal":            func(_ *people.Question, a *people.DirectoryAnswer) { a.Code, a.Error = "", "access_denied" },
		"a code and a refusal": func(_ *people.Question, a *people.DirectoryAnswer) { a.Error = "access_denied" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, d, q, a := asked(t)
			change(&q, &a)
			if who, err := d.Identity(t.Context(), q, a); dunning.ErrorCode(err) != dunning.CodeForbidden {
				t.Errorf("%+v %v", who, err)
			}
		})
	}
}

func TestATokenThatIsNotOneOfTheProviderForUsIsRefused(t *testing.T) {
	t.Parallel()
	for name, claims := range map[string]map[string]any{
		"of another issuer":                    {"iss": "https://evil.example"},
		"for another program":                  {"aud": "another"},
		"for several, to another":              {"aud": []string{"relance", "another"}, "azp": "another"},
		"for several, to nobody in particular": {"aud": []string{"relance", "another"}},
		"over":                                 {"exp": now.Add(-time.Minute).Unix()},
		"of nobody":                            {"sub": ""},
		"without a nonce":                      {"nonce": ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, d, q, a := asked(t)
			p.Claims = claims
			if who, err := d.Identity(t.Context(), q, a); dunning.ErrorCode(err) != dunning.CodeForbidden {
				t.Errorf("%+v %v", who, err)
			}
		})
	}
	for name, forge := range map[string]func(*directorytest.Provider){
		"signed by somebody else": func(p *directorytest.Provider) { p.Forged = true },
		"not signed":              func(p *directorytest.Provider) { p.Unsigned = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, d, q, a := asked(t)
			forge(p)
			if who, err := d.Identity(t.Context(), q, a); dunning.ErrorCode(err) != dunning.CodeForbidden {
				t.Errorf("%+v %v", who, err)
			}
		})
	}
}

func TestAnAddressInTheTokenSaysNothing(t *testing.T) {
	t.Parallel()
	p, d, q, a := asked(t)
	p.Claims = map[string]any{"email": "claire@example.fr", "email_verified": true, "sub": "00u2"}
	who, err := d.Identity(t.Context(), q, a)
	if err != nil || who.Subject != "00u2" {
		t.Error(who, err)
	}
}

func TestADirectoryThatIsDownIsSaidSoAndFoundLater(t *testing.T) {
	t.Parallel()
	p := directorytest.New(t, "relance", "client secret", back, func() time.Time { return now })
	down := true
	client := &http.Client{Transport: round(func(r *http.Request) (*http.Response, error) {
		if down {
			return nil, context.DeadlineExceeded
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
	d := directory.New(directory.Company{Issuer: p.URL, ClientID: "relance", Secret: "client secret", Return: back}, client, func() time.Time { return now })
	q := people.Question{State: "s", Nonce: "n", Verifier: strings.Repeat("v", 43)}
	if _, err := d.Address(t.Context(), q); dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Errorf("%v", err)
	}
	down = false
	address, err := d.Address(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for k := range maps.Keys(sent.Query()) {
		got[k] = sent.Query().Get(k)
	}
	if got["code_challenge_method"] != "S256" || got["code_challenge"] == "" || strings.Contains(address, q.Verifier) || got["nonce"] != "n" || got["state"] != "s" ||
		got["response_type"] != "code" || got["redirect_uri"] != back || got["scope"] != "openid" {
		t.Errorf("a browser is sent to %s", address)
	}
}

type round func(*http.Request) (*http.Response, error)

func (f round) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
