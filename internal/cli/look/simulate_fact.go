package look

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// factArg is DATE=KIND or DATE=KIND:PAYLOAD. The payload is the one value that
// the kind needs, or the JSON object that a signal of that name carries.
type factArg struct {
	on    calendar.Date
	event dunning.Event
}

// UnmarshalText names what it does not understand.
func (f *factArg) UnmarshalText(b []byte) (err error) {
	day, rest, ok := strings.Cut(string(b), "=")
	if !ok {
		return fmt.Errorf("%q: want DATE=KIND:PAYLOAD, as 2026-03-10=paid:400", b)
	}
	if f.on, err = calendar.ParseLoose(day); err != nil {
		return err
	}
	kind, payload, _ := strings.Cut(rest, ":")
	f.event.Kind = dunning.Kind(strings.TrimSpace(kind))
	if !slices.Contains(dunning.Facts(), f.event.Kind) {
		return fmt.Errorf("%q is not something that can be told: want one of %s", kind, factNames())
	}
	if payload = strings.TrimSpace(payload); strings.HasPrefix(payload, "{") {
		err = f.fromJSON(payload)
	} else if payload != "" {
		err = f.fromWord(payload)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	return nil
}

func factNames() string {
	var names []string
	for _, k := range dunning.Facts() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// fromJSON reads the object that a person types for a signal.
func (f *factArg) fromJSON(payload string) error {
	dec := json.NewDecoder(bytes.NewReader([]byte(payload)))
	dec.DisallowUnknownFields()
	e := f.event
	if err := dec.Decode(&e); err != nil {
		return fmt.Errorf("cannot read %s: %w", payload, err)
	}
	e.Kind = f.event.Kind
	f.event = e
	return nil
}

// fromWord reads the one value that a kind needs.
func (f *factArg) fromWord(text string) (err error) {
	e := &f.event
	switch e.Kind {
	case dunning.KindPaid, dunning.KindCredited, dunning.KindDispute:
		e.Amount, err = frame.ParseAmount(text)
	case dunning.KindPromise:
		date, amount, both := strings.Cut(text, "/")
		if e.Date, err = calendar.ParseLoose(date); err == nil && both {
			e.Amount, err = frame.ParseAmount(amount)
		}
	case dunning.KindHold, dunning.KindReschedule, dunning.KindInsolvency:
		e.Date, err = calendar.ParseLoose(text)
	case dunning.KindCost:
		e.Date = f.on
		e.Amount, err = frame.ParseAmount(text)
	case dunning.KindWaive, dunning.KindLimitation:
		e.Date, e.Category = f.on, text
	case dunning.KindInstalments:
		return f.instalments(text)
	case dunning.KindRelease:
		e.Hold = dunning.HoldKind(text)
	case dunning.KindLetterStatus, dunning.KindSettle:
		e.Status = text
	case dunning.KindApprove, dunning.KindReject, dunning.KindSkip:
		e.Step = text
	case dunning.KindClose:
		e.Outcome = dunning.Outcome(text)
	default:
		return fmt.Errorf("takes no value, but got %q", text)
	}
	return err
}

// instalments reads DATE=AMOUNT;DATE=AMOUNT.
func (f *factArg) instalments(text string) error {
	for part := range strings.SplitSeq(text, ";") {
		var m frame.MovementArg
		if err := m.UnmarshalText([]byte(part)); err != nil {
			return err
		}
		f.event.Instalments = append(f.event.Instalments, dunning.Instalment{Date: m.Date, Amount: m.Amount})
	}
	return nil
}
