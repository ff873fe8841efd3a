package dunning_test

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestNoticeReceivedIsTheDayTheFormalNoticeTookEffect(t *testing.T) {
	t.Parallel()
	on := func(s string) calendar.Date {
		d, err := calendar.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	status := func(step string, status dunning.LetterState, day string) dunning.Event {
		e := dunning.NewLetterStatus(status, calendar.Date{}, "").With(dunning.Stamp{Step: step})
		if day != "" {
			e.Date = on(day)
		}
		return e
	}
	body := dunning.Case{Steps: []dunning.ScheduledStep{
		{ID: "reminder", Level: dunning.Final, Channel: dunning.Letter},
		{ID: "notice", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Sent: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)},
	}}
	for name, row := range map[string]struct {
		events []dunning.Event
		want   string
	}{
		"posted only":                       {[]dunning.Event{status("notice", "posted", "2026-03-02")}, ""},
		"signed for":                        {[]dunning.Event{status("notice", "posted", "2026-03-02"), status("notice", "delivered", "2026-03-04")}, "2026-03-04"},
		"refused":                           {[]dunning.Event{status("notice", "refused", "2026-03-04")}, "2026-03-04"},
		"unclaimed":                         {[]dunning.Event{status("notice", "unclaimed", "2026-03-04")}, "2026-03-04"},
		"wrong address: nobody is notified": {[]dunning.Event{status("notice", "returned", "2026-03-04")}, ""},
		"a reminder is no formal notice":    {[]dunning.Event{status("reminder", "delivered", "2026-02-01")}, ""},
		"sent twice: the first counts":      {[]dunning.Event{status("notice", "delivered", "2026-04-04"), status("notice", "refused", "2026-03-09")}, "2026-03-09"},
		"told without its step":             {[]dunning.Event{status("", "delivered", "2026-03-04")}, "2026-03-04"},
		"told without its date":             {[]dunning.Event{status("notice", "delivered", "")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := dunning.NoticeReceived(body, row.events)
			if got.IsZero() != (row.want == "") || row.want != "" && got != on(row.want) {
				t.Errorf("got %s, want %q", got, row.want)
			}
		})
	}
}
