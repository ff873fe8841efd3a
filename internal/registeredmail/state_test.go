package registeredmail_test

import (
	"testing"

	"pgregory.net/rapid"

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

func TestFoldFindsTheOutcomeInAnyOrder(t *testing.T) {
	t.Parallel()
	const (
		accepted, printed, posted       = registeredmail.Accepted, registeredmail.Printed, registeredmail.Posted
		presented, delivered, refused   = registeredmail.Presented, registeredmail.Delivered, registeredmail.Refused
		unclaimed, returned, failed, un = registeredmail.Unclaimed, registeredmail.Returned, registeredmail.Failed, registeredmail.Unknown
	)
	for name, row := range map[string]struct {
		states []registeredmail.State
		want   registeredmail.State
	}{
		"nothing yet":                           {nil, registeredmail.Requested},
		"unknown, then found":                   {[]registeredmail.State{un, printed}, printed},
		"posted and waiting":                    {[]registeredmail.State{accepted, printed, posted, presented}, presented},
		"refused, then back at the sender":      {[]registeredmail.State{accepted, posted, refused, returned}, refused},
		"unclaimed, then back at the sender":    {[]registeredmail.State{accepted, posted, presented, unclaimed, returned}, unclaimed},
		"wrong address":                         {[]registeredmail.State{accepted, posted, returned}, returned},
		"unknown, then accepted":                {[]registeredmail.State{accepted, un}, accepted},
		"cancelled too late":                    {[]registeredmail.State{accepted, failed, posted}, posted},
		"cancelled":                             {[]registeredmail.State{accepted, failed}, failed},
		"delivered, an old event comes late":    {[]registeredmail.State{accepted, posted, delivered, presented, printed}, delivered},
		"return told first, reason comes later": {[]registeredmail.State{returned, refused}, refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var events []registeredmail.Event
			for _, s := range row.states {
				events = append(events, registeredmail.Event{State: s})
			}
			if got := registeredmail.Fold(events); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
			rapid.Check(t, func(rt *rapid.T) {
				shuffled := rapid.Permutation(append(events, events...)).Draw(rt, "events")
				if got := registeredmail.Fold(shuffled); got != row.want {
					rt.Errorf("shuffled and doubled: got %s, want %s", got, row.want)
				}
			})
		})
	}
}

func TestEffectiveOnIsTheDayTheLawLooksAt(t *testing.T) {
	t.Parallel()
	event := func(s registeredmail.State, day string) registeredmail.Event {
		return registeredmail.Event{State: s, Date: date(t, day)}
	}
	posted := event(registeredmail.Posted, "2026-03-02")
	presented := event(registeredmail.Presented, "2026-03-04")
	for name, row := range map[string]struct {
		events []registeredmail.Event
		want   string
	}{
		"delivered at the second visit":     {[]registeredmail.Event{posted, presented, event(registeredmail.Delivered, "2026-03-07")}, "2026-03-07"},
		"unclaimed: first presentation":     {[]registeredmail.Event{posted, presented, event(registeredmail.Presented, "2026-03-06"), event(registeredmail.Unclaimed, "2026-03-20")}, "2026-03-04"},
		"refused, no presentation recorded": {[]registeredmail.Event{posted, event(registeredmail.Refused, "2026-03-05")}, "2026-03-05"},
		"wrong address: never":              {[]registeredmail.Event{posted, presented, event(registeredmail.Returned, "2026-03-09")}, ""},
		"still waiting":                     {[]registeredmail.Event{posted, presented}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := registeredmail.Tracking{State: registeredmail.Fold(row.events), Events: row.events}
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

func TestEveryStateHasItsFrenchWord(t *testing.T) {
	t.Parallel()
	for _, s := range registeredmail.States() {
		if s.French() == "" {
			t.Errorf("%s has none", s)
		}
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
