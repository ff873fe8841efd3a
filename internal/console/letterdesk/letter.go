package letterdesk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// letterView is the page of one letter that waits for approval.
type letterView struct {
	page.Frame
	Debtor, Invoice, Case, Head string
	Figures                     []page.AmountLine
	Why                         []string
	Address                     []string
	PDF                         string
	Pages                       []pageImage
	Text                        string   // address of the letter as text
	Since                       []string // what happened since something last left
	Budget                      string
	Fault, Error                string
	Changed                     []string // what differs from what was shown
	Before                      []page.AmountLine
	Prepared                    string
	MayApprove                  bool
	First                       string // who of two people has agreed already, and when
	Mine                        bool   // it was this person: another one must agree as well
	Waits                       bool
	Key                         string
	Version                     int64
	Step                        string
	Next                        string // the letter after it
}

// pageImage is a page of a letter as an image.
type pageImage struct{ Address, Label string }

func (d *Door) letterPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sheet, err := d.Cases.Standing(r.Context(), s.Who, page.Newest(r))
	if err != nil {
		return err
	}
	return d.showLetter(w, r, s, sheet, http.StatusOK, letterView{})
}

// showLetter shows the letter of a case as it was drawn for approval.
func (d *Door) showLetter(w http.ResponseWriter, r *http.Request, s page.Frame, sheet backoffice.CaseSheet, status int, v letterView) error {
	key, err := d.Key()
	if err != nil {
		return err
	}
	c := sheet.Case
	step, _ := c.Step()
	v.Frame = s.Titled("Lettre à approuver, " + sheet.Debtor.Name)
	v.Debtor, v.Invoice, v.Case, v.Key, v.Version, v.Step = sheet.Debtor.Name, c.Number, page.CaseAddress(c.Ref()), key, c.Version, step.ID
	v.Head, v.MayApprove, v.Waits = page.Capital(page.StepName(step)), access.May(s.Who, access.Approve, c.Creditor) == nil, c.Asked == step.ID && step.ID != ""
	if y := c.FirstYes; v.Waits && y != nil && y.Step == step.ID {
		v.Mine, v.First = strings.EqualFold(y.Author, s.Who.Name), y.Author+", "+page.When(y.At, page.Today(d.Now()))
	}
	if draft := sheet.Draft; draft != nil {
		v.Figures, v.Fault = figuresOf(draft.Draft, c.Currency), draft.Fault
		v.Prepared = "préparée " + page.When(draft.Shown, page.Today(d.Now()))
		if draft.Document != "" {
			v.PDF = page.LetterAddress(c.Ref()) + "/lettre.pdf"
			v.pages(d.Reader, c.Ref(), draft)
		}
		budget, err := d.budget(r, s, draft.Estimate)
		if err != nil {
			return err
		}
		for _, b := range budget {
			if b.Left != "" && (b.Creditor == "" || b.Creditor == s.CreditorName(c.Creditor)) {
				v.Budget = "Après elle, " + b.Left + " pour l’année."
			}
		}
	}
	v.Address = sheet.Debtor.Address.Lines
	if city := sheet.Debtor.Address.Postcode + " " + sheet.Debtor.Address.City; city != " " {
		v.Address = append(v.Address[:len(v.Address):len(v.Address)], city)
	}
	v.Since = sinceSent(sheet, page.Today(d.Now()))
	v.Why = append(v.Why, page.DueText(c.Due, page.Today(d.Now())))
	for _, st := range c.Steps {
		if !st.Sent.IsZero() {
			v.Why = append(v.Why, page.Capital(page.StepName(st))+" le "+fr.Date(page.Today(st.Sent))+", sans suite.")
		}
	}
	templates.Render(w, status, "letter", v)
	return nil
}

// pages says where the images and the text of a letter are, where the machine can make
// them; the PDF itself is there always.
func (v *letterView) pages(by PageReader, ref dunning.Ref, draft *dunning.ShownDraft) {
	if by == nil {
		return
	}
	version := "?de=" + draft.Document[:min(len(draft.Document), 12)]
	for i := range draft.Pages {
		n := strconv.Itoa(i + 1)
		v.Pages = append(v.Pages, pageImage{page.LetterAddress(ref) + "/page/" + n + version, "Page " + n + " sur " + strconv.Itoa(draft.Pages)})
	}
	v.Text = page.LetterAddress(ref) + "/texte" + version
}

// letterText gives the letter that waits as text, to be set into a frame.
func (d *Door) letterText(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	doc, err := d.shownLetter(r, s)
	if err != nil {
		return err
	}
	text, err := d.Reader.Text(r.Context(), doc.Bytes)
	if err != nil {
		return err
	}
	page.ServeFrame(w, page.AsText(text))
	return nil
}

// shownLetter reads the letter that an address names, for whoever draws it.
func (d *Door) shownLetter(r *http.Request, s page.Frame) (dunning.Document, error) {
	if d.Reader == nil {
		return dunning.Document{}, dunning.Errorf(dunning.CodeNotFound, "no such page")
	}
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err != nil {
		return dunning.Document{}, err
	}
	return d.Letters.ShownLetter(r.Context(), s.Who, ref)
}

// letterImage gives a page of the letter that waits as an image.
func (d *Door) letterImage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	n, err := strconv.Atoi(r.PathValue("page"))
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such page")
	}
	doc, err := d.shownLetter(r, s)
	if err != nil {
		return err
	}
	png, err := d.Reader.Image(r.Context(), doc.Bytes, n)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Write(png) //nolint:errcheck // the browser has gone
	return nil
}

// sinceSent says what people and money did since something last left, or since the
// beginning.
func sinceSent(sheet backoffice.CaseSheet, on calendar.Date) (out []string) {
	for _, e := range slices.Backward(sheet.Timeline) {
		if e.Kind == dunning.KindSent {
			break
		}
		if m := page.Mark(e.Kind); m == "money" || m == "person" {
			out = append(out, page.ShortDay(page.Today(e.At), on)+"\u00a0: "+fr.Describe(e.Event, sheet.Case.Currency))
		}
	}
	return out
}

// figuresOf lists what a letter says and costs.
func figuresOf(dr dunning.Draft, currency string) (out []page.AmountLine) {
	add := func(on bool, label, value string) {
		if on {
			out = append(out, page.AmountLine{Label: label, Amount: value})
		}
	}
	add(true, "Principal", fr.Amount(dr.Principal, currency))
	add(dr.Interest > 0, "Pénalités de retard", fr.Amount(dr.Interest, currency))
	add(dr.Fee > 0, "Indemnité forfaitaire", fr.Amount(dr.Fee, currency))
	add(dr.Costs > 0, "Frais justifiés", fr.Amount(dr.Costs, currency))
	add(true, "Total réclamé", fr.Amount(dr.Total, currency))
	add(!dr.Deadline.IsZero(), "À payer avant le", fr.Weekday(dr.Deadline))
	way := page.Capital(fr.Channel(dr.Channel))
	if dr.Electronic {
		way += " électronique"
	}
	add(true, "Envoi", way)
	add(dr.Carrier != "", "Transporteur", dr.Carrier)
	add(dr.Pages > 0, "Pages", strconv.Itoa(dr.Pages)+", "+fr.Count(dr.Sheets, "feuille", "feuilles"))
	price := "inconnu"
	if dr.Estimate > 0 {
		price = fr.Amount(dr.Estimate, "EUR")
	}
	add(true, "Prix", price)
	return out
}

func (d *Door) letterPDF(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sheet, err := d.Cases.Standing(r.Context(), s.Who, page.Newest(r))
	if err != nil {
		return err
	}
	doc, err := d.Letters.ShownLetter(r.Context(), s.Who, sheet.Case.Ref())
	if err != nil {
		return err
	}
	return page.ServePDF(w, doc.Bytes, "lettre-"+page.PlainName(sheet.Case.Number)+".pdf", false)
}

// decideLetter agrees to a letter or refuses it, and goes to the next.
func (d *Door) decideLetter(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sheet, err := d.Cases.Standing(r.Context(), s.Who, page.Newest(r))
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	ref, step := sheet.Case.Ref(), r.PostFormValue("etape")
	note := "approuvee"
	var out backoffice.Approved
	switch r.PostFormValue("geste") {
	case "refuser":
		note = "refusee"
		_, err = d.Work.Tell(r.Context(), s.Who, backoffice.Fact{
			Ref: ref, Event: dunning.NewReject(step), Key: r.PostFormValue("cle"), Version: version,
		})
	default:
		out, err = d.Letters.Approve(r.Context(), s.Who, backoffice.Approval{Ref: ref, Step: step, Version: version, Anyway: r.PostFormValue("geste") == "quand-meme"})
		if y := out.Case.FirstYes; err == nil && y != nil && y.Step == step {
			note = "premier"
		}
	}
	switch dunning.ErrorCode(err) {
	case "":
		d.Seen.Forget(s.Who)
		return d.nextLetter(w, r, s, note)
	case dunning.CodeConflict, dunning.CodeInvalid, dunning.CodeForbidden:
		return d.letterRefused(w, r, s, sheet, out, err)
	}
	return err
}

// letterRefused shows the letter anew with why it was not agreed to.
func (d *Door) letterRefused(w http.ResponseWriter, r *http.Request, s page.Frame, sheet backoffice.CaseSheet, out backoffice.Approved, err error) error {
	v := letterView{Error: page.Capital(page.Said(err)) + "."}
	for _, p := range out.Differs {
		v.Changed = append(v.Changed, page.Capital(fr.DraftPart(p)))
	}
	if len(out.Differs) > 0 && out.Shown != nil {
		v.Error, v.Before = "La lettre d’aujourd’hui n’est plus celle qui vous a été montrée. La voici\u00a0: relisez-la avant d’approuver.", figuresOf(out.Shown.Draft, sheet.Case.Currency)
	}
	again, err := d.Cases.Standing(r.Context(), s.Who, page.Newest(r))
	if err != nil {
		return err
	}
	return d.showLetter(w, r, s, again, http.StatusConflict, v)
}

// nextLetter goes to the next letter that waits, or back to the list.
func (d *Door) nextLetter(w http.ResponseWriter, r *http.Request, s page.Frame, note string) error {
	jobs, _, err := d.Jobs.Jobs(r.Context(), s.Who, s.Chosen, approvals, 0, 1)
	if err != nil {
		return err
	}
	to := "/lettres?note=" + note
	if len(jobs) > 0 {
		to = page.LetterAddress(jobs[0].Ref) + "?note=" + note
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
