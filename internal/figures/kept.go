package figures

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
)

// KeptDay is the figures of a day for some creditors, as they were worked out.
type KeptDay struct {
	Of      desk.Scope
	On      calendar.Date
	Worked  time.Time // UTC
	Figures []byte    // JSON, with the largest debtors
	Debtors []byte    // of all of them, as JSON by gzip; empty where nobody asked for them
}

// Looked is for whom figures are kept.
type Looked struct {
	Of    desk.Scope
	On    calendar.Date // the last day that is kept
	Asked time.Time     // when a person looked last; UTC
}
