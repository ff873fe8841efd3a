package console

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// caseRow is a case in the list.
type caseRow struct {
	Debtor, Invoice, Creditor, Case string
	Due, Late, Balance              string
	Status                          string
	Tone                            string
	Next                            string
	Owner                           string // login of the person in charge
	Value                           string // value that names the case in a form
	Hold                            string // address of the form that takes it out; empty for none
	Cells                           []listCell
	on                              calendar.Date
}

func caseRowOf(s page.Frame, r desk.CaseRow, now time.Time) caseRow {
	c := r.Case
	row := caseRow{
		on:     page.Today(now),
		Debtor: r.DebtorName, Invoice: c.Number, Creditor: s.CreditorName(c.Creditor), Case: page.CaseAddress(c.Ref()), Due: page.ShortDay(c.Due, page.Today(now)),
		Balance: fr.Amount(c.Balance, c.Currency), Status: page.Capital(fr.Status(c)), Next: nextText(c, now), Owner: r.Owner, Value: writePicked(c),
	}
	if c.State != dunning.Closed {
		row.Late = page.Late(c.Due, page.Today(now))
		row.Hold = page.CaseAddress(c.Ref()) + "/noter/suspension"
	}
	switch {
	case r.Status == "needs_attention":
		row.Tone = "red"
	case len(c.Holds) > 0 && c.State != dunning.Closed:
		row.Status, row.Tone = page.Capital(fr.Hold(c.Holds[0].Kind)), "amber"
	}
	return row
}

// nextText says in a sentence what a case does next, and when.
func nextText(c dunning.Case, now time.Time) string {
	d := dunning.Next(c, now)
	step, ok := c.Step()
	name := page.StepName(step)
	switch {
	case d.Action == dunning.End:
		return "—"
	case ok && d.Action == dunning.Wait && d.Reason == dunning.ReasonNotYetDue && !d.At.IsZero():
		text := page.Capital(name) + " le " + page.ShortDay(page.Today(d.At), page.Today(now))
		if step.Approval == dunning.ApprovalRequired {
			text += ", si vous l’approuvez"
		}
		return text
	case ok && d.Action == dunning.Send:
		return page.Capital(name) + ", dès l’heure d’envoi"
	case ok && d.Action == dunning.Ask, d.Reason == dunning.ReasonAwaitApproval:
		return page.Capital(name) + ", attend votre accord"
	case d.Action == dunning.Thank, d.Action == dunning.Wait && c.Balance <= 0:
		return "Remerciement, puis clôture"
	case d.Action == dunning.Wait && !d.At.IsZero() && d.Reason != dunning.ReasonNeedsAttention:
		return "Rien avant le " + page.ShortDay(page.Today(d.At), page.Today(now)) + "\u00a0: " + fr.Reason(d.Reason)
	}
	return "Rien\u00a0: " + fr.Reason(d.Reason)
}

func writePlace(c desk.CaseCursor) string {
	text, _ := json.Marshal(c) // a day and a number can be written
	return base64.RawURLEncoding.EncodeToString(text)
}

func readPlace(text string, into *desk.CaseCursor) bool {
	if text == "" {
		return true
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && json.Unmarshal(raw, into) == nil
}
