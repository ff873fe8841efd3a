package staff

import (
	"context"
	"encoding/json"

	"relance/internal/dunning"
	"relance/internal/people"
)

// StepStore keeps what was begun in one request and is finished in the next.
type StepStore interface {
	KeepStep(ctx context.Context, n people.Step) error
	Step(ctx context.Context, hash people.Hash, kind people.StepKind) (people.Step, error)
	TakeStep(ctx context.Context, hash people.Hash, kind people.StepKind) (people.Step, error)
}

// pending is what a step remembers while a second factor is asked for.
type pending struct {
	Login string `json:"login"`
	By    string `json:"by"`
}

// begin keeps a step and gives the secret by which it is finished.
func (s *SignIn) begin(ctx context.Context, n people.Step) (secret string, err error) {
	if secret, err = people.NewSecret(s.Random); err != nil {
		return "", err
	}
	n.Hash = people.HashOf(secret)
	return secret, s.Steps.KeepStep(ctx, n)
}

// Code finishes a step with a code of the authenticator, or with a recovery code,
// and opens a session. CodeNotFound when the step is over: the person begins
// again.
func (s *SignIn) Code(ctx context.Context, v Visitor, step, code string) (session string, err error) {
	hash := people.HashOf(step)
	begun, err := s.Steps.Step(ctx, hash, people.StepCode)
	if err != nil {
		return "", err
	}
	var p pending
	if err := json.Unmarshal(begun.Data, &p); err != nil {
		return "", err
	}
	c, err := s.Credentials.Credentials(ctx, p.Login)
	if err != nil {
		return "", err
	}
	second, err := s.second(ctx, v, p.Login, c, code)
	if err != nil {
		return "", err
	}
	session, err = s.open(ctx, v, people.NewSession{User: c.User, Login: p.Login, By: p.By, Second: second})
	if err != nil {
		return "", s.used(ctx, v, p.Login, err)
	}
	if _, err = s.Steps.TakeStep(ctx, hash, people.StepCode); dunning.ErrorCode(err) == dunning.CodeNotFound {
		err = nil // the person pressed twice
	}
	return session, err
}

// used words a second factor that was used before as any other wrong one, and notes
// it.
func (s *SignIn) used(ctx context.Context, v Visitor, login string, err error) error {
	if dunning.ErrorCode(err) == dunning.CodeConflict {
		return s.fail(ctx, v, login, err.Error())
	}
	return err
}

// second looks at the code of a user who has an authenticator; the store uses it
// up with what it opens.
func (s *SignIn) second(ctx context.Context, v Visitor, login string, c people.Credentials, code string) (people.Second, error) {
	if c.TOTPSecret == "" {
		return people.Second{}, nil
	}
	if err := s.try(ctx, people.CodeTry(login)); err != nil {
		return people.Second{}, err
	}
	if people.IsRecovery(code) {
		return people.Second{Recovery: people.RecoveryHash(code)}, nil
	}
	step, ok := people.CheckCode(c.TOTPSecret, people.Compact(code), s.Now(), c.TOTPStep)
	if !ok {
		return people.Second{}, s.fail(ctx, v, login, "wrong code of the authenticator")
	}
	return people.Second{Step: step}, nil
}
