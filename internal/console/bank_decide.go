package console

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// matchLine gives a line to the invoices of a proposal, or to those that the
// person chose.
func (d *Door) matchLine(w http.ResponseWriter, r *http.Request, s shell) error {
	return d.decideLine(w, r, s, func(l reconcile.BankLine) error {
		parts, fault := partsChosen(r, l)
		if fault != "" {
			return dunning.Errorf(dunning.CodeInvalid, "%s", fault)
		}
		_, err := d.Lines.Match(r.Context(), s.Who, l.ID, parts)
		return err
	})
}

// partsChosen reads which invoices a form gives a line to.
func partsChosen(r *http.Request, l reconcile.BankLine) (parts []reconcile.MatchPart, fault string) {
	if text := r.PostFormValue("proposition"); text != "" {
		i, err := strconv.Atoi(text)
		options := proposalsOf(l)
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
func (d *Door) ignoreLine(w http.ResponseWriter, r *http.Request, s shell) error {
	return d.decideLine(w, r, s, func(l reconcile.BankLine) error {
		_, err := d.Lines.IgnoreLine(r.Context(), s.Who, l.ID)
		return err
	})
}

// unmatchLine undoes what stands for a line; it can be undone for ever.
func (d *Door) unmatchLine(w http.ResponseWriter, r *http.Request, s shell) error {
	id, err := lineID(r)
	if err != nil {
		return err
	}
	if _, err := d.Lines.Unmatch(r.Context(), s.Who, id); err != nil {
		if c := dunning.ErrorCode(err); c == dunning.CodeConflict || c == dunning.CodeInvalid {
			return d.showBank(w, r, s, id, http.StatusUnprocessableEntity, capital(said(err))+".")
		}
		return err
	}
	d.seen.forget(s.Who)
	http.Redirect(w, r, lineAddress(id), http.StatusSeeOther)
	return nil
}

// decideLine decides over a line that is still as the person saw it, and goes to
// the next.
func (d *Door) decideLine(w http.ResponseWriter, r *http.Request, s shell, do func(reconcile.BankLine) error) error {
	id, err := lineID(r)
	if err != nil {
		return err
	}
	l, err := d.OpenLines.Line(r.Context(), s.Who, id)
	if err != nil {
		return err
	}
	if seen := r.PostFormValue("vu"); seen != "" && seen != l.Decided.UTC().Format(time.RFC3339Nano) {
		return d.showBank(w, r, s, id, http.StatusConflict, "Quelqu’un a décidé de cette ligne entre-temps\u00a0: la voici telle qu’elle est.")
	}
	if err := do(l); err != nil {
		if c := dunning.ErrorCode(err); c == dunning.CodeConflict || c == dunning.CodeInvalid {
			return d.showBank(w, r, s, id, http.StatusUnprocessableEntity, capital(said(err))+".")
		}
		return err
	}
	d.seen.forget(s.Who)
	n := strconv.FormatInt(id, 10)
	http.Redirect(w, r, "/banque?apres="+n+"&fait="+n, http.StatusSeeOther)
	return nil
}

// largestUpload bounds a file that comes through a form, in bytes.
const largestUpload = 20 << 20

// bankTaken is the page that says what a bank file brought.
type bankTaken struct {
	shell
	Name, Format string
	Lines        []amountLine
	Warnings     []string
	Fault        string
	Again        bool
}

// takeBankFile takes in a file that was dropped. The same file again changes
// nothing, so a page that is sent twice does no harm.
func (d *Door) takeBankFile(w http.ResponseWriter, r *http.Request, s shell) error {
	r.Body = http.MaxBytesReader(w, r.Body, largestUpload)
	file, head, err := r.FormFile("fichier")
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return d.showBank(w, r, s, 0, http.StatusRequestEntityTooLarge, "Ce fichier dépasse 20 Mo\u00a0: exportez une période plus courte.")
		}
		return d.showBank(w, r, s, 0, http.StatusUnprocessableEntity, "Choisissez un fichier de votre banque.")
	}
	defer file.Close()
	run := d.OpenLines.BankFiles(s.Who)
	if run.Creditor = s.Chosen; run.Creditor == "" && len(s.Creditors) == 1 && access.May(s.Who, access.MatchMoney, "") != nil {
		run.Creditor = s.Creditors[0].Value
	}
	report, err := run.Take(r.Context(), excerpt(head.Filename, 200), file, func(backoffice.BankEntry) error { return nil })
	if err != nil {
		return err
	}
	d.seen.forget(s.Who)
	status := http.StatusOK
	if report.Fault != nil && report.Entries == 0 {
		status = http.StatusUnprocessableEntity
	}
	render(w, status, "banktaken", takenOf(s, report))
	return nil
}

func takenOf(s shell, report backoffice.BankReport) bankTaken {
	v := bankTaken{shell: s.titled("Relevé lu"), Name: report.Name, Format: string(report.Format), Warnings: report.Warnings}
	if report.Fault != nil {
		v.Fault = capital(said(report.Fault)) + "."
	}
	v.Again = report.Entries > 0 && report.Known == report.Entries
	add := func(label string, n int) {
		if n > 0 {
			v.Lines = append(v.Lines, amountLine{label, thousands(n)})
		}
	}
	add("Lignes lues", report.Entries)
	add("Déjà connues", report.Known)
	add("Rapprochées", report.States[reconcile.LineMatched])
	add("À décider, avec proposition", report.States[reconcile.LineSuggested])
	add("À décider, sans proposition", report.States[reconcile.LineUnmatched]+report.States[reconcile.LineRefund])
	add("Sans rapport avec des factures", report.States[reconcile.LineIgnored])
	add("Annoncées, pas encore passées", report.States[reconcile.LinePending])
	add("Non enregistrées", report.Failed)
	return v
}

// fileListView lists the readings of bank files.
type fileListView struct {
	shell
	Rows []fileLine
	Next string
}

func (d *Door) bankFiles(w http.ResponseWriter, r *http.Request, s shell) error {
	before, _ := strconv.ParseInt(r.URL.Query().Get("avant"), 10, 64)
	files, err := d.BankDesk.Files(r.Context(), s.Who, s.Chosen, before, pageSize+1)
	if err != nil {
		return err
	}
	v := fileListView{shell: s.titled("Relevés lus")}
	for i, f := range files {
		if i == pageSize {
			v.Next = "/banque/fichiers?avant=" + strconv.FormatInt(files[i-1].ID, 10)
			break
		}
		v.Rows = append(v.Rows, fileOf(s, f, d.Now()))
	}
	render(w, http.StatusOK, "bankfiles", v)
	return nil
}
