package cli

import (
	"strings"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// matchCmd gives a bank line to invoices by a person's decision.
type matchCmd struct {
	Line     int64    `arg:"" help:"Number of the bank line, as in relance unmatched."`
	Invoices []string `arg:"" optional:"" name:"invoice" help:"Invoice, INVOICE=AMOUNT for a part, or INVOICE=AMOUNT+ACCESSORY with what goes to late interest and the 40 €; several share the line in this order."`
	Ignore   bool     `help:"The line, or what is left of it, has nothing to do with invoices."`
	By       string   `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// matchedView is what a decision over a line changed, for programs.
type matchedView struct {
	reconcile.Matched
	Temporal string `json:"temporal"`
}

// Run records the decision; it counts at once.
func (c *matchCmd) Run(s *session) error {
	if c.Ignore == (len(c.Invoices) > 0) {
		return usageError{dunning.Errorf(dunning.CodeInvalid, "name the invoices that the line pays, or say --ignore")}
	}
	parts := make([]reconcile.MatchPart, len(c.Invoices))
	for i, text := range c.Invoices {
		var err error
		if parts[i], err = parsePart(text); err != nil {
			return usageError{err}
		}
	}
	d, err := s.desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	var m reconcile.Matched
	if c.Ignore {
		m, err = d.IgnoreLine(s.ctx, d.who, c.Line)
	} else {
		m, err = d.Match(s.ctx, d.who, c.Line, parts)
	}
	if err != nil {
		return err
	}
	return s.decided(d, m)
}

// parsePart reads INVOICE, INVOICE=AMOUNT or INVOICE=AMOUNT+ACCESSORY, the last
// for late interest and the fixed fee.
func parsePart(text string) (p reconcile.MatchPart, err error) {
	i := strings.LastIndex(text, "=")
	if i < 0 {
		i = len(text)
	}
	p.Invoice = text[:i]
	switch {
	case p.Invoice == "":
		return p, dunning.Errorf(dunning.CodeInvalid, "%q names no invoice", text).WithHint("write INVOICE, INVOICE=AMOUNT or INVOICE=AMOUNT+ACCESSORY")
	case i == len(text):
		return p, nil
	}
	if p.Amount, p.Accessory, err = parseBoth(text[i+1:]); err != nil {
		return p, dunning.Errorf(dunning.CodeInvalid, "%q: %w", text, err).
			WithHint("write %[1]s, %[1]s=AMOUNT or %[1]s=AMOUNT+ACCESSORY; %[1]s=0+40 is for interest and fee alone", p.Invoice)
	}
	if p.Amount == 0 && p.Accessory == 0 {
		err = dunning.Errorf(dunning.CodeInvalid, "%s: the amount is zero", text).WithHint("leave it out to give as much as is open")
	}
	return p, err
}

// decided says what became of a line.
func (s *session) decided(d *counter, m reconcile.Matched) error {
	t := matchedView{Matched: m, Temporal: s.tell(d.app, startTelling)}
	if s.json {
		return s.printJSON(t)
	}
	l := m.Line
	s.say("line %d: %s, %s", l.ID, s.amount(l.Entry.Amount, l.Entry.Currency), s.stateText(l.State))
	for _, x := range l.Matches {
		s.say("       %s to %s%s", s.amount(x.Amount, l.Entry.Currency), x.Invoice, s.accessory(x.Accessory, l.Entry.Currency))
	}
	if l.Rest != 0 {
		s.say("       %s is left of it", s.amount(l.Rest, l.Entry.Currency))
	}
	for _, ref := range m.Cases {
		v, err := d.View(s.ctx, d.who, ref)
		if err != nil {
			return err
		}
		s.say("%s: open %s, %s", ref.Number, s.amount(v.Case.Balance, v.Case.Currency), s.w.Status(v.Case))
	}
	if t.Temporal == later {
		s.say("recorded; the cases hear of it when Temporal is back")
	}
	return nil
}

// accessory tells what of a payment went to interest and fee.
func (s *session) accessory(sum money.Cents, currency string) string {
	if sum == 0 {
		return ""
	}
	return s.w.Sprintf(", and %s for interest and fee", s.amount(sum, currency))
}

// unmatchCmd undoes what stands for a bank line.
type unmatchCmd struct {
	Line     string `arg:"" name:"line-or-invoice" help:"Number of the bank line, or of the invoice that it was matched to."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	By       string `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// Run undoes it; a closed case lives again.
func (c *unmatchCmd) Run(s *session) error {
	d, err := s.desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	line, err := d.FindLine(s.ctx, d.who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Line})
	if err != nil {
		return err
	}
	m, err := d.Unmatch(s.ctx, d.who, line)
	if err != nil {
		return err
	}
	return s.decided(d, m)
}

// unmatchedCmd lists the bank lines that wait for a person.
type unmatchedCmd struct {
	Creditor string `placeholder:"ID" help:"Only this creditor's."`
	Limit    int    `default:"50" help:"How many at most (${default})."`
	After    int64  `placeholder:"LINE" help:"Those behind this line."`
}

// Run prints each line with its proposals, best first.
func (c *unmatchedCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	lines, total, err := d.OpenLines(s.ctx, d.who, backoffice.LineFilter{Creditor: c.Creditor, After: c.After, Limit: c.Limit})
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(append([]reconcile.BankLine{}, lines...))
	}
	for _, l := range lines {
		s.openLine(l)
	}
	switch {
	case total == 0:
		s.say("nothing to decide")
	case len(lines) == 0:
		s.say("no more lines behind line %d; %d in all", c.After, total)
	default:
		s.say("%d of %d lines; decide with relance match LINE INVOICE… or --ignore", len(lines), total)
	}
	return nil
}

// openLine prints one line with its proposals.
func (s *session) openLine(l reconcile.BankLine) {
	e := l.Entry
	s.say("line %d  %s  %s  %s", l.ID, e.BookingDate, s.amount(lineLeft(&l), e.Currency), oneLine(e.Counterparty))
	s.print("    « " + shorten(oneLine(e.Remittance), 100) + " »")
	s.say("    %s", s.whyText(l.Decision.Reasons))
	if l.State == reconcile.LineMatched {
		s.say("    %s of %s is left", s.amount(l.Rest, e.Currency), s.amount(e.Amount, e.Currency))
	}
	for i, p := range l.Decision.Suggestions {
		s.say("    %d. %s: %s", i+1, s.proposalText(p, e.Currency), s.whyText(p.Reasons))
	}
}

func (s *session) proposalText(p reconcile.Proposal, currency string) string {
	parts := make([]string, len(p.Allocations))
	for i, a := range p.Allocations {
		parts[i] = oneLine(a.Invoice) + " " + s.amount(a.Amount+a.Accessory, currency)
	}
	if p.Unallocated != money.Cents(0) {
		parts = append(parts, s.w.Sprintf("%s left", s.amount(p.Unallocated, currency)))
	}
	return strings.Join(parts, " + ")
}
