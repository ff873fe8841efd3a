package recourse

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/collected"
	"relance/internal/dunning"
)

// Actor is who asks.
type Actor = access.Actor

// Desk is where these use cases are asked for. Its fields are what it works
// with; a door that needs few of them may leave the others empty. It is safe for
// concurrent use.
type Desk struct {
	Now func() time.Time // case time; UTC

	Statuses    StatusStore
	Collections CollectionStore
	ReceiptDate collected.Dated // which field of a report of money holds its day

	Platform      Platform      // nil: none is asked
	PlatformName  string        // host of the platform
	PlatformSince calendar.Date // first day whose messages are read; zero means thirty days before the first reading
	Flows         FlowStore
	FlowLog       FlowLog

	Gazette          Gazette
	NoticeStore      NoticeStore
	WatchReader      WatchReader
	Claims           ProceedingsStore
	Alarms           AlarmStore
	Office           *backoffice.Office  // reads cases and their evidence
	Keys             backoffice.KeyStore // remembers requests by their keys, as in Office
	Register         Register            // nil: none is asked
	RegisterStore    RegisterStore
	RegisterReader   RegisterReader
	RegisterMaxAge   time.Duration // how old a look at the register may be when a formal step leaves
	DeclarationStore DeclarationStore
	DeclarationPost  DeclarationPost
	Settler          Settler

	WatchMaxAge time.Duration // how old a look at a debtor may be when a formal step leaves; 0: the watch is off
}

// Today is the civil date in metropolitan France.
func (d *Desk) Today() calendar.Date {
	return calendar.DateOf(d.Now().In(calendar.Metropole.Location()))
}

// mayFor asks whether an actor may do something to a case. A case of a creditor
// who is not his is unknown, in the very words of one that does not exist.
func mayFor(who Actor, deed access.Deed, ref dunning.Ref) error {
	err := access.May(who, deed, ref.Creditor)
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		return dunning.UnknownCase(ref)
	}
	return err
}

// StatusStore keeps lifecycle statuses.
type StatusStore interface {
	TakeStatuses(ctx context.Context, a StatusArrival) ([]TakenStatus, error)
	StatusesOf(ctx context.Context, ref dunning.Ref) ([]StatusOnRecord, error)
}
