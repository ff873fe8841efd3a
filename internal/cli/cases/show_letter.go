package cases

import (
	"relance/internal/cli/frame"
	"relance/internal/postage"
)

// showLetters prints where each letter is, how it came there, and what proves
// it.
func showLetters(s *frame.Session, letters []postage.TrackedLetter) {
	for _, l := range letters {
		s.Say("")
		s.Say("letter  %s, %s: %s%s%s", l.Reference, l.Carrier, s.W.Letter(l.State), numbered(l), priced(s, l))
		for _, e := range l.Events {
			s.Say("        %-10s  %s", s.W.ShortDate(e.Date), joined(s.W.Letter(e.State), e.Code, e.Note))
		}
		if p := l.Post; p != nil {
			s.Say("        La Poste: %s, n° %s", s.W.Letter(p.State), p.Number)
			if p.Differs != "" {
				s.Say("        differs: %s", frame.OneLine(s.W.Reword(p.Differs)))
			}
		}
		for _, p := range l.Proofs {
			s.Say("  proof %-10s  %s, sha256 %s", s.W.ShortDate(p.Date), s.W.Proof(p.Kind), p.Document)
		}
		if !l.Next.IsZero() {
			s.Say("        asked again %s", s.Clock(l.Next))
		}
	}
}

func numbered(l postage.TrackedLetter) string {
	if l.Number == "" {
		return ""
	}
	return ", n° " + l.Number
}

func priced(s *frame.Session, l postage.TrackedLetter) string {
	switch {
	case l.Cost != 0:
		return ", " + s.Amount(l.Cost, "EUR")
	case l.Estimate != 0:
		return s.W.Sprintf(", about %s", s.Amount(l.Estimate, "EUR"))
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
			out = frame.OneLine(w)
		default:
			out += ", " + frame.OneLine(w)
		}
	}
	return out
}
