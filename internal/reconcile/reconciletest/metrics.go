package reconciletest

import (
	"fmt"
	"slices"
	"strings"

	"relance/internal/bank"
	"relance/internal/reconcile"
)

// Matcher is what Measure drives through a year.
type Matcher interface {
	Add(items ...reconcile.OpenItem)
	Match(e bank.Entry) reconcile.Decision
	// Record is told the right answer after each line, as if a bookkeeper had
	// given it.
	Record(e bank.Entry, d reconcile.Decision)
	Learn(iban, debtor string)
}

// Metrics counts how a matcher did on a year.
type Metrics struct {
	Lines      int // all
	Paying     int // lines that pay an invoice
	Auto       int // of these, matched automatically, completely and rightly
	Incomplete int // matched automatically and rightly as far as it goes, with a rest left to a person
	Wrong      int // lines of any kind with an automatic answer that is not the right one
	FirstThree int // paying lines whose right answer is automatic or among the first three suggestions
	Held       int // paying lines not automatic for which the chase is paused
	Returns    int
	ReturnAuto int // returns traced automatically and rightly

	Mistakes []string           // the wrong ones, for a developer
	Missed   map[string]int     // paying lines not automatic, by case
	Absent   map[string]int     // paying lines without the right answer in the first three, by case
	samples  map[string][]*Line // of Absent
}

// Measure runs a matcher through a year, one line after the other. The right
// answer is recorded after each line, and the payer's account learnt as the
// decision or the bookkeeper says.
func Measure(w World, m Matcher) Metrics {
	out := Metrics{Missed: map[string]int{}, Absent: map[string]int{}, samples: map[string][]*Line{}}
	next := 0
	for _, l := range w.Lines {
		for next < len(w.Items) && !w.Items[next].Issued.After(l.Entry.BookingDate) {
			m.Add(w.Items[next])
			next++
		}
		d := m.Match(l.Entry)
		out.count(l, d)
		if l.Entry.Status != bank.Booked {
			continue
		}
		right := reconcile.Decision{EntryID: l.Entry.ID, Kind: l.Truth.Kind, Verdict: reconcile.Auto, Allocations: l.Truth.Allocations, Original: l.Truth.Original}
		m.Record(l.Entry, right)
		if l.Entry.Amount > 0 && l.Truth.Debtor != "" && (d.Learn && d.Debtor == l.Truth.Debtor || d.Verdict == reconcile.Suggest && len(l.Truth.Allocations) > 0) {
			m.Learn(l.Entry.CounterpartyIBAN, l.Truth.Debtor)
		}
	}
	return out
}

func (m *Metrics) count(l *Line, d reconcile.Decision) {
	m.Lines++
	paying := l.Truth.Kind == reconcile.KindPayment && len(l.Truth.Allocations) > 0
	exact := equal(d.Allocations, l.Truth.Allocations) && (d.Kind == l.Truth.Kind || len(d.Allocations) > 0)
	auto := d.Verdict == reconcile.Auto
	right := auto && exact && (l.Truth.Kind != reconcile.KindReturn || d.Original == l.Truth.Original)
	part := auto && !right && paying && within(d.Allocations, l.Truth.Allocations)
	if auto && !right && !part {
		m.Wrong++
		m.Mistakes = append(m.Mistakes, fmt.Sprintf("%s: %+v\n   truth %+v\n   decided %s %v %v", l.Truth.Case, l.Entry, l.Truth.Allocations, d.Kind, d.Allocations, d.Reasons))
	}
	if l.Truth.Kind == reconcile.KindReturn {
		m.Returns++
		if right {
			m.ReturnAuto++
		}
	}
	if !paying {
		return
	}
	m.Paying++
	switch {
	case right:
		m.Auto++
	case part:
		m.Incomplete++
	}
	if !right {
		m.Missed[l.Truth.Case]++
	}
	if !auto && d.HoldReminder {
		m.Held++
	}
	if right || slices.ContainsFunc(d.Suggestions[:min(3, len(d.Suggestions))], func(p reconcile.Proposal) bool { return equal(p.Allocations, l.Truth.Allocations) }) {
		m.FirstThree++
	} else {
		m.Absent[l.Truth.Case]++
		m.samples[l.Truth.Case] = append(m.samples[l.Truth.Case], l)
	}
}

// equal compares allocations whatever their order.
func equal(a, b []reconcile.Allocation) bool { return len(a) == len(b) && within(a, b) }

// within tells whether all of a are in b.
func within(a, b []reconcile.Allocation) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// Row is one line of a table: the figures of a matcher, with Head above.
func (m Metrics) Row(name string) string {
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	return fmt.Sprintf("%-28s %6d %7d %8d %9.1f %9.1f %9.1f %9.1f", name, m.Lines, m.Paying, m.Wrong,
		10000*float64(m.Wrong)/float64(max(m.Lines, 1)), share(m.Auto, m.Paying), share(m.FirstThree, m.Paying), share(m.ReturnAuto, m.Returns))
}

// Head names the columns of Row.
const Head = "matcher                       lines  paying    wrong wrong/10k    auto %  first 3 %  returns %"

// Sum adds up the figures of several years.
func Sum(all ...Metrics) Metrics {
	var s Metrics
	for _, m := range all {
		s.Lines += m.Lines
		s.Paying += m.Paying
		s.Auto += m.Auto
		s.Incomplete += m.Incomplete
		s.Wrong += m.Wrong
		s.FirstThree += m.FirstThree
		s.Held += m.Held
		s.Returns += m.Returns
		s.ReturnAuto += m.ReturnAuto
		s.Mistakes = append(s.Mistakes, m.Mistakes...)
	}
	return s
}

// String lists what was missed, for a developer.
func (m Metrics) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\nmissed %v\nabsent %v\n", struct{ Auto, Incomplete, Held int }{m.Auto, m.Incomplete, m.Held}, m.Missed, m.Absent)
	for what, ls := range m.samples {
		for _, l := range ls[:min(3, len(ls))] {
			fmt.Fprintf(&b, "  %s: %q %q %q %s %v\n", what, l.Entry.Counterparty, l.Entry.Remittance, l.Entry.EndToEndID, l.Entry.Amount, l.Truth.Allocations)
		}
	}
	return b.String()
}
