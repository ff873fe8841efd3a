package banking

import (
	"testing"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
)

func TestPeriodText(t *testing.T) {
	t.Parallel()
	first, last := calendar.NewDate(2026, 3, 1), calendar.NewDate(2026, 3, 31)
	for want, st := range map[string]bank.Statement{
		"":                            {},
		"au 31/03/2026":               {To: last},
		"depuis le 01/03/2026":        {From: first},
		"du 01/03/2026 au 31/03/2026": {From: first, To: last},
	} {
		if got := periodText((&frame.Session{W: frame.French}), st); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
