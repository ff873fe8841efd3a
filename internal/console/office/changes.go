package office

import (
	"context"
	"net/http"
	"strconv"

	"relance/internal/access"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// Changes decides over changes of creditors that wait for two people.
type Changes interface {
	CreditorChanges(ctx context.Context, who access.Actor, creditor string) ([]change.Creditor, error)
	DecideChange(ctx context.Context, who access.Actor, id int64, agree bool) (change.Creditor, error)
}

// changesView is the page of the changes of creditors that wait.
type changesView struct {
	page.Frame
	Rows         []changeRow
	Error        string
	Confirmation string
}

type changeRow struct {
	Creditor, Asked, First string
	Lines                  []changeLine
	Address                string
	May                    bool // the person may agree to the change or refuse it
}

// changeLine sets what is in use beside what would be.
type changeLine struct{ Label, Before, After string }

func (d *Door) changes(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showChanges(w, r, s, http.StatusOK, changesView{Confirmation: changeConfirmations[r.URL.Query().Get("note")]})
}

var changeConfirmations = map[string]string{
	"premier": "Votre accord est noté\u00a0: il en faut un second, d’une autre personne.",
	"accord":  "Le changement est en usage.", "refus": "Le changement est refusé\u00a0: rien n’a changé.",
}

func (d *Door) showChanges(w http.ResponseWriter, r *http.Request, s page.Frame, status int, v changesView) error {
	all, err := d.Changes.CreditorChanges(r.Context(), s.Who, s.Chosen)
	if err != nil {
		return err
	}
	v.Frame = s.Titled("Changements à confirmer")
	for _, c := range all {
		v.Rows = append(v.Rows, changeOf(s, c))
	}
	templates.Render(w, status, "changes", v)
	return nil
}

func changeOf(s page.Frame, c change.Creditor) changeRow {
	row := changeRow{
		Creditor: s.Known[c.Creditor], Asked: page.Moment(c.Asked), Address: "/reglages/changements/" + strconv.FormatInt(c.ID, 10),
		May: access.May(s.Who, access.Approve, c.Creditor) == nil && c.FirstBy != s.Who.Name,
	}
	if row.Creditor == "" {
		row.Creditor = c.Creditor
	}
	if c.FirstBy != "" {
		row.First = c.FirstBy + ", le " + page.Moment(c.FirstAt)
	}
	add := func(label, before, after string) {
		if before != after {
			row.Lines = append(row.Lines, changeLine{label, before, after})
		}
	}
	add("Nom", c.Before.Name, c.After.Name)
	add("Compte où l’argent arrive", c.Before.IBAN, c.After.IBAN)
	add("Autres comptes de ses factures", c.Before.Accounts, c.After.Accounts)
	add("Autres moyens de paiement", c.Before.Means, c.After.Means)
	add("Plan", c.Before.Plan, c.After.Plan)
	return row
}

// decideChange records that a person agrees to a change, or refuses it.
func (d *Door) decideChange(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such change")
	}
	agree := r.PostFormValue("geste") == "accepter"
	if !agree && r.PostFormValue("geste") != "refuser" {
		return dunning.Errorf(dunning.CodeInvalid, "aucun geste n’est demandé")
	}
	c, err := d.Changes.DecideChange(r.Context(), s.Who, id, agree)
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeConflict, dunning.CodeInvalid:
		return d.showChanges(w, r, s, http.StatusConflict, changesView{Error: page.Capital(page.Said(err)) + "."})
	default:
		return err
	}
	note := "premier"
	switch c.Outcome {
	case change.Agreed:
		note = "accord"
	case change.Refused:
		note = "refus"
	}
	http.Redirect(w, r, "/reglages/changements?note="+note, http.StatusSeeOther)
	return nil
}
