package figures

import (
	"cmp"
	"slices"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Part is what one invoice adds to a figure. A figure is the sum of its parts, so
// that a list of them comes to the same.
type Part struct {
	Item   *Item
	Day    calendar.Date // that matters: of payment, of the promise, of the notice; zero for none
	Days   int           // late
	Base   money.Cents   // what the figure is a share of; 0 for none
	Counts money.Cents   // what it counts
	Kept   bool          // a promise that was kept, a notice that money followed
	Sent   *Sent         // the notice, where the part is one
}

// KeptOf counts the promises that were kept, or the notices that money followed.
func KeptOf(parts []Part) (n int) {
	for _, p := range parts {
		if p.Kept {
			n++
		}
	}
	return n
}

// Kind names what can be listed.
type Kind string

// The figures that are sums over invoices. The others are made of these.
const (
	Receivables Kind = "receivables" // what is open; of one bucket when it is named
	Credits     Kind = "credits"     // what is owed to debtors
	Sales       Kind = "sales"       // invoiced from a day to another, less credit notes
	Late        Kind = "late"        // invoices that fell due in a year, with their days late
	Risk        Kind = "risk"        // invoiced in a month, and what was unpaid 90 days after it fell due
	Promises    Kind = "promises"    // whose day has passed
	Recovery    Kind = "recovered"   // money behind the first notice of an invoice
	Expected    Kind = "expected"    // of the forecast, by week
	Apart       Kind = "apart"       // what the forecast does not count
	Followed    Kind = "followed"    // notices, and the money of the days behind them
	Letters     Kind = "letters"     // letters, their price and the money behind them
)

// Kinds lists them.
func Kinds() []Kind {
	return []Kind{Receivables, Credits, Sales, Late, Risk, Promises, Recovery, Expected, Apart, Followed, Letters}
}

// Question asks for the parts of a figure as of a day.
type Question struct {
	Kind     Kind
	On       calendar.Date
	From, To calendar.Date // of Sales, Recovery and Followed; the first of the month of Risk is From
	Bucket   desk.Bucket   // of Receivables; empty is all
	Week     int           // of Expected: from 1; WeekLater is behind the last, 0 all
	Step     StepKey       // of Followed; empty is all
	Within   int           // days, of Followed
}

// WeekLater asks for what is expected behind the last week.
const WeekLater = forecastWeeks + 1

// Parts gives the parts of a figure, the largest first.
func Parts(items []Item, q Question) (out []Part) {
	switch q.Kind {
	case Receivables, Credits:
		out = openParts(items, q)
	case Sales:
		out = salesParts(items, q.From, q.To)
	case Late:
		out = lateParts(items, q.From, q.On)
	case Risk:
		out, _ = riskParts(items, q.From, q.On)
	case Promises:
		out = promiseParts(items, q.From, q.On)
	case Recovery:
		out = recoveredParts(items, q.From, q.To)
	case Expected, Apart:
		out = expectedParts(items, q)
	case Followed:
		out = followedParts(items, q)
	case Letters:
		out = letterParts(items, q.From, q.On)
	}
	slices.SortStableFunc(out, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Counts, a.Counts), cmp.Compare(b.Base, a.Base))
	})
	return out
}

// Sum adds parts up.
func Sum(parts []Part) (base, counts money.Cents) {
	for _, p := range parts {
		base, counts = base+p.Base, counts+p.Counts
	}
	return base, counts
}

// openParts is what is open at the end of a day, or what is owed to debtors.
func openParts(items []Item, q Question) (out []Part) {
	for i := range items {
		it := &items[i]
		open := it.OpenOn(q.On)
		switch {
		case q.Kind == Credits && open < 0:
			out = append(out, Part{Item: it, Day: it.Due, Counts: -open})
		case q.Kind == Receivables && open > 0 && (q.Bucket == "" || within(q.Bucket, it.Due, q.On)):
			out = append(out, Part{Item: it, Day: it.Due, Days: max(q.On.Sub(it.Due), 0), Counts: open})
		}
	}
	return out
}

// within tells whether a due date is in a bucket as of a day.
func within(b desk.Bucket, due, on calendar.Date) bool {
	own := desk.BucketOf(due, on)
	return own == b || b == desk.AnyLate && own != desk.NotDue
}

func salesParts(items []Item, from, to calendar.Date) (out []Part) {
	inside := func(d calendar.Date) bool { return !d.Before(from) && !d.After(to) }
	for i := range items {
		it := &items[i]
		if inside(it.Issued) {
			out = append(out, Part{Item: it, Day: it.Issued, Counts: it.Total})
		}
		for _, m := range it.Moves {
			if m.Credit && inside(m.Date) {
				out = append(out, Part{Item: it, Day: m.Date, Counts: -m.Amount})
			}
		}
	}
	return out
}

func promiseParts(items []Item, since, on calendar.Date) (out []Part) {
	for i := range items {
		it := &items[i]
		for _, p := range it.Promises {
			if p.By.Before(since) || !p.By.Before(on) {
				continue
			}
			part := Part{Item: it, Day: p.By, Base: p.Amount}
			if part.Base == 0 {
				part.Base = it.OpenOn(p.Made)
			}
			for _, m := range it.Moves {
				if !m.Date.Before(p.Made) && !m.Date.After(p.By) {
					part.Counts += m.Amount
				}
			}
			part.Kept = part.Counts >= part.Base
			out = append(out, part)
		}
	}
	return out
}

func recoveredParts(items []Item, from, to calendar.Date) (out []Part) {
	for i := range items {
		it := &items[i]
		if len(it.Sent) == 0 {
			continue
		}
		part := Part{Item: it, Day: it.Sent[0].Date}
		for _, m := range it.Moves {
			if !m.Credit && !m.Date.Before(from) && !m.Date.After(to) && m.Date.After(it.Sent[0].Date) {
				part.Counts += m.Amount
			}
		}
		if part.Counts != 0 {
			out = append(out, part)
		}
	}
	return out
}

// letterParts gives the letters on paper since a day, each with its price as Base
// and the money that came behind it, before the next notice, as Counts.
func letterParts(items []Item, since, on calendar.Date) (out []Part) {
	for i := range items {
		it := &items[i]
		for j := range it.Sent {
			s := &it.Sent[j]
			if s.Channel != dunning.Letter && s.Channel != dunning.RegisteredLetter || s.Date.Before(since) || s.Date.After(on) {
				continue
			}
			part := Part{Item: it, Day: s.Date, Base: s.Cost, Sent: s}
			for _, m := range it.Moves {
				if !m.Credit && m.Date.After(s.Date) && !m.Date.After(on) && (j+1 == len(it.Sent) || !m.Date.After(it.Sent[j+1].Date)) {
					part.Counts += m.Amount
				}
			}
			part.Kept = part.Counts > 0
			out = append(out, part)
		}
	}
	return out
}

// LetterReturn is what letters on paper cost, and the money that came behind them.
type LetterReturn struct {
	Letters  int // invoices that a letter was about
	Unpriced int // of unknown price, or whose price stands with another invoice of the same letter
	Cost     money.Cents
	Money    money.Cents
}

// LettersOf adds up the letters since a day.
func LettersOf(items []Item, since, on calendar.Date) (out LetterReturn) {
	parts := letterParts(items, since, on)
	for _, p := range parts {
		if p.Base == 0 {
			out.Unpriced++
		}
	}
	out.Letters = len(parts)
	out.Cost, out.Money = Sum(parts)
	return out
}
