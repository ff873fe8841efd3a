package console

import (
	"net/http"

	"relance/internal/console/page"
	"relance/internal/dunning"
)

// previewView is the page that shows what would leave.
type previewView struct {
	page.Frame
	Debtor, Invoice, Case string
	Head                  string
	To, Subject, Text     string
	Shown, PDF            string
	Letter                bool
	Levels                []page.Choice
	Others                []string // invoices in the same message
	Date                  string
}

// upcomingNotice reads what would leave for the case and level that an address names.
func (d *Door) upcomingNotice(r *http.Request, s page.Frame) (dunning.Notice, dunning.Ref, error) {
	ref := page.Newest(r)
	n, err := d.Foresight.Preview(r.Context(), s.Who, ref, dunning.Level(r.URL.Query().Get("niveau")))
	return n, ref, err
}

func (d *Door) preview(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	n, ref, err := d.upcomingNotice(r, s)
	if err != nil {
		return err
	}
	words, err := d.Press.Mail(n)
	if err != nil {
		return err
	}
	at := page.CaseAddress(ref) + "/apercu"
	v := previewView{
		Frame: s.Titled("Aperçu, facture " + ref.Number), Debtor: n.Debtor.Name, Invoice: ref.Number, Case: page.CaseAddress(ref),
		Head: page.Capital(fr.Level(n.Level)), To: n.Debtor.Email, Subject: words.Subject, Text: words.Text, Letter: n.Channel != dunning.Email && n.Channel != "",
		Shown: at + "/cadre?niveau=" + string(n.Level), PDF: at + ".pdf?niveau=" + string(n.Level), Date: fr.Weekday(n.Date),
	}
	for _, it := range n.Items {
		if it.Invoice.Number != ref.Number {
			v.Others = append(v.Others, it.Invoice.Number)
		}
	}
	for _, l := range []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice} {
		v.Levels = append(v.Levels, page.Choice{Value: string(l), Label: page.Capital(fr.Level(l)), Chosen: l == n.Level})
	}
	templates.Render(w, http.StatusOK, "preview", v)
	return nil
}

func (d *Door) previewFrame(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	n, _, err := d.upcomingNotice(r, s)
	if err != nil {
		return err
	}
	words, err := d.Press.Mail(n)
	if err != nil {
		return err
	}
	page.ServeMail(w, words)
	return nil
}

func (d *Door) previewPDF(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	n, _, err := d.upcomingNotice(r, s)
	if err != nil {
		return err
	}
	if n.Channel == dunning.Email || n.Channel == "" {
		n.Channel = dunning.RegisteredLetter
	}
	behind, err := d.Messages.Enclosures(r.Context(), s.Who, n)
	if err != nil {
		return err
	}
	pdf, err := d.Press.Letter(n, behind)
	if err != nil {
		return err
	}
	return page.ServePDF(w, pdf, "apercu.pdf", false)
}
