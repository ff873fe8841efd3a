package board

import (
	"strconv"

	"relance/internal/console/page"
	"relance/internal/figures"
)

// kindWords says how the parts of a figure are listed; a head that is empty leaves
// the column out.
type kindWords struct {
	slug, head, definition  string
	day, days, base, counts string
	kept, yes, no           string
}

var kinds = map[figures.Kind]kindWords{
	figures.Receivables: {slug: "encours", head: "Encours client", definition: "ce qui restait dû ce jour-là, facture par facture\u00a0; les avoirs et trop-perçus sont à part", day: "Échéance", days: "Jours de retard", counts: "Reste dû"},
	figures.Credits:     {slug: "avoirs", head: "Avoirs et trop-perçus", definition: "ce qui est dû à des clients, jamais déduit de l’encours", day: "Échéance", counts: "À leur crédit"},
	figures.Sales:       {slug: "ventes", head: "Ventes", definition: "factures émises dans ces mois, TTC, moins les avoirs à leur date", day: "Date", counts: "Montant"},
	figures.Late:        {slug: "retards", head: "Retard moyen", definition: "factures échues depuis un an\u00a0: payées, jusqu’au jour du paiement\u00a0; impayées, jusqu’à ce jour. Pondéré par le montant", day: "Payée ou arrêtée le", days: "Jours de retard", base: "Montant", counts: "Encore dû", kept: "Payée", yes: "oui", no: "non"},
	figures.Risk:        {slug: "impayes", head: "Impayé à 90 jours", definition: "factures émises ce mois-là, et ce qui en était dû 90 jours après l’échéance", day: "90 jours après", base: "Montant", counts: "Encore dû"},
	figures.Promises:    {slug: "promesses", head: "Promesses", definition: "promesses de l’année dont le jour est passé\u00a0: tenue si la somme est venue à temps", day: "Promis pour le", base: "Promis", counts: "Venu à temps", kept: "Tenue", yes: "oui", no: "non"},
	figures.Recovery:    {slug: "encaisse", head: "Encaissé après relance", definition: "paiements venus après la première relance de leur facture\u00a0; ils n’en sont pas toujours l’effet", day: "Première relance", counts: "Encaissé"},
	figures.Expected:    {slug: "attendu", head: "Encaissements attendus", definition: "chaque facture à son échéance plus l’habitude de son client, une promesse à sa date", day: "Attendu le", days: "Jours de retard", counts: "Reste dû"},
	figures.Apart:       {slug: "a-part", head: "Non compté dans la prévision", definition: "contesté, en procédure, ou échu depuis plus de 180 jours", day: "Échéance", days: "Jours de retard", counts: "Reste dû"},
	figures.Followed:    {slug: "relances", head: "Payé dans les 7 jours après une relance", definition: "relances de l’année dont les sept jours sont passés, et l’argent venu dans ces jours", day: "Relance du", counts: "Encaissé", kept: "Suivie d’un paiement", yes: "oui", no: "non"},
	figures.Letters:     {slug: "courrier", head: "Lettres et ce qui les a suivies", definition: "lettres de l’année\u00a0; leur prix, et les paiements venus après chacune et avant la relance suivante", day: "Lettre du", base: "Prix", counts: "Encaissé ensuite", kept: "Suivie d’un paiement", yes: "oui", no: "non"},
}

// headOf names a figure with what narrows it.
func headOf(q figures.Question) string {
	head := kinds[q.Kind].head
	switch {
	case q.Bucket != "":
		return head + ", " + page.BucketLabels[q.Bucket]
	case q.Kind == figures.Sales, q.Kind == figures.Recovery:
		return head + " du " + fr.Date(q.From) + " au " + fr.Date(q.To)
	case q.Kind == figures.Risk:
		return head + ", " + monthOf(q.From)
	case q.Week == figures.WeekLater:
		return head + ", après treize semaines"
	case q.Week > 0:
		return head + ", semaine " + strconv.Itoa(q.Week)
	case q.Step.Level != "":
		head += ", " + fr.Level(q.Step.Level)
		if q.Step.Plan != "" {
			head += ", plan " + q.Step.Plan
		}
		if q.Step.Wording != "" {
			head += ", texte " + q.Step.Wording
		}
	}
	return head
}

func columnsOf(k kindWords) []column {
	out := []column{{"Facture", false}}
	for _, c := range []column{{k.day, false}, {k.days, true}, {k.base, true}, {k.kept, false}, {k.counts, true}} {
		if c.Label != "" {
			out = append(out, c)
		}
	}
	return out
}

// cellsOf words a part, in the order of columnsOf.
func cellsOf(k kindWords, p figures.Part) []string {
	out := []string{p.Item.Number, page.Day(p.Day)}
	if k.days != "" {
		out = append(out, strconv.Itoa(p.Days))
	}
	if k.base != "" {
		out = append(out, fr.Amount(p.Base, "EUR"))
	}
	if k.kept != "" {
		out = append(out, keptWord(k, p))
	}
	return append(out, fr.Amount(p.Counts, "EUR"))
}

func keptWord(k kindWords, p figures.Part) string {
	if p.Kept {
		return k.yes
	}
	return k.no
}

// sumRow sums parts up, in the order of columnsOf.
func sumRow(k kindWords, name string, parts []figures.Part) listRow {
	base, counts := figures.Sum(parts)
	out := listRow{Name: name, Cells: []string{"", ""}}
	if k.days != "" {
		out.Cells = append(out.Cells, "")
	}
	if k.base != "" {
		out.Cells = append(out.Cells, fr.Amount(base, "EUR"))
	}
	if k.kept != "" {
		out.Cells = append(out.Cells, "")
	}
	out.Cells = append(out.Cells, fr.Amount(counts, "EUR"))
	return out
}
