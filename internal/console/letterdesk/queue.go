package letterdesk

import (
	"net/http"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/morning"
)

// letterQueueView lists the letters that wait for approval.
type letterQueueView struct {
	page.Frame
	Rows         []page.WorkRow
	Budget       []budgetLine
	Next         string
	Confirmation string
	Empty        string
	Code         bool // the person may hand over a one-time code
}

// budgetLine says what a creditor's letters of the year cost and may cost.
type budgetLine struct{ Creditor, Spent, Left, Count string }

// approvals are the tasks that ask for a yes.
var approvals = []dunning.TaskCode{dunning.TaskApprove, dunning.TaskApprovalOverdue}

func (d *Door) letterQueue(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("apres"), 10, 64)
	jobs, more, err := d.Jobs.Jobs(r.Context(), s.Who, s.Chosen, approvals, after, page.PageSize)
	if err != nil {
		return err
	}
	v := letterQueueView{Frame: s.Titled("Lettres"), Confirmation: confirmations[r.URL.Query().Get("note")], Empty: "Aucune lettre n’attend votre accord. Elles viennent ici quand le plan demande une personne."}
	k := morning.Works()[morning.WorkOf(dunning.TaskApprove)]
	for i, j := range jobs {
		row := page.JobRow(s, j, k, page.Today(d.Now()))
		if row.First = i == 0; j.Draft.Estimate > 0 {
			row.Text += " · " + fr.Amount(j.Draft.Estimate, "EUR") + ", " + fr.Count(j.Draft.Pages, "page", "pages")
		}
		if j.Draft.Fault != "" {
			row.Tags = append(row.Tags, page.Tag{Text: "ne peut pas partir", Tone: "red"})
		}
		v.Rows = append(v.Rows, row)
	}
	if more {
		v.Next = "/lettres?apres=" + strconv.FormatInt(jobs[len(jobs)-1].ID, 10)
	}
	v.Code = access.May(s.Who, access.Operate, "") == nil
	if v.Budget, err = d.budget(r, s, 0); err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "letters", v)
	return nil
}

// oneTimeCode hands over the code without which electronic letters cannot leave.
func (d *Door) oneTimeCode(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if _, err := d.Letters.OneTimeCode(r.Context(), s.Who, strings.TrimSpace(r.PostFormValue("code"))); err != nil {
		return err
	}
	http.Redirect(w, r, "/lettres?note=code", http.StatusSeeOther)
	return nil
}

// confirmations say what a decision did.
var confirmations = map[string]string{
	"code":      "Le code est transmis\u00a0: les lettres électroniques qui attendent partent dans le quart d’heure.",
	"approuvee": "La lettre est approuvée\u00a0: elle part à la prochaine heure d’envoi.",
	"premier":   "Votre accord est noté : il en faut un second, d’une autre personne.",
	"refusee":   "La lettre est refusée\u00a0: l’étape est passée.",
	"fin":       "Plus aucune lettre n’attend votre accord.",
}

// budget says what the year's letters cost, before and after one of a price.
func (d *Door) budget(r *http.Request, s page.Frame, price money.Cents) (out []budgetLine, err error) {
	spend, err := d.Letters.LetterSpend(r.Context(), s.Who, 0)
	for _, l := range spend {
		if s.Chosen != "" && l.Creditor != s.Chosen {
			continue
		}
		line := budgetLine{Creditor: s.CreditorName(l.Creditor), Spent: fr.Amount(l.Spent, "EUR"), Count: fr.Count(l.Letters, "lettre", "lettres")}
		if l.Budget > 0 {
			line.Left = "il reste " + fr.Amount(l.Budget-l.Spent-price, "EUR") + " sur " + fr.Amount(l.Budget, "EUR")
		}
		out = append(out, line)
	}
	return out, err
}
