package wording

import (
	"time"

	"relance/internal/change"
	"relance/internal/dunning"
)

// Version is a text of a creditor's own as it was saved at one time. It is never
// changed; another one follows it.
type Version struct {
	ID       int64
	Creditor string
	dunning.Wording
	Author string
	At     time.Time
	Used   time.Time // it is in use since then; zero while it waits, or was refused
	change.Start
	change.Consent
}

// InUse tells whether notices are worded by the version at an instant, unless a newer
// one is in use as well.
func (v Version) InUse(now time.Time) bool { return !v.Used.IsZero() && v.Begun(now) }

// Comes tells whether the version waits for its day alone.
func (v Version) Comes(now time.Time) bool { return !v.Used.IsZero() && !v.Begun(now) }

// Withdrawn tells whether the version takes the text out: what the program sends
// is sent again.
func (v Version) Withdrawn() bool { return v.Subject == "" && v.Body == "" }

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

// NeedsTwo tells whether a text of a level waits for two people where two must
// agree: a formal notice has effects in law.
func NeedsTwo(l dunning.Level) bool { return l == dunning.FormalNotice }

// Case is an open case that a text can be tried on.
type Case struct{ Number, Debtor string }
