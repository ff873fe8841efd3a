package banking

import (
	"strings"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// Match gives a bank line to invoices by a person's decision.
type Match struct {
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
func (c *Match) Run(s *frame.Session) error {
	if c.Ignore == (len(c.Invoices) > 0) {
		return frame.Usage(dunning.Errorf(dunning.CodeInvalid, "name the invoices that the line pays, or say --ignore"))
	}
	parts := make([]reconcile.MatchPart, len(c.Invoices))
	for i, text := range c.Invoices {
		if err := (*partArg)(&parts[i]).UnmarshalText([]byte(text)); err != nil {
			return frame.Usage(err)
		}
	}
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	var m reconcile.Matched
	if c.Ignore {
		m, err = d.IgnoreLine(s.Ctx, d.Who, c.Line)
	} else {
		m, err = d.Match(s.Ctx, d.Who, c.Line, parts)
	}
	if err != nil {
		return err
	}
	return decided(s, d, m)
}

// partArg is an invoice that shares a line, as it is typed.
type partArg reconcile.MatchPart

// UnmarshalText reads INVOICE, INVOICE=AMOUNT or INVOICE=AMOUNT+ACCESSORY, the
// last for late interest and the fixed fee.
func (p *partArg) UnmarshalText(b []byte) (err error) {
	text := string(b)
	i := strings.LastIndex(text, "=")
	if i < 0 {
		i = len(text)
	}
	p.Invoice = text[:i]
	switch {
	case p.Invoice == "":
		return dunning.Errorf(dunning.CodeInvalid, "%q names no invoice", text).WithHint("write INVOICE, INVOICE=AMOUNT or INVOICE=AMOUNT+ACCESSORY")
	case i == len(text):
		return nil
	}
	if p.Amount, p.Accessory, err = frame.ParseBoth(text[i+1:]); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "%q: %w", text, err).
			WithHint("write %[1]s, %[1]s=AMOUNT or %[1]s=AMOUNT+ACCESSORY; %[1]s=0+40 is for interest and fee alone", p.Invoice)
	}
	if p.Amount == 0 && p.Accessory == 0 {
		return dunning.Errorf(dunning.CodeInvalid, "%s: the amount is zero", text).WithHint("leave it out to give as much as is open")
	}
	return nil
}

// decided says what became of a line.
func decided(s *frame.Session, d *frame.Counter, m reconcile.Matched) error {
	t := matchedView{Matched: m, Temporal: s.Tell(d.Rooms, frame.StartTelling)}
	if s.JSON {
		return s.PrintJSON(t)
	}
	l := m.Line
	s.Say("line %d: %s, %s", l.ID, s.Amount(l.Entry.Amount, l.Entry.Currency), stateText(s, l.State))
	for _, x := range l.Matches {
		s.Say("       %s to %s%s", s.Amount(x.Amount, l.Entry.Currency), x.Invoice, s.Accessory(x.Accessory, l.Entry.Currency))
	}
	if l.Rest != 0 {
		s.Say("       %s is left of it", s.Amount(l.Rest, l.Entry.Currency))
	}
	for _, ref := range m.Cases {
		v, err := d.View(s.Ctx, d.Who, ref)
		if err != nil {
			return err
		}
		s.Say("%s: open %s, %s", ref.Number, s.Amount(v.Case.Balance, v.Case.Currency), s.W.Status(v.Case))
	}
	if t.Temporal == frame.Later {
		s.Say("recorded; the cases hear of it when Temporal is back")
	}
	return nil
}

// Unmatch undoes what stands for a bank line.
type Unmatch struct {
	Line     string `arg:"" name:"line-or-invoice" help:"Number of the bank line, or of the invoice that it was matched to."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	By       string `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// Run undoes it; a closed case lives again.
func (c *Unmatch) Run(s *frame.Session) error {
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	line, err := d.FindLine(s.Ctx, d.Who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Line})
	if err != nil {
		return err
	}
	m, err := d.Unmatch(s.Ctx, d.Who, line)
	if err != nil {
		return err
	}
	return decided(s, d, m)
}

// Unmatched lists the bank lines that wait for a person.
type Unmatched struct {
	Creditor string `placeholder:"ID" help:"Only this creditor's."`
	Limit    int    `default:"50" help:"How many at most (${default})."`
	After    int64  `placeholder:"LINE" help:"Those behind this line."`
}

// Run prints each line with its proposals, best first.
func (c *Unmatched) Run(s *frame.Session) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	lines, total, err := d.OpenLines(s.Ctx, d.Who, backoffice.LineFilter{Creditor: c.Creditor, After: c.After, Limit: c.Limit})
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(append([]reconcile.BankLine{}, lines...))
	}
	for _, l := range lines {
		openLine(s, l)
	}
	switch {
	case total == 0:
		s.Say("nothing to decide")
	case len(lines) == 0:
		s.Say("no more lines behind line %d; %d in all", c.After, total)
	default:
		s.Say("%d of %d {line|lines}; decide with relance match LINE INVOICE… or --ignore", len(lines), total)
	}
	return nil
}

// openLine prints one line with its proposals.
func openLine(s *frame.Session, l reconcile.BankLine) {
	e := l.Entry
	s.Say("line %d  %s  %s  %s", l.ID, e.BookingDate, s.Amount(l.Left(), e.Currency), frame.OneLine(e.Counterparty))
	s.Print("    « " + frame.Shorten(frame.OneLine(e.Remittance), 100) + " »")
	s.Say("    %s", whyText(s, l.Decision.Reasons))
	if l.State == reconcile.LineMatched {
		s.Say("    %s of %s is left", s.Amount(l.Rest, e.Currency), s.Amount(e.Amount, e.Currency))
	}
	for i, p := range l.Decision.Suggestions {
		s.Say("    %d. %s: %s", i+1, proposalText(s, p, e.Currency), whyText(s, p.Reasons))
	}
}

func proposalText(s *frame.Session, p reconcile.Proposal, currency string) string {
	parts := make([]string, len(p.Allocations))
	for i, a := range p.Allocations {
		parts[i] = frame.OneLine(a.Invoice) + " " + s.Amount(a.Amount+a.Accessory, currency)
	}
	if p.Unallocated != money.Cents(0) {
		parts = append(parts, s.W.Sprintf("%s left", s.Amount(p.Unallocated, currency)))
	}
	return strings.Join(parts, " + ")
}
