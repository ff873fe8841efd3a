package cases

import (
	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/limitation"
	"relance/internal/postage"
)

// Show shows everything about a case.
type Show struct {
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
	Letters  []postage.TrackedLetter `json:"letters,omitempty"`
	Heard    []backoffice.Heard      `json:"heard,omitempty"`      // what the debtor said, on his page and by mail
	Limit    *limitation.Result      `json:"limitation,omitempty"` // the last day to act
	Warnings []string                `json:"warnings"`             // French: about the due date
}

// Run prints it.
func (c *Show) Run(s *frame.Session) error {
	return s.WithCase("", backoffice.CaseName{Creditor: c.Creditor, Number: c.Number}, func(d *frame.Counter, ref dunning.Ref) error {
		sheet, err := d.Sheet(s.Ctx, d.Who, ref)
		if err != nil {
			return err
		}
		out := shown{
			CaseView: sheet.CaseView, Status: sheet.Case.Status(), Next: next(s, sheet.Case), Claim: sheet.Claim, Draft: sheet.Draft,
			Letters: sheet.Letters, Heard: sheet.Heard, Limit: sheet.Limit, Warnings: append([]string{}, sheet.Remarks...),
		}
		if sheet.NoClaim != nil {
			out.ClaimErr = sheet.NoClaim.Error()
		}
		if s.JSON {
			return s.PrintJSON(out)
		}
		if err := s.SayStandstill(d); err != nil {
			return err
		}
		show(s, out)
		return nil
	})
}

// openOf says what is open of what.
func openOf(s *frame.Session, v dunning.CaseView) string {
	return s.W.Sprintf("%s of %s", s.Amount(v.Case.Balance, v.Case.Currency), s.Amount(v.Invoice.Total, v.Invoice.Currency))
}
