package merge

import "time"

// Done is a merging that was recorded.
type Done struct {
	ID      int64   `json:"id"`
	Outcome Outcome `json:"outcome"`
	Moved   int     `json:"moved"` // cases, open and closed
}

// Record is a merging on record.
type Record struct {
	ID        int64     `json:"id"`
	Creditor  string    `json:"creditor"`
	Keep      string    `json:"keep"` // references
	Other     string    `json:"other"`
	OtherName string    `json:"other_name"`
	Author    string    `json:"author"`
	Fields    []Row     `json:"fields"` // those that differed or changed
	Cases     int       `json:"cases"`  // that were moved, or went back
	At        time.Time `json:"at"`
	UndoneAt  time.Time `json:"undone_at,omitzero"`
	UndoneBy  string    `json:"undone_by,omitempty"`
}

// Standing tells whether the merging was not undone.
func (r Record) Standing() bool { return r.UndoneAt.IsZero() }
