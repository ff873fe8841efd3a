package look

import (
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// storyTable prints the story for people.
func storyTable(s *frame.Session, t rehearsal.Trial, story rehearsal.Story) {
	s.Say("Invoice of %s due on %s, plan %q\n", euros(s, t.Amount), s.W.Weekday(story.Case.Due), t.Rules.Plan.ID)
	rows := make([][]string, len(story.Rows))
	for i, r := range story.Rows {
		day := t.Rules.Today(r.Instant)
		rows[i] = []string{
			s.W.Weekday(day), rehearsal.Local(t.Rules, r.Instant).Format("15:04"), s.W.FromDue(day, story.Case.Due), rowName(s, r), rowStep(s, r),
			rowReason(s, t.Rules, r), s.W.Number(r.Balance),
		}
	}
	s.Figures([]string{"DAY", "HOUR", "FROM DUE", "WHAT HAPPENS", "STEP", "WHY", "BALANCE"}, rows, 6)
	s.Say("\nAt the end: %s, %s to pay. %s", s.W.Status(story.Case), euros(s, story.Balance), endText(s, story.Next))
}

func endText(s *frame.Session, d dunning.Decision) string {
	if d.Action == dunning.End || d.Action == dunning.Close {
		return s.W.Text("Nothing else will leave.")
	}
	return s.W.Sprintf("After that: %s.", s.W.Reason(d.Reason))
}

func rowName(s *frame.Session, r rehearsal.Row) string {
	switch r.What {
	case rehearsal.Waiting:
		return s.W.Text("waiting")
	case rehearsal.NotSent:
		return s.W.Text("NOT SENT")
	case dunning.KindSent:
		return s.W.Text("SENT")
	}
	return s.W.Kind(r.What)
}

func rowStep(s *frame.Session, r rehearsal.Row) string {
	if name := s.W.Level(r.Level); name != "" {
		return name + ", " + s.W.Channel(r.Channel)
	}
	return frame.FirstOf(s.W.Channel(r.Channel), r.Step)
}

func rowReason(s *frame.Session, rules dunning.Rules, r rehearsal.Row) string {
	text := s.W.Reason(r.Reason)
	if r.Reason == dunning.ReasonFact || r.Reason == "" {
		text = ""
	}
	if !r.Next.IsZero() {
		text = frame.JoinParts(text, s.W.Sprintf("until %s", s.W.ShortDate(rules.Today(r.Next))))
	}
	return text
}
