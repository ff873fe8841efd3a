package operate

import (
	"relance/internal/access"
	"relance/internal/backoffice/staff"
	"relance/internal/cli/frame"
	"relance/internal/people"
)

// userTOTPCmd looks after the authenticator of a user.
type userTOTPCmd struct {
	Login    string `arg:"" help:"Login of the user."`
	Code     string `placeholder:"CODE" xor:"what" help:"Code that the new authenticator shows: it counts from then on, and recovery codes are printed."`
	Remove   bool   `xor:"what" help:"Take the authenticator away, for a user who has lost it."`
	Recovery bool   `xor:"what" help:"Print new recovery codes; those before count no more."`
}

// totpView is the secret of an authenticator, shown once.
type totpView struct {
	Login  string `json:"login"`
	Secret string `json:"secret"`
	URL    string `json:"url"`
}

// recoveryView is recovery codes, shown once.
type recoveryView struct {
	Login string   `json:"login"`
	Codes []string `json:"recovery_codes"`
}

// Run sets it up in two calls: the first prints the secret, the second takes a code.
func (c *userTOTPCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		switch {
		case c.Remove:
			if err := a.RemoveAuthenticator(s.Ctx, who, c.Login); err != nil {
				return err
			}
			s.Say("%s: the authenticator is taken away", c.Login)
			return nil
		case c.Recovery:
			codes, err := a.RenewRecovery(s.Ctx, who, c.Login)
			return sayRecovery(s, c.Login, codes, err)
		case c.Code != "":
			codes, err := a.ConfirmAuthenticator(s.Ctx, who, c.Login, c.Code)
			return sayRecovery(s, c.Login, codes, err)
		}
		made, err := a.BeginAuthenticator(s.Ctx, who, c.Login)
		if err != nil {
			return err
		}
		return sayAuthenticator(s, c.Login, made)
	})
}

func sayAuthenticator(s *frame.Session, login string, made people.Authenticator) error {
	if s.JSON {
		return s.PrintJSON(totpView{Login: login, Secret: made.Secret, URL: made.URL})
	}
	squares, err := made.Squares()
	if err != nil {
		return err
	}
	s.Print(squares.Text())
	s.Say("secret of the authenticator of %s, shown once: %s", login, made.Secret)
	s.Say("it counts once a code of it was shown, within ten minutes: relance user totp %s --code CODE", login)
	return nil
}

func sayRecovery(s *frame.Session, login string, codes []string, err error) error {
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(recoveryView{Login: login, Codes: codes})
	}
	s.Say("recovery codes of %s, shown once; each counts once:", login)
	for _, c := range codes {
		s.Print(c)
	}
	return nil
}
