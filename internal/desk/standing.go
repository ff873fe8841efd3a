package desk

import (
	"time"

	"relance/internal/dunning"
)

// Standing is how an open case stands in SQL, to be compared with its workflow.
type Standing struct {
	ID         int64
	Ref        dunning.Ref
	Workflow   string // id
	Version    int64
	NextAction time.Time // zero when it waits for a message
	Started    bool      // the order to start its workflow was delivered
}
