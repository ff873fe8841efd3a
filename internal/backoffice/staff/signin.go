package staff

import (
	"context"
	"io"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// CredentialBook reads what a try to sign in is held against, and counts those
// that fail.
type CredentialBook interface {
	Credentials(ctx context.Context, login string) (people.Credentials, error)
	FailSignIn(ctx context.Context, by audit.Who, login, why string) error
	SetPassword(ctx context.Context, user int64, password string) error
}

// OpenSessions keeps who is signed in.
type OpenSessions interface {
	OpenSession(ctx context.Context, by audit.Who, n people.NewSession) (int64, error)
	Session(ctx context.Context, hash people.Hash, address string) (people.Session, people.User, error)
	EndSession(ctx context.Context, by audit.Who, user, id int64) error
}

// LinkBook keeps one-time links.
type LinkBook interface {
	LinkUser(ctx context.Context, link people.Hash) (login string, err error)
	UseLink(ctx context.Context, by audit.Who, link people.Hash, password string) (login string, err error)
}

// guesses bounds how many passwords are worked on at once: each takes 19 MiB, so
// that a flood of tries would be a flood of memory.
const guesses = 2

// SignIn lets people in. It is safe for concurrent use; make it with NewSignIn.
type SignIn struct {
	Credentials CredentialBook
	Open        OpenSessions
	Links       LinkBook
	Random      io.Reader
	Now         func() time.Time

	busy chan struct{}
}

// NewSignIn lets people in by what it is given.
func NewSignIn(s SignIn) *SignIn {
	s.busy = make(chan struct{}, guesses)
	return &s
}

// Visitor is where a request came from.
type Visitor struct {
	Address string // of the network
	Agent   string // the browser, as it calls itself
}

func (v Visitor) who(login string) audit.Who {
	return audit.Who{Name: login, Door: string(access.Console), Address: v.Address}
}

// refused is the one answer to every try that fails: whether the login exists is
// nobody's business.
func refused() error {
	return dunning.Errorf(dunning.CodeForbidden, "login and password do not fit together")
}

// In opens a session and gives its secret, for the cookie. CodeForbidden for
// every wrong try; CodeUnavailable when too many failed before and the next must
// wait.
func (s *SignIn) In(ctx context.Context, v Visitor, login, password, code string) (secret string, err error) {
	if len(password) > 4*people.MaxPassword {
		return "", refused()
	}
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	c, err := s.Credentials.Credentials(ctx, login)
	switch {
	case dunning.ErrorCode(err) == dunning.CodeNotFound:
		people.SpendTime(password)
		return "", s.fail(ctx, v, login, "unknown login")
	case err != nil:
		return "", err
	}
	if wait := people.Wait(c.Failures) - s.Now().Sub(c.FailedAt); wait > 0 {
		return "", dunning.Errorf(dunning.CodeUnavailable, "too many tries failed: the next one is possible in %s", wait.Round(time.Second))
	}
	ok, stale := people.PasswordIs(c.Password, password)
	if !ok || c.Disabled {
		return "", s.fail(ctx, v, login, "wrong password, or a user who is shut out")
	}
	step, err := s.second(ctx, v, login, c, code)
	if err != nil {
		return "", err
	}
	if stale {
		if err := s.renew(ctx, c.User, password); err != nil {
			return "", err
		}
	}
	if secret, err = people.NewSecret(s.Random); err != nil {
		return "", err
	}
	_, err = s.Open.OpenSession(ctx, v.who(login), people.NewSession{
		User: c.User, Hash: people.HashOf(secret), Address: v.Address, Agent: v.Agent, Step: step,
	})
	return secret, err
}

// second asks for the code of a user who has an authenticator.
func (s *SignIn) second(ctx context.Context, v Visitor, login string, c people.Credentials, code string) (int64, error) {
	if c.TOTPSecret == "" {
		return 0, nil
	}
	step, ok := people.CheckCode(c.TOTPSecret, code, s.Now(), c.TOTPStep)
	if !ok {
		return 0, s.fail(ctx, v, login, "wrong code of the authenticator")
	}
	return step, nil
}

func (s *SignIn) fail(ctx context.Context, v Visitor, login, why string) error {
	if err := s.Credentials.FailSignIn(ctx, v.who(login), login, why); err != nil {
		return err
	}
	return refused()
}

// renew stores the password at today's cost.
func (s *SignIn) renew(ctx context.Context, user int64, password string) error {
	stored, err := people.HashPassword(s.Random, password)
	if err != nil {
		return err
	}
	return s.Credentials.SetPassword(ctx, user, stored)
}

// Who finds the person of a session by its secret; CodeNotFound when it is over.
func (s *SignIn) Who(ctx context.Context, v Visitor, secret string) (access.Actor, people.Session, error) {
	session, user, err := s.Open.Session(ctx, people.HashOf(secret), v.Address)
	if err != nil {
		return access.Actor{}, session, err
	}
	roles := map[string]access.Role{}
	for _, g := range user.Grants {
		creditor := g.Creditor
		if creditor == people.Everyone {
			creditor = ""
		}
		roles[creditor] = access.Role(g.Role)
	}
	return access.Actor{Name: user.Login, Roles: roles, Door: access.Console, Proof: access.Session}, session, nil
}

// Out ends a session.
func (s *SignIn) Out(ctx context.Context, v Visitor, who access.Actor, session people.Session) error {
	return s.Open.EndSession(ctx, v.who(who.Name), session.User, session.ID)
}

// Link tells whose one-time link it is, without using it.
func (s *SignIn) Link(ctx context.Context, secret string) (login string, err error) {
	return s.Links.LinkUser(ctx, people.HashOf(secret))
}

// UseLink sets the password of the link's user; the link is then used, and the
// user's sessions end.
func (s *SignIn) UseLink(ctx context.Context, v Visitor, secret, password string) (login string, err error) {
	link := people.HashOf(secret)
	if login, err = s.Links.LinkUser(ctx, link); err != nil {
		return "", err
	}
	if err := people.CheckPassword(login, password); err != nil {
		return "", err
	}
	stored, err := people.HashPassword(s.Random, password)
	if err != nil {
		return "", err
	}
	return s.Links.UseLink(ctx, v.who(login), link, stored)
}
