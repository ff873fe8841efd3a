package console

import (
	"bytes"
	"net/http"
	"strconv"

	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/inbox"
)

// messageView is the page of a message as it left.
type messageView struct {
	page.Frame
	Debtor, Invoice, Case string
	Head                  string
	Lines                 []page.AmountLine
	Reply                 string
	Text                  string // text of a mail
	Files                 []string
	Shown, Raw            string
	Letter                bool
	SHA                   string
	Intro                 string
}

// message reads the message that an address names.
func (d *Door) message(r *http.Request, s page.Frame) (dunning.Message, dunning.Document, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Message{}, dunning.Document{}, dunning.Errorf(dunning.CodeNotFound, "no such message")
	}
	m, doc, err := d.Messages.ExactMessage(r.Context(), s.Who, id)
	if err == nil && m.Creditor != r.PathValue("creditor") {
		err = dunning.Errorf(dunning.CodeNotFound, "no message %d", id)
	}
	return m, doc, err
}

func (d *Door) messagePage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, doc, err := d.message(r, s)
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "message", messageOf(s, m, doc, r.PathValue("number")))
	return nil
}

func messageOf(s page.Frame, m dunning.Message, doc dunning.Document, number string) messageView {
	at := page.CaseAddress(dunning.Ref{Creditor: m.Creditor, Number: number})
	base := at + "/messages/" + strconv.FormatInt(m.ID, 10)
	v := messageView{
		Frame: s.Titled(page.Capital(fr.Level(m.Level)) + ", facture " + number), Invoice: number, Case: at, Head: page.Capital(fr.Level(m.Level)),
		Shown: base + "/cadre", Raw: base + "/brut", SHA: doc.SHA256, Letter: m.Channel != dunning.Email, Reply: m.Reply,
		Intro: "Les octets exacts de ce qui est parti, sous leur empreinte.",
	}
	v.Lines = append(v.Lines, page.AmountLine{Label: "État", Amount: page.Capital(fr.MessageState(m.State))})
	add := func(label, value string) {
		if value != "" {
			v.Lines = append(v.Lines, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("À", m.Recipient)
	add("Objet", m.Subject)
	add("Envoyé le", page.Moment(m.SentAt))
	add("Suivi", m.Tracking)
	if !v.Letter {
		mail := inbox.Read(doc.Bytes, inbox.Options{})
		v.Text = mail.Text
		for _, f := range mail.Files {
			v.Files = append(v.Files, f.Name)
		}
	}
	return v
}

// messageFrame shows a mail as its reader sees it, or a letter's pages, to be set into
// a frame.
func (d *Door) messageFrame(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, doc, err := d.message(r, s)
	if err != nil {
		return err
	}
	if m.Channel != dunning.Email {
		return page.ServePDF(w, doc.Bytes, "lettre.pdf", false)
	}
	page.ServeFrame(w, htmlOf(doc.Bytes))
	return nil
}

// messageBytes gives the exact bytes as a file.
func (d *Door) messageBytes(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, doc, err := d.message(r, s)
	if err != nil {
		return err
	}
	if m.Channel != dunning.Email {
		return page.ServePDF(w, doc.Bytes, "lettre-"+strconv.FormatInt(m.ID, 10)+".pdf", true)
	}
	page.SaveAs(w, "message/rfc822", "message-"+strconv.FormatInt(m.ID, 10)+".eml")
	w.Write(doc.Bytes) //nolint:errcheck // the browser has gone
	return nil
}

// evidenceFile gives the file for a court.
func (d *Door) evidenceFile(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sheet, err := d.sheet(r, s)
	if err != nil {
		return err
	}
	c, err := d.Proofs.Evidence(r.Context(), s.Who, sheet.Case.Ref())
	if err != nil {
		return err
	}
	var b bytes.Buffer // whole or not at all: a file that breaks off proves nothing
	if _, err := evidence.Write(&b, c); err != nil {
		return err
	}
	page.SaveAs(w, "application/zip", "preuves-"+page.PlainName(sheet.Case.Number)+".zip")
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
	return nil
}
