package cli

import "relance/internal/dunning"

// playTable prints the story for people.
func (s *session) playTable(p *play) {
	s.say("Invoice of %s due on %s, plan %q\n", s.euros(p.c.Opening), s.w.Weekday(p.c.Due), p.rules.Plan.ID)
	rows := make([][]string, len(p.rows))
	for i, r := range p.rows {
		day := p.rules.Today(r.instant)
		rows[i] = []string{
			s.w.Weekday(day), placeOf(p.rules, r.instant).Format("15:04"), s.w.FromDue(day, p.c.Due), s.rowName(r), s.rowStep(r),
			s.rowReason(p, r), s.w.Number(r.Balance),
		}
	}
	s.figures([]string{"DAY", "HOUR", "FROM DUE", "WHAT HAPPENS", "STEP", "WHY", "BALANCE"}, rows, 6)
	s.say("\nAt the end: %s, %s to pay. %s", s.w.Status(p.c), s.euros(p.c.Balance), s.endText(dunning.Next(p.c, p.now)))
}

func (s *session) endText(d dunning.Decision) string {
	if d.Action == dunning.End || d.Action == dunning.Close {
		return s.w.Text("Nothing else will leave.")
	}
	return s.w.Sprintf("After that: %s.", s.w.Reason(d.Reason))
}

func (s *session) rowName(r playRow) string {
	switch r.What {
	case rowWaiting:
		return s.w.Text("waiting")
	case rowNotSent:
		return s.w.Text("NOT SENT")
	case dunning.KindSent:
		return s.w.Text("SENT")
	}
	return s.w.Kind(r.What)
}

func (s *session) rowStep(r playRow) string {
	if name := s.w.Level(r.Level); name != "" {
		return name + ", " + s.w.Channel(r.Channel)
	}
	return firstOf(s.w.Channel(r.Channel), r.Step)
}

func (s *session) rowReason(p *play, r playRow) string {
	text := s.w.Reason(r.Reason)
	if r.Reason == dunning.ReasonFact || r.Reason == "" {
		text = ""
	}
	if !r.next.IsZero() {
		text = joinParts(text, s.w.Sprintf("until %s", s.w.ShortDate(p.rules.Today(r.next))))
	}
	return text
}
