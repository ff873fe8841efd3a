package cases

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
)

// List lists cases by due date, oldest first.
type List struct {
	Text     string    `arg:"" optional:"" help:"Start of an invoice number, or part of a debtor's name."`
	State    string    `enum:"scheduled,reminding,formal_notice,handover,closed," default:"" placeholder:"STATE" help:"scheduled, reminding, formal_notice, handover or closed."`
	Status   string    `enum:"scheduled,reminding,formal_notice,handover,closed,needs_attention," default:"" placeholder:"STATUS" help:"A state, or needs_attention."`
	Creditor string    `placeholder:"ID" help:"Only this creditor's."`
	Debtor   string    `placeholder:"KEY" help:"Only this debtor's, by his reference."`
	Overdue  bool      `help:"Only what is past its due date."`
	All      bool      `help:"Closed cases too."`
	Limit    int       `default:"50" help:"Most lines (${default})."`
	After    cursorArg `placeholder:"CURSOR" help:"Go on after the page that ended so."`
}

// cursorArg is a place in the list, as DATE/NUMBER.
type cursorArg desk.CaseCursor

// UnmarshalText reads what String writes.
func (c *cursorArg) UnmarshalText(b []byte) error {
	date, id, _ := strings.Cut(string(b), "/")
	due, err := calendar.ParseDate(date)
	if err != nil {
		return fmt.Errorf("%q: copy the cursor that the page before ended with", b)
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return fmt.Errorf("%q: copy the cursor that the page before ended with", b)
	}
	*c = cursorArg{Due: due, ID: n}
	return nil
}

// String is the cursor as it is given back.
func (c cursorArg) String() string { return fmt.Sprintf("%s/%d", c.Due, c.ID) }

// line is a case in the list, for programs.
type line struct {
	Invoice    string          `json:"invoice"`
	Creditor   string          `json:"creditor"`
	Cycle      int             `json:"cycle,omitempty"`
	Debtor     string          `json:"debtor"`
	DebtorName string          `json:"debtor_name"`
	Due        calendar.Date   `json:"due"`
	Currency   string          `json:"currency"`
	Opening    money.Cents     `json:"opening"`
	Balance    money.Cents     `json:"balance"`
	State      dunning.State   `json:"state"`
	Status     string          `json:"status"`
	Outcome    dunning.Outcome `json:"outcome,omitempty"`
	Holds      []dunning.Hold  `json:"holds"`
	Next       nextView        `json:"next"`
	Opened     time.Time       `json:"opened"`
	Closed     time.Time       `json:"closed,omitzero"`
	Cursor     string          `json:"cursor"`

	Public *desk.PublicPeriod `json:"public_period,omitempty"` // of a public buyer: what proves his payment period
}

// Run prints the page.
func (c *List) Run(s *frame.Session) error {
	if c.Limit < 1 {
		return frame.Usage(fmt.Errorf("--limit %d: want 1 or more", c.Limit))
	}
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	page, err := d.List(s.Ctx, d.Who, c.filter(s))
	if err != nil {
		return err
	}
	lines := make([]line, len(page.Rows))
	for i, r := range page.Rows {
		lines[i] = lineOf(s, r)
	}
	if s.JSON {
		return s.PrintJSON(lines)
	}
	if err := s.SayStandstill(d); err != nil {
		return err
	}
	if len(lines) == 0 {
		s.Say("no cases")
		return nil
	}
	listed(s, lines)
	if page.More {
		s.Say("more: --after %s", lines[len(lines)-1].Cursor)
	}
	return nil
}

// filter is what the flags ask for.
func (c *List) filter(s *frame.Session) desk.CaseFilter {
	f := desk.CaseFilter{
		Creditor: c.Creditor, Debtor: c.Debtor, State: dunning.State(c.State), Status: c.Status, Text: c.Text,
		Open:  c.Overdue || !c.All && c.State == "" && c.Status != string(dunning.Closed),
		After: desk.CaseCursor(c.After), Limit: c.Limit,
	}
	if c.Overdue {
		f.DueBefore = s.Today()
	}
	return f
}

func lineOf(s *frame.Session, r desk.CaseRow) line {
	c := r.Case
	return line{
		Invoice: c.Number, Creditor: c.Creditor, Cycle: c.Cycle, Debtor: c.Debtor, DebtorName: r.DebtorName, Due: c.Due,
		Currency: c.Currency, Opening: c.Opening, Balance: c.Balance, State: c.State, Status: r.Status, Outcome: c.Outcome,
		Holds: append([]dunning.Hold{}, c.Holds...), Next: next(s, c), Opened: r.Opened, Closed: r.Closed,
		Cursor: cursorArg(r.Cursor).String(), Public: r.Public,
	}
}

// listed prints the list as a table.
func listed(s *frame.Session, lines []line) {
	rows := make([][]string, len(lines))
	for i, l := range lines {
		at := s.Clock(l.Next.At)
		if l.Next.Action != dunning.Wait && l.Next.Action != dunning.End {
			at = s.W.Text("now")
		}
		status := s.W.Status(dunning.Case{State: l.State, Outcome: l.Outcome})
		if l.Status == string(dunning.ReasonNeedsAttention) {
			status += s.W.Text(", needs attention")
		}
		if l.Public != nil && !l.Public.Proved() && l.State != dunning.Closed {
			status += s.W.Text(", period not proved")
		}
		rows[i] = []string{
			l.Invoice, l.Creditor, frame.Shorten(frame.OneLine(l.DebtorName), 30), s.W.ShortDate(l.Due), s.Amount(l.Balance, l.Currency), status,
			at, l.Next.Step, s.W.Reason(l.Next.Reason),
		}
	}
	s.Figures([]string{"INVOICE", "CREDITOR", "DEBTOR", "DUE", "OPEN", "STATUS", "NEXT", "STEP", "WHY"}, rows, 4)
}
