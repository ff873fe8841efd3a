package console

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/inbox"
)

// messageView is the page of a message as it left.
type messageView struct {
	shell
	Debtor, Invoice, Case string
	Head                  string
	Lines                 []amountLine
	Reply                 string
	Text                  string // of a mail
	Files                 []string
	Frame, Raw            string
	Letter                bool
	SHA                   string
	Intro                 string
}

// message reads the message that an address names.
func (d *Door) message(r *http.Request, s shell) (dunning.Message, dunning.Document, error) {
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

func (d *Door) messagePage(w http.ResponseWriter, r *http.Request, s shell) error {
	m, doc, err := d.message(r, s)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, "message", messageOf(s, m, doc, r.PathValue("number")))
	return nil
}

func messageOf(s shell, m dunning.Message, doc dunning.Document, number string) messageView {
	at := caseAddress(dunning.Ref{Creditor: m.Creditor, Number: number})
	base := at + "/messages/" + strconv.FormatInt(m.ID, 10)
	v := messageView{
		shell: s.titled(capital(fr.Level(m.Level)) + ", facture " + number), Invoice: number, Case: at, Head: capital(fr.Level(m.Level)),
		Frame: base + "/cadre", Raw: base + "/brut", SHA: doc.SHA256, Letter: m.Channel != dunning.Email, Reply: m.Reply,
		Intro: "Les octets exacts de ce qui est parti, sous leur empreinte.",
	}
	v.Lines = append(v.Lines, amountLine{"État", capital(fr.MessageState(m.State))})
	add := func(label, value string) {
		if value != "" {
			v.Lines = append(v.Lines, amountLine{label, value})
		}
	}
	add("À", m.Recipient)
	add("Objet", m.Subject)
	add("Envoyé le", fr.Instant(m.SentAt))
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

// framePolicy is for what others may have written: nothing in it runs, loads or
// leads anywhere.
const framePolicy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"

// pdfPolicy lets a PDF of ours be shown inside a page of ours.
const pdfPolicy = "default-src 'none'; object-src 'self'; plugin-types application/pdf; style-src 'unsafe-inline'; frame-ancestors 'self'"

// messageFrame shows a mail as its reader sees it, or a letter's pages, to be set into
// a frame.
func (d *Door) messageFrame(w http.ResponseWriter, r *http.Request, s shell) error {
	m, doc, err := d.message(r, s)
	if err != nil {
		return err
	}
	if m.Channel != dunning.Email {
		return servePDF(w, doc.Bytes, "lettre.pdf", false)
	}
	serveFrame(w, htmlOf(doc.Bytes))
	return nil
}

func serveFrame(w http.ResponseWriter, html string) {
	w.Header().Set("Content-Security-Policy", framePolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, html) // the browser has gone
}

func servePDF(w http.ResponseWriter, body []byte, name string, save bool) error {
	h := w.Header()
	h.Set("Content-Security-Policy", pdfPolicy)
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	how := "inline"
	if save {
		how = "attachment"
	}
	h.Set("Content-Disposition", how+`; filename="`+name+`"`)
	w.Write(body) //nolint:errcheck // the browser has gone
	return nil
}

// messageBytes gives the exact bytes as a file.
func (d *Door) messageBytes(w http.ResponseWriter, r *http.Request, s shell) error {
	m, doc, err := d.message(r, s)
	if err != nil {
		return err
	}
	if m.Channel != dunning.Email {
		return servePDF(w, doc.Bytes, "lettre-"+strconv.FormatInt(m.ID, 10)+".pdf", true)
	}
	saveAs(w, "message/rfc822", "message-"+strconv.FormatInt(m.ID, 10)+".eml")
	w.Write(doc.Bytes) //nolint:errcheck // the browser has gone
	return nil
}

// saveAs says that an answer is a file to be kept. The name is ours.
func saveAs(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// evidenceFile gives the file for a court.
func (d *Door) evidenceFile(w http.ResponseWriter, r *http.Request, s shell) error {
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
	saveAs(w, "application/zip", "preuves-"+plainName(sheet.Case.Number)+".zip")
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
	return nil
}

// plainName keeps of a text what may stand in the name of a file everywhere.
func plainName(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '-'
	}, text)
}
