package cli

import "relance/internal/dunning"

// showLetters prints where each letter is, how it came there, and what proves
// it.
func (s *session) showLetters(letters []dunning.TrackedLetter) {
	for _, l := range letters {
		s.say("")
		s.say("letter  %s, %s: %s%s%s", l.Reference, l.Carrier, s.w.Letter(l.State), numbered(l), s.priced(l))
		for _, e := range l.Events {
			s.say("        %-10s  %s", s.w.ShortDate(e.Date), joined(s.w.Letter(e.State), e.Code, e.Note))
		}
		if p := l.Post; p != nil {
			s.say("        La Poste: %s, n° %s", s.w.Letter(p.State), p.Number)
			if p.Differs != "" {
				s.say("        differs: %s", oneLine(s.w.Reword(p.Differs)))
			}
		}
		for _, p := range l.Proofs {
			s.say("  proof %-10s  %s, sha256 %s", s.w.ShortDate(p.Date), s.w.Proof(p.Kind), p.Document)
		}
		if !l.Next.IsZero() {
			s.say("        asked again %s", s.clock(l.Next))
		}
	}
}

func numbered(l dunning.TrackedLetter) string {
	if l.Number == "" {
		return ""
	}
	return ", n° " + l.Number
}

func (s *session) priced(l dunning.TrackedLetter) string {
	switch {
	case l.Cost != 0:
		return ", " + s.amount(l.Cost, "EUR")
	case l.Estimate != 0:
		return s.w.Sprintf(", about %s", s.amount(l.Estimate, "EUR"))
	}
	return ""
}

// joined puts the words that are there beside each other.
func joined(words ...string) string {
	out := ""
	for _, w := range words {
		switch {
		case w == "":
		case out == "":
			out = oneLine(w)
		default:
			out += ", " + oneLine(w)
		}
	}
	return out
}
