package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
)

// DebtorMoney records payments that name no invoice.
type DebtorMoney interface {
	PayDebtor(ctx context.Context, who access.Actor, in backoffice.Received) (backoffice.Spread, error)
}

// spreadView is the page of a payment over several invoices of a debtor.
type spreadView struct {
	page.Frame
	Name, Debtor string // name of the debtor, and the address of his page
	Amount, Date string // as typed
	Open         []openInvoice
	More         bool // he has more invoices than are listed
	Parts        []spreadPart
	Sum          string
	Error        string
}

// openInvoice is one that the debtor may have named.
type openInvoice struct {
	Number, Due, Open string
	Named             bool
}

// spreadPart is what one invoice gets.
type spreadPart struct{ Invoice, Case, Open, Amount, Left, Rule string }

// spreadPage shows the form.
func (d *Door) spreadPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	v, _, err := d.spreadForm(r, s)
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "spread", v)
	return nil
}

// spreadForm reads the debtor and what he owes.
func (d *Door) spreadForm(r *http.Request, s page.Frame) (v spreadView, debtor dunning.Debtor, err error) {
	if debtor, err = d.Debtors.FindDebtor(r.Context(), s.Who, backoffice.DebtorName{Creditor: r.PathValue("creditor"), Key: r.PathValue("key")}); err != nil {
		return v, debtor, err
	}
	v = spreadView{
		Frame: s.Titled("Paiement de " + debtor.Name), Name: debtor.Name, Debtor: page.DebtorAddress(debtor.Creditor, debtor.Key),
		Amount: r.FormValue("montant"), Date: r.FormValue("date"),
	}
	found, err := d.CaseLists.List(r.Context(), s.Who, desk.Selection{Scope: desk.Scope{Creditor: debtor.Creditor}, Debtor: debtor.Key, Limit: page.PageSize})
	for _, row := range found.Rows {
		if c := row.Case; c.Balance > 0 {
			v.Open = append(v.Open, openInvoice{c.Number, page.ShortDay(c.Due, page.Today(d.Now())), fr.Amount(c.Balance, c.Currency), slices.Contains(r.Form["facture"], c.Number)})
		}
	}
	v.More = found.More
	return v, debtor, err
}

// recordSpread shows who would get what, or records it.
func (d *Door) recordSpread(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	v, debtor, err := d.spreadForm(r, s)
	if err != nil {
		return err
	}
	look := r.PostFormValue("geste") != "enregistrer"
	in := backoffice.Received{Creditor: debtor.Creditor, Debtor: debtor.Key, Source: "manual", Designated: r.PostForm["facture"], DryRun: look}
	in.Amount, in.Date, v.Error = readReceived(v.Amount, v.Date)
	var out backoffice.Spread
	if v.Error == "" {
		out, err = d.DebtorMoney.PayDebtor(r.Context(), s.Who, in)
	}
	switch code := dunning.ErrorCode(err); {
	case v.Error != "":
	case code == dunning.CodeInvalid, code == dunning.CodeConflict:
		v.Error = page.Capital(page.Said(err)) + "."
	case err != nil:
		return err
	case out.Duplicate:
		v.Error = "Ce paiement est déjà noté\u00a0: même client, même jour, même montant. Si c’en est un autre, notez-le facture par facture."
	case !look:
		d.Seen.Forget(s.Who)
		http.Redirect(w, r, v.Debtor+"?"+url.Values{"note": {"paye"}}.Encode(), http.StatusSeeOther)
		return nil
	}
	if v.Error != "" {
		templates.Render(w, http.StatusUnprocessableEntity, "spread", v)
		return nil
	}
	v.parts(out)
	templates.Render(w, http.StatusOK, "spread", v)
	return nil
}

// readReceived reads the sum and the day; the fault is a French sentence.
func readReceived(amount, date string) (cents money.Cents, day calendar.Date, fault string) {
	cents, err := money.ParseDecimal(amount, money.CommaDecimal)
	if err != nil || cents <= 0 {
		return 0, day, "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00."
	}
	if date != "" {
		if day, err = calendar.ParseLoose(date); err != nil {
			return 0, day, "La date ne se lit pas\u00a0: écrivez-la comme 12/03/2026."
		}
	}
	return cents, day, ""
}

// parts words who gets what.
func (v *spreadView) parts(out backoffice.Spread) {
	for _, p := range out.Parts {
		v.Parts = append(v.Parts, spreadPart{
			p.Invoice, page.CaseAddress(dunning.Ref{Creditor: out.Creditor, Number: p.Invoice}), fr.Amount(p.Open, out.Currency),
			fr.Amount(p.Amount, out.Currency), fr.Amount(p.Open-p.Amount, out.Currency), page.Capital(fr.ImputationRule(p.Rule)),
		})
	}
	v.Sum = fr.Amount(out.Amount, out.Currency)
}
