package staff

import (
	"context"

	"relance/internal/dunning"
	"relance/internal/people"
)

// Holders finds users by their passkeys.
type Holders interface {
	HolderOf(ctx context.Context, handle []byte) (people.Holder, error)
}

// KeyChecker asks devices to sign, and checks what they answer.
type KeyChecker interface {
	Challenge() (options, state []byte, err error)
	Signed(state, answer []byte, find func(handle []byte) (people.Holder, error)) (people.Holder, people.Passkey, error)
}

// AskPasskey asks whatever device is there to sign. Options are for the browser, in
// JSON; the step is finished with ByPasskey.
func (s *SignIn) AskPasskey(ctx context.Context, v Visitor) (options []byte, step string, err error) {
	if s.Keys == nil {
		return nil, "", noPasskeys()
	}
	if err := s.try(ctx, people.NetworkTry(v.Address)); err != nil {
		return nil, "", err
	}
	options, state, err := s.Keys.Challenge()
	if err != nil {
		return nil, "", err
	}
	step, err = s.begin(ctx, people.Step{Kind: people.StepPasskey, Data: state})
	return options, step, err
}

func noPasskeys() error {
	return dunning.Errorf(dunning.CodeNotFound, "this console has no passkeys").WithHint("set console.address to the address at which people open it")
}

// ByPasskey opens a session for the person whose device signed. The device was
// unlocked by its owner, so that no other factor is asked for.
func (s *SignIn) ByPasskey(ctx context.Context, v Visitor, step string, answer []byte) (session string, err error) {
	who, key, err := s.signed(ctx, v, step, answer)
	if err != nil {
		return "", err
	}
	session, err = s.open(ctx, v, people.NewSession{User: who.User, Login: who.Login, By: people.ByPasskey, Passkey: &key})
	return session, s.used(ctx, v, who.Login, err)
}

// signed takes a step and checks the signature.
func (s *SignIn) signed(ctx context.Context, v Visitor, step string, answer []byte) (who people.Holder, key people.Passkey, err error) {
	if s.Keys == nil {
		return who, key, noPasskeys()
	}
	begun, err := s.Steps.TakeStep(ctx, people.HashOf(step), people.StepPasskey)
	if err != nil {
		return who, key, err
	}
	who, key, err = s.Keys.Signed(begun.Data, answer, func(handle []byte) (people.Holder, error) { return s.Holders.HolderOf(ctx, handle) })
	switch {
	case dunning.ErrorCode(err) == dunning.CodeInvalid:
		return who, key, s.fail(ctx, v, who.Login, err.Error())
	case err == nil && who.Disabled:
		return who, key, s.fail(ctx, v, who.Login, "a user who is shut out")
	}
	return who, key, err
}
