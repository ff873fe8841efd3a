package desk

import (
	"strings"
	"unicode/utf8"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Bounds of putting off: how many days ahead, and how long a reason.
const (
	mostLater = 60
	mostWhy   = 200
)

// PutOff checks that a task may wait until a day, seen on another, and gives it with
// its reason in order. No day brings the task back. CodeInvalid: a day that is not
// ahead or too far, no reason, or a task whose own last day would pass meanwhile;
// CodeConflict: a task that is done.
func PutOff(t dunning.Task, until, on calendar.Date, why string) (dunning.Later, error) {
	why = strings.Join(strings.Fields(why), " ")
	last, err := calendar.ParseDate(t.Detail)
	fixed := err == nil && (t.Code == dunning.TaskInsolvency || t.Code == dunning.TaskLimitation)
	switch {
	case !t.DoneAt.IsZero():
		return dunning.Later{}, dunning.Errorf(dunning.CodeConflict, "task %d is done", t.ID)
	case until.IsZero():
		return dunning.Later{}, nil
	case !on.Before(until):
		return dunning.Later{}, dunning.Errorf(dunning.CodeInvalid, "%s is not ahead", until).WithHint("choose a day after today")
	case until.Sub(on) > mostLater:
		return dunning.Later{}, dunning.Errorf(dunning.CodeInvalid, "%s is more than %d days ahead", until, mostLater).WithHint("choose a nearer day: it can be put off again")
	case fixed && !until.Before(last):
		return dunning.Later{}, dunning.Errorf(dunning.CodeInvalid, "the right is lost on %s", last).WithHint("choose a day before it")
	case why == "" || utf8.RuneCountInString(why) > mostWhy:
		return dunning.Later{}, dunning.Errorf(dunning.CodeInvalid, "say in at most %d characters why the task waits", mostWhy)
	}
	return dunning.Later{Until: until, Why: why}, nil
}
