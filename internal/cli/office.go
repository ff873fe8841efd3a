package cli

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/recourse"
)

// counter is the back office as a command calls it: with who asks, the
// configuration, and a way to let Temporal hear at once.
type counter struct {
	*backoffice.Office

	who backoffice.Actor
	cfg config.Config
	app *program
}

// desk opens the back office with the clock of the session. By is who decides,
// as --by gives him: empty is the user of the machine.
func (s *session) desk(by string) (*counter, error) {
	a, err := s.book()
	if err != nil {
		return nil, err
	}
	o, err := a.Office()
	if err != nil {
		a.Close()
		return nil, err
	}
	return &counter{Office: o, who: access.Shell(s.author(by)), cfg: a.Config, app: a}, nil
}

// Recourse is the desk for what comes before and after the reminders.
func (d *counter) Recourse() *recourse.Desk {
	desk := d.app.Recourse()
	desk.Office = d.Office
	return desk
}

// Close ends the connections.
func (d *counter) Close() { d.app.Close() }

// author is who decides: --by, else the user of the machine.
func (s *session) author(by string) string {
	if by != "" {
		return by
	}
	return cmp.Or(s.Getenv("USER"), s.Getenv("LOGNAME"))
}

// What became of the message to Temporal.
const (
	toldNow = "told"
	later   = "later"
)

// mostPatience is how long a command waits for Temporal to hear of one fact.
const mostPatience = 10 * time.Second

// tell lets Temporal hear at once of what was recorded, if it answers within
// two seconds. If not, a worker's relay tells it later: nothing is lost.
func (s *session) tell(a *program, most time.Duration) string {
	state, _ := s.tellStarts(a, most)
	return state
}

// tellStarts is tell; startsWait says that cases are left for the worker to
// start.
func (s *session) tellStarts(a *program, most time.Duration) (state string, startsWait bool) {
	quick := *s
	var cancel context.CancelFunc
	quick.ctx, cancel = context.WithTimeout(s.ctx, 2*time.Second)
	defer cancel()
	if quick.dial(a, slog.New(slog.DiscardHandler)) != nil { // the worker tries again, and logs it
		return later, false
	}
	ctx, stop := context.WithTimeout(s.ctx, most)
	defer stop()
	startsWait, err := a.Tell(ctx)
	if err != nil {
		return later, false
	}
	return toldNow, startsWait
}
