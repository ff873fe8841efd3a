package cli

import (
	"strings"

	"relance/internal/dunning"
)

// nextText says in one line what a case does next, when and why.
func (s *session) nextText(n nextView, c dunning.Case) string {
	why := s.w.Reason(n.Reason)
	if n.Action == dunning.End {
		return s.w.Sprintf("nothing: %s", why)
	}
	parts := []string{s.whenText(n)}
	if step, ok := c.Step(); ok && n.Step == step.ID {
		parts = append(parts, step.ID+" ("+s.w.Channel(step.Channel)+")")
	} else if n.Step != "" {
		parts = append(parts, n.Step)
	}
	return strings.Join(append(parts, why), "  ")
}

func (s *session) whenText(n nextView) string {
	switch {
	case n.Action != dunning.Wait:
		return s.w.Text("now")
	case n.At.IsZero():
		return s.w.Text("waits")
	}
	return s.clock(n.At)
}
