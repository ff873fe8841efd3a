package dunning

import (
	"crypto/sha256"

	"relance/internal/calendar"
)

// Agreement is a person's yes to the step that comes next.
type Agreement struct {
	Ref    Ref
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
	Recorded
	Letter  *Draft
	Shown   *ShownDraft
	Differs []DraftPart
}

// LetterFact is what a person says about a letter.
type LetterFact struct {
	Ref    Ref
	Step   string
	Status LetterState   // posted, presented, delivered, refused, unclaimed, returned or failed
	Date   calendar.Date // on the receipt
	Number string        // tracking number, when posted
	Author string        // user name
}
