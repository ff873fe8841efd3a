package monthend

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/postgres/postgrestest"
)

func TestTheFiguresOfADayAreKeptForThoseWhomTheyAreOf(t *testing.T) {
	t.Parallel()
	s, ctx := New(postgrestest.New(t)), t.Context()
	monday := calendar.NewDate(2026, 3, 9)
	at := time.Date(2026, 3, 9, 6, 0, 0, 0, time.UTC)
	two := desk.Scope{Among: []string{"a", "b"}}
	keep := func(of desk.Scope, on calendar.Date, worked time.Time, text string, asked bool) {
		t.Helper()
		if err := s.KeepBoard(ctx, figures.KeptDay{Of: of, On: on, Worked: worked, Figures: []byte(`{"n": "` + text + `"}`), Debtors: []byte(text)}, asked); err != nil {
			t.Fatal(err)
		}
	}
	keep(two, monday, at, "first", true)
	keep(two, monday, at.Add(time.Hour), "second", false)
	keep(two, monday, at, "late", true) // a slow reading ends after a newer one
	keep(desk.Scope{}, monday, at, "all", false)
	for name, c := range map[string]struct {
		of        desk.Scope
		since, on calendar.Date
		all       bool
		want      string
		debtors   string
	}{
		"the newest":         {two, monday, monday, false, `{"n": "second"}`, ""},
		"with all debtors":   {two, monday, monday, true, `{"n": "second"}`, "second"},
		"all creditors'":     {desk.Scope{}, monday, monday, false, `{"n": "all"}`, ""},
		"the next day's":     {two, monday.AddDays(1), monday.AddDays(1), false, "", ""},
		"or the day before":  {two, monday, monday.AddDays(2), false, `{"n": "second"}`, ""},
		"another creditor's": {desk.Scope{Creditor: "a"}, monday, monday, false, "", ""},
	} {
		got, err := s.KeptBoard(ctx, c.of, c.since, c.on, c.all)
		if err != nil {
			t.Fatal(name, err)
		}
		if got == nil {
			got = &figures.KeptDay{}
		}
		if string(got.Figures) != c.want || string(got.Debtors) != c.debtors || c.want != "" && got.On != monday {
			t.Errorf("%s: %s, debtors %q, on %s", name, got.Figures, got.Debtors, got.On)
		}
	}
	keep(two, monday.AddDays(1), at.AddDate(0, 0, 1), "tuesday", false)
	looked, err := s.Looked(ctx)
	if err != nil || len(looked) != 2 {
		t.Fatal(looked, err)
	}
	for _, l := range looked {
		if len(l.Of.Among) == 2 && (l.On != monday.AddDays(1) || !l.Asked.Equal(at)) {
			t.Errorf("what was worked out in advance counts as asked for: %+v", l)
		}
	}
	keep(two, monday.AddDays(5), at.AddDate(0, 0, 5), "saturday", true)
	if looked, err = s.Looked(ctx); err != nil || len(looked) != 1 {
		t.Errorf("old figures are kept: %+v, %v", looked, err)
	}
}
