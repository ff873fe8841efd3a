package staff

import (
	"context"
	"io"
	"time"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// AuthenticatorStore keeps authenticators.
type AuthenticatorStore interface {
	BeginTOTP(ctx context.Context, by audit.Who, login, secret string) error
	ConfirmTOTP(ctx context.Context, by audit.Who, login, secret string, step int64, codes []people.Hash) error
	RemoveTOTP(ctx context.Context, by audit.Who, login string) error
}

// RecoveryStore keeps recovery codes, and reads what authenticators there are.
type RecoveryStore interface {
	Credentials(ctx context.Context, login string) (people.Credentials, error)
	SetRecovery(ctx context.Context, by audit.Who, login string, codes []people.Hash) error
}

// Authenticators sets them up and takes them away. Secrets and recovery codes are
// given once, to be shown. Whoever calls has asked for the right.
type Authenticators struct {
	Store    AuthenticatorStore
	Recovery RecoveryStore
	Random   io.Reader
	Now      func() time.Time
}

// begin makes the secret of an authenticator, which counts once a code of it was
// shown.
func (a *Authenticators) begin(ctx context.Context, by audit.Who, login string) (people.Authenticator, error) {
	made, err := people.NewAuthenticator(a.Random, login)
	if err != nil {
		return made, err
	}
	return made, a.Store.BeginTOTP(ctx, by, login, made.Secret)
}

// confirm takes the first code of an authenticator that is being set up, and gives
// recovery codes. CodeInvalid when the code is not of it; CodeNotFound when none is
// being set up.
func (a *Authenticators) confirm(ctx context.Context, by audit.Who, login, code string) ([]string, error) {
	c, err := a.Recovery.Credentials(ctx, login)
	if err != nil {
		return nil, err
	}
	now := a.Now()
	if c.Pending == "" || !now.Before(c.PendingFrom.Add(people.StepLife)) {
		return nil, dunning.Errorf(dunning.CodeNotFound, "no authenticator of %s is being set up", login).WithHint("begin again: a secret waits ten minutes for its first code")
	}
	step, ok := people.CheckCode(c.Pending, people.Compact(code), now, 0)
	if !ok {
		return nil, dunning.Errorf(dunning.CodeInvalid, "this is not the code that the authenticator shows now").
			WithHint("look whether the clock of the telephone is right, and type the code that it shows now")
	}
	codes, hashes, err := a.codes()
	if err != nil {
		return nil, err
	}
	return codes, a.Store.ConfirmTOTP(ctx, by, login, c.Pending, step, hashes)
}

func (a *Authenticators) codes() (codes []string, hashes []people.Hash, err error) {
	codes, err = people.NewRecoveryCodes(a.Random)
	for _, c := range codes {
		hashes = append(hashes, people.RecoveryHash(c))
	}
	return codes, hashes, err
}

// renew replaces the recovery codes.
func (a *Authenticators) renew(ctx context.Context, by audit.Who, login string) ([]string, error) {
	codes, hashes, err := a.codes()
	if err != nil {
		return nil, err
	}
	return codes, a.Recovery.SetRecovery(ctx, by, login, hashes)
}
