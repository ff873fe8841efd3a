package audit

// Keeping says where a deed that a door lets somebody do is on record. Each row of
// a door's list of routes or commands has one, so that no deed is forgotten and
// none is written twice.
type Keeping string

// Where deeds are kept.
const (
	KeptNowhere Keeping = ""        // nothing changes and nothing is taken out
	KeptInCase  Keeping = "case"    // in the chain of the case
	KeptByDoor  Keeping = "audit"   // in the audit; the door writes the entry
	KeptByUse   Keeping = "usecase" // in the audit; the use case writes the entry in its own transaction
)
