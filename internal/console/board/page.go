package board

import (
	"math/big"
	"net/http"
	"strconv"
	"strings"

	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/money"
	"relance/internal/spreadsheet"
)

// boardView is the page of the figures.
type boardView struct {
	page.Frame
	Day, DayField string
	Tiles         []page.Tile
	Figures       []figureLine
	Bars          barChart
	Ranges        rangeChart
	Line          bandChart
	Weeks         []weekLine
	Later, Apart  string
	Heads         []string
	Debtors       []debtorLine
	Total         debtorLine
	Others        int
	Credit        string
	Other         string
	Exports       []page.Action
	Past          bool
}

// figureLine is a figure with its definition.
type figureLine struct{ Label, Figure, Definition string }

type weekLine struct{ Week, Low, Expected, High string }

type debtorLine struct {
	Name, Address string
	Cells         []cellLink
	Total         string
}

type cellLink struct{ Text, Address string }

// shownDebtors is how many rows of the aged balance the page shows.
const shownDebtors = 12

func (d *Door) board(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	b, err := d.Figures.Board(r.Context(), s.Who, s.Chosen, page.DayOf(r))
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "board", boardOf(s, b, page.Today(d.Now())))
	return nil
}

// boardOf words the figures of a day; on is today.
func boardOf(s page.Frame, b overview.Board, on calendar.Date) boardView {
	v := boardView{Frame: s.Titled("Tableau de bord"), Day: fr.Date(b.On), DayField: fr.ShortDate(b.On), Past: b.On != on}
	euros := func(c money.Cents) string { return fr.Amount(c, "EUR") }
	link := func(address string) string { // a past day's list does not exist any more
		if v.Past {
			return ""
		}
		return address
	}
	v.Tiles = []page.Tile{
		{Label: "Encours client", Figure: euros(b.Aged.Total), Note: "dont " + euros(b.Aged.Due()) + " échus", Address: link("/dossiers")},
		{Label: "Délai moyen, épuisement", Figure: inDays(b.Countback), Note: "au mieux possible\u00a0: " + inDays(b.BestPossible), Address: ""},
		{Label: "Retard moyen pondéré", Figure: inDays(b.Late.Weighted), Note: "médiane\u00a0: " + fr.Count(b.Late.Median, "jour", "jours") + ", " + fr.Count(b.Late.Invoices, "facture", "factures"), Address: ""},
		{Label: "Encaissé après relance", Figure: euros(b.Recovered), Note: fr.Count(b.RecoveredOf, "facture", "factures") + " depuis le 1er du mois", Address: ""},
	}
	v.Figures = figureLines(b)
	v.Bars = barsOf(b.Aged, link)
	v.Ranges = rangesOf(b.After)
	v.Line = bandOf(b.Forecast)
	for _, wk := range b.Forecast.Weeks {
		v.Weeks = append(v.Weeks, weekLine{"semaine du " + page.ShortDay(wk.First, b.On), euros(wk.Low), euros(wk.Expected), euros(wk.High)})
	}
	v.Later, v.Apart = euros(b.Forecast.Later), euros(b.Forecast.Apart)
	v.byDebtor(b, link)
	if b.Aged.Credit > 0 {
		v.Credit = euros(b.Aged.Credit)
	}
	v.Other = strings.Join(b.Other, ", ")
	for _, kind := range []page.Action{{Address: "csv", Label: "CSV"}, {Address: "xlsx", Label: "XLSX"}} {
		v.Exports = append(v.Exports, page.Action{Address: "/tableau/balance." + kind.Address + "?au=" + b.On.String(), Label: kind.Label})
	}
	return v
}

// inDays words a figure of days; a dash for none.
func inDays(r *big.Rat) string {
	if r == nil {
		return "—"
	}
	return strings.Replace(figures.Tenths(r), ".", ",", 1) + " jours"
}

func inPercent(r *big.Rat) string {
	if r == nil {
		return "—"
	}
	return strings.Replace(figures.Tenths(r), ".", ",", 1) + "\u00a0%"
}

// figureLines lists the other figures, each with its definition.
func figureLines(b overview.Board) []figureLine {
	kept := "—"
	if b.Promises > 0 {
		kept = strconv.Itoa(b.Kept) + " sur " + strconv.Itoa(b.Promises)
	}
	month := monthNames[b.AtRiskOf.Month-1] + " " + strconv.Itoa(b.AtRiskOf.Year)
	return []figureLine{
		{"DSO, méthode comptable", inDays(b.Simple), "encours ÷ ventes des trois derniers mois × leurs jours"},
		{"DSO, épuisement", inDays(b.Countback), "les ventes de chaque mois, du plus récent au plus ancien, sont ôtées de l’encours\u00a0; les jours des mois épuisés s’additionnent"},
		{"Meilleur DSO possible", inDays(b.BestPossible), "le même, sur ce qui n’est pas échu"},
		{"Jours de retard dans le DSO", inDays(b.Delinquent), "DSO moins meilleur DSO possible\u00a0: la part que les relances peuvent changer"},
		{"Efficacité du recouvrement (CEI)", inPercent(b.CEI), "part encaissée de ce qui pouvait l’être depuis trois mois\u00a0; 100\u00a0% est le mieux"},
		{"Impayé à 90 jours", inPercent(b.AtRisk), "part du montant facturé en " + month + ", encore due 90 jours après l’échéance"},
		{"Promesses tenues", kept, "sur douze mois, celles dont le jour est passé"},
	}
}

var monthNames = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// byDebtor fills in the rows of the aged balance.
func (v *boardView) byDebtor(b overview.Board, link func(string) string) {
	for _, k := range desk.Buckets() {
		v.Heads = append(v.Heads, page.BucketLabels[k])
	}
	var rest figures.Aged
	rest.Buckets = map[desk.Bucket]money.Cents{}
	for i, row := range b.Debtors {
		if i < shownDebtors {
			v.Debtors = append(v.Debtors, agedLine(row.Name, page.DebtorAddress(row.Creditor, row.Debtor), row.Aged, func(desk.Bucket) string { return "" }))
			continue
		}
		v.Others++
		rest.Total += row.Total
		for k, c := range row.Buckets {
			rest.Buckets[k] += c
		}
	}
	if v.Others > 0 {
		v.Debtors = append(v.Debtors, agedLine(fr.Count(v.Others, "autre", "autres"), link("/debiteurs"), rest, func(desk.Bucket) string { return "" }))
	}
	v.Total = agedLine("Total", "", b.Aged, func(k desk.Bucket) string { return link("/dossiers?retard=" + string(k)) })
}

func agedLine(name, address string, a figures.Aged, link func(desk.Bucket) string) debtorLine {
	out := debtorLine{Name: name, Address: address, Total: fr.Number(a.Total)}
	for _, k := range desk.Buckets() {
		cell := cellLink{Text: "—"}
		if a.Buckets[k] != 0 {
			cell = cellLink{fr.Number(a.Buckets[k]), link(k)}
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}

// exportAged writes the aged balance of a day, a row for each debtor.
func (d *Door) exportAged(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	b, err := d.Figures.Board(r.Context(), s.Who, s.Chosen, page.DayOf(r))
	if err != nil {
		return err
	}
	t := spreadsheet.Table{Name: "Balance âgée au " + fr.ShortDate(b.On), Head: []string{"Créancier", "Client", "Référence"}}
	for _, k := range desk.Buckets() {
		t.Head = append(t.Head, page.BucketLabels[k])
	}
	t.Head = append(t.Head, "Total", "Avoirs et trop-perçus", "Au")
	var rows [][]any
	add := func(creditor, name, key string, a figures.Aged) {
		cells := append([]any{creditor, name, key}, page.AgedCells(func(i int) money.Cents { return a.Buckets[desk.Buckets()[i]] })...)
		rows = append(rows, append(cells, a.Total, a.Credit, b.On))
	}
	for _, row := range b.Debtors {
		add(row.Creditor, row.Name, row.Debtor, row.Aged)
	}
	add("", "Total", "", b.Aged)
	t.Rows = page.RowsOf(rows)
	return d.Export(w, r, s, "balance-agee-"+b.On.String(), s.Chosen, t)
}
