package cli

import (
	"strings"
	"unicode/utf8"

	"relance/internal/backoffice"
	"relance/internal/dunning"
)

// showDraft prints the letter that waits for approval, or has it.
func (s *session) showDraft(v shown) {
	if v.Draft == nil {
		return
	}
	s.sayDraft(s.w.Text("letter  "), v.Draft.Draft, v.Case.Currency)
	if v.Draft.Approved {
		s.say("        approved by %s", firstOf(v.Draft.ApprovedBy, "?"))
	}
	if v.Draft.Document != "" {
		s.say("        sha256 %s (relance letter shown %s)", v.Draft.Document, v.Case.Number)
	}
}

// sayDraft prints what a letter says and costs, behind a label.
func (s *session) sayDraft(label string, d dunning.Draft, currency string) {
	if d.Fault != "" {
		s.say("%sof %s cannot leave: %s", label, d.On, oneLine(s.w.Reword(d.Fault)))
		return
	}
	s.say("%s%s, %s of %s: %s", label, s.w.Level(d.Level), s.draftWay(d), d.On, strings.Join(s.draftFigures(d, currency), ", "))
	s.say("%s%d pages, %d sheets, %s", strings.Repeat(" ", utf8.RuneCountInString(label)), d.Pages, d.Sheets, s.draftCost(d))
}

// draftWay is how a letter goes.
func (s *session) draftWay(d dunning.Draft) string {
	if d.Electronic {
		return s.w.Sprintf("electronic %s", s.w.Channel(d.Channel))
	}
	return s.w.Channel(d.Channel)
}

func (s *session) draftFigures(d dunning.Draft, currency string) []string {
	parts := []string{s.w.Sprintf("principal %s", s.amount(d.Principal, currency))}
	if d.Interest > 0 {
		parts = append(parts, s.w.Sprintf("interest %s", s.amount(d.Interest, currency)))
	}
	if d.Fee > 0 {
		parts = append(parts, s.w.Sprintf("fee %s", s.amount(d.Fee, currency)))
	}
	if d.Costs > 0 {
		parts = append(parts, s.w.Sprintf("costs %s", s.amount(d.Costs, currency)))
	}
	parts = append(parts, s.w.Sprintf("total %s", s.amount(d.Total, currency)))
	if !d.Deadline.IsZero() {
		parts = append(parts, s.w.Sprintf("to be paid by %s", d.Deadline))
	}
	return parts
}

// draftCost is what a letter will cost, with where the price stands.
func (s *session) draftCost(d dunning.Draft) string {
	if d.Estimate == 0 {
		return s.w.Sprintf("cost unknown (%s): enter letters.prices", d.Carrier)
	}
	return s.w.Sprintf("about %s (%s; %s)", s.amount(d.Estimate, "EUR"), d.Carrier, oneLine(d.Priced))
}

// sayDifferences sets the letter that was shown beside the one of today.
func (s *session) sayDifferences(out backoffice.Approved, currency string) {
	if s.json || out.Shown == nil || out.Letter == nil || len(out.Differs) == 0 {
		return
	}
	names := make([]string, len(out.Differs))
	for i, p := range out.Differs {
		names[i] = s.w.DraftPart(p)
	}
	s.say("differs %s", strings.Join(names, ", "))
	s.sayDraft(s.w.Text("shown   "), out.Shown.Draft, currency)
	s.sayDraft(s.w.Text("today   "), *out.Letter, currency)
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
		left := s.w.Text("no limit")
		if l.Budget > 0 {
			left = s.w.Sprintf("%s of %s", s.amount(max(l.Budget-l.Spent, 0), "EUR"), s.amount(l.Budget, "EUR"))
		}
		rows[i] = []string{
			l.Creditor, itoa(int64(l.Year)), itoa(int64(l.Letters)), itoa(int64(l.Registered)), s.amount(l.Spent, "EUR"), left, itoa(int64(l.Unpriced)),
		}
	}
	s.table([]string{"CREDITOR", "YEAR", "LETTERS", "REGISTERED", "SPENT", "LEFT", "WITHOUT PRICE"}, rows)
	return nil
}
