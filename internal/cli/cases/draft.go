package cases

import (
	"strings"
	"unicode/utf8"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// showDraft prints the letter that waits for approval, or has it.
func showDraft(s *frame.Session, v shown) {
	if v.Draft == nil {
		return
	}
	sayDraft(s, s.W.Text("letter  "), v.Draft.Draft, v.Case.Currency)
	if v.Draft.Approved {
		s.Say("        approved by %s", frame.FirstOf(v.Draft.ApprovedBy, "?"))
	}
	if v.Draft.Document != "" {
		s.Say("        sha256 %s (relance letter shown %s)", v.Draft.Document, v.Case.Number)
	}
}

// sayDraft prints what a letter says and costs, behind a label.
func sayDraft(s *frame.Session, label string, d dunning.Draft, currency string) {
	if d.Fault != "" {
		s.Say("%sof %s cannot leave: %s", label, d.On, frame.OneLine(s.W.Reword(d.Fault)))
		return
	}
	s.Say("%s%s, %s of %s: %s", label, s.W.Level(d.Level), draftWay(s, d), d.On, strings.Join(draftFigures(s, d, currency), ", "))
	s.Say("%s%d {page|pages}, %d {sheet|sheets}, %s", strings.Repeat(" ", utf8.RuneCountInString(label)), d.Pages, d.Sheets, draftCost(s, d))
}

// draftWay is how a letter goes.
func draftWay(s *frame.Session, d dunning.Draft) string {
	if d.Electronic {
		return s.W.Sprintf("electronic %s", s.W.Channel(d.Channel))
	}
	return s.W.Channel(d.Channel)
}

func draftFigures(s *frame.Session, d dunning.Draft, currency string) []string {
	parts := []string{s.W.Sprintf("principal %s", s.Amount(d.Principal, currency))}
	if d.Interest > 0 {
		parts = append(parts, s.W.Sprintf("interest %s", s.Amount(d.Interest, currency)))
	}
	if d.Fee > 0 {
		parts = append(parts, s.W.Sprintf("fee %s", s.Amount(d.Fee, currency)))
	}
	if d.Costs > 0 {
		parts = append(parts, s.W.Sprintf("costs %s", s.Amount(d.Costs, currency)))
	}
	parts = append(parts, s.W.Sprintf("total %s", s.Amount(d.Total, currency)))
	if !d.Deadline.IsZero() {
		parts = append(parts, s.W.Sprintf("to be paid by %s", d.Deadline))
	}
	return parts
}

// draftCost is what a letter will cost, with where the price stands.
func draftCost(s *frame.Session, d dunning.Draft) string {
	if d.Estimate == 0 {
		return s.W.Sprintf("cost unknown (%s): enter letters.prices", d.Carrier)
	}
	return s.W.Sprintf("about %s (%s; %s)", s.Amount(d.Estimate, "EUR"), d.Carrier, frame.OneLine(d.Priced))
}

// sayDifferences sets the letter that was shown beside the one of today.
func sayDifferences(s *frame.Session, out backoffice.Approved, currency string) {
	if s.JSON || out.Shown == nil || out.Letter == nil || len(out.Differs) == 0 {
		return
	}
	names := make([]string, len(out.Differs))
	for i, p := range out.Differs {
		names[i] = s.W.DraftPart(p)
	}
	s.Say("differs %s", strings.Join(names, ", "))
	sayDraft(s, s.W.Text("shown   "), out.Shown.Draft, currency)
	sayDraft(s, s.W.Text("today   "), *out.Letter, currency)
}
