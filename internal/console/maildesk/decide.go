package maildesk

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // decoded, never passed on
	_ "image/jpeg" // likewise
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

// mailBytes gives the bytes, as a file that no browser opens by itself.
func (d *Door) mailBytes(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, err := d.opened(r, s)
	if err != nil {
		return err
	}
	raw, err := m.Bytes()
	if err != nil {
		return err
	}
	page.SaveAs(w, "application/octet-stream", "message-"+strconv.FormatInt(m.ID, 10)+".eml")
	w.Write(raw) //nolint:errcheck // the browser has gone
	return nil
}

// mostPixels bounds the pictures that are shown: more is a bomb or a plan.
const mostPixels = 24_000_000

// mostShown bounds the text of an attachment that is shown.
const mostShown = 128 << 10

// isPicture tells whether bytes are a picture that may be drawn, without
// decoding them.
func isPicture(data []byte) bool {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	return err == nil && c.Width > 0 && c.Height > 0 && c.Width <= mostPixels/c.Height
}

// mailFile gives an attachment: shown, a picture is drawn anew from its points
// and a text stands in a frame that runs nothing; anything else is a file to
// keep, under a type that no browser opens by itself.
func (d *Door) mailFile(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, err := d.opened(r, s)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	files := inbox.Attachments(m.Raw)
	if err != nil || n < 1 || n > len(files) {
		return dunning.Errorf(dunning.CodeNotFound, "no such file")
	}
	f := files[n-1]
	if r.URL.Query().Get("voir") == "" {
		page.SaveAs(w, "application/octet-stream", fmt.Sprintf("piece-%d-%d-%s", m.ID, n, page.PlainName(f.Name)))
		w.Write(f.Data) //nolint:errcheck // the browser has gone
		return nil
	}
	if isPicture(f.Data) {
		picture, _, err := image.Decode(bytes.NewReader(f.Data))
		if err != nil {
			return dunning.Errorf(dunning.CodeInvalid, "the picture cannot be read")
		}
		w.Header().Set("Content-Security-Policy", page.FramePolicy)
		w.Header().Set("Content-Type", "image/png")
		return png.Encode(w, picture)
	}
	page.ServeFrame(w, page.AsText(strings.ToValidUTF8(string(f.Data[:min(len(f.Data), mostShown)]), "�")))
	return nil
}

// assignMail says whose a mail is.
func (d *Door) assignMail(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, err := d.opened(r, s)
	if err != nil {
		return err
	}
	_, err = d.MailWork.AssignMail(r.Context(), s.Who, m.ID, r.PostFormValue("creancier"), strings.TrimSpace(r.PostFormValue("client")))
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeNotFound:
		return d.showMail(w, r, s, m, "", "Ce créancier n’a pas de client de cette référence.")
	case dunning.CodeConflict:
		return d.showMail(w, r, s, m, "", "Quelqu’un a rattaché ce message entre-temps.")
	default:
		return err
	}
	return backTo(w, r, m.ID, "rattache")
}

func backTo(w http.ResponseWriter, r *http.Request, id int64, done string) error {
	http.Redirect(w, r, mailAddress(id)+"?fait="+done, http.StatusSeeOther)
	return nil
}

// acceptProposal agrees to what a mail proposes.
func (d *Door) acceptProposal(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, err := d.opened(r, s)
	if err != nil {
		return err
	}
	a := backoffice.Acceptance{Mail: m.ID, Proposal: r.PostFormValue("proposition"), Email: strings.TrimSpace(r.PostFormValue("adresse")), Done: r.PostFormValue("lu") != ""}
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "the form cannot be read")
	}
	a.Invoices = slices.Clone(r.PostForm["facture"])
	if text := strings.TrimSpace(r.PostFormValue("date")); text != "" {
		if a.Date, err = calendar.ParseLoose(text); err != nil {
			return d.showMail(w, r, s, m, "", "La date ne se lit pas\u00a0: écrivez-la comme 12/03/2026.")
		}
	}
	if text := strings.TrimSpace(r.PostFormValue("montant")); text != "" {
		if a.Amount, err = money.ParseDecimal(text, money.CommaDecimal); err != nil || a.Amount <= 0 {
			return d.showMail(w, r, s, m, "", "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00.")
		}
	}
	_, err = d.MailWork.AcceptProposal(r.Context(), s.Who, a)
	switch dunning.ErrorCode(err) {
	case "":
		return backTo(w, r, m.ID, "note")
	case dunning.CodeInvalid:
		return d.showMail(w, r, s, m, "", "Ces valeurs ne conviennent pas\u00a0: il faut un jour à venir, et un montant qui n’excède pas ce qui reste dû.")
	case dunning.CodeConflict:
		return d.showMail(w, r, s, m, "", "Choisissez la facture dont il s’agit\u00a0; elle doit être ouverte et à ce client.")
	}
	return err
}

// answerMail sends a reply.
func (d *Door) answerMail(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, err := d.opened(r, s)
	if err != nil {
		return err
	}
	text := r.PostFormValue("texte")
	a := backoffice.Answer{Mail: m.ID, Text: text, Key: r.PostFormValue("cle"), Done: r.PostFormValue("lu") != ""}
	for number := range strings.FieldsFuncSeq(r.PostFormValue("joindre"), func(c rune) bool { return c == ',' || c == ';' }) {
		if number = strings.TrimSpace(number); number != "" {
			a.Attach = append(a.Attach, number)
		}
	}
	kept, err := d.Replies.AnswerMail(r.Context(), s.Who, a)
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeInvalid:
		return d.showMail(w, r, s, m, text, "La réponse est vide, ou il y reste un blanc à remplir\u00a0: […].")
	case dunning.CodeNotFound:
		return d.showMail(w, r, s, m, text, "Le fichier d’une facture à joindre n’est pas au dossier.")
	case dunning.CodeConflict, dunning.CodeUnreachable:
		return d.showMail(w, r, s, m, text, "On ne peut pas répondre à ce message.")
	default:
		return err
	}
	if kept.Message.State == dunning.MessageWithheld {
		return backTo(w, r, m.ID, "gardee")
	}
	return backTo(w, r, m.ID, "reponse")
}

// finishMail says that a mail was read and dealt with.
func (d *Door) finishMail(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, err := d.opened(r, s)
	if err != nil {
		return err
	}
	if _, err := d.MailWork.FinishMail(r.Context(), s.Who, m.ID); err != nil {
		return err
	}
	http.Redirect(w, r, "/courrier?fait=lu", http.StatusSeeOther)
	return nil
}
