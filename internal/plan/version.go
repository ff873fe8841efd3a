package plan

import (
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
)

// Version is a plan of a creditor as it was saved at one time. It is never
// changed; another one follows it.
type Version struct {
	ID       int64          `json:"id"`
	Creditor string         `json:"creditor"`
	Plan     dunning.Plan   `json:"plan"`    // with its id and its number
	Running  dunning.Onward `json:"running"` // what cases do that run when it comes into use
	Author   string         `json:"author"`
	At       time.Time      `json:"saved"`
	Used     time.Time      `json:"used,omitzero"`  // new cases follow it since then; zero while it waits, or was refused
	Moved    time.Time      `json:"moved,omitzero"` // the cases that ran follow it since then
	change.Start
	change.Consent
}

// InUse tells whether cases can follow the version at an instant: it is agreed to, and
// its day has come.
func (v Version) InUse(now time.Time) bool { return !v.Used.IsZero() && v.Begun(now) }

// Comes tells whether the version waits for its day alone.
func (v Version) Comes(now time.Time) bool { return !v.Used.IsZero() && !v.Begun(now) }

// Waits tells whether two people have yet to agree to the version.
func (v Version) Waits() bool { return v.Used.IsZero() && v.Settled.IsZero() }

// Decide gives a version after a person's word; with the second yes it is in use.
// Its errors are those of a change of a creditor.
func (v Version) Decide(d change.Decision) (Version, error) {
	var err error
	if v.Consent, err = v.Consent.Decide(d, v.Creditor); err == nil && v.Outcome == change.Agreed {
		v.Used = d.At
	}
	return v, err
}

// Coming is a version that takes the place of another on its day.
type Coming struct {
	Version int           `json:"version"`
	From    calendar.Date `json:"from"`
}

// Choice is a plan of a creditor: one that new cases may follow, or one that is to
// come.
type Choice struct {
	Plan   dunning.Plan `json:"plan"`
	Stated bool         `json:"stated"`         // the configuration states it, and decides
	Latest int          `json:"latest"`         // number of the version saved last, in use or not; 0 is none
	Waits  bool         `json:"waits"`          // that version waits for two people
	Next   *Coming      `json:"next,omitempty"` // version that waits for its day, the first of them

	// Unused tells that no case can follow the plan yet: its first version waits for
	// two people or for its day. Plan is then that version.
	Unused bool `json:"unused,omitempty"`
}

// InUse leaves out the plans that no case can follow yet.
func InUse(all []Choice) []Choice {
	return slices.DeleteFunc(slices.Clone(all), func(c Choice) bool { return c.Unused })
}
