package approval

import (
	"crypto/sha256"

	"relance/internal/dunning"
)

// Agreement is a person's yes to the step that comes next.
type Agreement struct {
	Ref    dunning.Ref
	Step   string // empty is the one that comes next
	Author string // user name
	Anyway bool   // also when the letter is not the one that was shown
	Seen   int64  // version of the case that the author saw; 0 is not said
	Key    string // recognises a request that is sent twice; empty is none

	Sum        [sha256.Size]byte // of what is asked for, as in Recording
	Identified bool              // it is known who the author is
}

// Agreed is what came of an Agreement. Letter is the letter as it leaves
// today, nil when the step is none; Shown is the one that was asked about, nil
// when none was.
type Agreed struct {
	dunning.Recorded
	Letter  *dunning.Draft
	Shown   *dunning.ShownDraft
	Differs []Part
}
