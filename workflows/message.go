package workflows

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/fact"
	"relance/internal/money"
)

// message is what a signal or update says.
type message struct {
	event    dunning.Event
	recorded bool // it is said to be on record, and event is the whole of it
	proven   bool // and the relay says so
}

// parseMessage turns the payload of a signal or update to a case into an event.
// Errors say what is missing and how to write it.
func parseMessage(kind dunning.Kind, raw json.RawMessage, id string, now time.Time) (message, error) {
	var m Message
	if len(bytes.TrimSpace(raw)) > 0 {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&m); err != nil {
			return message{}, fmt.Errorf("%s: cannot read the message: %w", kind, err)
		}
	}
	if e, ok := m.recorded(); ok && string(kind) == SignalOf(e.Kind) {
		return message{event: e, recorded: true, proven: m.ID == digest(id, m.Recorded)}, nil
	}
	e := dunning.Event{
		ID: m.ID, Kind: kind, At: now, Reason: dunning.ReasonFact, Step: m.Step, Source: m.Source, Author: m.Author,
		Category: m.Category, Hold: dunning.HoldKind(m.Hold), Status: m.Status, Outcome: dunning.Outcome(m.Outcome),
		Tracking: m.Tracking, Message: m.Message, Plan: m.Plan,
	}
	if err := m.values(&e); err != nil {
		return message{}, fmt.Errorf("%s: %w", kind, err)
	}
	e.Seq = m.Seq
	if err := fact.Check(e); err != nil {
		return message{}, fmt.Errorf("%s: %w", kind, err)
	}
	return message{event: e}, nil
}

// values reads amounts and dates. The day of money that names none is left to
// the store, which knows where the creditor's day begins.
func (m Message) values(e *dunning.Event) (err error) {
	if m.Amount != "" {
		if e.Amount, err = money.ParseCents(m.Amount.String()); err != nil {
			return err
		}
	}
	if m.Date != "" {
		if e.Date, err = calendar.ParseDate(m.Date); err != nil {
			return err
		}
	}
	if m.End != "" {
		if e.End, err = calendar.ParseDate(m.End); err != nil {
			return err
		}
	}
	if e.Source == "" && e.Kind == dunning.KindPaid {
		e.Source = "signal"
	}
	for i, in := range m.Instalments {
		part, err := in.parse()
		if err != nil {
			return fmt.Errorf("instalment %d: %w", i+1, err)
		}
		e.Instalments = append(e.Instalments, part)
	}
	return nil
}

func (in Instalment) parse() (part dunning.Instalment, err error) {
	if part.Date, err = calendar.ParseDate(in.Date); err != nil {
		return part, err
	}
	part.Amount, err = money.ParseCents(in.Amount.String())
	return part, err
}

// recordedMessage is the payload of a fact that is on record: the event itself. Its
// id is a digest, by which the workflow knows the relay.
func recordedMessage(id string, e dunning.Event) Message {
	recorded, err := json.Marshal(e.Brief())
	if err != nil {
		return Message{ID: e.ID, Seq: e.Seq} // the workflow asks SQL for it
	}
	return Message{ID: digest(id, recorded), Seq: e.Seq, Recorded: recorded}
}

// digest binds an event that is told to its case. It keeps mistakes out, as a
// message copied from another case in Temporal's UI; against people who may
// signal and mean harm there are Temporal's own rights.
func digest(id string, recorded []byte) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "told/%s/%s", id, recorded))
	return hex.EncodeToString(sum[:8])
}

// recorded gives the event that a told message carries.
func (m Message) recorded() (e dunning.Event, ok bool) {
	if m.Seq == 0 || len(m.Recorded) == 0 || json.Unmarshal(m.Recorded, &e) != nil {
		return e, false
	}
	return e, e.Seq == m.Seq
}

// NewMessage is the payload that tells an event to the workflow of a case, by
// its ID: what the outbox sends after the fact is on record.
func NewMessage(id string, e dunning.Event) Message {
	m := Message{
		End: e.End.String(), ID: e.ID, Date: e.Date.String(), Source: e.Source, Category: e.Category, Hold: string(e.Hold),
		Seq: e.Seq, Step: e.Step, Status: e.Status, Outcome: string(e.Outcome), Tracking: e.Tracking, Message: e.Message,
		Plan: e.Plan,
	}
	if e.Amount != 0 {
		m.Amount = json.Number(e.Amount.String())
	}
	if e.Seq != 0 && e.Kind != dunning.KindPaid {
		return recordedMessage(id, e)
	}
	for _, in := range e.Instalments {
		m.Instalments = append(m.Instalments, Instalment{Date: in.Date.String(), Amount: json.Number(in.Amount.String())})
	}
	return m
}
