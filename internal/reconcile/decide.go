package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
)

// DecideKeys is Decide for a caller who has read the keys already. Keys reduced
// by Keys.Select are as good as whole ones, provided that the shapes are those
// of all items.
func DecideKeys(e bank.Entry, k Keys, c Candidates, p Policy) Decision {
	switch {
	case e.Amount == 0:
		return none(e.ID, KindOther, because(NoAmount, ""))
	case e.Amount < 0 && (e.Reversal || e.ReturnReason != ""):
		return booked(e, returned(e, &k, c))
	case e.Amount < 0:
		return booked(e, refund(e, &k, c, p))
	case e.Reversal:
		return booked(e, none(e.ID, KindOther, because(CreditReversal, "")))
	}
	if p, ok := payoutOf(e, c.Payouts); ok {
		return booked(e, none(e.ID, KindPayout, because(PayoutKnown, p.ID)))
	}
	d := decider{entry: e, keys: &k, policy: p, cut: c.Cut, amountCut: c.AmountCut, prefixCut: c.PrefixCut, past: c.Past}
	d.items = gather(&k, c.Items)
	d.payers = identify(&k, c.Payers, d.items)
	if out, ok := d.confirmation(c.Manual); ok {
		return booked(e, out)
	}
	return booked(e, d.payment())
}

// booked lets only a booked entry decide anything. What another one announces
// may still pause reminders.
func booked(e bank.Entry, d Decision) Decision {
	if e.Status == bank.Booked {
		return d
	}
	hold := d.Kind == KindPayment && (d.Verdict == Auto || d.HoldReminder)
	out := none(e.ID, KindOther, because(NotBooked, ""))
	if hold && e.Status == bank.Pending {
		out.HoldReminder, out.Debtor = true, d.Debtor
		out.Suggestions = d.Suggestions
		if d.Verdict == Auto {
			out.Suggestions = []Proposal{{d.Allocations, d.Unallocated, d.Score, d.Reasons}}
		}
	}
	return out
}

// decider works on one incoming payment.
type decider struct {
	entry     bank.Entry
	keys      *Keys
	policy    Policy
	items     []*found
	payers    payers
	cut       map[string]bool
	amountCut bool
	prefixCut bool
	past      []PastLine
}

// answer is a proposal with what decides over it.
type answer struct {
	Proposal
	auto   bool
	debtor string
	hold   bool
}

// key tells answers apart.
func (a *answer) key() string {
	var b strings.Builder
	for _, l := range a.Allocations {
		b.WriteString(l.Invoice + "=" + l.Amount.String() + "+" + l.Accessory.String() + ";")
	}
	return b.String()
}

func (d *decider) day() calendar.Date {
	if !d.entry.BookingDate.IsZero() {
		return d.entry.BookingDate
	}
	return d.entry.ValueDate
}

// payment ranks all answers and judges the first.
func (d *decider) payment() Decision {
	answers := append(d.named(), d.byPayer()...)
	if !slices.ContainsFunc(answers, func(a answer) bool { return a.auto }) {
		answers = append(answers, d.byAmount()...)
	}
	answers = d.rank(answers)
	out := Decision{EntryID: d.entry.ID, Kind: KindPayment, Verdict: Suggest, Allocations: []Allocation{}, Debtor: d.payers.known}
	if len(answers) == 0 {
		return d.unmatched(out)
	}
	first := answers[0]
	if first.auto {
		out.Verdict = Auto
	}
	out.Allocations, out.Unallocated, out.Score, out.Reasons = first.Allocations, first.Unallocated, first.Score, first.Reasons
	if len(first.Allocations) > 0 && first.debtor != "" {
		out.Debtor = first.debtor
		out.Learn = d.keys.IBAN != "" && !d.payers.barred(first.debtor) && d.payers.agrees(first.debtor)
	}
	d.suggest(&out, answers)
	return out
}

// suggest fills in the suggestions: all answers when a person is asked, the
// other ones when an automatic answer leaves money over.
func (d *decider) suggest(out *Decision, answers []answer) {
	if out.Verdict == Auto {
		if out.Unallocated == 0 {
			return
		}
		answers = answers[1:]
	}
	for _, a := range answers[:min(3, len(answers))] {
		out.Suggestions = append(out.Suggestions, a.Proposal)
		if out.Verdict == Suggest && a.hold && a.Score >= d.policy.HoldMinScore && len(a.Allocations) > 0 {
			out.HoldReminder = true
		}
	}
}

// rank removes repeats, sorts, and lets no automatic answer stand beside an
// equally good other one.
func (d *decider) rank(answers []answer) []answer {
	slices.SortStableFunc(answers, func(a, b answer) int {
		if a.auto != b.auto {
			if a.auto {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(len(a.Allocations), len(b.Allocations)))
	})
	kept, seen := answers[:0], map[string]bool{}
	for _, a := range answers {
		if k := a.key(); !seen[k] {
			seen[k] = true
			kept = append(kept, a)
		}
	}
	if len(kept) > 1 && kept[0].auto && kept[1].auto {
		for i := range kept {
			if kept[i].auto {
				kept[i].auto = false
				kept[i].Score = min(kept[i].Score, rankDoubted)
				kept[i].Reasons = append(kept[i].Reasons, because(Tie, ""))
			}
		}
	}
	if len(kept) > 0 && kept[0].auto && kept[0].Score < d.policy.AutoMinScore {
		kept[0].auto = false
		kept[0].Reasons = append(kept[0].Reasons, because(BelowPolicy, ""))
	}
	return kept
}

// unmatched explains why nothing was found.
func (d *decider) unmatched(out Decision) Decision {
	out.Verdict, out.Unallocated = None, d.entry.Amount
	if settled := d.settled(); len(settled) > 0 {
		out.Reasons = append(out.Reasons, because(AlreadySettled, called(settled...)))
	}
	if d.payers.known != "" && len(d.openItems(d.payers.known)) == 0 {
		out.Reasons = append(out.Reasons, because(Advance, ""))
	}
	if len(out.Reasons) == 0 {
		out.Kind, out.Reasons = KindOther, []Reason{because(Unmatched, "")}
	}
	return out
}

// settled lists the invoices that the text names and that owe nothing.
func (d *decider) settled() []*found {
	return d.filter(func(f *found) bool { return !f.open() && f.grade >= byDigits })
}

func (d *decider) filter(keep func(*found) bool) []*found {
	var out []*found
	for _, f := range d.items {
		if keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// openItems lists what a debtor has open in the entry's currency, due first.
func (d *decider) openItems(debtor string) []*found {
	return d.filter(func(f *found) bool {
		return f.Debtor == debtor && f.open() && f.Currency == d.entry.Currency
	})
}

func sum(items []*found) money.Cents {
	var s money.Cents
	for _, f := range items {
		s += f.Balance
	}
	return s
}

// whole allocates to each item its balance, plus accessories as far as the rest
// goes, and gives what is left.
func (d *decider) whole(items []*found) Proposal {
	p := Proposal{Unallocated: d.entry.Amount - sum(items)}
	for _, f := range items {
		p.Allocations = append(p.Allocations, Allocation{Invoice: f.Number, Amount: f.Balance})
	}
	return p
}

// spread allocates the entry over the items in their order, each up to its
// balance; credit notes are left out.
func (d *decider) spread(items []*found) Proposal {
	p := Proposal{Unallocated: d.entry.Amount}
	for _, f := range items {
		if a := min(p.Unallocated, f.Balance); a > 0 {
			p.Allocations = append(p.Allocations, Allocation{Invoice: f.Number, Amount: a})
			p.Unallocated -= a
		}
	}
	return p
}
