package dunning

import "time"

// Switch is a switch of the whole installation, as it was last set.
type Switch struct {
	On     bool      `json:"on"`
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at"` // recorded time
}
