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
	"relance/internal/money"
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
	name, payload, _ := strings.Cut(rest, ":")
	kind := dunning.Kind(strings.TrimSpace(name))
	if !slices.Contains(dunning.Facts(), kind) {
		return fmt.Errorf("%q is not something that can be told: want one of %s", name, factNames())
	}
	if payload = strings.TrimSpace(payload); strings.HasPrefix(payload, "{") || payload == "" {
		f.event, err = f.fromJSON(kind, payload)
	} else {
		f.event, err = f.fromWord(kind, payload, f.on)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
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

// fromJSON reads the object that a person types for a signal; nothing is an
// object without fields.
func (*factArg) fromJSON(kind dunning.Kind, payload string) (e dunning.Event, err error) {
	if payload != "" {
		dec := json.NewDecoder(bytes.NewReader([]byte(payload)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&e); err != nil {
			return e, fmt.Errorf("cannot read %s: %w", payload, err)
		}
	}
	e.Kind = kind
	return e, nil
}

// fromWord reads the one value that a kind needs. A fact that needs a day
// besides is dated on the day on which it is told.
func (f *factArg) fromWord(kind dunning.Kind, text string, on calendar.Date) (dunning.Event, error) {
	if build, ok := factsOfAmount[kind]; ok {
		amount, err := frame.ParseAmount(text)
		return build(amount, on), err
	}
	if build, ok := factsOfDate[kind]; ok {
		day, err := calendar.ParseLoose(text)
		return build(day), err
	}
	if build, ok := factsOfWord[kind]; ok {
		return build(text, on), nil
	}
	switch kind {
	case dunning.KindPromise:
		return f.promise(text)
	case dunning.KindInstalments:
		return f.instalments(text)
	case dunning.KindSettle:
		if text == dunning.SettledSent || text == dunning.SettledNotSent {
			return dunning.NewSettle(text == dunning.SettledSent), nil
		}
		return dunning.Event{}, fmt.Errorf(`status %q: want "sent" or "not_sent"`, text)
	}
	return dunning.Event{}, fmt.Errorf("takes no value, but got %q", text)
}

// The facts that are told with one value: an amount, a date or a word.
var (
	factsOfAmount = map[dunning.Kind]func(money.Cents, calendar.Date) dunning.Event{
		dunning.KindPaid:     func(a money.Cents, _ calendar.Date) dunning.Event { return dunning.NewPaid(a, calendar.Date{}) },
		dunning.KindCredited: func(a money.Cents, _ calendar.Date) dunning.Event { return dunning.NewCredited(a, calendar.Date{}) },
		dunning.KindDispute:  func(a money.Cents, _ calendar.Date) dunning.Event { return dunning.NewDispute(a, "") },
		dunning.KindCost:     dunning.NewCost,
	}
	factsOfDate = map[dunning.Kind]func(calendar.Date) dunning.Event{
		dunning.KindHold: dunning.NewHold, dunning.KindReschedule: dunning.NewReschedule, dunning.KindInsolvency: dunning.NewInsolvency,
	}
	factsOfWord = map[dunning.Kind]func(string, calendar.Date) dunning.Event{
		dunning.KindWaive: func(text string, on calendar.Date) dunning.Event {
			e := dunning.NewWaive(dunning.Waivable(text))
			e.Date = on
			return e
		},
		dunning.KindLimitation: func(text string, on calendar.Date) dunning.Event {
			return dunning.NewLimitation(dunning.LimitationEvent(text), on, calendar.Date{})
		},
		dunning.KindRelease: func(text string, _ calendar.Date) dunning.Event { return dunning.NewRelease(dunning.HoldKind(text)) },
		dunning.KindLetterStatus: func(text string, _ calendar.Date) dunning.Event {
			return dunning.NewLetterStatus(dunning.LetterState(text), calendar.Date{}, "")
		},
		dunning.KindApprove: func(text string, _ calendar.Date) dunning.Event { return dunning.NewApprove(text) },
		dunning.KindReject:  func(text string, _ calendar.Date) dunning.Event { return dunning.NewReject(text) },
		dunning.KindSkip:    func(text string, _ calendar.Date) dunning.Event { return dunning.NewSkip(text) },
		dunning.KindClose:   func(text string, _ calendar.Date) dunning.Event { return dunning.NewClose(dunning.Outcome(text)) },
	}
)

// promise reads DATE or DATE/AMOUNT.
func (*factArg) promise(text string) (dunning.Event, error) {
	date, amount, both := strings.Cut(text, "/")
	day, err := calendar.ParseLoose(date)
	if err != nil || !both {
		return dunning.NewPromise(0, day), err
	}
	sum, err := frame.ParseAmount(amount)
	return dunning.NewPromise(sum, day), err
}

// instalments reads DATE=AMOUNT;DATE=AMOUNT.
func (*factArg) instalments(text string) (dunning.Event, error) {
	var parts []dunning.Instalment
	for part := range strings.SplitSeq(text, ";") {
		var m frame.MovementArg
		if err := m.UnmarshalText([]byte(part)); err != nil {
			return dunning.Event{}, err
		}
		parts = append(parts, dunning.Instalment{Date: m.Date, Amount: m.Amount})
	}
	return dunning.NewInstalments(parts), nil
}
