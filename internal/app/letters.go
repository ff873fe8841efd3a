package app

import "relance/activities"

func (a *App) letterActivities() (*activities.Letters, error) { return &activities.Letters{}, nil }
