package console

import (
	"net/http"
	"net/url"
	"strconv"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/limitation"
)

// caseView is the page of a case: how much, where it stands, what comes next,
// and what happened.
type caseView struct {
	page.Frame
	Debtor, DebtorPage, Invoice, Issued, Due string
	Ways                                     string // page of statuses and ways to court
	Object, Order                            string
	Currency                                 string
	Total                                    string // sum that may be asked for today
	Lines                                    []page.AmountLine
	Detail                                   []periodLine
	Articles                                 string
	NotAsked                                 []string
	NoClaim                                  string
	Status, Standing                         string
	Holds                                    []holdLine
	Next, NextAway, NextNote, Stops          string        // what leaves next, with how far away it is
	Look                                     []page.Action // links to what leaves next
	Limit                                    string        // last day to act
	Closed                                   bool
	Forms, More                              []formLink
	Tasks                                    []taskLine
	Timeline                                 []eventLine
	Filters                                  []page.Choice
	Recorded                                 bool   // a fact has just been recorded
	Live                                     string // address that tells the page of changes
	Reopen                                   string // where a closed case is brought back to life; empty when it cannot be
	Version                                  int64
	Care                                     careView
	Address                                  string // address of the case's page
	Client                                   string // page of what the debtor said on his own
}

// periodLine is one stretch of the calculation of interest.
type periodLine struct{ From, To, Days, Base, Rate, Source, Amount string }

// holdLine is something that suspends the case.
type holdLine struct{ Text, Until string }

// formLink leads to a form.
type formLink struct{ Address, Label string }

type taskLine struct{ Text, Address string }

func (d *Door) casePage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sheet, err := d.sheet(r, s)
	if err != nil {
		return err
	}
	look, err := d.Foresight.Upcoming(r.Context(), s.Who, sheet.Case)
	if err != nil {
		return err
	}
	care, err := d.Care.Of(r.Context(), s.Who, sheet.Case.Ref())
	if err != nil {
		return err
	}
	shown := r.URL.Query().Get("voir")
	v := d.caseOf(s, sheet, look, shown)
	v.Care = careOf(s.Who, sheet.Case.Creditor, care)
	v.Timeline = withNotes(v.Timeline, care.Notes, page.Today(d.Now()), shown)
	v.Recorded = r.URL.Query().Get("note") == "1"
	templates.Render(w, http.StatusOK, "case", v)
	return nil
}

// reopen brings a closed case back to life, at the step where it stood.
func (d *Door) reopen(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // no number: no case has this version
	if _, err := d.Cases.Reopen(r.Context(), s.Who, ref, version); err != nil {
		return err
	}
	d.Seen.Forget(s.Who)
	http.Redirect(w, r, page.CaseAddress(ref)+"?note=1", http.StatusSeeOther)
	return nil
}

// sheet reads the case that an address names.
func (d *Door) sheet(r *http.Request, s page.Frame) (backoffice.CaseSheet, error) {
	return d.Cases.Standing(r.Context(), s.Who, page.Newest(r))
}

// record reads what is on record about the case that an address names, without
// what follows from it.
func (d *Door) record(r *http.Request, s page.Frame) (sheet backoffice.CaseSheet, err error) {
	sheet.CaseView, err = d.Cases.View(r.Context(), s.Who, page.Newest(r))
	return sheet, err
}

func (d *Door) caseOf(s page.Frame, sheet backoffice.CaseSheet, look backoffice.Upcoming, shown string) caseView {
	c, now := sheet.Case, d.Now()
	v := caseView{
		Frame: s.Titled(sheet.Debtor.Name + ", facture " + c.Number), Debtor: sheet.Debtor.Name, DebtorPage: page.DebtorAddress(c.Creditor, c.Debtor),
		Invoice: c.Number, Issued: fr.Date(sheet.Invoice.Issued), Due: fr.Date(c.Due), Currency: c.Currency,
		Object: sheet.Invoice.Object, Order: sheet.Invoice.OrderRef,
		Status: standing(c), Closed: c.State == dunning.Closed, Stops: "Un paiement, un litige ou une réponse d’ici là l’arrête.",
	}
	if access.May(s.Who, access.SeeEvidence, c.Creditor) == nil {
		v.Ways = page.CaseAddress(c.Ref()) + "/voies"
	}
	v.Live = url.Values{"creancier": {c.Creditor}, "facture": {c.Number}}.Encode()
	v.Address = page.CaseAddress(c.Ref())
	v.Client = v.Address + "/page-client"
	if !v.Closed {
		v.Standing = page.DueText(c.Due, page.Today(now))
	}
	v.Forms, v.More = formLinks(s.Who, c)
	if v.Version = c.Version; v.Closed && access.May(s.Who, access.GiveUp, c.Creditor) == nil {
		v.Reopen = page.CaseAddress(c.Ref()) + "/rouvrir"
	}
	v.claim(sheet)
	v.limit(sheet.Limit)
	v.ahead(s, sheet, look, page.Today(now))
	for _, h := range c.Holds {
		line := holdLine{Text: page.Capital(fr.Hold(h.Kind))}
		if !h.Until.IsZero() {
			line.Until = "jusqu’au " + page.LongDay(page.Today(h.Until), page.Today(now))
		}
		v.Holds = append(v.Holds, line)
	}
	for _, t := range sheet.Tasks {
		if t.DoneAt.IsZero() {
			v.Tasks = append(v.Tasks, taskLine{page.Capital(fr.Task(t.Code)), page.TaskAddress(t.ID)})
		}
	}
	v.Timeline = timelineOf(sheet, page.Today(now), shown)
	v.Filters = timelineFilters(shown)
	return v
}

// standing says in a sentence where a case is.
func standing(c dunning.Case) string {
	if c.State == dunning.Closed {
		return page.Capital(fr.Status(c))
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
	return page.Capital(fr.State(c.State))
}

// claim fills in how much may be asked, with its parts and how they were found.
func (v *caseView) claim(sheet backoffice.CaseSheet) {
	if sheet.NoClaim != nil {
		v.Total, v.NoClaim = page.Amount(sheet.Case.Balance, v.Currency), "Les pénalités ne peuvent pas être calculées aujourd’hui."
		return
	}
	c := sheet.Claim
	v.Total = page.Amount(c.Total, v.Currency)
	v.Lines = append(v.Lines, page.AmountLine{Label: "Principal", Amount: page.Amount(c.Principal, v.Currency)})
	if c.Interest > 0 {
		label := "Pénalités de retard"
		if c.Rate != "" {
			label = "Pénalités, " + fr.Percent(c.Rate) + ", " + fr.Count(c.Days, "jour", "jours")
		}
		v.Lines = append(v.Lines, page.AmountLine{Label: label, Amount: page.Amount(c.Interest, v.Currency)})
	}
	if c.Fee > 0 {
		v.Lines = append(v.Lines, page.AmountLine{Label: "Indemnité forfaitaire", Amount: page.Amount(c.Fee, v.Currency)})
	}
	if c.Costs > 0 {
		v.Lines = append(v.Lines, page.AmountLine{Label: "Frais justifiés", Amount: page.Amount(c.Costs, v.Currency)})
	}
	for _, p := range c.Periods {
		v.Detail = append(v.Detail, periodLine{
			From: page.Day(p.From), To: page.Day(p.To), Days: fr.Count(p.Days, "jour", "jours"), Base: page.Amount(p.Base, v.Currency), Rate: fr.Percent(p.Rate), Source: p.Source, Amount: page.Amount(p.Amount, v.Currency),
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

// shownForms is how many forms stand beside the title; the others are behind
// "Plus".
const shownForms = 4

// formLinks are the forms that fit the case and the rights of the person.
func formLinks(who access.Actor, c dunning.Case) (shown, more []formLink) {
	var out []formLink
	for _, f := range forms {
		if f.fits(c) && access.May(who, f.deed, c.Creditor) == nil {
			out = append(out, formLink{page.CaseAddress(c.Ref()) + "/noter/" + f.name, f.label})
		}
	}
	if access.May(who, access.SeeEvidence, c.Creditor) == nil {
		out = append(out, formLink{page.CaseAddress(c.Ref()) + "/preuves.zip", "Dossier de preuves"})
	}
	if len(out) > shownForms {
		return out[:shownForms], out[shownForms:]
	}
	return out, nil
}
