package courtdesk

import (
	"net/http"
	"strings"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/postage"
)

// letterPart is the declaration as a registered letter: the one that was drawn
// last, and what may be done about it.
type letterPart struct {
	Show                                  bool
	At, PDF, State, Tone, Document        string
	Facts                                 []page.AmountLine
	MayDraw, MayAgree, MayMark, MaySettle bool
	Marks                                 []page.Choice
	Nature, Pending, Signatory            string // what was typed, when it was refused
	Day, Number                           string
	Power                                 bool
}

var letterTones = map[insolvency.Standing]string{
	insolvency.Shown: "amber", insolvency.HalfYes: "amber", insolvency.Leaving: "amber", insolvency.HandedTo: "green", insolvency.Doubtful: "red", insolvency.NotSent: "red",
}

var letterStandings = map[insolvency.Standing]string{
	insolvency.Shown: "attend un accord", insolvency.HalfYes: "attend une seconde personne", insolvency.Leaving: "accord donné, va partir",
	insolvency.HandedTo: "remise au transporteur", insolvency.Doubtful: "nul ne sait si elle est partie", insolvency.NotSent: "n’est pas partie\u00a0: préparez-la de nouveau",
}

func letterOf(s page.Frame, p insolvency.Proceedings, all []insolvency.Letter, today calendar.Date) letterPart {
	v := letterPart{At: proceedingsAddress(p.Creditor, p.Debtor), Nature: "chirographaire", Pending: "néant", Day: fr.ShortDate(today)}
	may := func(d access.Deed) bool { return access.May(s.Who, d, p.Creditor) == nil }
	v.MayDraw = may(access.RecordLaw) && p.Confirmed && !p.Judgment.IsZero() && p.DeclaredOn.IsZero()
	if len(all) > 0 {
		v.last(all[len(all)-1], may)
	}
	v.Show = v.MayDraw || len(all) > 0
	return v
}

// last fills in the letter that was drawn last.
func (v *letterPart) last(l insolvency.Letter, may func(access.Deed) bool) {
	standing := l.Standing()
	v.PDF, v.Document, v.State, v.Tone = v.At+"/lettre.pdf", l.Document, page.Capital(letterStandings[standing]), letterTones[standing]
	waits := standing == insolvency.Shown || standing == insolvency.HalfYes
	v.MayDraw = v.MayDraw && (waits || standing == insolvency.NotSent)
	v.MayAgree = waits && l.Fault == "" && may(access.Approve)
	v.MaySettle = standing == insolvency.Doubtful && may(access.WorkOnTasks)
	v.MayMark = standing == insolvency.HandedTo && l.Post != nil && !l.Post.State.Final() && may(access.RecordPost)
	add := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("Destinataire", strings.Join(l.Recipient, ", "))
	add("Créance déclarée", fr.Amount(l.Total, l.Currency)+", "+strings.Join(l.Invoices, ", "))
	if l.Estimate > 0 {
		add("Prix estimé", fr.Amount(l.Estimate, "EUR"))
	}
	add("Ce qui la retient", fr.Reword(l.Fault))
	add("Préparée par", l.ShownBy)
	add("Premier accord", l.FirstYes)
	add("Accord", l.ApprovedBy)
	if standing == insolvency.NotSent {
		add("Pourquoi", replyText(l.Reply))
	}
	if l.Post != nil {
		add("Suivi", strings.TrimSpace(fr.Letter(l.Post.State)+" "+l.Post.Number))
	}
	for _, state := range []dunning.LetterState{dunning.LetterPosted, dunning.LetterPresented, dunning.LetterDelivered, dunning.LetterRefused, dunning.LetterUnclaimed, dunning.LetterReturned} {
		v.Marks = append(v.Marks, page.Choice{Value: string(state), Label: page.Capital(fr.Letter(state))})
	}
}

// declarationLetter gives the very bytes that leave.
func (d *Door) declarationLetter(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	doc, err := d.Declared.DeclarationPage(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"))
	if err != nil {
		return err
	}
	page.SaveAs(w, "application/pdf", "declaration-de-creance-"+page.PlainName(r.PathValue("key"))+".pdf")
	w.Write(doc.Bytes) //nolint:errcheck // the browser has gone
	return nil
}

// after shows the page with what came of a deed.
func (d *Door) after(w http.ResponseWriter, r *http.Request, s page.Frame, said string, err error) error {
	switch dunning.ErrorCode(err) {
	case dunning.CodeInvalid, dunning.CodeConflict, dunning.CodeForbidden, dunning.CodeUnreachable, dunning.CodeUnavailable:
		return d.showProceedings(w, r, s, http.StatusUnprocessableEntity, "", page.Capital(page.Said(err))+".")
	}
	if err != nil {
		return err
	}
	return d.showProceedings(w, r, s, http.StatusOK, said, "")
}

func (d *Door) drawDeclaration(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	_, err := d.Declare.DrawDeclaration(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"), evidence.Statements{
		Nature: strings.TrimSpace(r.PostFormValue("nature")), Pending: strings.TrimSpace(r.PostFormValue("juridiction")),
		Signatory: strings.TrimSpace(r.PostFormValue("signataire")), Power: r.PostFormValue("pouvoir") != "",
	})
	return d.after(w, r, s, "La lettre est prête. Relisez-la, puis donnez l’accord.", err)
}

func (d *Door) agreeDeclaration(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	l, err := d.Declare.ApproveDeclaration(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"), r.PostFormValue("document"))
	said := "L’accord est noté\u00a0: la lettre part."
	if l.Standing() == insolvency.HalfYes {
		said = "L’accord est noté\u00a0: une seconde personne doit donner le sien."
	}
	return d.after(w, r, s, said, err)
}

func (d *Door) markDeclaration(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	on, err := dayField(r, "jour")
	if err == nil {
		_, err = d.Declared.MarkDeclaration(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"), postage.LetterFact{
			Status: dunning.LetterState(r.PostFormValue("suite")), Date: on, Number: strings.TrimSpace(r.PostFormValue("numero")),
		})
	}
	return d.after(w, r, s, "C’est noté.", err)
}

func (d *Door) settleDeclaration(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	var err error
	switch left := r.PostFormValue("partie"); left {
	case "oui", "non":
		_, err = d.Declare.SettleDeclaration(r.Context(), s.Who, r.PathValue("creditor"), r.PathValue("key"), left == "oui")
	default: // neither is guessed
		err = dunning.Errorf(dunning.CodeInvalid, "whether the letter left is not said").WithHint("choose one of the two answers")
	}
	return d.after(w, r, s, "C’est noté.", err)
}

// replyText words why a letter did not leave: a reason of the program, or what the
// carrier answered.
func replyText(reply string) string {
	if said := fr.Reason(dunning.Reason(reply)); said != reply {
		return page.Capital(said)
	}
	return fr.Reword(reply)
}
