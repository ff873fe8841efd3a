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
