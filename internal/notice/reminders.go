package notice

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/publicbuyer"
)

// reminders says of what the items were reminded before. The dates of one
// invoice are never said of another.
func (b viewer) reminders(v *View) {
	v.Reminded = true
	same := true
	for _, l := range v.Items {
		v.Reminded = v.Reminded && len(l.Reminders) > 0
		same = same && slices.Equal(l.Reminders, v.Items[0].Reminders)
		if len(l.Reminders) > 0 {
			v.Apiece = append(v.Apiece, l)
		}
	}
	if same {
		v.Reminders, v.Apiece = v.Items[0].Reminders, nil
	}
}

// remindersOf lists the days on which an invoice was reminded of before.
func (b viewer) remindersOf(it dunning.NoticeItem) (out []string) {
	var days []calendar.Date
	for _, e := range it.Earlier {
		if e.Level.Rank() > dunning.Courtesy.Rank() {
			days = append(days, e.Date)
		}
	}
	slices.SortFunc(days, calendar.Date.Compare)
	for _, d := range slices.Compact(days) {
		out = append(out, b.w.date(d))
	}
	return out
}

// periodKnown tells whether the due date of every item is the end of a public
// buyer's payment period, as its recorded receipt and length give it.
func (d demand) periodKnown(n dunning.Notice) bool {
	return n.Regime() == dunning.Public && !slices.ContainsFunc(d.main, func(it dunning.NoticeItem) bool {
		end := publicbuyer.PeriodEnd(it.Invoice, n.Debtor.PayDays)
		return end.IsZero() || end != it.Invoice.Due
	})
}

// Bills gives the documents (SHA-256 in hex) that come with a notice because it
// says so: the bills of the justified costs, in the order in which it lists
// them. None when the notice is no formal one, or when a bill is not on record:
// then it offers them on request.
func Bills(n dunning.Notice) (out []string) {
	if n.Level != dunning.FormalNotice {
		return nil
	}
	for _, it := range n.Items {
		for _, o := range it.Claim.Outlays {
			if o.Document == "" {
				return nil
			}
			out = append(out, o.Document)
		}
	}
	return out
}
