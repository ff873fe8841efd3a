package dunning

import "time"

// ShownDraft is a letter that was shown to whoever is asked to approve it.
type ShownDraft struct {
	Draft
	Step       string    `json:"step"`
	Approved   bool      `json:"approved,omitempty"`    // this very letter was agreed to
	ApprovedBy string    `json:"approved_by,omitempty"` // user name
	Shown      time.Time `json:"shown"`                 // case time
}
