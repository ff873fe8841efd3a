package cli

import (
	"strings"

	"relance/internal/backoffice"
	"relance/internal/reconcile"
)

// lineStates are the states of a bank line in the order of the summary.
var lineStates = []struct {
	reconcile.LineState
	text string
}{
	{reconcile.LineMatched, "%d matched"}, {reconcile.LineSuggested, "%d to confirm"}, {reconcile.LineUnmatched, "%d without an invoice"},
	{reconcile.LineRefund, "%d own repayments to look at"}, {reconcile.LineReturned, "%d returned"},
	{reconcile.LinePending, "%d not booked yet"}, {reconcile.LineIgnored, "%d nothing to do with invoices"},
}

// stateCounts is the summary of some lines.
func (s *session) stateCounts(states map[reconcile.LineState]int, entries, known int) string {
	parts := []string{s.w.Sprintf("%d lines", entries)}
	if known > 0 {
		parts = append(parts, s.w.Sprintf("%d on record before", known))
	}
	for _, st := range lineStates {
		if n := states[st.LineState]; n > 0 {
			parts = append(parts, s.w.Sprintf(st.text, n))
		}
	}
	return strings.Join(parts, ", ")
}

func (s *session) stateText(state reconcile.LineState) string { return s.w.BankLine(state) }

// row enters a line into the table.
func (r *reconciling) row(l backoffice.BankEntry) {
	if len(r.rows) == mostRows {
		r.left++
		return
	}
	id := "-"
	if l.Line > 0 {
		id = itoa(l.Line)
	}
	r.rows = append(r.rows, []string{
		id, r.s.w.ShortDate(l.Entry.BookingDate), r.s.amount(l.Entry.Amount, l.Entry.Currency), shorten(oneLine(l.Entry.Counterparty), 26),
		r.s.stateText(l.State), invoicesText(l.Decision), shorten(r.s.whyText(l.Decision.Reasons), 70),
	})
}

// invoicesText names the invoices of a decision, or the first proposal's.
func invoicesText(d reconcile.Decision) string {
	names := make([]string, 0, len(d.Allocations))
	for _, a := range d.Allocations {
		names = append(names, oneLine(a.Invoice))
	}
	return shorten(strings.Join(names, " "), 40)
}

func (s *session) whyText(reasons []reconcile.Reason) string {
	texts := make([]string, len(reasons))
	for i, r := range reasons {
		texts[i] = oneLine(s.w.Reword(r.Text))
	}
	return strings.Join(texts, " ")
}

// report prints the account.
func (r *reconciling) report(temporal string) error {
	if r.s.json {
		return r.list.close()
	}
	if len(r.rows) > 0 {
		r.s.figures([]string{"LINE", "DATE", "AMOUNT", "PAYER", "STATE", "INVOICES", "WHY"}, r.rows, 2)
	}
	if r.left > 0 {
		r.s.say("… and %d more", r.left)
	}
	r.s.say("%s", r.s.stateCounts(r.states, r.entries, r.known))
	if r.cmd.DryRun {
		r.s.say("dry run: nothing was recorded")
		return nil
	}
	if n, err := r.office.CountOpenLines(r.s.ctx, r.s.actor(r.cmd.By), r.cmd.Creditor); err == nil && n > 0 {
		r.s.say("%d lines wait for you: relance unmatched", n)
	}
	if temporal == later {
		r.s.say("recorded; the cases hear of it when Temporal is back")
	}
	return nil
}
