package banking

import (
	"strings"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/reconcile"
)

// lineStates are the states of a bank line in the order of the summary.
var lineStates = []struct {
	reconcile.LineState
	text string
}{
	{reconcile.LineMatched, "%d matched"}, {reconcile.LineSuggested, "%d to confirm"}, {reconcile.LineUnmatched, "%d without an invoice"},
	{reconcile.LineRefund, "%d own {repayment|repayments} to look at"}, {reconcile.LineReturned, "%d returned"},
	{reconcile.LinePending, "%d not booked yet"}, {reconcile.LineIgnored, "%d nothing to do with invoices"},
}

// stateCounts is the summary of some lines.
func stateCounts(s *frame.Session, states map[reconcile.LineState]int, entries, known int) string {
	parts := []string{s.W.Sprintf("%d {line|lines}", entries)}
	if known > 0 {
		parts = append(parts, s.W.Sprintf("%d on record before", known))
	}
	for _, st := range lineStates {
		if n := states[st.LineState]; n > 0 {
			parts = append(parts, s.W.Sprintf(st.text, n))
		}
	}
	return strings.Join(parts, ", ")
}

func stateText(s *frame.Session, state reconcile.LineState) string { return s.W.BankLine(state) }

// row enters a line into the table.
func (r *reconciling) row(l backoffice.BankEntry) {
	if len(r.rows) == frame.MostRows {
		r.left++
		return
	}
	id := "-"
	if l.Line > 0 {
		id = frame.Itoa(l.Line)
	}
	r.rows = append(r.rows, []string{
		id, r.s.W.ShortDate(l.Entry.BookingDate), r.s.Amount(l.Entry.Amount, l.Entry.Currency), frame.Shorten(frame.OneLine(l.Entry.Counterparty), 26),
		stateText(r.s, l.State), invoicesText(l.Decision), frame.Shorten(whyText(r.s, l.Decision.Reasons), 70),
	})
}

// invoicesText names the invoices of a decision, or the first proposal's.
func invoicesText(d reconcile.Decision) string {
	names := make([]string, 0, len(d.Allocations))
	for _, a := range d.Allocations {
		names = append(names, frame.OneLine(a.Invoice))
	}
	return frame.Shorten(strings.Join(names, " "), 40)
}

func whyText(s *frame.Session, reasons []reconcile.Reason) string {
	texts := make([]string, len(reasons))
	for i, r := range reasons {
		texts[i] = frame.OneLine(s.W.Reword(r.Text))
	}
	return strings.Join(texts, " ")
}

// report prints the account.
func (r *reconciling) report(temporal string) error {
	if r.s.JSON {
		return r.list.Close()
	}
	if len(r.rows) > 0 {
		r.s.Figures([]string{"LINE", "DATE", "AMOUNT", "PAYER", "STATE", "INVOICES", "WHY"}, r.rows, 2)
	}
	if r.left > 0 {
		r.s.Say("… and %d more", r.left)
	}
	r.s.Say("%s", stateCounts(r.s, r.states, r.entries, r.known))
	if r.cmd.DryRun {
		r.s.Say("dry run: nothing was recorded")
		return nil
	}
	if n, err := r.office.CountOpenLines(r.s.Ctx, r.s.Actor(r.cmd.By), r.cmd.Creditor); err == nil && n > 0 {
		r.s.Say("%d {line waits|lines wait} for you: relance unmatched", n)
	}
	if temporal == frame.Later {
		r.s.Say("recorded; the cases hear of it when Temporal is back")
	}
	return nil
}
