package cli

import "relance/internal/dunning"

// reopenCmd brings a closed case back to life.
type reopenCmd struct{ caseArg }

// Run gives the invoice's case its next cycle, at the step where it stood:
// after an error, or when money went back that nobody recorded as returned.
func (c *reopenCmd) Run(s *session) error {
	d, err := s.desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.ctx, d.who, c.name())
	if err != nil {
		return err
	}
	body, err := d.Reopen(s.ctx, d.who, ref)
	if err != nil {
		return err
	}
	t := s.view(body)
	t.Event, t.Temporal = dunning.KindOpened, s.tell(d.app, mostPatience)
	if s.json {
		return s.printJSON(t)
	}
	s.sayFact(t, dunning.Event{Kind: dunning.KindOpened}, body)
	return nil
}
