package console

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
	"unicode"
	"unicode/utf8"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// caseListView is the list of cases. Its address holds its state.
type caseListView struct {
	shell
	Text, Status string
	All          bool
	Statuses     []choice
	Rows         []caseRow
	Next         string // address of the next page; empty on the last
}

// choice is an entry of a list to choose from.
type choice struct {
	Value, Label string
	Chosen       bool
}

// caseRow is a case in the list.
type caseRow struct {
	Debtor, Invoice, Creditor, Case string
	Due, Late, Balance              string
	Status                          string
	Urgent                          bool
	Next                            string
}

// pageSize is how many cases a page shows.
const pageSize = 50

func (d *Door) caseList(w http.ResponseWriter, r *http.Request, s shell) error {
	q := r.URL.Query()
	v := caseListView{shell: s.titled("Dossiers"), Text: q.Get("q"), Status: q.Get("etat"), All: q.Get("tous") != ""}
	f := dunning.CaseFilter{Text: v.Text, Status: v.Status, Open: !v.All && v.Status != string(dunning.Closed), Limit: pageSize}
	if !readPlace(q.Get("apres"), &f.After) {
		return dunning.Errorf(dunning.CodeNotFound, "no such page of the list")
	}
	page, err := d.Cases.List(r.Context(), s.Who, f)
	if err != nil {
		return err
	}
	now := d.Now()
	for _, row := range page.Rows {
		v.Rows = append(v.Rows, caseRowOf(row, now))
	}
	if page.More {
		q.Set("apres", writePlace(page.Rows[len(page.Rows)-1].Cursor))
		v.Next = "/dossiers?" + q.Encode()
	}
	v.Statuses = statusChoices(v.Status)
	render(w, http.StatusOK, "cases", v)
	return nil
}

func statusChoices(chosen string) []choice {
	out := []choice{{"", "Tous les états", chosen == ""}}
	for _, s := range []dunning.State{dunning.Scheduled, dunning.Reminding, dunning.FormalState, dunning.HandedOver, dunning.Closed} {
		out = append(out, choice{string(s), capital(fr.State(s)), chosen == string(s)})
	}
	return append(out, choice{"needs_attention", "Demande votre attention", chosen == "needs_attention"})
}

func caseRowOf(r dunning.CaseRow, now time.Time) caseRow {
	c := r.Case
	return caseRow{
		Debtor: r.DebtorName, Invoice: c.Number, Creditor: c.Creditor, Case: caseAddress(c.Ref()), Due: fr.ShortDate(c.Due),
		Late: late(c.Due, today(now)), Balance: fr.Amount(c.Balance, c.Currency), Status: capital(fr.Status(c)),
		Urgent: r.Status == "needs_attention", Next: nextText(c, now),
	}
}

// late says how long an invoice has been due.
func late(due, today calendar.Date) string {
	if n := today.Sub(due); n > 0 {
		return fr.Count(n, "jour", "jours")
	}
	return ""
}

func today(now time.Time) calendar.Date {
	return calendar.DateOf(now.In(calendar.Metropole.Location()))
}

// nextText says in a sentence what a case does next, and when.
func nextText(c dunning.Case, now time.Time) string {
	d := dunning.Next(c, now)
	reason := capital(fr.Reason(d.Reason))
	step, ok := c.Step()
	switch {
	case ok && d.Action == dunning.Wait && !d.At.IsZero():
		return capital(fr.Level(step.Level)) + " le " + fr.Date(calendar.DateOf(d.At.In(calendar.Metropole.Location())))
	case ok && d.Action == dunning.Send:
		return capital(fr.Level(step.Level)) + ", dès l’heure d’envoi"
	}
	return reason
}

// caseAddress is the page of a case.
func caseAddress(ref dunning.Ref) string {
	return "/dossiers/" + url.PathEscape(ref.Creditor) + "/" + url.PathEscape(ref.Number)
}

// capital writes a sentence with its capital.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func writePlace(c dunning.CaseCursor) string {
	text, _ := json.Marshal(c) // a day and a number can be written
	return base64.RawURLEncoding.EncodeToString(text)
}

func readPlace(text string, into *dunning.CaseCursor) bool {
	if text == "" {
		return true
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && json.Unmarshal(raw, into) == nil
}

// amount words a sum of a case.
func amount(c money.Cents, currency string) string { return fr.Amount(c, currency) }
