package courtdesk

import (
	"net/http"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/company"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// registerView sets a debtor beside what the register of companies says.
type registerView struct {
	page.Frame
	Name, Debtor, Looked, Fault string
	Known, On, MayCheck         bool
	Rows                        []registerRow
	Facts                       []page.AmountLine
	Error, Confirmation         string
}

type registerRow struct{ What, Ours, Theirs string }

func (d *Door) registerPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showRegister(w, r, s, http.StatusOK, "")
}

func (d *Door) debtor(r *http.Request, s page.Frame) (dunning.Debtor, error) {
	return d.Debtors.FindDebtor(r.Context(), s.Who, backoffice.DebtorName{Creditor: r.PathValue("creditor"), Key: r.PathValue("key")})
}

func (d *Door) showRegister(w http.ResponseWriter, r *http.Request, s page.Frame, status int, fault string) error {
	debtor, err := d.debtor(r, s)
	if err != nil {
		return err
	}
	known, ok, err := d.Register.RegisterOf(r.Context(), s.Who, debtor)
	if err != nil {
		return err
	}
	v := registerOf(s, debtor, known, ok, d.Register.RegisterOn())
	v.Error = fault
	if r.URL.Query().Get("note") == "1" {
		v.Confirmation = "Le registre a été consulté. Les blancs sont complétés, rien n’a été remplacé."
	}
	templates.Render(w, status, "register", v)
	return nil
}

func registerOf(s page.Frame, debtor dunning.Debtor, known company.OnRecord, ok, on bool) registerView {
	v := registerView{
		Frame: s.Titled(debtor.Name + " au registre"), Name: debtor.Name, Debtor: page.DebtorAddress(debtor.Creditor, debtor.Key), On: on,
		Known: ok && !known.LookedAt.IsZero(), MayCheck: on && debtor.SIREN != "" && access.May(s.Who, access.CorrectDebtor, debtor.Creditor) == nil,
	}
	if known.Fault != "" {
		v.Fault = "Dernier essai sans réponse, le " + page.Moment(known.TriedAt) + "\u00a0: " + fr.Reword(known.Fault)
	}
	if !v.Known {
		return v
	}
	rec := known.Record
	v.Looked = "Consulté le " + page.Moment(known.LookedAt)
	if rec.Source != "" {
		v.Looked += " (" + string(rec.Source) + ")"
	}
	for _, diff := range known.Differences {
		v.Rows = append(v.Rows, registerRow{page.Capital(fr.RegisterField(diff.Field)), orDash(diff.Ours), page.Capital(fr.RegisterDifference(diff))})
	}
	add := func(label, value string) {
		if strings.TrimSpace(value) != "" {
			v.Facts = append(v.Facts, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("SIREN", rec.SIREN)
	if rec.Masked {
		add("Diffusion", "partielle\u00a0: nom et adresse masqués à sa demande")
		return v
	}
	add("Nom", rec.Name)
	add("Forme juridique (code INSEE)", rec.Form)
	add("Siège", strings.Join(append(append([]string{}, rec.Address.Lines...), rec.Address.Postcode+" "+rec.Address.City), ", "))
	add("SIRET du siège", rec.Seat)
	add("Dirigeants, à vérifier", strings.Join(rec.Officers, "\u00a0; "))
	add("Fiche mise à jour le", fr.Date(rec.Updated))
	return v
}

// checkRegister asks the register now.
func (d *Door) checkRegister(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	debtor, err := d.debtor(r, s)
	if err != nil {
		return err
	}
	switch _, err = d.Register.CheckDebtor(r.Context(), s.Who, debtor); dunning.ErrorCode(err) {
	case "":
	case dunning.CodeUnavailable, dunning.CodeRejected, dunning.CodeConflict:
		return d.showRegister(w, r, s, http.StatusUnprocessableEntity, page.Capital(page.Said(err))+".")
	default:
		return err
	}
	http.Redirect(w, r, page.DebtorAddress(debtor.Creditor, debtor.Key)+"/registre?note=1", http.StatusSeeOther)
	return nil
}
