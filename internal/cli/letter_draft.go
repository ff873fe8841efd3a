package cli

import (
	"strings"

	"relance/internal/backoffice"
	"relance/internal/dunning"
)

// showDraft prints the letter that waits for approval, or has it.
func (s *session) showDraft(v shown) {
	if v.Draft == nil {
		return
	}
	s.sayDraft("letter  ", v.Draft.Draft, v.Case.Currency)
	if v.Draft.Approved {
		s.say("        approved by %s", firstOf(v.Draft.ApprovedBy, "?"))
	}
	if v.Draft.Document != "" {
		s.say("        sha256 %s (relance letter shown %s)", v.Draft.Document, v.Case.Number)
	}
}

// sayDraft prints what a letter says and costs.
func (s *session) sayDraft(label string, d dunning.Draft, currency string) {
	if d.Fault != "" {
		s.say("%sof %s cannot leave: %s", label, d.On, oneLine(d.Fault))
		return
	}
	s.say("%s%s, %s of %s: %s", label, fr.Level(d.Level), draftWay(d), d.On, strings.Join(draftFigures(d, currency), ", "))
	s.say("%s%d pages, %d sheets, %s", strings.Repeat(" ", len(label)), d.Pages, d.Sheets, draftCost(d))
}

// draftWay is how a letter goes.
func draftWay(d dunning.Draft) string {
	if d.Electronic {
		return fr.Channel(d.Channel) + " électronique"
	}
	return fr.Channel(d.Channel)
}

func draftFigures(d dunning.Draft, currency string) []string {
	parts := []string{"principal " + inFrench(d.Principal, currency)}
	if d.Interest > 0 {
		parts = append(parts, "intérêts "+inFrench(d.Interest, currency))
	}
	if d.Fee > 0 {
		parts = append(parts, "indemnité "+inFrench(d.Fee, currency))
	}
	if d.Costs > 0 {
		parts = append(parts, "frais "+inFrench(d.Costs, currency))
	}
	parts = append(parts, "total "+inFrench(d.Total, currency))
	if !d.Deadline.IsZero() {
		parts = append(parts, "à payer avant le "+d.Deadline.String())
	}
	return parts
}

// draftCost is what a letter will cost, with where the price stands.
func draftCost(d dunning.Draft) string {
	if d.Estimate == 0 {
		return "cost unknown (" + d.Carrier + "): enter letters.prices"
	}
	return "environ " + inFrench(d.Estimate, "EUR") + " (" + d.Carrier + "; " + oneLine(d.Priced) + ")"
}

// sayDifferences sets the letter that was shown beside the one of today.
func (s *session) sayDifferences(out backoffice.Approved, currency string) {
	if s.json || out.Shown == nil || out.Letter == nil || len(out.Differs) == 0 {
		return
	}
	names := make([]string, len(out.Differs))
	for i, p := range out.Differs {
		names[i] = fr.DraftPart(p)
	}
	s.say("differs %s", strings.Join(names, ", "))
	s.sayDraft("shown   ", out.Shown.Draft, currency)
	s.sayDraft("today   ", *out.Letter, currency)
}

// letterShownCmd writes the letter that waits for approval.
type letterShownCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	Output   string `short:"o" placeholder:"FILE" help:"Write there; - is the standard output."`
}

// Run writes the very bytes that were shown.
func (c *letterShownCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.ctx, d.who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Number})
	if err != nil {
		return err
	}
	f, err := d.ShownLetter(s.ctx, d.who, ref)
	if err != nil {
		return err
	}
	return previewArgs{Output: c.Output}.write(s, f.Bytes, "projet-de-lettre.pdf")
}

// letterSpendCmd adds up the letters of a year.
type letterSpendCmd struct {
	Year int `placeholder:"YYYY" help:"Civil year (default: this one)."`
}

// Run prints a line for each creditor.
func (c *letterSpendCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	spend, err := d.LetterSpend(s.ctx, d.who, c.Year)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(spend)
	}
	rows := make([][]string, len(spend))
	for i, l := range spend {
		left := "no limit"
		if l.Budget > 0 {
			left = inFrench(max(l.Budget-l.Spent, 0), "EUR") + " of " + inFrench(l.Budget, "EUR")
		}
		rows[i] = []string{
			l.Creditor, itoa(int64(l.Year)), itoa(int64(l.Letters)), itoa(int64(l.Registered)), inFrench(l.Spent, "EUR"), left, itoa(int64(l.Unpriced)),
		}
	}
	s.table([]string{"CREDITOR", "YEAR", "LETTERS", "REGISTERED", "SPENT", "LEFT", "WITHOUT PRICE"}, rows)
	return nil
}
