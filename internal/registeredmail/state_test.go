package registeredmail_test

import (
	"testing"

	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

func date(t testing.TB, s string) registeredmail.Date {
	t.Helper()
	d, err := registeredmail.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheLatestStateIsFoundInAnyOrder(t *testing.T) {
	t.Parallel()
	const (
		accepted, printed, posted       = dunning.LetterAccepted, dunning.LetterPrinted, dunning.LetterPosted
		presented, delivered, refused   = dunning.LetterPresented, dunning.LetterDelivered, dunning.LetterRefused
		unclaimed, returned, failed, un = dunning.LetterUnclaimed, dunning.LetterReturned, dunning.LetterFailed, dunning.LetterUnknown
	)
	for name, row := range map[string]struct {
		states []dunning.LetterState
		want   dunning.LetterState
	}{
		"nothing yet":                           {nil, dunning.LetterRequested},
		"unknown, then found":                   {[]dunning.LetterState{un, printed}, printed},
		"posted and waiting":                    {[]dunning.LetterState{accepted, printed, posted, presented}, presented},
		"refused, then back at the sender":      {[]dunning.LetterState{accepted, posted, refused, returned}, refused},
		"unclaimed, then back at the sender":    {[]dunning.LetterState{accepted, posted, presented, unclaimed, returned}, unclaimed},
		"wrong address":                         {[]dunning.LetterState{accepted, posted, returned}, returned},
		"unknown, then accepted":                {[]dunning.LetterState{accepted, un}, accepted},
		"cancelled too late":                    {[]dunning.LetterState{accepted, failed, posted}, posted},
		"cancelled":                             {[]dunning.LetterState{accepted, failed}, failed},
		"delivered, an old event comes late":    {[]dunning.LetterState{accepted, posted, delivered, presented, printed}, delivered},
		"return told first, reason comes later": {[]dunning.LetterState{returned, refused}, refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var events []registeredmail.Event
			for _, s := range row.states {
				events = append(events, registeredmail.Event{State: s})
			}
			if got := registeredmail.LatestState(events); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
			rapid.Check(t, func(rt *rapid.T) {
				shuffled := rapid.Permutation(append(events, events...)).Draw(rt, "events")
				if got := registeredmail.LatestState(shuffled); got != row.want {
					rt.Errorf("shuffled and doubled: got %s, want %s", got, row.want)
				}
			})
		})
	}
}

func TestEffectiveOnIsTheDayTheLawLooksAt(t *testing.T) {
	t.Parallel()
	event := func(s dunning.LetterState, day string) registeredmail.Event {
		return registeredmail.Event{State: s, Date: date(t, day)}
	}
	posted := event(dunning.LetterPosted, "2026-03-02")
	presented := event(dunning.LetterPresented, "2026-03-04")
	for name, row := range map[string]struct {
		events []registeredmail.Event
		want   string
	}{
		"delivered at the second visit":     {[]registeredmail.Event{posted, presented, event(dunning.LetterDelivered, "2026-03-07")}, "2026-03-07"},
		"unclaimed: first presentation":     {[]registeredmail.Event{posted, presented, event(dunning.LetterPresented, "2026-03-06"), event(dunning.LetterUnclaimed, "2026-03-20")}, "2026-03-04"},
		"refused, no presentation recorded": {[]registeredmail.Event{posted, event(dunning.LetterRefused, "2026-03-05")}, "2026-03-05"},
		"wrong address: never":              {[]registeredmail.Event{posted, presented, event(dunning.LetterReturned, "2026-03-09")}, ""},
		"still waiting":                     {[]registeredmail.Event{posted, presented}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := registeredmail.Tracking{State: registeredmail.LatestState(row.events), Events: row.events}
			got := tr.EffectiveOn()
			if (got.IsZero() && row.want != "") || (!got.IsZero() && got.String() != row.want) {
				t.Errorf("got %s, want %q", got, row.want)
			}
			if got.IsZero() == tr.State.Notifies() {
				t.Errorf("%s: Notifies and EffectiveOn disagree", tr.State)
			}
		})
	}
}

func TestNoFinalStateCanBeCancelled(t *testing.T) {
	t.Parallel()
	for _, s := range dunning.LetterStates() {
		if s.Cancellable() && s.Final() {
			t.Errorf("%s is final and cancellable", s)
		}
	}
}

func TestOrderCheckNamesTheFault(t *testing.T) {
	t.Parallel()
	good := func() registeredmail.Order {
		o := registeredmail.NewOrder("letter-42", []byte("%PDF-1.7 ..."))
		o.Sender = registeredmail.Address{Lines: []string{"Atelier Brunel SARL", "12 rue des Forges", "69003 Lyon"}}
		o.Recipient = registeredmail.Address{Lines: []string{"Société Les Œillets", "3 allée des Tilleuls", "44000 Nantes"}}
		return o
	}
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		change func(*registeredmail.Order)
		want   registeredmail.Code
	}{
		"id that leaves the folder": {func(o *registeredmail.Order) { o.ID = "../42" }, registeredmail.CodeInvalid},
		"id too long":               {func(o *registeredmail.Order) { o.ID = "x123456789012345678901234567890123456" }, registeredmail.CodeInvalid},
		"no id":                     {func(o *registeredmail.Order) { o.ID = "" }, registeredmail.CodeInvalid},
		"not a PDF":                 {func(o *registeredmail.Order) { o.PDF = []byte("hello") }, registeredmail.CodeInvalid},
		"changed document":          {func(o *registeredmail.Order) { o.PDF = []byte("%PDF-1.7 other") }, registeredmail.CodeInvalid},
		"reference of two lines":    {func(o *registeredmail.Order) { o.Reference = "a\nb" }, registeredmail.CodeInvalid},
		"sender without address":    {func(o *registeredmail.Order) { o.Sender.Lines = nil }, registeredmail.CodeInvalid},
		"recipient without address": {func(o *registeredmail.Order) { o.Recipient.Lines = []string{"Dupont"} }, registeredmail.CodeUnreachable},
		"recipient with seven lines": {func(o *registeredmail.Order) {
			o.Recipient.Lines = []string{"1", "2", "3", "4", "5", "6", "7"}
		}, registeredmail.CodeUnreachable},
		"recipient with an empty line": {func(o *registeredmail.Order) { o.Recipient.Lines[1] = " " }, registeredmail.CodeUnreachable},
		"country in words":             {func(o *registeredmail.Order) { o.Recipient.Country = "France" }, registeredmail.CodeUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := good()
			row.change(&o)
			if got := registeredmail.ErrorCode(o.Check()); got != row.want {
				t.Errorf("got %q, want %q: %v", got, row.want, o.Check())
			}
		})
	}
}
