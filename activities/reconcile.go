package activities

import (
	"context"

	"relance/internal/dunning"
)

// TakenIn is what the bank files of a folder brought. It names no file: the
// names that banks give hold account numbers.
type TakenIn struct {
	Files   int `json:"files"`            // moved to done/
	Failed  int `json:"failed,omitempty"` // moved to failed/, each with its reason beside it
	Lines   int `json:"lines"`
	Known   int `json:"known,omitempty"`   // lines on record before
	Matched int `json:"matched,omitempty"` // lines that are sure
	Waiting int `json:"waiting,omitempty"` // lines that wait for a person
}

// Intake takes in the bank files that lie in the drop folders.
type Intake interface {
	// TakeIn takes each complete file in once. An error is one of the store or
	// of a folder: the files concerned stay where they are.
	TakeIn(ctx context.Context) (TakenIn, error)
}

// Reconciliation matches bank files with open invoices.
type Reconciliation struct {
	Intake Intake
	Log    func(ctx context.Context, doing string, ref dunning.Ref, err error)
}

// TakeInBankFiles takes in what lies in the drop folders. It may be called
// again: what is on record is not taken in twice.
func (a *Reconciliation) TakeInBankFiles(ctx context.Context) (TakenIn, error) {
	stop := heartbeats(ctx)
	defer stop()
	out, err := a.Intake.TakeIn(ctx)
	if err == nil {
		return out, nil
	}
	return out, notRead(ctx, a.Log, "taking in the bank files", err)
}
