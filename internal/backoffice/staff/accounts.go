package staff

import (
	"context"
	"io"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/people"
)

// UserStore writes who may sign in.
type UserStore interface {
	AddUser(ctx context.Context, by audit.Who, n people.NewUser, link people.Hash) (people.User, error)
	SetRole(ctx context.Context, by audit.Who, login string, g people.Grant) error
	SetDisabled(ctx context.Context, by audit.Who, login string, out bool) error
}

// UserReader reads who may sign in, and who is.
type UserReader interface {
	Users(ctx context.Context) ([]people.User, error)
	User(ctx context.Context, login string) (people.User, error)
	Sessions(ctx context.Context, user int64) ([]people.Session, error)
}

// SessionStore ends sessions and lets people in again.
type SessionStore interface {
	EndSession(ctx context.Context, by audit.Who, user, id int64) error
	AddLink(ctx context.Context, by audit.Who, login string, link people.Hash) error
}

// TokenStore keeps the tokens of programs.
type TokenStore interface {
	AddToken(ctx context.Context, by audit.Who, n people.Token, hash people.Hash) error
	Tokens(ctx context.Context) ([]people.Token, error)
	RevokeToken(ctx context.Context, by audit.Who, name string) error
}

// AuditReader reads what was done besides facts.
type AuditReader interface {
	Audit(ctx context.Context, after int64, each func(audit.Entry) error) error
	VerifyAudit(ctx context.Context, known ...audit.Head) (audit.Head, error)
	Note(ctx context.Context, e audit.Entry) error
}

// JournalReader reads the same page by page.
type JournalReader interface {
	Journal(ctx context.Context, q audit.Search) (out []audit.Entry, more bool, err error)
}

// Accounts are the use cases about people and programs. All of them take the
// right to operate the installation. Secrets are given once, to be shown, and
// kept as hashes.
type Accounts struct {
	UserStore     UserStore
	UserReader    UserReader
	SessionStore  SessionStore
	TokenStore    TokenStore
	AuditReader   AuditReader
	JournalReader JournalReader
	Seconds       *Authenticators
	Ties          Ties
	Keys          backoffice.KeyStore // as of backoffice.Office
	Random        io.Reader           // crypto/rand.Reader
	Now           func() time.Time
}

// may asks for the right, and notes an attempt without it.
func (a *Accounts) may(ctx context.Context, who access.Actor, deed, object string) error {
	err := access.May(who, access.Operate, "")
	if err == nil {
		return nil
	}
	note := audit.Entry{Who: backoffice.By(who), Deed: deed, Object: object, Refused: err.Error()}
	if noted := a.AuditReader.Note(ctx, note); noted != nil {
		return noted
	}
	return audit.Noted(err)
}

// once does a deed once for the key of its request.
func (a *Accounts) once(ctx context.Context, who access.Actor, name string, asks any, do func(ctx context.Context) error) error {
	return backoffice.OnceOnly(ctx, a.Keys, backoffice.Deed{Who: who, Name: name, Asks: asks}, do)
}

// AddUser adds a user with one role. The secret is that of a one-time link, with
// which the user sets a password within people.LinkLife.
func (a *Accounts) AddUser(ctx context.Context, who access.Actor, n people.NewUser) (u people.User, secret string, err error) {
	if err := a.may(ctx, who, "user.add", n.Login); err != nil {
		return u, "", err
	}
	if n, err = n.Check(); err != nil {
		return u, "", err
	}
	secret, err = backoffice.OnceShown(ctx, a.Keys, backoffice.Deed{Who: who, Name: "user.add", Asks: n}, func(ctx context.Context) (secret string, err error) {
		if secret, err = people.NewSecret(a.Random); err != nil {
			return "", err
		}
		u, err = a.UserStore.AddUser(ctx, backoffice.By(who), n, people.HashOf(secret))
		return secret, err
	})
	return u, secret, err
}

// NewLink gives the secret of another one-time link; earlier ones end.
func (a *Accounts) NewLink(ctx context.Context, who access.Actor, login string) (secret string, err error) {
	if err := a.may(ctx, who, "user.link", login); err != nil {
		return "", err
	}
	return backoffice.OnceShown(ctx, a.Keys, backoffice.Deed{Who: who, Name: "user.link", Asks: login}, func(ctx context.Context) (secret string, err error) {
		if secret, err = people.NewSecret(a.Random); err != nil {
			return "", err
		}
		return secret, a.SessionStore.AddLink(ctx, backoffice.By(who), login, people.HashOf(secret))
	})
}

// Users lists who may sign in.
func (a *Accounts) Users(ctx context.Context, who access.Actor) ([]people.User, error) {
	if err := a.may(ctx, who, "user.list", ""); err != nil {
		return nil, err
	}
	return a.UserReader.Users(ctx)
}

// SetRole gives a user a role for a creditor; an empty role takes it away.
func (a *Accounts) SetRole(ctx context.Context, who access.Actor, login string, g people.Grant) error {
	if err := a.may(ctx, who, "user.role", login); err != nil {
		return err
	}
	if g.Role != "" {
		if err := g.Check(); err != nil {
			return err
		}
	}
	return a.once(ctx, who, "user.role", []any{login, g}, func(ctx context.Context) error {
		return a.UserStore.SetRole(ctx, backoffice.By(who), login, g)
	})
}

// SetDisabled shuts a user out, or lets him in again.
func (a *Accounts) SetDisabled(ctx context.Context, who access.Actor, login string, out bool) error {
	if err := a.may(ctx, who, "user.disable", login); err != nil {
		return err
	}
	return a.once(ctx, who, "user.disable", []any{login, out}, func(ctx context.Context) error {
		return a.UserStore.SetDisabled(ctx, backoffice.By(who), login, out)
	})
}

// Sessions lists the living sessions of a user.
func (a *Accounts) Sessions(ctx context.Context, who access.Actor, login string) ([]people.Session, error) {
	if err := a.may(ctx, who, "session.list", login); err != nil {
		return nil, err
	}
	u, err := a.UserReader.User(ctx, login)
	if err != nil {
		return nil, err
	}
	return a.UserReader.Sessions(ctx, u.ID)
}

// EndSession ends a session of a user; 0 ends them all.
func (a *Accounts) EndSession(ctx context.Context, who access.Actor, login string, id int64) error {
	if err := a.may(ctx, who, "session.end", login); err != nil {
		return err
	}
	u, err := a.UserReader.User(ctx, login)
	if err != nil {
		return err
	}
	return a.once(ctx, who, "session.end", []any{login, id}, func(ctx context.Context) error {
		return a.SessionStore.EndSession(ctx, backoffice.By(who), u.ID, id)
	})
}

// BeginAuthenticator makes the secret of an authenticator for a user.
func (a *Accounts) BeginAuthenticator(ctx context.Context, who access.Actor, login string) (people.Authenticator, error) {
	if err := a.may(ctx, who, "user.totp", login); err != nil {
		return people.Authenticator{}, err
	}
	u, err := a.UserReader.User(ctx, login)
	if err != nil {
		return people.Authenticator{}, err
	}
	return backoffice.OnceShown(ctx, a.Keys, backoffice.Deed{Who: who, Name: "user.totp.begin", Asks: login}, func(ctx context.Context) (people.Authenticator, error) {
		return a.Seconds.begin(ctx, backoffice.By(who), u.Login)
	})
}

// ConfirmAuthenticator takes the first code of the authenticator of a user, and
// gives recovery codes.
func (a *Accounts) ConfirmAuthenticator(ctx context.Context, who access.Actor, login, code string) ([]string, error) {
	if err := a.may(ctx, who, "user.totp", login); err != nil {
		return nil, err
	}
	return backoffice.OnceShown(ctx, a.Keys, backoffice.Deed{Who: who, Name: "user.totp.confirm", Asks: []string{login, code}}, func(ctx context.Context) ([]string, error) {
		return a.Seconds.confirm(ctx, backoffice.By(who), strings.ToLower(login), code)
	})
}

// RemoveAuthenticator takes the authenticator of a user away who has lost it, with
// the recovery codes.
func (a *Accounts) RemoveAuthenticator(ctx context.Context, who access.Actor, login string) error {
	if err := a.may(ctx, who, "user.totp", login); err != nil {
		return err
	}
	return a.once(ctx, who, "user.totp.remove", login, func(ctx context.Context) error {
		return a.Seconds.Store.RemoveTOTP(ctx, backoffice.By(who), strings.ToLower(login))
	})
}

// RenewRecovery gives a user new recovery codes; those before count no more.
func (a *Accounts) RenewRecovery(ctx context.Context, who access.Actor, login string) ([]string, error) {
	if err := a.may(ctx, who, "user.recovery", login); err != nil {
		return nil, err
	}
	return backoffice.OnceShown(ctx, a.Keys, backoffice.Deed{Who: who, Name: "user.recovery", Asks: login}, func(ctx context.Context) ([]string, error) {
		return a.Seconds.renew(ctx, backoffice.By(who), strings.ToLower(login))
	})
}

// LeaveDirectory ends the tie of a user to the directory.
func (a *Accounts) LeaveDirectory(ctx context.Context, who access.Actor, login string) error {
	if err := a.may(ctx, who, "user.directory", login); err != nil {
		return err
	}
	return a.once(ctx, who, "user.directory", login, func(ctx context.Context) error {
		return a.Ties.Unbind(ctx, backoffice.By(who), strings.ToLower(login))
	})
}

// AddToken makes the token of a program and gives it, once.
func (a *Accounts) AddToken(ctx context.Context, who access.Actor, n people.Token) (token string, err error) {
	if err := a.may(ctx, who, "token.add", n.Name); err != nil {
		return "", err
	}
	if err := people.CheckToken(n, a.Now()); err != nil {
		return "", err
	}
	return backoffice.OnceShown(ctx, a.Keys, backoffice.Deed{Who: who, Name: "token.add", Asks: n}, func(ctx context.Context) (token string, err error) {
		if token, err = people.NewToken(a.Random); err != nil {
			return "", err
		}
		return token, a.TokenStore.AddToken(ctx, backoffice.By(who), n, people.HashOf(token))
	})
}

// Tokens lists the tokens of programs.
func (a *Accounts) Tokens(ctx context.Context, who access.Actor) ([]people.Token, error) {
	if err := a.may(ctx, who, "token.list", ""); err != nil {
		return nil, err
	}
	return a.TokenStore.Tokens(ctx)
}

// RevokeToken ends the token of a name.
func (a *Accounts) RevokeToken(ctx context.Context, who access.Actor, name string) error {
	if err := a.may(ctx, who, "token.revoke", name); err != nil {
		return err
	}
	return a.once(ctx, who, "token.revoke", name, func(ctx context.Context) error {
		return a.TokenStore.RevokeToken(ctx, backoffice.By(who), name)
	})
}

// VerifyAudit checks the chain of the audit, and that the heads which are known stand
// in it. It gives the head of today, to be noted elsewhere.
func (a *Accounts) VerifyAudit(ctx context.Context, who access.Actor, known ...audit.Head) (audit.Head, error) {
	if err := a.may(ctx, who, "audit.verify", ""); err != nil {
		return audit.Head{}, err
	}
	return a.AuditReader.VerifyAudit(ctx, known...)
}

// Journal gives one page of the record, and whether there are more. Looking at it is
// no entry; taking it out is (Audit).
func (a *Accounts) Journal(ctx context.Context, who access.Actor, q audit.Search) (out []audit.Entry, more bool, err error) {
	if err := a.may(ctx, who, "audit.see", ""); err != nil {
		return nil, false, err
	}
	return a.JournalReader.Journal(ctx, q)
}

// Audit gives the entries after a number in their order. The export is an entry
// itself.
func (a *Accounts) Audit(ctx context.Context, who access.Actor, after int64, each func(audit.Entry) error) error {
	if err := a.may(ctx, who, "audit.export", ""); err != nil {
		return err
	}
	if err := a.AuditReader.Audit(ctx, after, each); err != nil {
		return err
	}
	return a.AuditReader.Note(ctx, audit.Entry{Who: backoffice.By(who), Deed: "audit.export"})
}
