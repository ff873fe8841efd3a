package app

import "relance/internal/recourse"

// Recourse gives the use cases before and after the reminders over this
// program's connections.
func (a *App) Recourse() *recourse.Desk {
	return &recourse.Desk{Now: a.store.Now, Statuses: a.store}
}
