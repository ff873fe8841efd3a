package textdesk

import (
	"html"
	"net/http"
	"strconv"
	"strings"

	"relance/internal/backoffice/texts"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/notice"
)

// read reads the form of a text.
func read(r *http.Request) form {
	f := form{Subject: strings.TrimSpace(r.PostFormValue("objet")), Body: r.PostFormValue("texte"), Case: strings.TrimSpace(r.FormValue("dossier"))}
	f.Body = strings.ReplaceAll(f.Body, "\r\n", "\n")
	f.Seen, _ = strconv.Atoi(r.PostFormValue("vue"))
	if f.From = strings.TrimSpace(r.PostFormValue("apartir")); f.From != "" {
		var err error
		if f.from, err = calendar.ParseLoose(f.From); err != nil {
			f.FromFault = "ce jour ne se lit pas\u00a0: écrivez-le comme 01/01/2027"
		}
	}
	return f
}

func (f form) change(creditor string, k dunning.WordingKey) texts.Change {
	return texts.Change{Creditor: creditor, Key: k, Subject: f.Subject, Body: f.Body, Seen: f.Seen, From: f.from}
}

// change does what a button of the form asks: a check, a new version, the program's
// text again, a word on a version that waits.
func (d *Door) change(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "the form cannot be read")
	}
	deed := r.PostFormValue("geste")
	if deed == "accepter" || deed == "refuser" {
		return d.decide(w, r, s, deed == "accepter")
	}
	v, shown, err := d.start(r, s)
	if err != nil {
		return err
	}
	v.Form = read(r)
	in := v.Form.change(v.Creditor, shown.Key)
	if v.Form.FromFault != "" {
		return v.show(w, http.StatusUnprocessableEntity)
	}
	if deed == "retirer" {
		in.Subject, in.Body = "", ""
		return d.save(w, r, s, &v, in, "retire")
	}
	v.Lines = difference(whole(shown.Begin), whole(dunning.Wording{Subject: in.Subject, Body: strings.TrimSpace(in.Body)}))
	faults := d.Trials.Check(dunning.Wording{WordingKey: in.Key, Version: in.Seen + 1, Subject: in.Subject, Body: in.Body})
	if v.Faults = v.Form.blame(faults); len(faults) > 0 {
		return v.show(w, http.StatusUnprocessableEntity)
	}
	if deed != "enregistrer" {
		v.Confirmation = "Le texte est en ordre\u00a0: il garde toutes les mentions de ce niveau."
		return v.show(w, http.StatusOK)
	}
	return d.save(w, r, s, &v, in, "enregistre")
}

// save keeps the text. When somebody was faster, what was typed stays, beside what
// is new.
func (d *Door) save(w http.ResponseWriter, r *http.Request, s page.Frame, v *textView, in texts.Change, note string) error {
	saved, err := d.Changes.Save(r.Context(), s.Who, in)
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeConflict, dunning.CodeInvalid:
		v.Error = page.Capital(page.Said(err)) + "."
		if latest := len(v.Versions); latest > 0 && v.Versions[0].Number != strconv.Itoa(v.Form.Seen) {
			v.Error += " Votre texte est gardé ci-dessous, avec ce qui le sépare de la version en usage\u00a0: enregistrez-le de nouveau s’il doit la remplacer."
			v.Form.Seen, _ = strconv.Atoi(v.Versions[0].Number)
		}
		return v.show(w, http.StatusConflict)
	default:
		return err
	}
	switch {
	case saved.Waits():
		note = "attend"
	case !saved.From.IsZero():
		note = "avenir"
	}
	http.Redirect(w, r, v.Address+"?note="+note, http.StatusSeeOther)
	return nil
}

// decide takes a person's word on a version that waits.
func (d *Door) decide(w http.ResponseWriter, r *http.Request, s page.Frame, agree bool) error {
	id, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such version")
	}
	saved, err := d.Changes.Decide(r.Context(), s.Who, r.PathValue("creditor"), id, agree)
	if code := dunning.ErrorCode(err); code == dunning.CodeConflict || code == dunning.CodeForbidden {
		v, shown, unread := d.start(r, s)
		if unread != nil {
			return unread
		}
		v.Form, v.Error = form{Subject: shown.Begin.Subject, Body: shown.Begin.Body, Seen: shown.Seen()}, page.Capital(page.Said(err))+"."
		return v.show(w, http.StatusConflict)
	}
	if err != nil {
		return err
	}
	note := "premier"
	switch saved.Outcome {
	case change.Agreed:
		if note = "accord"; saved.Comes(d.Now()) {
			note = "avenir"
		}
	case change.Refused:
		note = "refus"
	}
	http.Redirect(w, r, page.TextAddress(saved.Creditor, saved.WordingKey)+"?note="+note, http.StatusSeeOther)
	return nil
}

// trial reads what is tried: the words of the form, or those in use when a frame
// only shows them.
func (d *Door) trial(r *http.Request, s page.Frame) (t texts.Trial, faults []string, err error) {
	k, err := keyOf(r)
	if err != nil {
		return t, nil, err
	}
	if err := r.ParseForm(); err != nil {
		return t, nil, dunning.Errorf(dunning.CodeInvalid, "the form cannot be read")
	}
	f := read(r)
	if r.Method == http.MethodGet {
		shown, err := d.Texts.Show(r.Context(), s.Who, r.PathValue("creditor"), k)
		if err != nil {
			return t, nil, err
		}
		f.Subject, f.Body, f.Seen = shown.Begin.Subject, shown.Begin.Body, max(shown.Begin.Version-1, 0)
	}
	t = texts.Trial{Change: f.change(r.PathValue("creditor"), k), Number: f.Case}
	w := dunning.Wording{WordingKey: k, Version: 1, Subject: f.Subject, Body: f.Body}
	return t, f.blame(d.Trials.Check(w)), nil
}

// frame shows the mail that would leave.
func (d *Door) frame(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	t, faults, err := d.trial(r, s)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		page.ServeFrame(w, page.AsText("Rien ne partirait ainsi.\n\n"+strings.Join(faults, "\n\n")))
		return nil
	}
	tried, err := d.Trials.Preview(r.Context(), s.Who, t)
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeInvalid, dunning.CodeConflict, dunning.CodeNotFound:
		page.ServeFrame(w, page.AsText(page.Capital(page.Said(err))+"."))
		return nil
	default:
		return err
	}
	if tried.Mail.PassedOver != "" {
		_, why, _ := strings.Cut(tried.Mail.PassedOver, ": ")
		page.ServeFrame(w, page.AsText("Pour ce dossier, le texte d’origine partirait.\n\n"+page.Capital(fr.Reword(why))+"."))
		return nil
	}
	tried.Mail.HTML = withSubject(tried.Mail)
	page.ServeMail(w, tried.Mail)
	return nil
}

// withSubject sets the subject of a mail above it, as a mailbox does.
func withSubject(mail notice.Rendered) string {
	head, body, found := strings.Cut(mail.HTML, "<body")
	attributes, body, closed := strings.Cut(body, ">")
	if !found || !closed {
		return mail.HTML
	}
	return head + "<body" + attributes + `><p style="margin:0;padding:12px 16px;border-bottom:1px solid #8a8a8a;font:15px/1.4 Arial,sans-serif"><strong>` +
		html.EscapeString(mail.Subject) + "</strong></p>" + body
}

// letter shows the letter that would leave.
func (d *Door) letter(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	t, faults, err := d.trial(r, s)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return dunning.Errorf(dunning.CodeInvalid, "%s", faults[0])
	}
	t.Letter = true
	tried, err := d.Trials.Preview(r.Context(), s.Who, t)
	if err != nil {
		return err
	}
	return page.ServePDF(w, tried.Letter, "lettre.pdf", false)
}
