package cases

import (
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// nextText says in one line what a case does next, when and why.
func nextText(s *frame.Session, n nextView, c dunning.Case) string {
	why := s.W.Reason(n.Reason)
	if n.Action == dunning.End {
		return s.W.Sprintf("nothing: %s", why)
	}
	parts := []string{whenText(s, n)}
	if step, ok := c.Step(); ok && n.Step == step.ID {
		parts = append(parts, step.ID+" ("+s.W.Channel(step.Channel)+")")
	} else if n.Step != "" {
		parts = append(parts, n.Step)
	}
	return strings.Join(append(parts, why), "  ")
}

func whenText(s *frame.Session, n nextView) string {
	switch {
	case n.Action != dunning.Wait:
		return s.W.Text("now")
	case n.At.IsZero():
		return s.W.Text("waits")
	}
	return s.Clock(n.At)
}
