package cases

import (
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Reopen brings a closed case back to life.
type Reopen struct{ CaseArg }

// Run gives the invoice's case its next cycle, at the step where it stood:
// after an error, or when money went back that nobody recorded as returned.
func (c *Reopen) Run(s *frame.Session) error {
	return s.WithCase(c.By, c.Name(), func(d *frame.Counter, ref dunning.Ref) error {
		body, err := d.Reopen(s.Ctx, d.Who, ref, 0)
		if err != nil {
			return err
		}
		t := view(s, body)
		t.Event, t.Temporal = dunning.KindOpened, s.Tell(d.Rooms, frame.MostPatience)
		if s.JSON {
			return s.PrintJSON(t)
		}
		sayFact(s, t, dunning.NewOpened(body.Balance), body)
		return nil
	})
}
