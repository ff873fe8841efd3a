package invoices

import (
	"relance/internal/cli/frame"
)

// statusFetchCmd reads the platform's lifecycle messages now.
type statusFetchCmd struct {
	By string `placeholder:"NAME" help:"Who asks (default: $$USER)."`
}

// Run takes in what the platform lists since the last time, once, and says how
// the reading stands. Nothing is sent.
func (c *statusFetchCmd) Run(s *frame.Session) error {
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := d.Recourse().FetchStatuses(s.Ctx, d.Who)
	s.Tell(d.Rooms, frame.MostPatience)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(got)
	}
	if len(got.Statuses) > 0 {
		if err := sayStatuses(s, got.Statuses); err != nil {
			return err
		}
	}
	s.Say("%s: %d new {message|messages}, %d taken in, %d {waits|wait}, %d cannot be read", got.Platform, got.Fresh, got.Read, got.Waiting, got.Refused)
	for _, t := range got.Troubles {
		s.Complain(frame.OneLine(t.ID)+": "+s.W.Reword(t.Fault), "")
	}
	return nil
}
