package look

import (
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// playTable prints the story for people.
func playTable(s *frame.Session, p *play) {
	s.Say("Invoice of %s due on %s, plan %q\n", euros(s, p.c.Opening), s.W.Weekday(p.c.Due), p.rules.Plan.ID)
	rows := make([][]string, len(p.rows))
	for i, r := range p.rows {
		day := p.rules.Today(r.instant)
		rows[i] = []string{
			s.W.Weekday(day), placeOf(p.rules, r.instant).Format("15:04"), s.W.FromDue(day, p.c.Due), rowName(s, r), rowStep(s, r),
			rowReason(s, p, r), s.W.Number(r.Balance),
		}
	}
	s.Figures([]string{"DAY", "HOUR", "FROM DUE", "WHAT HAPPENS", "STEP", "WHY", "BALANCE"}, rows, 6)
	s.Say("\nAt the end: %s, %s to pay. %s", s.W.Status(p.c), euros(s, p.c.Balance), endText(s, dunning.Next(p.c, p.now)))
}

func endText(s *frame.Session, d dunning.Decision) string {
	if d.Action == dunning.End || d.Action == dunning.Close {
		return s.W.Text("Nothing else will leave.")
	}
	return s.W.Sprintf("After that: %s.", s.W.Reason(d.Reason))
}

func rowName(s *frame.Session, r playRow) string {
	switch r.What {
	case rowWaiting:
		return s.W.Text("waiting")
	case rowNotSent:
		return s.W.Text("NOT SENT")
	case dunning.KindSent:
		return s.W.Text("SENT")
	}
	return s.W.Kind(r.What)
}

func rowStep(s *frame.Session, r playRow) string {
	if name := s.W.Level(r.Level); name != "" {
		return name + ", " + s.W.Channel(r.Channel)
	}
	return frame.FirstOf(s.W.Channel(r.Channel), r.Step)
}

func rowReason(s *frame.Session, p *play, r playRow) string {
	text := s.W.Reason(r.Reason)
	if r.Reason == dunning.ReasonFact || r.Reason == "" {
		text = ""
	}
	if !r.next.IsZero() {
		text = frame.JoinParts(text, s.W.Sprintf("until %s", s.W.ShortDate(p.rules.Today(r.next))))
	}
	return text
}
