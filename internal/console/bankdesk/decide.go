package bankdesk

import (
	"context"
	"net/http"
	"strconv"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// matchLine gives a line to the invoices of a proposal, or to those that the
// person chose.
func (d *Door) matchLine(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.decideLine(w, r, s, func(l reconcile.BankLine) error {
		parts, fault := partsChosen(r, l)
		if fault != "" {
			return dunning.Errorf(dunning.CodeInvalid, "%s", fault)
		}
		_, err := d.Lines.Match(seeing(r), s.Who, l.ID, parts)
		return err
	})
}

// partsChosen reads which invoices a form gives a line to.
func partsChosen(r *http.Request, l reconcile.BankLine) (parts []reconcile.MatchPart, fault string) {
	if text := r.PostFormValue("proposition"); text != "" {
		i, err := strconv.Atoi(text)
		options := l.Proposals()
		if err != nil || i < 1 || i > len(options) {
			return nil, "cette proposition n’existe plus"
		}
		for _, a := range options[i-1].Allocations {
			parts = append(parts, reconcile.MatchPart(a))
		}
		return parts, ""
	}
	for _, number := range r.PostForm["facture"] {
		part := reconcile.MatchPart{Invoice: number}
		if text := r.PostFormValue("montant-" + number); text != "" {
			cents, err := money.ParseDecimal(text, money.CommaDecimal)
			if err != nil {
				return nil, "un montant ne se lit pas\u00a0: écrivez-le comme 1 200,00"
			}
			part.Amount = cents
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return nil, "choisissez une facture"
	}
	return parts, ""
}

// ignoreLine puts a line aside.
func (d *Door) ignoreLine(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.decideLine(w, r, s, func(l reconcile.BankLine) error {
		_, err := d.Lines.IgnoreLine(seeing(r), s.Who, l.ID)
		return err
	})
}

// unmatchLine undoes what stands for a line; it can be undone for ever.
func (d *Door) unmatchLine(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id, err := lineID(r)
	if err != nil {
		return err
	}
	if _, err := d.Lines.Unmatch(seeing(r), s.Who, id); err != nil {
		return d.refused(w, r, s, id, err)
	}
	d.Seen.Forget(s.Who)
	http.Redirect(w, r, page.LineAddress(id), http.StatusSeeOther)
	return nil
}

// seeing lets the context carry the version of the line that the form showed.
func seeing(r *http.Request) context.Context {
	version, _ := strconv.ParseInt(r.PostFormValue("vu"), 10, 64)
	return access.Seeing(r.Context(), version)
}

// refused shows a line as it is, with why nothing was decided over it.
func (d *Door) refused(w http.ResponseWriter, r *http.Request, s page.Frame, id int64, err error) error {
	switch c := dunning.ErrorCode(err); {
	case dunning.NewerVersion(err) != 0:
		return d.showBank(w, r, s, id, http.StatusConflict, "Quelqu’un a décidé de cette ligne entre-temps\u00a0: la voici telle qu’elle est.")
	case c == dunning.CodeConflict || c == dunning.CodeInvalid:
		return d.showBank(w, r, s, id, http.StatusUnprocessableEntity, page.Capital(page.Said(err))+".")
	}
	return err
}

// decideLine decides over a line that is still as the person saw it, and goes to
// the next.
func (d *Door) decideLine(w http.ResponseWriter, r *http.Request, s page.Frame, do func(reconcile.BankLine) error) error {
	id, err := lineID(r)
	if err != nil {
		return err
	}
	l, err := d.OpenLines.Line(r.Context(), s.Who, id)
	if err != nil {
		return err
	}
	if err := do(l); err != nil {
		return d.refused(w, r, s, id, err)
	}
	d.Seen.Forget(s.Who)
	n := strconv.FormatInt(id, 10)
	http.Redirect(w, r, "/banque?apres="+n+"&fait="+n, http.StatusSeeOther)
	return nil
}
