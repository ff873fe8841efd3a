package courtdesk

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/procedure"
	"relance/internal/recourse"
)

// waysView shows the conditions of each way to go on, the statuses of the
// invoice and the dates to watch. It recommends nothing.
type waysView struct {
	page.Frame
	Invoice, Debtor, Case, AsOf string
	Ways                        []wayPart
	Statuses                    []statusRow
	Events                      []page.Choice
	Alarms                      []alarmRow
	Day                         string
	MayRecord, MayTake          bool
	Error                       string
}

type wayPart struct {
	ID, Name   string
	Conditions []conditionRow
	Notes      []string
	File, All  string // addresses of the file of this invoice, and of all invoices that are due
	At         string // address that takes the answers and gives the file
	Asks       []answerField
}

// answerField is something that the papers of a way ask and that no record holds.
type answerField struct{ Name, Label string }

// asksOf lists what a person may say for the papers of a way.
func asksOf(way string) (out []answerField) {
	switch way {
	case procedure.Injonction:
		out = append(out, answerField{"tribunal", "Tribunal, avec sa ville"}, answerField{"renvoi", "Renvoi devant la juridiction compétente en cas d’opposition\u00a0: oui ou non"})
	case procedure.Refere, procedure.Assignation:
		out = append(out, answerField{"tribunal", "Tribunal, avec sa ville"}, answerField{"tentative", "Tentative amiable\u00a0: genre, date, avec qui, issue, pièce"})
	}
	for _, a := range procedure.Answers(way) {
		out = append(out, answerField{a.Key, page.Capital(a.What)})
	}
	return out
}

type conditionRow struct{ What, State, Tone, Why, Source, Rule string }

type statusRow struct{ What, At, Origin, Reasons, Verdict, Why string }

// alarmRow is a period, once, with the days on which it is reminded of.
type alarmRow struct{ End, What, Missed, Source, Days string }

func (d *Door) subject(r *http.Request, s page.Frame) (dunning.CaseView, error) {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err != nil {
		return dunning.CaseView{}, err
	}
	return d.Cases.View(r.Context(), s.Who, ref)
}

func (d *Door) waysPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showWays(w, r, s, nil, http.StatusOK, "")
}

func (d *Door) showWays(w http.ResponseWriter, r *http.Request, s page.Frame, alarms []procedure.Alarm, status int, fault string) error {
	view, err := d.subject(r, s)
	if err != nil {
		return err
	}
	ref := view.Case.Ref()
	ways, err := d.Courts.Ways(r.Context(), s.Who, ref)
	if err != nil {
		return err
	}
	statuses, err := d.Courts.StatusesOf(r.Context(), s.Who, ref)
	if err != nil {
		return err
	}
	v := waysOf(s, view, ways, statuses, alarms, page.Today(d.Now()))
	if v.Error = fault; fault != "" { // what was typed stays
		v.Day = r.PostFormValue("jour")
		for i := range v.Events {
			v.Events[i].Chosen = v.Events[i].Value == r.PostFormValue("evenement")
		}
	}
	templates.Render(w, status, "ways", v)
	return nil
}

func waysOf(s page.Frame, view dunning.CaseView, ways []procedure.Way, statuses []recourse.StatusOnRecord, alarms []procedure.Alarm, today calendar.Date) waysView {
	ref := view.Case.Ref()
	at := page.CaseAddress(ref)
	v := waysView{
		Frame: s.Titled("Voies, facture " + ref.Number), Invoice: ref.Number, Debtor: view.Debtor.Name, Case: at, Day: fr.ShortDate(today),
		MayRecord: access.May(s.Who, access.RecordLaw, ref.Creditor) == nil, MayTake: access.May(s.Who, access.SeeEvidence, ref.Creditor) == nil,
	}
	for _, way := range ways {
		v.AsOf = way.AsOf
		p := wayPart{ID: way.ID, Name: way.Name, Notes: way.Notes, File: at + "/demande.zip?" + url.Values{"voie": {way.ID}}.Encode(), At: at + "/demande.zip", Asks: asksOf(way.ID)}
		p.All = p.File + "&toutes=1"
		for _, c := range way.Conditions {
			p.Conditions = append(p.Conditions, conditionRow{c.What, evidence.Fulfilled(c.Is), tones[c.Is], c.Why, c.Source, fr.Sentence(c.Dated())})
		}
		v.Ways = append(v.Ways, p)
	}
	for _, st := range statuses {
		v.Statuses = append(v.Statuses, statusRow{
			string(st.Code) + " " + st.Code.French(), statusTime(st.StatusAt), fr.StatusOrigin(st.Origin), strings.Join(st.Reasons, ", "), fr.Verdict(st.Verdict), st.Why,
		})
	}
	for _, t := range procedure.Triggers() {
		v.Events = append(v.Events, page.Choice{Value: string(t), Label: page.Capital(procedure.FrenchTrigger(t))})
	}
	for _, a := range procedure.ByPeriod(alarms) {
		days := make([]string, len(a.Days))
		for i, on := range a.Days {
			days[i] = fr.ShortDate(on)
		}
		v.Alarms = append(v.Alarms, alarmRow{fr.Weekday(a.End), a.What, a.Missed, a.Source, strings.Join(days, ", ")})
	}
	return v
}

// statusTime says when a status was issued. Platforms write the time of a clock without
// a zone, so no hour is converted; midnight is a day without an hour. What is no time
// stays as it was written.
func statusTime(at string) string {
	t, err := time.ParseInLocation("2006-01-02T15:04:05", at, calendar.Metropole.Location())
	switch {
	case err != nil:
		return at
	case strings.HasSuffix(at, "T00:00:00"):
		return page.Day(page.Today(t))
	}
	return page.Moment(t)
}

var tones = map[procedure.Fulfilment]string{procedure.Met: "green", procedure.NotMet: "red", procedure.Unknown: "amber"}

// tellEvent notes an event of a procedure and shows the dates that follow.
func (d *Door) tellEvent(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	view, err := d.subject(r, s)
	if err != nil {
		return err
	}
	on, err := dayField(r, "jour")
	var alarms []procedure.Alarm
	if err == nil {
		alarms, err = d.Courts.TellEvent(r.Context(), s.Who, view.Case.Ref(), procedure.Trigger(r.PostFormValue("evenement")), on)
	}
	if dunning.ErrorCode(err) == dunning.CodeInvalid {
		return d.showWays(w, r, s, nil, http.StatusUnprocessableEntity, page.Capital(page.Said(err))+".")
	}
	if err != nil {
		return err
	}
	return d.showWays(w, r, s, alarms, http.StatusOK, "")
}

// requestFile gives the file for a way.
func (d *Door) requestFile(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	view, err := d.subject(r, s)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	c, err := d.Papers.File(r.Context(), s.Who, view.Case.Ref(), recourse.Request{Way: q.Get("voie"), Court: q.Get("tribunal"), Trial: q.Get("renvoi"), Attempt: q.Get("tentative"), All: q.Get("toutes") != "", Answers: answersIn(q)})
	if err != nil {
		return err
	}
	var b bytes.Buffer // whole or not at all
	if _, err := evidence.WriteDossier(&b, c); err != nil {
		return err
	}
	page.SaveAs(w, "application/zip", "dossier-"+page.PlainName(q.Get("voie"))+"-"+page.PlainName(view.Case.Number)+".zip")
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
	return nil
}

// answersIn reads what a person said for the papers of a way.
func answersIn(q url.Values) map[string]string {
	out := map[string]string{}
	for _, a := range procedure.Answers(q.Get("voie")) {
		if text := strings.TrimSpace(q.Get(a.Key)); text != "" {
			out[a.Key] = text
		}
	}
	return out
}
