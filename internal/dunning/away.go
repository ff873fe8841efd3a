package dunning

import (
	"time"

	"relance/internal/calendar"
)

// mostAwayDays is how far an automatic reply may put a call off.
const mostAwayDays = 31

// PutOffCall puts the call that comes next off to the day on which the debtor says
// that he is back. False where no call comes next or it comes later anyway. Mails and
// letters do not wait: they reach who is away.
func PutOffCall(c Case, back calendar.Date, r Rules, now time.Time) (Event, bool) {
	step, ok := c.Step()
	today := r.Today(now)
	if !ok || c.State == Closed || step.Channel != Call || !back.After(today) || back.After(today.AddDays(mostAwayDays)) {
		return Event{}, false
	}
	until := r.instant(back)
	if !step.At.Before(until) || !c.NotBefore.Before(until) {
		return Event{}, false
	}
	put := NewDeferred(step.ID, until)
	put.Reason = ReasonAway
	return put, true
}
