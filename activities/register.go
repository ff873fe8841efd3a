package activities

import "go.temporal.io/sdk/activity"

// Registry is the part of a worker that takes activities.
type Registry interface {
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// RegisterCases offers what only touches the database.
func RegisterCases(r Registry, a *Cases) {
	r.RegisterActivityWithOptions(a.RecordEvent, activity.RegisterOptions{Name: "RecordEvent"})
	r.RegisterActivityWithOptions(a.RecordPayment, activity.RegisterOptions{Name: "RecordPayment"})
	r.RegisterActivityWithOptions(a.LoadCase, activity.RegisterOptions{Name: "LoadCase"})
}

// RegisterReconciliation offers the taking in of bank files.
func RegisterReconciliation(r Registry, a *Reconciliation) {
	r.RegisterActivityWithOptions(a.TakeInBankFiles, activity.RegisterOptions{Name: "TakeInBankFiles"})
}

// RegisterWatch offers the reading of official notices.
func RegisterWatch(r Registry, a *Watch) {
	r.RegisterActivityWithOptions(a.ReadNotices, activity.RegisterOptions{Name: "ReadNotices"})
}

// RegisterPlatform offers the reading of a platform's lifecycle statuses.
func RegisterPlatform(r Registry, a *Platform) {
	r.RegisterActivityWithOptions(a.FetchStatuses, activity.RegisterOptions{Name: "FetchStatuses"})
}

// RegisterNotices offers the sending of e-mails.
func RegisterNotices(r Registry, a *Notices) {
	r.RegisterActivityWithOptions(a.SendNotice, activity.RegisterOptions{Name: "SendNotice"})
}

// RegisterLetters offers the sending of letters.
func RegisterLetters(r Registry, a *Letters) {
	r.RegisterActivityWithOptions(a.SendLetter, activity.RegisterOptions{Name: "SendLetter"})
}
