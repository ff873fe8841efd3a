package cli

import (
	"strconv"

	"relance/internal/app"
	"relance/internal/dunning"
	"relance/internal/limitation"
	"relance/internal/money"
)

// showCmd shows everything about a case.
type showCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
}

// shown is a case with what follows from it today, for programs.
type shown struct {
	dunning.CaseView
	Status   string                  `json:"status"`
	Next     nextView                `json:"next"`
	Claim    dunning.Claim           `json:"claim"`
	ClaimErr string                  `json:"claim_error,omitempty"`
	Draft    *dunning.ShownDraft     `json:"draft,omitempty"` // the letter of the next step, as it was shown for approval
	Letters  []dunning.TrackedLetter `json:"letters,omitempty"`
	Limit    *limitation.Result      `json:"limitation,omitempty"` // the last day to act
}

// Run prints it.
func (c *showCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, c.Creditor, c.Number)
	if err != nil {
		return err
	}
	v, err := a.Store.Case(s.ctx, ref)
	if err != nil {
		return err
	}
	out := shown{CaseView: v, Status: v.Case.Status(), Next: s.next(v.Case)}
	if out.Claim, err = s.claim(a, v); err != nil {
		out.ClaimErr = err.Error()
	}
	if limit, err := app.Limitation(v); err == nil {
		out.Limit = &limit
	}
	if out.Letters, err = a.Store.Letters(s.ctx, ref); err != nil {
		return err
	}
	if out.Draft, err = shownDraft(s, a, v.Case); err != nil {
		return err
	}
	if s.json {
		return s.printJSON(out)
	}
	if err := s.sayStandstill(a); err != nil {
		return err
	}
	s.show(out)
	return nil
}

// claim is all that may be asked today.
func (s *session) claim(a *app.App, v dunning.CaseView) (dunning.Claim, error) {
	rates, err := a.Config.RateTable()
	if err != nil {
		return dunning.Claim{}, err
	}
	return v.Claim(v.ClaimInput(s.today(), rates))
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// openOf says what is open of what.
func openOf(v dunning.CaseView) string {
	total := money.Amount{Cents: v.Invoice.Total, Currency: v.Invoice.Currency}
	return inFrench(v.Case.Balance, v.Case.Currency) + " of " + money.French(total)
}
