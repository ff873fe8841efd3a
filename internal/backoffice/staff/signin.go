package staff

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"
	"unicode"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// CredentialStore reads what a try to sign in is held against, and counts tries.
type CredentialStore interface {
	Credentials(ctx context.Context, login string) (people.Credentials, error)
	BeginTry(ctx context.Context, tries ...people.Try) (wait time.Duration, err error)
	SetPassword(ctx context.Context, user int64, password string) error
}

// OpenSessions keeps who is signed in.
type OpenSessions interface {
	OpenSession(ctx context.Context, by audit.Who, n people.NewSession) (int64, error)
	Session(ctx context.Context, hash people.Hash, address string) (people.Session, people.User, error)
	EndSession(ctx context.Context, by audit.Who, user, id int64) error
}

// Notes writes down deeds that are no facts.
type Notes interface {
	Note(ctx context.Context, e audit.Entry) error
}

// guesses bounds how many passwords are worked on at once: each takes 19 MiB, so
// that a flood of tries would be a flood of memory.
const guesses = 2

// SignIn lets people in. It is safe for concurrent use; make it with NewSignIn.
type SignIn struct {
	Credentials CredentialStore
	Open        OpenSessions
	Links       LinkStore
	Steps       StepStore
	Notes       Notes
	Holders     Holders
	Keys        KeyChecker // nil where there are no passkeys
	Persons     Persons
	Directory   Asker // nil where there is no directory
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

// Entered is how far somebody came: he has a session, or a second factor is asked
// for. The secrets are for cookies.
type Entered struct {
	Session string
	Step    string // to be finished with Code; empty with a session
}

// refused is the one answer to every try that fails: whether the login exists is
// nobody's business.
func refused() error {
	return dunning.Errorf(dunning.CodeForbidden, "login and password do not fit together")
}

// longestLogin bounds a login, which the audit keeps as it was typed.
const longestLogin = 200

// typed is a login as it is looked up and recorded.
func typed(login string) string {
	login = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(login, ""))
	if r := []rune(login); len(r) > longestLogin {
		login = string(r[:longestLogin])
	}
	return strings.TrimSpace(login)
}

// In tries a password. CodeForbidden for every wrong try; CodeUnavailable when too
// many failed before, of the login or from the network, and the next must wait.
func (s *SignIn) In(ctx context.Context, v Visitor, login, password string) (Entered, error) {
	login = typed(login)
	c, err := s.password(ctx, v, login, password)
	if err != nil {
		return Entered{}, err
	}
	return s.enter(ctx, v, login, people.ByPassword, c)
}

// password tries one, and counts the try before it looks.
func (s *SignIn) password(ctx context.Context, v Visitor, login, password string) (c people.Credentials, err error) {
	if len(password) > 4*people.MaxPassword {
		return c, refused()
	}
	if err := s.try(ctx, people.LoginTry(login), people.NetworkTry(v.Address)); err != nil {
		return c, err
	}
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	case <-ctx.Done():
		return c, ctx.Err()
	}
	c, err = s.Credentials.Credentials(ctx, login)
	switch {
	case dunning.ErrorCode(err) == dunning.CodeNotFound:
		people.SpendTime(password)
		return c, s.fail(ctx, v, login, "unknown login")
	case err != nil:
		return c, err
	case c.Password == "":
		people.SpendTime(password)
		return c, s.fail(ctx, v, login, "a user without a password")
	}
	ok, stale := people.PasswordIs(c.Password, password)
	if !ok || c.Disabled {
		return c, s.fail(ctx, v, login, "wrong password, or a user who is shut out")
	}
	if stale {
		return c, s.renew(ctx, c.User, password)
	}
	return c, nil
}

// try counts a try, or says how long the next one must wait.
func (s *SignIn) try(ctx context.Context, tries ...people.Try) error {
	wait, err := s.Credentials.BeginTry(ctx, tries...)
	if err == nil && wait > 0 {
		err = dunning.Errorf(dunning.CodeUnavailable, "too many tries failed: the next one is possible in %s", wait.Round(time.Second))
	}
	return err
}

// enter opens a session, or asks a user with an authenticator for his code.
func (s *SignIn) enter(ctx context.Context, v Visitor, login, by string, c people.Credentials) (Entered, error) {
	if c.TOTPSecret == "" {
		secret, err := s.open(ctx, v, people.NewSession{User: c.User, Login: login, By: by})
		return Entered{Session: secret}, err
	}
	data, err := json.Marshal(pending{login, by})
	if err != nil {
		return Entered{}, err
	}
	step, err := s.begin(ctx, people.Step{Kind: people.StepCode, User: c.User, Data: data})
	return Entered{Step: step}, err
}

// open opens a session with a secret of its own.
func (s *SignIn) open(ctx context.Context, v Visitor, n people.NewSession) (secret string, err error) {
	if secret, err = people.NewSecret(s.Random); err != nil {
		return "", err
	}
	n.Hash, n.Address, n.Agent = people.HashOf(secret), v.Address, v.Agent
	_, err = s.Open.OpenSession(ctx, v.who(n.Login), n)
	return secret, err
}

// fail notes a failed try and gives the one answer.
func (s *SignIn) fail(ctx context.Context, v Visitor, login, why string) error {
	if err := s.Notes.Note(ctx, audit.Entry{Who: v.who(login), Deed: "session.open", Object: login, Refused: why}); err != nil {
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
	return access.Actor{Name: user.Login, Roles: people.RolesOf(user.Grants...), Door: access.Console, Proof: access.Session, Address: v.Address}, session, nil
}

// Out ends a session.
func (s *SignIn) Out(ctx context.Context, v Visitor, who access.Actor, session people.Session) error {
	return s.Open.EndSession(ctx, v.who(who.Name), session.User, session.ID)
}
