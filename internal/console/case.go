package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/limitation"
)

// caseView is the page of a case: how much, where it stands, what comes next,
// and what happened.
type caseView struct {
	shell
	Debtor, DebtorPage, Invoice, Issued, Due string
	Object, Order                            string
	Currency                                 string
	Total                                    string // that may be asked today
	Lines                                    []amountLine
	Detail                                   []periodLine
	Articles                                 string
	NotAsked                                 []string
	NoClaim                                  string
	Status, Standing                         string
	Holds                                    []holdLine
	Next, NextNote, Stops                    string
	Look                                     []action // at what leaves next
	Limit                                    string   // last day to act
	Closed                                   bool
	Forms, More                              []formLink
	Tasks                                    []taskLine
	Timeline                                 []eventLine
	Filters                                  []choice
	Told                                     bool   // a fact has just been recorded
	Live                                     string // what the page is told of
}

// amountLine is one part of a sum.
type amountLine struct{ Label, Amount string }

// periodLine is one stretch of the calculation of interest.
type periodLine struct{ From, To, Days, Base, Rate, Source, Amount string }

// holdLine is something that suspends the case.
type holdLine struct{ Text, Until string }

// formLink leads to a form.
type formLink struct{ Address, Label string }

type taskLine struct{ Text, Address string }

// eventLine is one line of what happened.
type eventLine struct {
	When, Exact, Recorded, Text, Reason, Author string
	Kind                                        string // sent, held, money, person or other: how it is marked
	Links                                       []action
}

func (d *Door) casePage(w http.ResponseWriter, r *http.Request, s shell) error {
	sheet, err := d.sheet(r, s)
	if err != nil {
		return err
	}
	look, err := d.Foresight.Outlook(r.Context(), s.Who, sheet.Case)
	if err != nil {
		return err
	}
	v := d.caseOf(s, sheet, look, r.URL.Query().Get("voir"))
	v.Told = r.URL.Query().Get("note") == "1"
	render(w, http.StatusOK, "case", v)
	return nil
}

// sheet reads the case that an address names.
func (d *Door) sheet(r *http.Request, s shell) (backoffice.CaseSheet, error) {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err != nil {
		return backoffice.CaseSheet{}, err
	}
	return d.Cases.Sheet(r.Context(), s.Who, ref)
}

// record reads what is on record about the case that an address names, without
// what follows from it.
func (d *Door) record(r *http.Request, s shell) (sheet backoffice.CaseSheet, err error) {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err == nil {
		sheet.CaseView, err = d.Cases.View(r.Context(), s.Who, ref)
	}
	return sheet, err
}

func (d *Door) caseOf(s shell, sheet backoffice.CaseSheet, look backoffice.Outlook, shown string) caseView {
	c, now := sheet.Case, d.Now()
	v := caseView{
		shell: s.titled(sheet.Debtor.Name + ", facture " + c.Number), Debtor: sheet.Debtor.Name, DebtorPage: debtorAddress(c.Creditor, c.Debtor),
		Invoice: c.Number, Issued: fr.Date(sheet.Invoice.Issued), Due: fr.Date(c.Due), Currency: c.Currency,
		Object: sheet.Invoice.Object, Order: sheet.Invoice.OrderRef,
		Status: standing(c), Closed: c.State == dunning.Closed, Stops: "Un paiement, un litige ou une réponse d’ici là l’arrête.",
	}
	v.Live = url.Values{"creancier": {c.Creditor}, "facture": {c.Number}}.Encode()
	if !v.Closed {
		v.Standing = dueText(c.Due, today(now))
	}
	v.Forms, v.More = formLinks(s.Who, c)
	v.claim(sheet)
	v.limit(sheet.Limit)
	v.ahead(s, sheet, look)
	for _, h := range c.Holds {
		line := holdLine{Text: capital(fr.Hold(h.Kind))}
		if !h.Until.IsZero() {
			line.Until = "jusqu’au " + fr.Date(today(h.Until))
		}
		v.Holds = append(v.Holds, line)
	}
	for _, t := range sheet.Tasks {
		if t.DoneAt.IsZero() {
			v.Tasks = append(v.Tasks, taskLine{capital(fr.Task(t.Code)), taskAddress(t.ID)})
		}
	}
	v.Timeline = timelineOf(sheet, today(now), shown)
	v.Filters = timelineFilters(shown)
	return v
}

// standing says in a sentence where a case is.
func standing(c dunning.Case) string {
	if c.State == dunning.Closed {
		return capital(fr.Status(c))
	}
	sent := 0
	for _, st := range c.Steps {
		if !st.Sent.IsZero() {
			sent++
		}
	}
	switch {
	case c.Attention != nil:
		return "Une difficulté vous attend"
	case c.State == dunning.Reminding && sent == 1:
		return "Un rappel envoyé"
	case c.State == dunning.Reminding:
		return strconv.Itoa(sent) + " rappels envoyés"
	}
	return capital(fr.State(c.State))
}

func dueText(due, on calendar.Date) string {
	switch n := on.Sub(due); {
	case n > 0:
		return "Échue le " + fr.Date(due) + ", " + fr.Count(n, "jour", "jours") + " de retard."
	case n == 0:
		return "Échoit aujourd’hui."
	}
	return "Échoit le " + fr.Date(due) + "."
}

// ahead says what comes next, when, to whom, and what would stop it.
func (v *caseView) ahead(s shell, sheet backoffice.CaseSheet, look backoffice.Outlook) {
	c := sheet.Case
	v.Next, v.NextNote = outlookText(look)
	if v.Closed {
		v.Next, v.Stops = "Plus rien ne part", ""
		return
	}
	if f := look.First; f != nil && f.Kind == dunning.KindSent && f.Channel == dunning.Email && sheet.Debtor.Email != "" {
		v.NextNote += " À " + sheet.Debtor.Email + "."
	}
	step, ok := c.Step()
	if !ok || step.Level == "" || c.Balance <= 0 {
		return
	}
	if c.Asked == step.ID && access.May(s.Who, access.SeeCases, c.Creditor) == nil {
		v.Look = append(v.Look, action{letterAddress(c.Ref()), "Relire et approuver"})
	}
	v.Look = append(v.Look, action{caseAddress(c.Ref()) + "/apercu", "Aperçu"})
}

// outlookText says what happens first, and what is to be known about it.
func outlookText(look backoffice.Outlook) (text, note string) {
	c := look.Case
	if len(c.Holds) > 0 || c.Attention != nil || look.Next.Action == dunning.Wait && look.Next.Reason != dunning.ReasonNotYetDue {
		note = capital(fr.Reason(look.Next.Reason)) + "."
	}
	f := look.First
	if f == nil {
		if c.Balance <= 0 {
			return "Le dossier se clôt", ""
		}
		if note == "" {
			note = "Une personne prend la suite."
		}
		return "Rien de prévu", note
	}
	day := fr.Weekday(today(f.At))
	switch f.Kind {
	case dunning.KindSent:
		text = capital(fr.Level(f.Level)) + ", " + day
		if f.Channel != dunning.Email {
			note += " Par " + fr.Channel(f.Channel) + "."
		}
		if n := len(f.Numbers); n > 1 {
			note += " Avec " + fr.Count(n-1, "autre facture", "autres factures") + " du même client, en un seul message."
		}
	case dunning.KindThanked:
		text = "Remerciement, " + day
	case dunning.KindAsked:
		text = capital(stepsName(f)) + ", " + day
		note += " Elle ne part que si vous l’approuvez."
	case dunning.KindDelegated:
		text = capital(fr.Channel(f.Channel)) + " à faire, " + day
	case dunning.KindHandedOver:
		text = "Remise du dossier, " + day
	default:
		text = capital(fr.Kind(f.Kind)) + ", " + day
		if f.Reason != "" {
			note = capital(fr.Reason(f.Reason)) + "."
		}
	}
	return text, note
}

func stepsName(f *dunning.Rehearsed) string {
	if len(f.Steps) > 0 && f.Steps[0].Level != "" {
		return fr.Level(f.Steps[0].Level)
	}
	return fr.Kind(f.Kind)
}

// claim fills in how much may be asked, with its parts and how they were found.
func (v *caseView) claim(sheet backoffice.CaseSheet) {
	if sheet.NoClaim != nil {
		v.Total, v.NoClaim = amount(sheet.Case.Balance, v.Currency), "Les pénalités ne peuvent pas être calculées aujourd’hui."
		return
	}
	c := sheet.Claim
	v.Total = amount(c.Total, v.Currency)
	v.Lines = append(v.Lines, amountLine{"Principal", amount(c.Principal, v.Currency)})
	if c.Interest > 0 {
		label := "Pénalités de retard"
		if c.Rate != "" {
			label = "Pénalités, " + fr.Percent(c.Rate) + ", " + fr.Count(c.Days, "jour", "jours")
		}
		v.Lines = append(v.Lines, amountLine{label, amount(c.Interest, v.Currency)})
	}
	if c.Fee > 0 {
		v.Lines = append(v.Lines, amountLine{"Indemnité forfaitaire", amount(c.Fee, v.Currency)})
	}
	if c.Costs > 0 {
		v.Lines = append(v.Lines, amountLine{"Frais justifiés", amount(c.Costs, v.Currency)})
	}
	for _, p := range c.Periods {
		v.Detail = append(v.Detail, periodLine{
			fr.ShortDate(p.From), fr.ShortDate(p.To), strconv.Itoa(p.Days), amount(p.Base, v.Currency), fr.Percent(p.Rate), p.Source, amount(p.Amount, v.Currency),
		})
	}
	for i, a := range c.Articles {
		if i > 0 {
			v.Articles += ", "
		}
		v.Articles += a
	}
}

// limit says until when a court can be seised.
func (v *caseView) limit(r *limitation.Result) {
	if r != nil && !v.Closed {
		v.Limit = fr.Date(r.Expiry)
	}
}

// marks groups the kinds of events by how the timeline marks them.
var marks = map[dunning.Kind]string{
	dunning.KindSent: "sent", dunning.KindThanked: "sent", dunning.KindHandedOver: "sent",
	dunning.KindSkipped: "held", dunning.KindDeferred: "held", dunning.KindWithheld: "held", dunning.KindRefused: "held", dunning.KindUnknown: "held",
	dunning.KindAttention: "held", dunning.KindBounce: "held", dunning.KindUnreadable: "held",
	dunning.KindPaid: "money", dunning.KindCredited: "money", dunning.KindCost: "money", dunning.KindWaive: "money",
	dunning.KindReply: "person", dunning.KindPromise: "person", dunning.KindDispute: "person", dunning.KindInstalments: "person", dunning.KindHold: "person",
	dunning.KindRelease: "person", dunning.KindResolveDispute: "person", dunning.KindApprove: "person", dunning.KindReject: "person",
	dunning.KindReschedule: "person", dunning.KindClose: "person", dunning.KindContact: "person",
}

func mark(k dunning.Kind) string {
	if m := marks[k]; m != "" {
		return m
	}
	return "other"
}

// timelineFilters are what of the timeline may be shown alone.
func timelineFilters(shown string) []choice {
	out := []choice{{"", "tout", shown == ""}}
	for _, c := range []choice{{"mails", "mails", false}, {"lettres", "lettres", false}, {"argent", "argent", false}, {"personnes", "personnes", false}} {
		c.Chosen = shown == c.Value
		out = append(out, c)
	}
	return out
}

// timelineOf words what happened, the newest first, with what was sent.
func timelineOf(sheet backoffice.CaseSheet, on calendar.Date, shown string) []eventLine {
	messages := map[int64]dunning.Message{}
	for _, m := range sheet.Messages {
		messages[m.ID] = m
	}
	steps := map[string]dunning.ScheduledStep{}
	for _, st := range sheet.Case.Steps {
		steps[st.ID] = st
	}
	var out []eventLine
	for _, e := range slices.Backward(sheet.Timeline) {
		m, sent := messages[e.Message]
		if !shows(shown, e.Kind, m.Channel, steps[e.Step].Channel) {
			continue
		}
		line := eventLine{
			When: shortDay(today(e.At), on) + ", " + hour(e.At), Exact: e.At.UTC().Format(time.RFC3339), Text: eventText(e.Event, steps, sheet.Case.Currency),
			Author: e.Author, Kind: mark(e.Kind),
		}
		if gap := e.RecordedAt.Sub(e.At); gap > time.Hour || gap < -time.Hour {
			line.Recorded = "noté le " + fr.Instant(e.RecordedAt)
		}
		if e.Reason != "" && e.Reason != dunning.ReasonFact && e.Reason != dunning.ReasonStepDue {
			line.Reason = capital(fr.Reason(e.Reason))
		}
		if sent && m.Document != "" {
			line.Links = append(line.Links, action{caseAddress(sheet.Case.Ref()) + "/messages/" + strconv.FormatInt(m.ID, 10), lookLabel(m.Channel)})
			if e.Kind == dunning.KindSent && m.Recipient != "" {
				line.Text += " à " + m.Recipient
			}
		}
		out = append(out, line)
	}
	return out
}

func lookLabel(c dunning.Channel) string {
	if c == dunning.Email {
		return "voir le mail exact"
	}
	return "voir la lettre exacte"
}

// shows tells whether a filter keeps an event.
func shows(shown string, k dunning.Kind, of, step dunning.Channel) bool {
	if of == "" {
		of = step
	}
	paper := of == dunning.Letter || of == dunning.RegisteredLetter
	switch shown {
	case "mails":
		return of == dunning.Email && (mark(k) == "sent" || mark(k) == "held")
	case "lettres":
		return paper || k == dunning.KindLetterStatus
	case "argent":
		return mark(k) == "money"
	case "personnes":
		return mark(k) == "person"
	}
	return true
}

// eventText says an event as a sentence: what a step is called rather than its
// name in the plan.
func eventText(e dunning.Event, steps map[string]dunning.ScheduledStep, currency string) string {
	st, ok := steps[e.Step]
	name := ""
	if ok {
		name = stepName(st)
	}
	switch {
	case e.Kind == dunning.KindSent && ok:
		return capital(name) + " " + sentWord(st.Level)
	case e.Kind == dunning.KindSent:
		return "Message envoyé"
	case mark(e.Kind) == "held" && ok && e.Kind != dunning.KindBounce:
		return "Rien n’est parti\u00a0: " + name
	case e.Kind == dunning.KindAsked && ok:
		return capital(name) + "\u00a0: accord demandé"
	}
	if ok {
		e.Step = name
	}
	return capital(fr.Describe(e, currency))
}

// sentWord agrees with the name of a level.
func sentWord(l dunning.Level) string {
	switch l {
	case dunning.Courtesy, dunning.Thanks, dunning.PartReceipt:
		return "envoyé"
	}
	return "envoyée"
}

// shownForms is how many forms stand beside the title; the others are behind
// "Plus".
const shownForms = 4

// formLinks are the forms that fit the case and the rights of the person.
func formLinks(who access.Actor, c dunning.Case) (shown, more []formLink) {
	var out []formLink
	for _, f := range forms {
		if f.fits(c) && access.May(who, f.deed, c.Creditor) == nil {
			out = append(out, formLink{caseAddress(c.Ref()) + "/noter/" + f.name, f.label})
		}
	}
	if access.May(who, access.SeeEvidence, c.Creditor) == nil {
		out = append(out, formLink{caseAddress(c.Ref()) + "/preuves.zip", "Dossier de preuves"})
	}
	if len(out) > shownForms {
		return out[:shownForms], out[shownForms:]
	}
	return out, nil
}
