package directory

import (
	"context"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"relance/internal/dunning"
	"relance/internal/people"
)

// Company is how the directory of a company is reached.
type Company struct {
	Issuer   string // https address that names the provider
	ClientID string // of the application that the company registered
	Secret   string
	Return   string // address of the console to which browsers come back
}

// Directory asks the directory of a company who somebody is. It is safe for
// concurrent use.
type Directory struct {
	company Company
	client  *http.Client
	now     func() time.Time

	mutex    sync.Mutex
	provider *oidc.Provider // once it was found
}

// patience is how long a question to the provider may take.
const patience = 10 * time.Second

// New asks the directory of a company. The provider is looked up at the first
// question, so that the console opens also while the provider is down. A nil
// client is a new one.
func New(c Company, client *http.Client, now func() time.Time) *Directory {
	if client == nil {
		client = &http.Client{}
	}
	own := *client
	own.Timeout = patience
	return &Directory{company: c, client: &own, now: now}
}

// found looks the provider up and keeps what it says about itself. Its keys are
// fetched anew when a token names one that is not known.
func (d *Directory) found(ctx context.Context) (*oidc.Provider, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.provider != nil {
		return d.provider, nil
	}
	// The provider outlives the request: it fetches keys later.
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), d.client), d.company.Issuer)
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeUnavailable, "the company's directory does not answer: %w", err).
			WithHint("sign in with a password or a passkey meanwhile")
	}
	d.provider = p
	return p, nil
}

func (d *Directory) config(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: d.company.ClientID, ClientSecret: d.company.Secret, Endpoint: p.Endpoint(),
		RedirectURL: d.company.Return, Scopes: []string{oidc.ScopeOpenID},
	}
}

// Address is where a browser is sent to be asked.
func (d *Directory) Address(ctx context.Context, q people.Question) (string, error) {
	p, err := d.found(ctx)
	if err != nil {
		return "", err
	}
	return d.config(p).AuthCodeURL(q.State, oidc.Nonce(q.Nonce), oauth2.S256ChallengeOption(q.Verifier)), nil
}

// Identity tells who was asked. CodeForbidden when the answer does not belong to
// the question, or the token is not one of the provider for us.
func (d *Directory) Identity(ctx context.Context, q people.Question, a people.DirectoryAnswer) (people.Identity, error) {
	if subtle.ConstantTimeCompare([]byte(q.State), []byte(a.State)) != 1 {
		return people.Identity{}, refused("it answers another question")
	}
	if a.Error != "" || a.Code == "" {
		return people.Identity{}, refused("it gave no code")
	}
	if a.Issuer != "" && a.Issuer != d.company.Issuer {
		return people.Identity{}, refused("another directory answered")
	}
	p, err := d.found(ctx)
	if err != nil {
		return people.Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, d.client)
	token, err := d.config(p).Exchange(ctx, a.Code, oauth2.VerifierOption(q.Verifier))
	if err != nil {
		return people.Identity{}, refused("it did not take its own code")
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.VerifierContext(ctx, &oidc.Config{ClientID: d.company.ClientID, Now: d.now}).Verify(ctx, raw)
	if err != nil {
		return people.Identity{}, refused("its token cannot be verified")
	}
	return d.check(q, id)
}

// check looks at what the library leaves to its caller.
func (d *Directory) check(q people.Question, id *oidc.IDToken) (people.Identity, error) {
	var claims struct {
		Party string `json:"azp"`
	}
	if err := id.Claims(&claims); err != nil {
		return people.Identity{}, refused("its token cannot be read")
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(q.Nonce), []byte(id.Nonce)) != 1:
		return people.Identity{}, refused("its token was made for another question")
	case claims.Party != "" && claims.Party != d.company.ClientID, len(id.Audience) > 1 && claims.Party == "":
		return people.Identity{}, refused("its token was made for another program")
	case id.Subject == "":
		return people.Identity{}, refused("its token names nobody")
	}
	return people.Identity{Issuer: id.Issuer, Subject: id.Subject}, nil
}

// refused says why an answer does not count. What the provider wrote stays out: it
// may name people.
func refused(why string) error {
	return dunning.Errorf(dunning.CodeForbidden, "the company's directory did not say who you are: %s", dunning.Phrase(why)).
		WithHint("begin again; if it stays so, sign in with a password or a passkey")
}
