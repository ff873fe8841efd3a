package cli

import (
	"strconv"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/limitation"
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
	Heard    []backoffice.Heard      `json:"heard,omitempty"`      // what the debtor said, on his page and by mail
	Limit    *limitation.Result      `json:"limitation,omitempty"` // the last day to act
	Warnings []string                `json:"warnings"`             // French: about the due date
}

// Run prints it.
func (c *showCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.ctx, d.who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Number})
	if err != nil {
		return err
	}
	sheet, err := d.Sheet(s.ctx, d.who, ref)
	if err != nil {
		return err
	}
	out := shown{
		CaseView: sheet.CaseView, Status: sheet.Case.Status(), Next: s.next(sheet.Case), Claim: sheet.Claim, Draft: sheet.Draft,
		Letters: sheet.Letters, Heard: sheet.Heard, Limit: sheet.Limit, Warnings: append([]string{}, sheet.Remarks...),
	}
	if sheet.NoClaim != nil {
		out.ClaimErr = sheet.NoClaim.Error()
	}
	if s.json {
		return s.printJSON(out)
	}
	if err := s.sayStandstill(d); err != nil {
		return err
	}
	s.show(out)
	return nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// openOf says what is open of what.
func (s *session) openOf(v dunning.CaseView) string {
	return s.w.Sprintf("%s of %s", s.amount(v.Case.Balance, v.Case.Currency), s.amount(v.Invoice.Total, v.Invoice.Currency))
}
