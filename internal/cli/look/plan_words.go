package look

import (
	"relance/internal/backoffice/planning"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/rehearsal"
)

// printed gives the answer to a program; people were told already.
func printed(s *frame.Session, out any) error {
	if !s.JSON {
		return nil
	}
	return s.PrintJSON(out)
}

// sayDifference says what a plan would change of what leaves.
func sayDifference(s *frame.Session, t planning.Tried) {
	s.Say("%d open {case follows|cases follow} this plan; {its|their} next message in %d days:", t.Cases, planning.HorizonDays)
	sayChanges(s, t)
}

// sayChanges says what changes of what leaves, and for which cases.
func sayChanges(s *frame.Session, t planning.Tried) {
	s.Say("%d the same, %d earlier, %d later, %d more, %d fewer, %d on the next day of sending", t.Same, t.Earlier, t.Later, t.More, t.Fewer, t.AtOnce)
	if t.Refused > 0 {
		s.Say("%d {case cannot change its plan now, and keeps it|cases cannot change their plan now, and keep theirs}", t.Refused)
	}
	if s.JSON || len(t.Moves) == 0 {
		return
	}
	rows := make([][]string, min(len(t.Moves), mostMoves))
	for i := range rows {
		m := t.Moves[i]
		rows[i] = []string{m.Number, m.Debtor, comes(s, m.Before), comes(s, m.After)}
	}
	s.Table([]string{"INVOICE", "DEBTOR", "AS IT STANDS", "UNDER THE PLAN"}, rows)
	if n := len(t.Moves) - len(rows); n > 0 {
		s.Say("and %d more", n)
	}
}

// mostMoves is how many cases are named to a person; programs get all.
const mostMoves = 20

// comes words the next message of a case.
func comes(s *frame.Session, n *rehearsal.Next) string {
	if n == nil {
		return "-"
	}
	return s.W.Level(n.Level) + ", " + s.W.Channel(n.Channel) + ", " + s.W.Date(calendar.DateOf(n.At.In(calendar.Metropole.Location())))
}

// saySaved says what became of a plan and of the cases that run.
func saySaved(s *frame.Session, saved planning.Saved) {
	v := saved.Version
	if v.Waits() {
		s.Say("version %d of the plan %q waits for two people", v.Plan.Version, v.Plan.ID)
		return
	}
	if !v.From.IsZero() {
		s.Say("version %d of the plan %q starts on %s", v.Plan.Version, v.Plan.ID, s.W.Date(v.From))
		return
	}
	s.Say("version %d of the plan %q is in use", v.Plan.Version, v.Plan.ID)
	if m := saved.Moving; m.Moved+len(m.Refused)+m.Left > 0 {
		s.Say("%d {case follows|cases follow} it now, %d {follows|follow} within minutes, %d {keeps its plan|keep their plan}", m.Moved, m.Left, len(m.Refused))
	}
}
