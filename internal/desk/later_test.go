package desk_test

import (
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
)

func TestATaskWaitsUntilADayWithAReason(t *testing.T) {
	t.Parallel()
	on := calendar.NewDate(2026, 11, 27)
	call, claim := dunning.Task{Code: dunning.TaskCall}, dunning.Task{Code: dunning.TaskInsolvency, Detail: "2026-12-10"}
	for name, c := range map[string]struct {
		task  dunning.Task
		until calendar.Date
		why   string
		taken bool
	}{
		"tomorrow":                    {call, on.AddDays(1), "absent", true},
		"two months":                  {call, on.AddDays(60), "absent", true},
		"no day brings it back":       {call, calendar.Date{}, "", true},
		"today":                       {call, on, "absent", false},
		"yesterday":                   {call, on.AddDays(-1), "absent", false},
		"too far":                     {call, on.AddDays(61), "absent", false},
		"no reason":                   {call, on.AddDays(1), " \n", false},
		"a long reason":               {call, on.AddDays(1), strings.Repeat("é", 201), false},
		"a day before the last one":   {claim, calendar.NewDate(2026, 12, 9), "absent", true},
		"the day the right is lost":   {claim, calendar.NewDate(2026, 12, 10), "absent", false},
		"a detail that is not a day":  {dunning.Task{Code: dunning.TaskInsolvency, Detail: "x"}, on.AddDays(5), "absent", true},
		"a task that is done":         {dunning.Task{Code: dunning.TaskCall, DoneAt: time.Unix(1, 0)}, on.AddDays(1), "absent", false},
		"a day of another kind of it": {dunning.Task{Code: dunning.TaskMissingDocument, Detail: "2026-11-28"}, on.AddDays(5), "absent", true},
	} {
		l, err := desk.PutOff(c.task, c.until, on, c.why)
		if taken := err == nil; taken != c.taken || taken && l.Until != c.until {
			t.Errorf("%s: %+v, %v", name, l, err)
		}
		if err != nil && dunning.ErrorCode(err) != dunning.CodeInvalid && dunning.ErrorCode(err) != dunning.CodeConflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l, _ := desk.PutOff(call, on.AddDays(1), on, " au\r\nretour "); l.Why != "au retour" {
		t.Errorf("the reason keeps its lines: %q", l.Why)
	}
}
