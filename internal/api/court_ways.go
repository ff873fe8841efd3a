package api

import (
	"bytes"
	"context"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/procedure"
	"relance/internal/recourse"
)

// Status is a lifecycle status of an invoice, as a platform sent it.
type Status struct {
	ID        int64     `json:"id"`
	Code      string    `json:"status_code"`
	Label     string    `json:"label" doc:"In French."`
	At        string    `json:"status_at" doc:"As written, without zone: its order counts."`
	Origin    string    `json:"origin" doc:"debtor, platform, creditor, third_party or siren_unknown: only the debtor's own word holds a case."`
	Verdict   string    `json:"verdict" doc:"What followed."`
	Reasons   []string  `json:"reasons"`
	MessageID string    `json:"message_id"`
	Received  time.Time `json:"received"`
	SHA256    string    `json:"sha256" doc:"Of the message's exact bytes."`
}

type statusList struct {
	Body struct {
		Statuses []Status `json:"statuses"`
	}
}

// Way is one procedure with its conditions.
type Way struct {
	Way        string         `json:"way" enum:"injonction,small_claims,uncontested,refere,assignation,bailiff,agency,insurer"`
	Name       string         `json:"name"`
	Conditions []WayCondition `json:"conditions"`
	Notes      []string       `json:"notes" doc:"Warnings, and what is not settled."`
	AsOf       string         `json:"as_of" doc:"State of the law that the row follows."`
}

// WayCondition is one condition of a procedure.
type WayCondition struct {
	What   string `json:"what"`
	Is     string `json:"is" enum:"met,not_met,unknown"`
	Why    string `json:"why,omitempty" doc:"What the record shows."`
	Source string `json:"source,omitempty"`

	Since  calendar.Date `json:"since,omitzero" doc:"Day from which the rule holds in this wording, when it is known."`
	ReadOn calendar.Date `json:"read_on,omitzero" doc:"Day on which the rule was last compared with its source; absent for what is no rule of law."`
}

type wayList struct {
	Body struct {
		Ways []Way `json:"ways" doc:"Facts, never a recommendation."`
	}
}

type wayFileRequest struct {
	CasePath
	Way     string `path:"way" doc:"The way, as list-ways names it." enum:"injonction,small_claims,uncontested,refere,assignation,bailiff,agency,insurer"`
	Court   string `query:"court" maxLength:"200" doc:"As tribunal de commerce de Lyon."`
	Trial   string `query:"trial" enum:"oui,non" doc:"Injonction: whether an opposition goes to the trial court."`
	Attempt string `query:"attempt" maxLength:"500" doc:"Amicable attempt with its date (CPC 750-1)."`

	With []string `query:"with,explode" maxItems:"1000" doc:"Numbers of further invoices of the same debtor, in the same request."`
	All  bool     `query:"all" doc:"All invoices of the debtor that are due."`
	Said []string `query:"said,explode" maxItems:"50" doc:"key=text: something that the papers ask and no record holds. An unknown key is answered with those that there are."`
}

// ProcedureEvent is something that happened in a procedure.
type ProcedureEvent struct {
	Event string        `json:"event" enum:"request_filed,order_made,order_served,opposition_fee,opposition_tj,letter_sent,uncontested_ask,command_served,record_sealed,published,claim_disputed,liquidation_published,observation_ended,claims_listed,contract_ended,struck_off"`
	Date  calendar.Date `json:"date"`
}

type procedureEventRequest struct {
	CasePath
	Keyed
	Body ProcedureEvent
}

// Alarm is a day on which a person is reminded of a period.
type Alarm struct {
	On         calendar.Date `json:"on"`
	End        calendar.Date `json:"end" doc:"Of the period: the raw date, never moved forward."`
	What       string        `json:"what"`
	Missed     string        `json:"missed,omitempty" doc:"What follows when it is not done."`
	Source     string        `json:"source"`
	Confidence string        `json:"confidence" doc:"sure, readings differ or not settled."`
}

type alarmList struct {
	Replayed
	Body struct {
		Alarms []Alarm `json:"alarms"`
	}
}

func (d *Door) listStatuses(ctx context.Context, who access.Actor, in *CasePath) (*statusList, error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	all, err := d.Court.StatusesOf(ctx, who, ref)
	out := &statusList{}
	out.Body.Statuses = make([]Status, len(all))
	for i, s := range all {
		out.Body.Statuses[i] = Status{
			ID: s.ID, Code: string(s.Code), Label: s.Code.French(), At: s.StatusAt, Origin: string(s.Origin), Verdict: string(s.Verdict),
			Reasons: append([]string{}, s.Reasons...), MessageID: s.MessageID, Received: s.Received, SHA256: s.Document,
		}
	}
	return out, err
}

func (d *Door) listWays(ctx context.Context, who access.Actor, in *CasePath) (*wayList, error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	all, err := d.Court.Ways(ctx, who, ref)
	out := &wayList{}
	out.Body.Ways = make([]Way, len(all))
	for i, w := range all {
		way := Way{Way: w.ID, Name: w.Name, Notes: append([]string{}, w.Notes...), AsOf: w.AsOf, Conditions: make([]WayCondition, len(w.Conditions))}
		for j, c := range w.Conditions {
			way.Conditions[j] = WayCondition{What: c.What, Is: string(c.Is), Why: c.Why, Source: c.Source, Since: c.Since, ReadOn: c.ReadOn}
		}
		out.Body.Ways[i] = way
	}
	return out, err
}

func (d *Door) getWayFile(ctx context.Context, who access.Actor, in *wayFileRequest) (*file, error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	answers := map[string]string{}
	for _, one := range in.Said {
		key, text, _ := strings.Cut(one, "=")
		answers[key] = text
	}
	c, err := d.Court.File(ctx, who, ref, recourse.Request{
		Way: in.Way, With: in.With, All: in.All, Court: in.Court, Trial: in.Trial, Attempt: in.Attempt, Answers: answers,
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := evidence.WriteDossier(&b, c); err != nil {
		return nil, err
	}
	return fileOf(dunning.Document{MediaType: zipType, Name: "dossier-" + in.Way + "-" + ref.Number + ".zip", Bytes: b.Bytes()}), nil
}

func (d *Door) tellProcedureEvent(ctx context.Context, who access.Actor, in *procedureEventRequest) (*alarmList, error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	about(ctx, "", map[string]string{"event": in.Body.Event, "date": in.Body.Date.String()})
	alarms, err := d.Court.TellEvent(ctx, who, ref, procedure.Trigger(in.Body.Event), in.Body.Date)
	out := &alarmList{}
	out.Body.Alarms = make([]Alarm, len(alarms))
	for i, a := range alarms {
		out.Body.Alarms[i] = Alarm{On: a.On, End: a.End, What: a.What, Missed: a.Missed, Source: a.Source, Confidence: string(a.Sure)}
	}
	return out, err
}
