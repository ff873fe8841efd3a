package cli

import (
	"time"

	"relance/internal/dunning"
)

// reopenCmd brings a closed case back to life.
type reopenCmd struct{ caseArg }

// Run gives the invoice's case its next cycle, at the step where it stood:
// after an error, or when money went back that nobody recorded as returned.
func (c *reopenCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, c.Creditor, c.Number)
	if err != nil {
		return err
	}
	next, err := a.Store.Reopen(s.ctx, ref, dunning.Reopening{Reason: dunning.ReasonByPerson, Author: s.author(c.By)})
	if err != nil {
		return err
	}
	body, err := a.Store.LoadCase(s.ctx, next)
	if err != nil {
		return err
	}
	t := s.view(body)
	t.Event, t.Temporal = dunning.KindOpened, s.tell(a, 10*time.Second)
	if s.json {
		return s.printJSON(t)
	}
	s.sayFact(t, dunning.Event{Kind: dunning.KindOpened}, body)
	return nil
}
