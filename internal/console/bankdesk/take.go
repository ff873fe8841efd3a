package bankdesk

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/reconcile"
)

type fileLine struct {
	Name, When, Text, Author, Tone, Creditor string
}

func fileOf(s page.Frame, f desk.File, now time.Time) fileLine {
	out := fileLine{Name: f.Name, When: page.Since(f.At, now), Author: f.Author, Creditor: s.CreditorName(f.Creditor)}
	out.Text = fr.Count(f.Entries, "ligne", "lignes") + ", dont " + strconv.Itoa(f.Fresh) + " nouvelle" + page.Plural(f.Fresh)
	switch {
	case f.Fault != "":
		out.Text, out.Tone = f.Fault, "red"
	case !f.Finished:
		out.Text, out.Tone = "lecture interrompue\u00a0: déposez-le de nouveau, le reste sera pris", "amber"
	}
	return out
}

// largestUpload bounds a file that comes through a form, in bytes.
const largestUpload = 20 << 20

// bankTaken is the page that says what a bank file brought.
type bankTaken struct {
	page.Frame
	Name, Format string
	Lines        []page.AmountLine
	Warnings     []string
	Fault        string
	Again        bool
}

// takeBankFile takes in a file that was dropped. The same file again changes
// nothing, so a page that is sent twice does no harm.
func (d *Door) takeBankFile(w http.ResponseWriter, r *http.Request, s page.Frame) error {
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
	report, err := run.Take(r.Context(), page.Excerpt(head.Filename, 200), file, func(backoffice.BankEntry) error { return nil })
	if err != nil {
		return err
	}
	d.Seen.Forget(s.Who)
	page.About(w, run.Creditor, report.Name)
	status := http.StatusOK
	if report.Fault != nil && report.Entries == 0 {
		status = http.StatusUnprocessableEntity
	}
	templates.Render(w, status, "banktaken", takenOf(s, report))
	return nil
}

func takenOf(s page.Frame, report backoffice.BankReport) bankTaken {
	v := bankTaken{Frame: s.Titled("Relevé lu"), Name: report.Name, Format: string(report.Format), Warnings: report.Warnings}
	if report.Fault != nil {
		v.Fault = page.Capital(page.Said(report.Fault)) + "."
	}
	v.Again = report.Entries > 0 && report.Known == report.Entries
	add := func(label string, n int) {
		if n > 0 {
			v.Lines = append(v.Lines, page.AmountLine{Label: label, Amount: page.Thousands(n)})
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
	page.Frame
	Rows []fileLine
	Next string
}

func (d *Door) bankFiles(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	before, _ := strconv.ParseInt(r.URL.Query().Get("avant"), 10, 64)
	files, err := d.Around.Files(r.Context(), s.Who, s.Chosen, before, page.PageSize+1)
	if err != nil {
		return err
	}
	v := fileListView{Frame: s.Titled("Relevés lus")}
	for i, f := range files {
		if i == page.PageSize {
			v.Next = "/banque/fichiers?avant=" + strconv.FormatInt(files[i-1].ID, 10)
			break
		}
		v.Rows = append(v.Rows, fileOf(s, f, d.Now()))
	}
	templates.Render(w, http.StatusOK, "bankfiles", v)
	return nil
}
