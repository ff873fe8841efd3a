package courtdesk

import (
	"bytes"
	"cmp"
	"net/http"
	"strings"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/recourse"
)

// listView lists the debtors in proceedings, and says how the watch stands.
type listView struct {
	page.Frame
	Watch, Tone string
	Facts       []page.AmountLine
	Rows        []listRow
}

type listRow struct {
	Name, Address, Creditor, Procedure, Judgment, Published, ClaimBy, Holder, State, Tone string
}

func (d *Door) proceedingsList(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	st, err := d.Watch.WatchStatus(r.Context(), s.Who)
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "proceedings", listOf(s, st, page.Today(d.Now())))
	return nil
}

func listOf(s page.Frame, st recourse.WatchStatus, today calendar.Date) listView {
	v := listView{Frame: s.Titled("Procédures collectives"), Watch: "La surveillance du BODACC est éteinte", Tone: "amber"}
	switch {
	case st.On && st.Stale:
		v.Watch, v.Tone = "La surveillance du BODACC ne voit plus rien\u00a0: les étapes formelles attendent, les relances amiables partent", "red"
	case st.On:
		v.Watch, v.Tone = "La surveillance du BODACC veille", "green"
	}
	add := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("Dernier fichier lu", page.Moment(st.LookedAt))
	add("Annonce la plus récente", fr.Date(st.Newest))
	add("Dernier échec", strings.TrimSpace(fr.Reword(st.Fault)+" "+page.Moment(st.FaultAt)))
	add("Entreprises surveillées", page.Thousands(st.Watched))
	if st.Unwatched > 0 {
		add("Clients professionnels sans SIREN, non surveillés", page.Thousands(st.Unwatched))
	}
	for _, p := range st.Proceedings {
		if s.Chosen != "" && p.Creditor != s.Chosen {
			continue
		}
		state, tone := standing(p, today)
		v.Rows = append(v.Rows, listRow{
			Name: p.Name, Address: proceedingsAddress(p.Creditor, p.Debtor), Creditor: s.CreditorName(p.Creditor), Procedure: fr.Procedure(p.Procedure),
			Judgment: page.Day(p.Judgment), Published: page.Day(p.Published), ClaimBy: page.Day(p.ClaimBy), Holder: p.Holder, State: state, Tone: tone,
		})
	}
	return v
}

// standing says what is to be done about a claim.
func standing(p insolvency.Proceedings, today calendar.Date) (text, tone string) {
	switch {
	case !p.DeclaredOn.IsZero():
		return "déclarée le " + page.Day(p.DeclaredOn), "green"
	case !p.ClaimBy.IsZero() && p.ClaimBy.Before(today):
		return "délai passé\u00a0: relevé de forclusion", "red"
	case p.Provisional:
		return "annonce à lire", "amber"
	case p.Confirmed:
		return "à déclarer", "amber"
	}
	return "destinataire à confirmer", "amber"
}

func proceedingsAddress(creditor, key string) string {
	return "/procedures/" + page.Escape(creditor) + "/" + page.Escape(key)
}

// proceedingsView is the page of one debtor's proceedings.
type proceedingsView struct {
	page.Frame
	Name, Debtor, State, Tone string
	Facts                     []page.AmountLine
	Form                      proceedingsForm
	MayRecord, MayTake        bool
	Declaration               string
	Proposal                  bool // name and address of the holder are proposed, and not confirmed yet
	Letter                    letterPart
	Error, Confirmation       string
}

type proceedingsForm struct {
	Seen                                          string // mark of what is shown
	Roles, Procedures                             []page.Choice
	Holder, Address, Court, Published, DeclaredOn string
}

func (d *Door) proceedingsPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	said := ""
	if r.URL.Query().Get("note") == "1" {
		said = "C’est noté. Aucune annonce ne changera plus ce que vous avez confirmé."
	}
	return d.showProceedings(w, r, s, http.StatusOK, said, "")
}

// showProceedings shows the page with what was said, or what was wrong.
func (d *Door) showProceedings(w http.ResponseWriter, r *http.Request, s page.Frame, status int, said, fault string) error {
	p, err := d.Watch.ProceedingsOf(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"))
	if err != nil {
		return err
	}
	letters, err := d.Declared.DeclarationLetters(r.Context(), s.Who, p.Creditor, p.Debtor)
	if err != nil {
		return err
	}
	v := proceedingsOf(s, p, page.Today(d.Now()))
	v.Letter = letterOf(s, p, letters, page.Today(d.Now()))
	if v.Confirmation, v.Error = said, fault; fault != "" {
		v.keep(r)
	}
	templates.Render(w, status, "proceeding", v)
	return nil
}

func proceedingsOf(s page.Frame, p insolvency.Proceedings, today calendar.Date) proceedingsView {
	at := proceedingsAddress(p.Creditor, p.Debtor)
	v := proceedingsView{
		Frame: s.Titled("Procédure de " + p.Name), Name: p.Name, Debtor: page.DebtorAddress(p.Creditor, p.Debtor), Declaration: at + "/declaration.zip",
		MayRecord: access.May(s.Who, access.RecordLaw, p.Creditor) == nil, MayTake: access.May(s.Who, access.SeeEvidence, p.Creditor) == nil && !p.Judgment.IsZero(),
		Proposal: !p.Confirmed && p.Holder != "",
	}
	v.State, v.Tone = standing(p, today)
	add := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("SIREN", p.SIREN)
	add("Procédure", fr.Procedure(p.Procedure))
	add("Tribunal", p.Court)
	add("Jugement", fr.Date(p.Judgment))
	add("Publication au BODACC", fr.Date(p.Published))
	add("Annonce", p.Notice)
	add("Dernier jour pour déclarer", fr.Date(p.ClaimBy))
	add("Confirmé par", p.ConfirmedBy)
	v.Form = proceedingsForm{Seen: p.Mark(), Holder: p.Holder, Address: p.Address, Court: p.Court, Published: fr.ShortDate(p.Published), DeclaredOn: fr.ShortDate(p.DeclaredOn)}
	for _, role := range []string{"", "mandataire judiciaire", "liquidateur"} {
		v.Form.Roles = append(v.Form.Roles, page.Choice{Value: role, Label: page.Capital(orDash(role)), Chosen: role == p.Role})
	}
	for _, k := range []insolvency.Procedure{"", insolvency.Safeguard, insolvency.Reorganisation, insolvency.Liquidation} {
		v.Form.Procedures = append(v.Form.Procedures, page.Choice{Value: string(k), Label: page.Capital(orDash(fr.Procedure(k))), Chosen: k == p.Procedure})
	}
	return v
}

// keep leaves in the forms what was typed, when it was refused.
func (v *proceedingsView) keep(r *http.Request) {
	f, l := &v.Form, &v.Letter
	for name, field := range map[string]*string{
		"destinataire": &f.Holder, "adresse": &f.Address, "tribunal": &f.Court, "publication": &f.Published, "declaree": &f.DeclaredOn,
		"nature": &l.Nature, "juridiction": &l.Pending, "signataire": &l.Signatory, "jour": &l.Day, "numero": &l.Number,
	} {
		if r.PostForm.Has(name) {
			*field = r.PostFormValue(name)
		}
	}
	l.Power = r.PostFormValue("pouvoir") != ""
	for name, choices := range map[string][]page.Choice{"qualite": f.Roles, "procedure": f.Procedures, "suite": l.Marks} {
		for i := range choices {
			choices[i].Chosen = choices[i].Chosen && !r.PostForm.Has(name) || r.PostForm.Has(name) && choices[i].Value == r.PostFormValue(name)
		}
	}
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// confirm records to whom the claim is declared, and that it was.
func (d *Door) confirm(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	now, err := d.Watch.ProceedingsOf(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"))
	if err != nil {
		return err
	}
	p, err := confirmed(r, now)
	if err == nil {
		_, err = d.Watch.Confirm(r.Context(), s.Who, p)
	}
	if dunning.ErrorCode(err) == dunning.CodeConflict && p.Seen != now.Mark() {
		return d.changedMeanwhile(w, r, s)
	}
	if c := dunning.ErrorCode(err); c == dunning.CodeInvalid || c == dunning.CodeConflict {
		return d.showProceedings(w, r, s, http.StatusUnprocessableEntity, "", page.Capital(page.Said(err))+".")
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, proceedingsAddress(now.Creditor, now.Debtor)+"?note=1", http.StatusSeeOther)
	return nil
}

// changedMeanwhile answers a form about proceedings that are not any more what it
// was filled in from. It shows what is on record now, in the form too: a holder who
// was replaced is not offered again.
func (d *Door) changedMeanwhile(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	for _, name := range []string{"qualite", "destinataire", "adresse", "tribunal", "procedure", "publication"} {
		r.PostForm.Del(name)
	}
	return d.showProceedings(w, r, s, http.StatusConflict, "", "La procédure a changé entre-temps\u00a0: rien n’est enregistré. La page montre ce qui vaut maintenant\u00a0; relisez, puis confirmez.")
}

// confirmed reads the form. Holder and address count as confirmed when a person
// has sent them.
func confirmed(r *http.Request, now insolvency.Proceedings) (p insolvency.Proceedings, err error) {
	p = insolvency.Proceedings{
		Creditor: now.Creditor, Debtor: now.Debtor, Role: r.PostFormValue("qualite"), Holder: strings.TrimSpace(r.PostFormValue("destinataire")),
		Address: strings.TrimSpace(r.PostFormValue("adresse")), Court: strings.TrimSpace(r.PostFormValue("tribunal")), Procedure: insolvency.Procedure(r.PostFormValue("procedure")),
		Seen: cmp.Or(r.PostFormValue("vu"), "unread"), // a form that no page was shown for is refused
	}
	if p.Published, err = dayField(r, "publication"); err != nil {
		return p, err
	}
	if p.Published == now.Published {
		p.Published = calendar.Date{} // said again: the last day to declare stays the earlier one
	}
	p.DeclaredOn, err = dayField(r, "declaree")
	p.Confirmed = p.Holder != ""
	return p, err
}

// dayField reads a day as people write it; none when it is left empty.
func dayField(r *http.Request, name string) (calendar.Date, error) {
	text := strings.TrimSpace(r.PostFormValue(name))
	if text == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.ParseLoose(text)
	if err != nil {
		return d, dunning.Errorf(dunning.CodeInvalid, "%q is no date", text).WithHint("write it as 02/03/2026")
	}
	return d, nil
}

func (d *Door) declaration(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	decl, err := d.Papers.Declaration(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"))
	if err != nil {
		return err
	}
	var b bytes.Buffer // whole or not at all
	if _, err := evidence.WriteDeclaration(&b, decl); err != nil {
		return err
	}
	page.SaveAs(w, "application/zip", "declaration-"+page.PlainName(r.PathValue("key"))+".zip")
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
	return nil
}
