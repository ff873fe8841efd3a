package staff

import (
	"context"
	"strings"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// OwnSession changes the session of somebody who is signed in.
type OwnSession interface {
	ProveSession(ctx context.Context, by audit.Who, session int64, n people.NewSession) error
	ChangePassword(ctx context.Context, by audit.Who, session people.Session, password string, hash people.Hash) error
}

// PasskeyStore keeps the passkeys of users.
type PasskeyStore interface {
	Holder(ctx context.Context, user int64, handle []byte) (people.Holder, error)
	AddPasskey(ctx context.Context, by audit.Who, user int64, n people.Passkey) error
	RemovePasskey(ctx context.Context, by audit.Who, user, id int64) error
}

// KeyMaker asks devices to make passkeys.
type KeyMaker interface {
	Register(h people.Holder) (options, state []byte, err error)
	Registered(h people.Holder, state, answer []byte) (people.Passkey, error)
}

// PasskeyLister lists the passkeys of a user.
type PasskeyLister interface {
	Passkeys(ctx context.Context, user int64) ([]people.Passkey, error)
}

// Ties ends what binds users to the directory.
type Ties interface {
	Unbind(ctx context.Context, by audit.Who, login string) error
}

// Self is what people do with their own account. How one signs in is changed only
// by somebody who has proved a short while ago who he is.
type Self struct {
	Gate    *SignIn
	Reader  UserReader
	Own     OwnSession
	Seconds *Authenticators
	Store   PasskeyStore
	List    PasskeyLister
	Maker   KeyMaker // nil where there are no passkeys
	Ties    Ties
}

// Person is somebody who is signed in.
type Person struct {
	Visitor
	Actor   access.Actor
	Session people.Session
}

func (p Person) by() audit.Who { return p.who(p.Actor.Name) }

// Account is what one sees of oneself.
type Account struct {
	User      people.User
	Sessions  []people.Session
	Passkeys  []people.Passkey
	Password  bool // has one
	Passkey   bool // the console takes them
	Directory bool // the console asks one
}

// Look shows one's account.
func (s *Self) Look(ctx context.Context, p Person) (a Account, err error) {
	if a.User, err = s.Reader.User(ctx, p.Actor.Name); err != nil {
		return a, err
	}
	if a.Sessions, err = s.Reader.Sessions(ctx, p.Session.User); err != nil {
		return a, err
	}
	a.Passkeys, err = s.List.Passkeys(ctx, p.Session.User)
	a.Password, a.Passkey, a.Directory = a.User.Ready, s.Maker != nil, s.Gate.Directory != nil
	return a, err
}

// fresh asks for a proof of a short while ago.
func (s *Self) fresh(p Person) error {
	if p.Session.Fresh(s.Gate.Now()) {
		return nil
	}
	return dunning.Errorf(dunning.CodeForbidden, "how one signs in is changed only within %d minutes of a proof of who one is", int(people.FreshFor.Minutes())).
		WithHint("confirm that it is you, and try again")
}

// Confirm proves by password, and by the second factor of who has one, that it is
// still the same person. The session gets another secret.
func (s *Self) Confirm(ctx context.Context, p Person, password, code string) (secret string, err error) {
	c, err := s.Gate.password(ctx, p.Visitor, p.Actor.Name, password)
	if err != nil {
		return "", err
	}
	second, err := s.Gate.second(ctx, p.Visitor, p.Actor.Name, c, code)
	if err != nil {
		return "", err
	}
	return s.prove(ctx, p, people.NewSession{User: c.User, By: people.ByPassword, Second: second})
}

// ConfirmByPasskey proves the same by a passkey; the step is one of AskPasskey.
func (s *Self) ConfirmByPasskey(ctx context.Context, p Person, step string, answer []byte) (secret string, err error) {
	who, key, err := s.Gate.signed(ctx, p.Visitor, step, answer)
	if err != nil {
		return "", err
	}
	if who.User != p.Session.User {
		return "", s.Gate.fail(ctx, p.Visitor, p.Actor.Name, "the passkey of another user")
	}
	return s.prove(ctx, p, people.NewSession{User: who.User, By: people.ByPasskey, Passkey: &key})
}

func (s *Self) prove(ctx context.Context, p Person, n people.NewSession) (secret string, err error) {
	if secret, err = people.NewSecret(s.Gate.Random); err != nil {
		return "", err
	}
	n.Hash, n.Address, n.Login = people.HashOf(secret), p.Address, p.Actor.Name
	err = s.Own.ProveSession(ctx, p.by(), p.Session.ID, n)
	return secret, s.Gate.used(ctx, p.Visitor, p.Actor.Name, err)
}

// SetPassword changes one's password. All other sessions end, and this one gets
// another secret.
func (s *Self) SetPassword(ctx context.Context, p Person, password string) (secret string, err error) {
	if err := s.fresh(p); err != nil {
		return "", err
	}
	if err := people.CheckPassword(p.Actor.Name, password); err != nil {
		return "", err
	}
	stored, err := people.HashPassword(s.Gate.Random, password)
	if err != nil {
		return "", err
	}
	if secret, err = people.NewSecret(s.Gate.Random); err != nil {
		return "", err
	}
	return secret, s.Own.ChangePassword(ctx, p.by(), p.Session, stored, people.HashOf(secret))
}

// EndSession ends one of one's sessions; 0 ends them all.
func (s *Self) EndSession(ctx context.Context, p Person, id int64) error {
	return s.Gate.Open.EndSession(ctx, p.by(), p.Session.User, id)
}

// BeginAuthenticator makes the secret of an authenticator.
func (s *Self) BeginAuthenticator(ctx context.Context, p Person) (people.Authenticator, error) {
	if err := s.fresh(p); err != nil {
		return people.Authenticator{}, err
	}
	return s.Seconds.begin(ctx, p.by(), p.Actor.Name)
}

// ConfirmAuthenticator takes its first code and gives recovery codes.
func (s *Self) ConfirmAuthenticator(ctx context.Context, p Person, code string) ([]string, error) {
	if err := s.fresh(p); err != nil {
		return nil, err
	}
	return s.Seconds.confirm(ctx, p.by(), p.Actor.Name, code)
}

// RemoveAuthenticator takes it away, with the recovery codes.
func (s *Self) RemoveAuthenticator(ctx context.Context, p Person) error {
	if err := s.fresh(p); err != nil {
		return err
	}
	return s.Seconds.Store.RemoveTOTP(ctx, p.by(), p.Actor.Name)
}

// RenewRecovery gives new recovery codes; those before count no more.
func (s *Self) RenewRecovery(ctx context.Context, p Person) ([]string, error) {
	if err := s.fresh(p); err != nil {
		return nil, err
	}
	return s.Seconds.renew(ctx, p.by(), p.Actor.Name)
}

// AskNewPasskey asks a device to make a passkey. Options are for the browser, in
// JSON; the step is finished with AddPasskey.
func (s *Self) AskNewPasskey(ctx context.Context, p Person) (options []byte, step string, err error) {
	if s.Maker == nil {
		return nil, "", noPasskeys()
	}
	if err := s.fresh(p); err != nil {
		return nil, "", err
	}
	h, err := s.holder(ctx, p)
	if err != nil {
		return nil, "", err
	}
	options, state, err := s.Maker.Register(h)
	if err != nil {
		return nil, "", err
	}
	step, err = s.Gate.begin(ctx, people.Step{Kind: people.StepNewPasskey, User: h.User, Data: state})
	return options, step, err
}

// holder reads oneself as one's passkeys do; the first gets a random name for
// them.
func (s *Self) holder(ctx context.Context, p Person) (people.Holder, error) {
	handle, err := people.NewSecret(s.Gate.Random)
	if err != nil {
		return people.Holder{}, err
	}
	return s.Store.Holder(ctx, p.Session.User, []byte(handle))
}

// longestKeyName bounds the name of a passkey.
const longestKeyName = 60

// AddPasskey keeps what the device made, under a name that tells it from others.
func (s *Self) AddPasskey(ctx context.Context, p Person, step, name string, answer []byte) error {
	if s.Maker == nil {
		return noPasskeys()
	}
	if err := s.fresh(p); err != nil {
		return err
	}
	begun, err := s.Gate.Steps.TakeStep(ctx, people.HashOf(step), people.StepNewPasskey)
	if err != nil {
		return err
	}
	if begun.User != p.Session.User {
		return dunning.Errorf(dunning.CodeForbidden, "another user began to make this passkey")
	}
	h, err := s.holder(ctx, p)
	if err != nil {
		return err
	}
	made, err := s.Maker.Registered(h, begun.Data, answer)
	if err != nil {
		return err
	}
	if made.Name = strings.Join(strings.Fields(typed(name)), " "); made.Name == "" {
		made.Name = "passkey"
	}
	if r := []rune(made.Name); len(r) > longestKeyName {
		made.Name = string(r[:longestKeyName])
	}
	return s.Store.AddPasskey(ctx, p.by(), h.User, made)
}

// RemovePasskey takes one of one's passkeys away.
func (s *Self) RemovePasskey(ctx context.Context, p Person, id int64) error {
	if err := s.fresh(p); err != nil {
		return err
	}
	return s.Store.RemovePasskey(ctx, p.by(), p.Session.User, id)
}

// AskDirectory sends a browser to the directory, to bind the person who comes back
// to oneself.
func (s *Self) AskDirectory(ctx context.Context, p Person) (address, step string, err error) {
	if err := s.fresh(p); err != nil {
		return "", "", err
	}
	return s.Gate.ask(ctx, p.Visitor, errand{Login: p.Actor.Name}, p.Session.User)
}

// LeaveDirectory ends one's tie to the directory.
func (s *Self) LeaveDirectory(ctx context.Context, p Person) error {
	if err := s.fresh(p); err != nil {
		return err
	}
	return s.Ties.Unbind(ctx, p.by(), p.Actor.Name)
}
