package board

import (
	"strconv"

	"relance/internal/backoffice/overview"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/money"
)

// figureLines lists every figure with its definition, and with the lists whose sums
// it was worked out of.
func figureLines(b overview.Board) []figureLine {
	year := b.On.AddDays(-figures.LateDays)
	part := func(label string, c money.Cents, q figures.Question) page.Action {
		return page.Action{Label: label + " " + euros(c), Address: asOf(b, q)}
	}
	owed := part("encours", b.Aged.Total, figures.Question{Kind: figures.Receivables})
	notDue := part("non échu", b.Aged.Buckets[desk.NotDue], figures.Question{Kind: figures.Receivables, Bucket: desk.NotDue})
	sold := part("ventes", b.Sold, figures.Question{Kind: figures.Sales, From: b.SoldSince(), To: b.On})
	months := make([]page.Action, len(b.Sales))
	for i, m := range b.Sales {
		months[i] = part(monthNames[m.First.Month-1], m.Sales, figures.Question{Kind: figures.Sales, From: m.First, To: m.First.AddDays(m.Days - 1)})
	}
	opening := page.Action{
		Label:   "encours d’ouverture " + euros(b.Opening),
		Address: listAddress(figures.Question{Kind: figures.Receivables, On: b.SoldSince().AddDays(-1)}),
	}
	kept := "—"
	if b.Promises > 0 {
		kept = strconv.Itoa(b.Kept) + " sur " + strconv.Itoa(b.Promises)
	}
	letters := "—"
	if b.Letters.Letters > 0 {
		letters = euros(b.Letters.Cost) + " pour " + euros(b.Letters.Money)
	}
	return []figureLine{
		{"Encours échu", euros(b.Aged.Due()), asOf(b, figures.Question{Kind: figures.Receivables, Bucket: desk.AnyLate}), "ce qui est dû et dont l’échéance est passée", nil},
		{"DSO, méthode comptable", inDays(b.Simple), "", "encours ÷ ventes des trois derniers mois × leurs jours", []page.Action{owed, sold}},
		{"DSO, épuisement", inDays(b.Countback), "", "les ventes de chaque mois, du plus récent au plus ancien, sont ôtées de l’encours\u00a0; les jours des mois épuisés s’additionnent", append([]page.Action{owed}, months...)},
		{"Meilleur DSO possible", inDays(b.BestPossible), "", "le même, par épuisement, sur ce qui n’est pas échu", append([]page.Action{notDue}, months...)},
		{"Meilleur DSO, méthode comptable", inDays(b.BestSimple), "", "non échu ÷ ventes des trois derniers mois × leurs jours", []page.Action{notDue, sold}},
		{"Jours de retard dans le DSO", inDays(b.Delinquent), "", "DSO moins meilleur DSO possible\u00a0: la part que les relances peuvent changer", nil},
		{"Efficacité du recouvrement (CEI)", inPercent(b.CEI), "", "part encaissée de ce qui pouvait l’être depuis trois mois\u00a0; 100\u00a0% est le mieux", []page.Action{opening, sold, owed, notDue}},
		{"Impayé à 90 jours", inPercent(b.AtRisk), asOf(b, figures.Question{Kind: figures.Risk, From: b.AtRiskOf}), "part du montant facturé en " + monthOf(b.AtRiskOf) + ", encore due 90 jours après l’échéance", nil},
		{"Promesses tenues", kept, asOf(b, figures.Question{Kind: figures.Promises, From: year}), "sur douze mois, celles dont le jour est passé", nil},
		{"Lettres, et l’argent venu ensuite", letters, asOf(b, figures.Question{Kind: figures.Letters, From: year}), letterNote(b.Letters), nil},
	}
}

func letterNote(l figures.LetterReturn) string {
	note := "prix des lettres sur douze mois, et paiements venus après chacune, avant la relance suivante"
	if l.Unpriced > 0 {
		note += "\u00a0; " + fr.Count(l.Unpriced, "ligne", "lignes") + " sans prix propre"
	}
	return note
}

// stepLines lists what followed each step.
func stepLines(b overview.Board) (out []stepLine) {
	for _, a := range b.Steps {
		l := stepLine{
			Plan: a.Plan, Level: page.Capital(fr.Level(a.Level)), Wording: a.Wording, Sent: page.Thousands(a.Sent), Paid: page.Thousands(a.Paid),
			Share: inPercent(a.Share), Range: tenths(figures.Tenths(a.Low), "") + " à " + inPercent(a.High), Money: euros(a.Money),
			Address: asOf(b, figures.Question{Kind: figures.Followed, From: b.On.AddDays(-figures.LateDays), Step: a.StepKey}),
		}
		if l.Wording == "" {
			l.Wording = "d’origine"
		}
		if a.TooFew {
			l.Range += ", trop peu"
		}
		out = append(out, l)
	}
	return out
}

// monthLine is a month as it was when it ended.
type monthLine struct {
	Month, Creditor, Address, Frozen            string
	Total, Due, Countback, Late, CEI, Recovered string
	Corrected                                   string // what was recorded since the month was frozen; empty for nothing
}

// months lists the months that are over, and the figures of this day when it is one
// of them.
func (v *boardView) months(s page.Frame, b overview.Board) {
	for _, m := range b.Months {
		f := m.Figures
		l := monthLine{
			Month: monthOf(f.On), Creditor: s.CreditorName(m.Creditor), Address: "/tableau?au=" + f.On.String(), Frozen: page.Day(page.Today(m.At)),
			Total: euros(f.Total), Due: euros(f.Due()), Countback: tenths(f.Countback, " jours"), Late: tenths(f.Weighted, " jours"),
			CEI: tenths(f.CEI, "\u00a0%"), Recovered: euros(f.Recovered),
		}
		if c := m.Corrected(); c != 0 {
			l.Corrected = euros(c)
		}
		v.Months = append(v.Months, l)
		if f.On == b.On && (s.Chosen != "" || len(s.Creditors) < 2) {
			v.EndedOn, v.Ended = fr.Date(page.Today(m.At)), endedLines(f, b.Day.MonthEnd())
		}
	}
}

// endedLines lists the figures of a month end as they were kept; where one would be
// another today, it says so.
func endedLines(was, now figures.MonthEnd) (out []page.AmountLine) {
	add := func(label, kept, today string) {
		if kept != today {
			kept += " (aujourd’hui " + today + ")"
		}
		out = append(out, page.AmountLine{Label: label, Amount: kept})
	}
	of := func(n, all int) string { return strconv.Itoa(n) + " sur " + strconv.Itoa(all) }
	add("Encours", euros(was.Total), euros(now.Total))
	add("Échu", euros(was.Due()), euros(now.Due()))
	for _, k := range desk.Buckets()[1:] {
		add(page.BucketLabels[k], euros(was.Buckets[k]), euros(now.Buckets[k]))
	}
	add("Avoirs et trop-perçus", euros(was.Credit), euros(now.Credit))
	add("Ventes de trois mois", euros(was.Sold), euros(now.Sold))
	add("DSO, méthode comptable", tenths(was.Simple, " jours"), tenths(now.Simple, " jours"))
	add("DSO, épuisement", tenths(was.Countback, " jours"), tenths(now.Countback, " jours"))
	add("Meilleur DSO possible", tenths(was.BestCountback, " jours"), tenths(now.BestCountback, " jours"))
	add("Jours de retard dans le DSO", tenths(was.Delinquent, " jours"), tenths(now.Delinquent, " jours"))
	add("CEI", tenths(was.CEI, "\u00a0%"), tenths(now.CEI, "\u00a0%"))
	add("Retard moyen pondéré", tenths(was.Weighted, " jours"), tenths(now.Weighted, " jours"))
	add("Impayé à 90 jours", tenths(was.AtRisk, "\u00a0%"), tenths(now.AtRisk, "\u00a0%"))
	add("Promesses tenues", of(was.Kept, was.Promises), of(now.Kept, now.Promises))
	add("Encaissé après relance", euros(was.Recovered), euros(now.Recovered))
	add("Prix des lettres", euros(was.LetterCost), euros(now.LetterCost))
	add("Encaissé après les lettres", euros(was.LetterMoney), euros(now.LetterMoney))
	return out
}
