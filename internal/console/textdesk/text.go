package textdesk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice/texts"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/wording"
)

// textView is the page of one text.
type textView struct {
	page.Frame
	Name, Creditor      string // name and id of the creditor
	Heading, Standing   string
	Address, Framed     string // addresses of the text and of its preview
	File                string
	May                 bool // the person may save it
	Own                 bool // the creditor's own text is in use
	Form                form
	Faults              []string
	Refusal             string // why there is nothing to begin from
	Lines               []line // what the form changes of the words in use
	Versions            []versionLine
	Waiting             *waitingView
	Names               []nameGroup
	Cases               []page.Choice
	Confirmation, Error string
}

// form holds what a person types.
type form struct {
	Subject, Body string
	Seen          int
	Case          string // number of the invoice on which the text is tried
	SubjectWrong  bool
	BodyWrong     bool
	From          string // day from which the text is to hold, as typed; empty is at once
	FromFault     string

	from calendar.Date
}

type versionLine struct{ Number, Author, At, State, Address string }

// waitingView is a version that two people have to agree to.
type waitingView struct {
	ID            int64
	Subject, Body string
	Withdrawn     bool
	Lines         []line
	By, At, First string
	From          string // day from which it would hold; empty is at once
	May           bool
}

type nameGroup struct {
	Title string
	Names []nameLine
}

type nameLine struct{ Tag, About string }

func (d *Door) text(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	v, shown, err := d.start(r, s)
	if err != nil {
		return err
	}
	v.Form = form{Subject: shown.Begin.Subject, Body: shown.Begin.Body, Seen: shown.Seen(), Case: r.URL.Query().Get("dossier")}
	if number, err := strconv.Atoi(r.URL.Query().Get("version")); err == nil { // an older one, to begin from
		if old, found := shown.Find(number); found && !old.Withdrawn() {
			v.Form.Subject, v.Form.Body = old.Subject, old.Body
			v.Lines = difference(whole(shown.Begin), whole(old.Wording))
		}
	}
	v.Confirmation = confirmations[r.URL.Query().Get("note")]
	return v.show(w, http.StatusOK)
}

func (v *textView) show(w http.ResponseWriter, status int) error {
	templates.Render(w, status, "text", v)
	return nil
}

// keyOf reads which text an address names.
func keyOf(r *http.Request) (dunning.WordingKey, error) {
	k, err := wording.ParseKey(r.PathValue("text"))
	if err != nil {
		return k, dunning.Errorf(dunning.CodeNotFound, "%q names no text", r.PathValue("text"))
	}
	return k, nil
}

// start reads a text, and what the page says of it whatever is asked.
func (d *Door) start(r *http.Request, s page.Frame) (v textView, shown texts.Shown, err error) {
	k, err := keyOf(r)
	if err != nil {
		return v, shown, err
	}
	creditor := r.PathValue("creditor")
	if shown, err = d.Texts.Show(r.Context(), s.Who, creditor, k); err != nil {
		return v, shown, err
	}
	return pageOf(s, shown, d.Now()), shown, nil
}

// pageOf is the page of a text before anything is typed.
func pageOf(s page.Frame, shown texts.Shown, now time.Time) textView {
	title := page.TextTitle(shown.Key)
	v := textView{
		Frame: s.Titled(title), Name: s.CreditorName(shown.Creditor), Creditor: shown.Creditor, Heading: title, Standing: standing(shown.Text),
		Address: page.TextAddress(shown.Creditor, shown.Key), File: shown.File, Own: shown.InUse != nil,
		May: shown.File == "" && access.May(s.Who, access.ChangePlans, shown.Creditor) == nil, Names: namesOf(shown),
	}
	v.Framed = v.Address + "/cadre"
	if shown.Refusal != nil {
		v.Refusal = page.Capital(page.Said(shown.Refusal)) + "."
	}
	for _, c := range shown.Cases {
		v.Cases = append(v.Cases, page.Choice{Value: c.Number, Label: c.Debtor})
	}
	for _, one := range shown.Versions {
		number := strconv.Itoa(one.Version)
		l := versionLine{Number: number, Author: one.Author, At: page.Moment(one.At), State: versionState(one, shown, now)}
		if !one.Withdrawn() {
			l.Address = v.Address + "?version=" + number + "#changer"
		}
		v.Versions = append(v.Versions, l)
	}
	if one := shown.Waiting(); one != nil {
		v.Waiting = waitingOf(s, shown, *one)
	}
	return v
}

func waitingOf(s page.Frame, shown texts.Shown, one wording.Version) *waitingView {
	out := &waitingView{
		ID: one.ID, Subject: one.Subject, Body: one.Body, Withdrawn: one.Withdrawn(), By: one.Author, At: page.Moment(one.At),
		Lines: difference(whole(shown.Begin), whole(one.Wording)), May: access.May(s.Who, access.Approve, one.Creditor) == nil && one.FirstBy != s.Who.Name,
	}
	if !one.From.IsZero() {
		out.From = fr.Date(one.From)
	}
	if one.FirstBy != "" {
		out.First = one.FirstBy + ", le " + page.Moment(one.FirstAt)
	}
	return out
}

func versionState(one wording.Version, shown texts.Shown, now time.Time) string {
	state := ""
	switch {
	case one.Waits():
		state = "attend deux accords"
	case one.Outcome == change.Refused:
		state = "refusée par " + one.By
	case one.Used.IsZero():
		state = "remplacée"
	case one.Comes(now):
		state = "à partir du " + fr.Date(one.From)
	case shown.InUse != nil && one.Version == shown.InUse.Version:
		state = "en usage"
	default:
		state = "a été en usage"
	}
	if one.Withdrawn() {
		state = "retour au texte d’origine, " + state
	}
	return state
}

// whole is all the words of a text, to be compared.
func whole(w dunning.Wording) string { return w.Subject + "\n\n" + w.Body }

var nameTitles = []struct {
	kind  wording.Kind
	title string
}{
	{wording.Block, "Tableaux, seuls dans un paragraphe"}, {wording.Value, "Valeurs"},
	{wording.Condition, "Conditions, après {{si …}}"}, {wording.Phrase, "Phrases toutes faites"},
}

func namesOf(shown texts.Shown) (out []nameGroup) {
	for _, t := range nameTitles {
		g := nameGroup{Title: t.title}
		for _, n := range shown.Names {
			if n.Kind != t.kind {
				continue
			}
			tag := "{{" + n.Name + "}}"
			if n.Kind == wording.Condition {
				tag = "{{si " + n.Name + "}}"
			}
			g.Names = append(g.Names, nameLine{tag, n.About})
		}
		out = append(out, g)
	}
	return out
}

// blame puts faults in words, each with its place.
func (f *form) blame(faults []dunning.Fault) (out []string) {
	for _, fault := range faults {
		part, place, _ := strings.Cut(fault.Path, ".")
		if part == string(wording.Subject) {
			f.SubjectWrong = true
		} else {
			f.BodyWrong = true
		}
		where := map[string]string{string(wording.Subject): "Objet", string(wording.Body): "Texte"}[part]
		if at, column, ok := strings.Cut(place, "."); ok {
			where += ", ligne " + at + ", colonne " + column
		}
		text := where + "\u00a0: " + fr.Reword(fault.Text)
		if fault.Hint != "" {
			text += " (" + fr.Reword(fault.Hint) + ")"
		}
		out = append(out, text)
	}
	return out
}
