package board

import (
	"maps"
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
	Read          string // when the figures were worked out, if it is not now
	Fresher       bool   // those of today are being worked out
	Tiles         []page.Tile
	Figures       []figureLine
	Bars          barChart
	Ranges        rangeChart
	Steps         []stepLine
	Line          bandChart
	Weeks         []weekLine
	Later, Apart  page.Action
	Heads         []string
	Debtors       []debtorLine
	Total         debtorLine
	Others        int
	Credit        page.Action
	Other         string
	Exports       []page.Action
	Months        []monthLine
	Ended         []page.AmountLine // the figures of this month end, as they were kept
	EndedOn       string            // when these figures were kept
}

// figureLine is a figure with its definition, and what it was worked out of.
type figureLine struct {
	Label, Figure, Address, Definition string
	Parts                              []page.Action
}

type weekLine struct{ Week, Low, Expected, High, Address string }

// stepLine is what followed a step, by plan, level and wording.
type stepLine struct{ Plan, Level, Wording, Sent, Paid, Share, Range, Money, Address string }

type debtorLine struct {
	Name, Address string
	Cells         []cellLink
	Total         cellLink
}

type cellLink struct{ Text, Address string }

// shownDebtors is how many rows of the aged balance the page shows.
const shownDebtors = 12

func (d *Door) board(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	b, err := d.Figures.Board(r.Context(), s.Who, s.Chosen, page.DayOf(r))
	if err != nil {
		return err
	}
	v := boardOf(s, b)
	v.Read = page.Earlier(b.Read, d.Now())
	switch today := page.Today(d.Now()); {
	case v.Read == "":
	case page.Today(b.Read) == today:
		v.Read = "à " + v.Read
	default:
		v.Read = page.When(b.Read, today)
	}
	v.Fresher = page.DayOf(r).IsZero() && b.On != page.Today(d.Now())
	templates.Render(w, http.StatusOK, "board", v)
	return nil
}

// boardOf words the figures of a day.
func boardOf(s page.Frame, b overview.Board) boardView {
	v := boardView{Frame: s.Titled("Tableau de bord"), Day: fr.Date(b.On), DayField: fr.ShortDate(b.On), Other: strings.Join(b.Other, ", ")}
	year := b.On.AddDays(-figures.LateDays)
	v.Tiles = []page.Tile{
		{Label: "Encours client", Figure: euros(b.Aged.Total), Note: "dont " + euros(b.Aged.Due()) + " échus", Address: asOf(b, figures.Question{Kind: figures.Receivables})},
		{Label: "Délai moyen, épuisement", Figure: inDays(b.Countback), Note: "au mieux possible\u00a0: " + inDays(b.BestPossible), Address: "#chiffres"},
		{Label: "Retard moyen pondéré", Figure: inDays(b.Late.Weighted), Note: "médiane\u00a0: " + fr.Count(b.Late.Median, "jour", "jours") + ", " + fr.Count(b.Late.Invoices, "facture", "factures"), Address: asOf(b, figures.Question{Kind: figures.Late, From: year})},
		{Label: "Encaissé après relance", Figure: euros(b.Recovered), Note: fr.Count(b.RecoveredOf, "facture", "factures") + " depuis le 1er du mois", Address: asOf(b, figures.Question{Kind: figures.Recovery, From: b.MonthSince(), To: b.On})},
	}
	v.Figures = figureLines(b)
	v.Bars = barsOf(b.Aged)
	v.Ranges, v.Steps = rangesOf(b.After), stepLines(b)
	v.Line = bandOf(b.Forecast)
	for i, wk := range b.Forecast.Weeks {
		v.Weeks = append(v.Weeks, weekLine{"semaine du " + page.ShortDay(wk.First, b.On), euros(wk.Low), euros(wk.Expected), euros(wk.High), asOf(b, figures.Question{Kind: figures.Expected, Week: i + 1})})
	}
	v.Later = page.Action{Label: euros(b.Forecast.Later), Address: asOf(b, figures.Question{Kind: figures.Expected, Week: figures.WeekLater})}
	v.Apart = page.Action{Label: euros(b.Forecast.Apart), Address: asOf(b, figures.Question{Kind: figures.Apart})}
	v.byDebtor(b)
	if b.Aged.Credit > 0 {
		v.Credit = page.Action{Label: euros(b.Aged.Credit), Address: asOf(b, figures.Question{Kind: figures.Credits})}
	}
	v.months(s, b)
	for _, kind := range []page.Action{{Address: "csv", Label: "CSV"}, {Address: "xlsx", Label: "XLSX"}} {
		v.Exports = append(v.Exports, page.Action{Address: "/tableau/balance." + kind.Address + "?au=" + b.On.String(), Label: kind.Label})
	}
	return v
}

// inDays words a figure of days; a dash for none.
func inDays(r *big.Rat) string { return tenths(figures.Tenths(r), " jours") }

func inPercent(r *big.Rat) string { return tenths(figures.Tenths(r), "\u00a0%") }

// tenths words a figure of one decimal; a dash for none.
func tenths(text, unit string) string {
	if text == "" {
		return "—"
	}
	return strings.Replace(text, ".", ",", 1) + unit
}

// monthOf names a month.
func monthOf(d calendar.Date) string { return monthNames[d.Month-1] + " " + strconv.Itoa(d.Year) }

var monthNames = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// byDebtor fills in the rows of the aged balance.
func (v *boardView) byDebtor(b overview.Board) {
	for _, k := range desk.Buckets() {
		v.Heads = append(v.Heads, page.BucketLabels[k])
	}
	none := func(desk.Bucket) string { return "" }
	rest := figures.Aged{Total: b.Aged.Total, Buckets: maps.Clone(b.Aged.Buckets)}
	for _, row := range b.Debtors[:min(shownDebtors, len(b.Debtors))] {
		v.Debtors = append(v.Debtors, agedLine(row.Name, page.DebtorAddress(row.Creditor, row.Debtor)+"?au="+b.On.String(), row.Aged, none))
		rest.Total -= row.Total
		for k, c := range row.Buckets {
			rest.Buckets[k] -= c
		}
	}
	if v.Others = b.Owing - len(v.Debtors); v.Others > 0 {
		v.Debtors = append(v.Debtors, agedLine(fr.Count(v.Others, "autre", "autres"), "", rest, none))
	}
	v.Total = agedLine("Total", "", b.Aged, func(k desk.Bucket) string { return asOf(b, figures.Question{Kind: figures.Receivables, Bucket: k}) })
	v.Total.Total.Address = asOf(b, figures.Question{Kind: figures.Receivables})
}

func agedLine(name, address string, a figures.Aged, link func(desk.Bucket) string) debtorLine {
	out := debtorLine{Name: name, Address: address, Total: cellLink{Text: fr.Number(a.Total)}}
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
	b, err := d.Figures.FullBoard(r.Context(), s.Who, s.Chosen, page.DayOf(r))
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
	return page.Export(w, r, "balance-agee-"+b.On.String(), s.Chosen, t)
}
