package dunning

import (
	"testing"
	"time"
)

// What people see first of a case: what left last, whether a letter is on its way,
// and the message that somebody must settle.
func TestWhatIsSeenFirstOfACase(t *testing.T) {
	t.Parallel()
	left := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	c := Case{State: Reminding, Done: 2, Steps: []ScheduledStep{
		{ID: "first", Channel: Email, Sent: left}, {ID: "skipped", Channel: Email}, {ID: "notice", Channel: RegisteredLetter, Sent: left},
	}}
	if last, sent := c.LastSent(); !sent || last.ID != "first" {
		t.Errorf("%q left last (%t), want the first: the one after it was skipped, and the letter is not done", last.ID, sent)
	}
	if _, sent := (Case{Steps: c.Steps}).LastSent(); sent {
		t.Error("something left of a case whose first step comes yet")
	}
	if !c.Posted() {
		t.Error("the letter was handed over")
	}
	for name, other := range map[string]Case{
		"closed":         {State: Closed, Steps: c.Steps},
		"mails alone":    {State: Reminding, Steps: c.Steps[:2]},
		"not handed yet": {State: Reminding, Steps: []ScheduledStep{{Channel: Letter}}},
	} {
		if other.Posted() {
			t.Errorf("%s: a letter was handed over", name)
		}
	}
	v := CaseView{Messages: []Message{{ID: 1, State: MessageUnknown}, {ID: 2, State: MessageUnknown}, {ID: 3, State: MessageAccepted}}}
	if got := v.LastUnknown(); got != 2 {
		t.Errorf("message %d is unknown, want the newer of two", got)
	}
	if got := (CaseView{Messages: v.Messages[2:]}).LastUnknown(); got != 0 {
		t.Errorf("message %d is unknown, want none", got)
	}
}
