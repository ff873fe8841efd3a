package company

import (
	"time"

	"relance/internal/dunning"
)

// Check is what a look at the register brought for one debtor.
type Check struct {
	Creditor    string        `json:"creditor"`
	Debtor      string        `json:"debtor"` // the creditor's reference
	Name        string        `json:"name"`
	SIREN       string        `json:"siren"`
	State       State         `json:"state"`
	Source      Source        `json:"source,omitempty"`
	At          time.Time     `json:"looked_at,omitzero"`
	Filled      []Field       `json:"filled"`
	Differences []Difference  `json:"differences"`
	Stops       []Halt        `json:"stops"`
	Held        []dunning.Ref `json:"held"` // cases whose formal steps stop by this look
	Register    *Record       `json:"register,omitempty"`
	Error       string        `json:"error,omitempty"`
}

// State is a check in one word.
type State string

// The states.
const (
	Alike    State = "same"
	Filled   State = "filled"
	Differs  State = "differs"
	Stopped  State = "stopped"  // formal steps stop until a person has looked
	Absent   State = "absent"   // the register does not have it, or may not show it
	NoNumber State = "no_siren" // a debtor without company number cannot be looked up
	Failed   State = "failed"   // the register did not answer
)

// Checked words a finding about a debtor.
func Checked(d dunning.Debtor, look Look, f Finding) Check {
	c := About(d)
	c.Source, c.At, c.Register = look.Record.Source, look.At, &look.Record
	c.Filled, c.Differences = append(c.Filled, f.filled()...), append(c.Differences, f.Differences...)
	for _, s := range f.Stops {
		c.Stops = append(c.Stops, s.Why)
	}
	switch {
	case !look.Record.Found:
		c.State = Absent
	case len(c.Stops) > 0:
		c.State = Stopped
	case len(c.Differences) > 0:
		c.State = Differs
	case len(c.Filled) > 0:
		c.State = Filled
	}
	return c
}

// About is a check of a debtor that has found nothing.
func About(d dunning.Debtor) Check {
	return Check{
		Creditor: d.Creditor, Debtor: d.Key, Name: d.Name, SIREN: d.SIREN, State: Alike, Filled: []Field{}, Differences: []Difference{}, Stops: []Halt{},
		Held: []dunning.Ref{},
	}
}

// OnRecord is what the register last said of a debtor.
type OnRecord struct {
	Record      Record       `json:"register"`
	LookedAt    time.Time    `json:"looked_at,omitzero"` // when the last look succeeded
	Fault       string       `json:"fault,omitempty"`    // why the last attempt failed; empty when it did not
	TriedAt     time.Time    `json:"tried_at"`
	Differences []Difference `json:"differences"`
}
