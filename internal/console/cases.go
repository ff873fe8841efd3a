package console

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/plan"
)

// caseListView is the list of cases. Its address holds its state.
type caseListView struct {
	page.Frame
	Text, Least string
	Most        string
	All         bool
	Levels      []page.Choice
	Plans       []page.Choice // plans to filter by, where there are several
	Owners      []page.Choice // people to filter by, who are in charge of cases
	Saved       []savedLink
	Sharers     []page.Choice // creditors with whose people the selection can be shared
	Columns     []page.Choice // columns that can be shown
	Heads       []listCell    // heads of the columns that are shown
	Many        bool          // more columns than a usual screen has room for
	Query       string        // query of the selection, to be saved or acted on
	MaySuspend  bool
	MayMove     bool   // the person may let the cases follow another plan
	Number      string // number of cases in the selection
	Statuses    []page.Choice
	Holds       []page.Choice
	Buckets     []bucketLink
	Whens       []page.Choice
	Filters     []filterLink // what narrows the list, each with what takes it away
	Rows        []caseRow
	Totals      []totalLine
	Broad       string // how many debtors the text stands for, when it names more
	Summed      string // the hour of the sums, when it is not now
	Next        string // address of the next page; empty on the last
	Exports     []page.Action
	Error       string
}

// bucketLink is one sum of the aged balance, and narrows the list to it.
type bucketLink struct {
	Label, Amount, Number, Address string
	Chosen                         bool
}

// totalLine sums the selection up in one currency.
type totalLine struct{ Count, Open, Credit string }

// filterLink is a filter that is on.
type filterLink struct{ Label, Without string }

// selectionOf reads the state of the list from its address.
func (d *Door) selectionOf(q url.Values, s page.Frame) (sel desk.Selection, fault string) {
	now := d.Now()
	sel = desk.Selection{
		Text: q.Get("q"), Status: q.Get("etat"), Hold: dunning.HoldKind(q.Get("suspension")), Bucket: desk.Bucket(q.Get("retard")),
		Debtor: q.Get("client"), Closed: q.Get("tous") != "", On: page.Today(now), Limit: page.PageSize, Sum: true,
	}
	sel.Creditor = s.Chosen
	if c := q.Get("creancier"); c != "" {
		sel.Creditor = c
	}
	switch who := q.Get("charge"); who {
	case "moi":
		sel.Owner = strings.ToLower(s.Who.Name)
	case "personne":
		sel.Nobody = true
	default:
		sel.Owner = who
	}
	sel.Level, sel.Plan = dunning.Level(q.Get("niveau")), q.Get("plan")
	for field, to := range map[string]*money.Cents{"montant": &sel.Least, "plafond": &sel.Most} {
		text := q.Get(field)
		if text == "" {
			continue
		}
		cents, err := money.ParseDecimal(text, money.CommaDecimal)
		if err != nil {
			fault = "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00."
		}
		*to = cents
	}
	days := map[string]int{"jour": 1, "semaine": 7, "mois": 31}
	if n := days[q.Get("quand")]; n > 0 {
		sel.Before = calendar.Metropole.Midnight(page.Today(now).AddDays(n))
	}
	return sel, fault
}

func (d *Door) caseList(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q := r.URL.Query()
	sel, fault := d.selectionOf(q, s)
	if !readPlace(q.Get("apres"), &sel.After) {
		return dunning.Errorf(dunning.CodeNotFound, "no such page of the list")
	}
	v := caseListView{Frame: s.Titled("Dossiers"), Text: sel.Text, Least: q.Get("montant"), Most: q.Get("plafond"), All: sel.Closed, Error: fault}
	found, err := d.CaseLists.List(r.Context(), s.Who, sel)
	if err != nil {
		return err
	}
	habits, err := d.Views.Habits(r.Context(), s.Who, s.Chosen)
	if err != nil {
		return err
	}
	v.Saved, v.Sharers = savedLinks(r, s, habits), sharers(s)
	v.MaySuspend, v.MayMove = access.MayForOne(s.Who, access.Suspend) == nil, access.MayForOne(s.Who, access.ChangePlans) == nil
	now := d.Now()
	for _, row := range found.Rows {
		v.Rows = append(v.Rows, caseRowOf(s, row, now))
	}
	v.arrange(found.Rows, habits.Columns)
	if found.More {
		v.Next = with(q, "apres", writePlace(found.Rows[len(found.Rows)-1].Cursor))
	}
	if v.Plans, err = d.planChoices(r.Context(), s, sel.Plan); err != nil {
		return err
	}
	v.fill(q, sel, found.Totals)
	v.Summed = page.Earlier(found.Summed, now)
	templates.Render(w, http.StatusOK, "cases", v)
	return nil
}

// with is the address of the list with one field set, from its first page; an
// empty value takes the field away.
func with(q url.Values, field, value string) string {
	out := url.Values{}
	for k, v := range q {
		if k != "apres" && v[0] != "" {
			out[k] = v
		}
	}
	if out.Del(field); value != "" {
		out.Set(field, value)
	}
	if len(out) == 0 {
		return "/dossiers"
	}
	return "/dossiers?" + out.Encode()
}

// fill words the filters, what each takes away, and the sums.
func (v *caseListView) fill(q url.Values, sel desk.Selection, totals []desk.Totals) {
	v.Statuses = statusChoices(sel.Status)
	v.Holds = []page.Choice{{Value: "", Label: "Toutes", Chosen: sel.Hold == ""}}
	for _, h := range dunningHolds {
		v.Holds = append(v.Holds, page.Choice{Value: string(h), Label: page.Capital(fr.Hold(h)), Chosen: sel.Hold == h})
	}
	v.Levels = levelChoices(sel.Level)
	charge := q.Get("charge")
	v.Owners = []page.Choice{{Value: "", Label: "Tous", Chosen: charge == ""}, {Value: "moi", Label: "Mes dossiers", Chosen: charge == "moi"}, {Value: "personne", Label: "Sans responsable", Chosen: charge == "personne"}}
	if charge != "" && chosenLabel(v.Owners) == "" {
		v.Owners = append(v.Owners, page.Choice{Value: charge, Label: charge, Chosen: true})
	}
	v.Query = strings.TrimPrefix(query(with(q, "", "")), "?")
	when := q.Get("quand")
	v.Whens = []page.Choice{{Value: "", Label: "N’importe quand", Chosen: when == ""}, {Value: "jour", Label: "Aujourd’hui", Chosen: when == "jour"}, {Value: "semaine", Label: "Sous 7 jours", Chosen: when == "semaine"}, {Value: "mois", Label: "Sous 31 jours", Chosen: when == "mois"}}
	var euros desk.Totals
	for i, t := range totals {
		if i == 0 {
			euros = t
		}
		if t.Short {
			v.Broad = page.Thousands(desk.MostNamed)
		}
		line := totalLine{Count: page.Thousands(t.Count) + "\u00a0dossier" + page.Plural(t.Count), Open: fr.Amount(t.Sum(), t.Currency)}
		if t.Credit != 0 {
			line.Credit = fr.Amount(-t.Credit, t.Currency)
		}
		v.Totals = append(v.Totals, line)
	}
	if len(totals) > 0 {
		for _, b := range desk.Buckets() {
			v.Buckets = append(v.Buckets, bucketLink{
				Label: page.BucketLabels[b], Amount: fr.Amount(euros.Open[b], euros.Currency), Number: page.Thousands(euros.Number[b]),
				Address: with(q, "retard", string(b)), Chosen: sel.Bucket == b,
			})
		}
	}
	on := func(is bool, label, field string) {
		if is {
			v.Filters = append(v.Filters, filterLink{label, with(q, field, "")})
		}
	}
	on(sel.Text != "", "« "+sel.Text+" »", "q")
	on(sel.Status != "", chosenLabel(v.Statuses), "etat")
	on(sel.Hold != "", page.Capital(fr.Hold(sel.Hold)), "suspension")
	on(sel.Bucket != "", page.BucketLabels[sel.Bucket], "retard")
	on(sel.Level != "", "niveau atteint\u00a0: "+fr.Level(sel.Level), "niveau")
	on(sel.Plan != "", "plan "+sel.Plan, "plan")
	on(charge != "", "en charge\u00a0: "+chosenLabel(v.Owners), "charge")
	on(sel.Most > 0, "au plus "+fr.Amount(sel.Most, "EUR"), "plafond")
	on(sel.Least > 0, "au moins "+fr.Amount(sel.Least, "EUR"), "montant")
	on(when != "", chosenLabel(v.Whens), "quand")
	on(sel.Closed, "clos aussi", "tous")
	on(sel.Debtor != "", "client "+sel.Debtor, "client")
	for _, kind := range []page.Action{{Address: "csv", Label: "CSV"}, {Address: "xlsx", Label: "XLSX"}} {
		v.Exports = append(v.Exports, page.Action{Address: "/dossiers/export." + kind.Address + query(with(q, "", "")), Label: kind.Label})
	}
}

// levelChoices are the levels that a case may have reached.
func levelChoices(chosen dunning.Level) []page.Choice {
	out := []page.Choice{{Value: "", Label: "Tous les niveaux", Chosen: chosen == ""}}
	for _, l := range []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice} {
		out = append(out, page.Choice{Value: string(l), Label: page.Capital(fr.Level(l)), Chosen: chosen == l})
	}
	return out
}

// planChoices are the plans that a case may follow, those saved on the console among
// them, where there are several.
func (d *Door) planChoices(ctx context.Context, s page.Frame, chosen string) (out []page.Choice, err error) {
	var creditors []string
	for _, c := range s.Creditors {
		if s.Chosen == "" || s.Chosen == c.Value {
			creditors = append(creditors, c.Value)
		}
	}
	plans, err := d.Plans.Plans.ListOf(ctx, s.Who, creditors)
	names := map[string]bool{}
	for _, of := range plans {
		for _, p := range plan.InUse(of) {
			names[p.Plan.ID] = true
		}
	}
	if err != nil || len(names) < 2 {
		return nil, err
	}
	out = append(out, page.Choice{Value: "", Label: "Tous les plans", Chosen: chosen == ""})
	for _, name := range slices.Sorted(maps.Keys(names)) {
		out = append(out, page.Choice{Value: name, Label: name, Chosen: chosen == name})
	}
	return out, nil
}

// query is the part of an address behind the question mark, with it.
func query(address string) string {
	if u, err := url.Parse(address); err == nil && u.RawQuery != "" {
		return "?" + u.RawQuery
	}
	return ""
}

func chosenLabel(cs []page.Choice) string {
	for _, c := range cs {
		if c.Chosen {
			return c.Label
		}
	}
	return ""
}

// dunningHolds are the suspensions to filter by, the commonest first.
var dunningHolds = []dunning.HoldKind{
	dunning.HoldReply, dunning.HoldDispute, dunning.HoldPromise, dunning.HoldInstalments, dunning.HoldManual, dunning.HoldBounce,
	dunning.HoldBankData, dunning.HoldBudget, dunning.HoldInsolvency, dunning.HoldSwitch,
}

func statusChoices(chosen string) []page.Choice {
	out := []page.Choice{{Value: "", Label: "Tous les états", Chosen: chosen == ""}}
	for _, s := range []dunning.State{dunning.Scheduled, dunning.Reminding, dunning.FormalState, dunning.HandedOver, dunning.Closed} {
		out = append(out, page.Choice{Value: string(s), Label: page.Capital(fr.State(s)), Chosen: chosen == string(s)})
	}
	return append(out, page.Choice{Value: "needs_attention", Label: "Demande votre attention", Chosen: chosen == "needs_attention"})
}
