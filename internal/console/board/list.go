package board

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
	"relance/internal/spreadsheet"
)

// listView is the invoices that a figure was counted from: their sums are the
// figure.
type listView struct {
	page.Frame
	Head, Definition, Day, Back string
	Result                      string // result of the figure, where it is not the sum of the invoices
	Columns                     []column
	Rows                        []listRow
	Rest                        listRow // sums of the invoices that are not shown; no cells when all are shown
	Total                       listRow
	Count                       string
	Exports                     []page.Action
	Cases                       string // address of the same selection in the list of cases
}

type column struct {
	Label  string
	Figure bool
}

type listRow struct {
	Name, Case string
	Cells      []string // texts of the row, one for each column
}

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

// listAddress is the list of a figure.
func listAddress(q figures.Question) string {
	v := url.Values{"chiffre": {kinds[q.Kind].slug}, "au": {q.On.String()}}
	add := func(name, text string) {
		if text != "" {
			v.Set(name, text)
		}
	}
	add("tranche", string(q.Bucket))
	if !q.From.IsZero() {
		v.Set("du", q.From.String())
	}
	if !q.To.IsZero() {
		v.Set("jusque", q.To.String())
	}
	if q.Week > 0 {
		v.Set("semaine", strconv.Itoa(q.Week))
	}
	add("plan", q.Step.Plan)
	add("niveau", string(q.Step.Level))
	add("texte", q.Step.Wording)
	return "/tableau/liste?" + v.Encode()
}

// questionOf reads what an address asks for.
func questionOf(r *http.Request) (q figures.Question, err error) {
	form := r.URL.Query()
	for kind, w := range kinds {
		if w.slug == form.Get("chiffre") {
			q.Kind = kind
		}
	}
	q.Bucket, q.Step = desk.Bucket(form.Get("tranche")), figures.StepKey{Plan: form.Get("plan"), Level: dunning.Level(form.Get("niveau")), Wording: form.Get("texte")}
	q.Week, _ = strconv.Atoi(form.Get("semaine"))
	if q.Kind == "" || q.Bucket != "" && q.Bucket != desk.AnyLate && !slices.Contains(desk.Buckets(), q.Bucket) || q.Week < 0 || q.Week > figures.WeekLater {
		return q, dunning.Errorf(dunning.CodeNotFound, "no such figure")
	}
	for name, to := range map[string]*calendar.Date{"au": &q.On, "du": &q.From, "jusque": &q.To} {
		if text := form.Get(name); text != "" {
			day, wrong := calendar.ParseLoose(text)
			if wrong != nil {
				return q, dunning.Errorf(dunning.CodeNotFound, "no such day")
			}
			*to = day
		}
	}
	return q, nil
}

// asked reads what an address asks for, and the parts of it.
func (d *Door) asked(r *http.Request, s page.Frame) (figures.Question, []figures.Part, error) {
	q, err := questionOf(r)
	if err != nil {
		return q, nil, err
	}
	if today := page.Today(d.Now()); q.On.IsZero() || q.On.After(today) {
		q.On = today
	}
	if q.To.IsZero() {
		q.To = q.On
	}
	parts, err := d.Figures.Parts(r.Context(), s.Who, s.Chosen, q)
	return q, parts, err
}

// shownParts is how many invoices of a figure a page shows, the largest first; an
// export has them all.
const shownParts = 200

func (d *Door) list(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q, parts, err := d.asked(r, s)
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "counted", listOf(s, q, parts, page.Today(d.Now())))
	return nil
}

func listOf(s page.Frame, q figures.Question, parts []figures.Part, on calendar.Date) listView {
	k := kinds[q.Kind]
	v := listView{
		Frame: s.Titled(k.head), Head: headOf(q), Definition: k.definition, Day: fr.Date(q.On), Back: "/tableau?au=" + q.On.String(),
		Count: fr.Count(len(parts), "ligne", "lignes"), Columns: columnsOf(k),
	}
	shown := parts
	if len(parts) > shownParts {
		shown = parts[:shownParts]
		v.Rest = sumRow(k, fr.Count(len(parts)-shownParts, "autre", "autres"), parts[shownParts:])
	}
	for _, p := range shown {
		v.Rows = append(v.Rows, listRow{p.Item.Name, page.CaseAddress(dunning.Ref{Creditor: p.Item.Creditor, Number: p.Item.Number}), cellsOf(k, p)})
	}
	v.Total = sumRow(k, "Total", parts)
	switch q.Kind {
	case figures.Late:
		late := figures.LatenessOf(parts)
		v.Result = "Pondéré\u00a0: " + inDays(late.Weighted) + " · médiane\u00a0: " + fr.Count(late.Median, "jour", "jours")
	case figures.Promises, figures.Followed:
		v.Result = page.Thousands(figures.KeptOf(parts)) + " sur " + page.Thousands(len(parts))
	case figures.Receivables:
		if q.On == on {
			v.Cases = "/dossiers"
			if q.Bucket != "" {
				v.Cases += "?retard=" + string(q.Bucket)
			}
		}
	}
	for _, kind := range []page.Action{{Address: "csv", Label: "CSV"}, {Address: "xlsx", Label: "XLSX"}} {
		_, query, _ := cutQuery(listAddress(q))
		v.Exports = append(v.Exports, page.Action{Address: "/tableau/liste." + kind.Address + "?" + query, Label: kind.Label})
	}
	return v
}

// cutQuery parts an address at its question mark.
func cutQuery(address string) (path, query string, ok bool) {
	u, err := url.Parse(address)
	if err != nil {
		return address, "", false
	}
	return u.Path, u.RawQuery, u.RawQuery != ""
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

// exportList writes the invoices that a figure was counted from.
func (d *Door) exportList(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q, parts, err := d.asked(r, s)
	if err != nil {
		return err
	}
	k := kinds[q.Kind]
	t := spreadsheet.Table{Name: k.head, Head: []string{"Créancier", "Client", "Référence"}}
	for _, c := range columnsOf(k) {
		t.Head = append(t.Head, c.Label)
	}
	t.Head = append(t.Head, "Au")
	base, counts := figures.Sum(parts)
	total := figures.Part{Item: &figures.Item{Name: "Total"}, Base: base, Counts: counts}
	t.Rows = func(yield func([]any, error) bool) {
		for _, p := range append(slices.Clip(parts), total) {
			row := []any{p.Item.Creditor, p.Item.Name, p.Item.Debtor, p.Item.Number, p.Day}
			if k.days != "" {
				row = append(row, p.Days)
			}
			if k.base != "" {
				row = append(row, p.Base)
			}
			if k.kept != "" && p.Item.Number != "" {
				row = append(row, keptWord(k, p))
			} else if k.kept != "" {
				row = append(row, "")
			}
			if !yield(append(row, p.Counts, q.On), nil) {
				return
			}
		}
	}
	return page.Export(w, r, k.slug+"-"+q.On.String(), s.Chosen, t)
}

// euros words a sum.
func euros(c money.Cents) string { return fr.Amount(c, "EUR") }

// asOf asks for a figure as of the day of the board.
func asOf(b overview.Board, q figures.Question) string {
	q.On = b.On
	return listAddress(q)
}
