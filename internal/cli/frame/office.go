package frame

import (
	"cmp"
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/contacts"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/backoffice/merging"
	"relance/internal/backoffice/planning"
	"relance/internal/backoffice/staff"
	"relance/internal/backoffice/texts"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/recourse"
)

// Counter is the back office as a command calls it: with who asks, the
// configuration, and a way to let Temporal hear at once.
type Counter struct {
	*backoffice.Office

	Who   backoffice.Actor
	cfg   config.Config
	Rooms *Rooms
	Close func() // ends the connections
}

// Desk opens the back office with the clock of the session. By is who decides,
// as --by gives him: empty is the user of the machine.
func (s *Session) Desk(by string) (*Counter, error) {
	a, err := s.Rooms()
	if err != nil {
		return nil, err
	}
	o, err := a.Office()
	if err != nil {
		a.Close()
		return nil, err
	}
	return &Counter{Office: o, Who: access.Shell(s.Author(by)), cfg: a.Config, Rooms: a, Close: a.Close}, nil
}

// Meant is the creditor that a command means, by id: the one that it names, else the
// only one there is.
func Meant(ctx context.Context, o *backoffice.Office, who access.Actor, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	all, err := o.Creditors(ctx, who)
	if err != nil {
		return "", err
	}
	if len(all) != 1 {
		return "", Usage(dunning.Errorf(dunning.CodeInvalid, "there are %d creditors", len(all)).WithHint("say which one: --creditor ID"))
	}
	return all[0].ID, nil
}

// Recourse is the desk for what comes before and after the reminders.
func (d *Counter) Recourse() *recourse.Desk {
	desk := d.Rooms.Recourse()
	desk.Office = d.Office
	return desk
}

// Author is who decides: --by, else the user of the machine.
func (s *Session) Author(by string) string {
	if by != "" {
		return by
	}
	return cmp.Or(s.Getenv("USER"), s.Getenv("LOGNAME"))
}

// Rooms are the use cases as a command finds them, over connections that it must
// close. Whoever assembles the program fills them in: no command sees the
// assembly.
type Rooms struct {
	Config   config.Config
	Office   func() (*backoffice.Office, error)
	Recourse func() *recourse.Desk
	Contacts func() *contacts.Merger
	Merging  func() *merging.Desk
	Pages    func() (*debtorpages.Portal, error)
	Staff    func() *staff.Accounts
	Care     func() *staff.Care
	Webhooks func() *backoffice.Webhooks
	Texts    func(*backoffice.Office) (*texts.Desk, error)
	Planner  func(*backoffice.Office) *planning.Planner

	// Note keeps a deed in the audit.
	Note func(context.Context, audit.Entry) error
	// SaveCreditors puts the creditors of the configuration on record.
	SaveCreditors func(context.Context) error
	// Tell lets Temporal hear at once of what was recorded, for so long at most; an
	// error when it cannot be reached. startsWait says that cases are left for the
	// worker to start.
	Tell func(ctx context.Context, most time.Duration) (startsWait bool, err error)
	// Close ends the connections.
	Close func()
}

// Rooms opens the rooms with the clock of the session.
func (s *Session) Rooms() (*Rooms, error) { return s.Open(s) }

// What became of the message to Temporal.
const (
	DeliveredNow = "told"
	Later        = "later"
)

// MostPatience is how long a command waits for Temporal to hear of one fact.
const MostPatience = 10 * time.Second

// StartTelling is how long the cases of a large import may take to start.
const StartTelling = 10 * time.Minute

// Tell lets Temporal hear at once of what was recorded, if it answers within
// two seconds. If not, a worker's relay tells it later: nothing is lost.
func (s *Session) Tell(a *Rooms, most time.Duration) string {
	state, _ := s.TellStarts(a, most)
	return state
}

// TellStarts is tell; startsWait says that cases are left for the worker to
// start.
func (s *Session) TellStarts(a *Rooms, most time.Duration) (state string, startsWait bool) {
	startsWait, err := a.Tell(s.Ctx, most)
	if err != nil { // the worker tries again, and logs it
		return Later, false
	}
	return DeliveredNow, startsWait
}

// WithOffice runs a deed at the back office as the user of the machine.
func (s *Session) WithOffice(do func(*backoffice.Office, access.Actor) error) error {
	return s.WithOfficeAs("", do)
}

// WithOfficeAs is WithOffice for whoever --by names.
func (s *Session) WithOfficeAs(by string, do func(*backoffice.Office, access.Actor) error) error {
	d, err := s.Desk(by)
	if err != nil {
		return err
	}
	defer d.Close()
	return do(d.Office, d.Who)
}

// WithCase opens the back office for whoever --by names and finds a case.
func (s *Session) WithCase(by string, name backoffice.CaseName, do func(d *Counter, ref dunning.Ref) error) error {
	d, err := s.Desk(by)
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.Ctx, d.Who, name)
	if err != nil {
		return err
	}
	return do(d, ref)
}
