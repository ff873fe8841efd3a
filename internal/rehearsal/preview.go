package rehearsal

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// PlannedStep is a step of a plan on its day.
type PlannedStep struct {
	Step    string          `json:"step"`
	Level   dunning.Level   `json:"level"`
	Channel dunning.Channel `json:"channel"`
	At      string          `json:"at"` // RFC 3339 with the offset of the place of sending
}

// Rules are those of a plan for no debtor in particular. The jitter, which
// belongs to a debtor, is left out: steps leave at the opening of the sending
// hours or, for each debtor, a fixed number of minutes later.
func Rules(p dunning.Plan, zone calendar.Zone) (dunning.Rules, error) {
	r, err := dunning.NewRules(p, zone, "", "")
	r.Jitter = 0
	return r, err
}

// InTime is a day of import on which no step of a plan is late yet.
func InTime(p dunning.Plan, due calendar.Date) calendar.Date {
	first := 0
	for _, st := range p.Steps {
		first = min(first, int(st.At))
	}
	return due.AddDays(first - 30)
}

// Preview gives scheduled steps as programs read them.
func Preview(r dunning.Rules, steps []dunning.ScheduledStep) []PlannedStep {
	out := make([]PlannedStep, len(steps))
	for i, st := range steps {
		out[i] = PlannedStep{st.ID, st.Level, st.Channel, Local(r, st.At).Format(time.RFC3339)}
	}
	return out
}

// Local gives an instant on the clock of the place where notices leave.
func Local(r dunning.Rules, t time.Time) time.Time {
	name := r.Window.Location
	if name == "" {
		name = calendar.Paris
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return t.In(calendar.Metropole.Location())
	}
	return t.In(loc)
}
