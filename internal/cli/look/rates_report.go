package look

import (
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/interest"
)

// RatesFault is nil when interest can be computed up to the day of the report.
func RatesFault(r interest.Gaps) error {
	if len(r.Missing) == 0 {
		return nil
	}
	var names []string
	for _, m := range r.Missing {
		names = append(names, m.HalfYear.String())
	}
	return dunning.Errorf(dunning.CodeNotFound, "no reference rate for %s: interest stops at %s", strings.Join(names, ", "), r.LastKnownDay).
		WithHint("%s", addCommand(r.Missing[0]))
}

// addCommand is what a person types to add the half-year.
func addCommand(m interest.Gap) string {
	flags := ""
	for _, rate := range m.Rates {
		flags += map[interest.ReferenceRate]string{interest.ECBRate: " --ecb RATE", interest.LegalRate: " --legal RATE"}[rate]
	}
	return "relance rates add --half-year " + m.HalfYear.String() + flags + " --source … --write"
}

// ratesReport prints the report for people.
func ratesReport(s *frame.Session, r interest.Gaps) {
	if r.LastKnownDay.IsZero() {
		s.Say("No rate is known.")
	} else {
		s.Say("Rates known up to %s.", s.W.Date(r.LastKnownDay))
	}
	for _, m := range r.Missing {
		s.Say("MISSING %s: %s", m.HalfYear, rateNames(s, m))
	}
	if r.Next != nil {
		s.Say("To come %s: %s, to be added once it is published:\n  %s", r.Next.HalfYear, rateNames(s, *r.Next), addCommand(*r.Next))
	}
	if len(r.Unofficial) > 0 {
		s.Say("Read in a secondary source, to be confirmed at the authority: %s.", strings.Join(r.Unofficial, ", "))
	}
}

// rateNames says which rates a half-year lacks.
func rateNames(s *frame.Session, m interest.Gap) string {
	var out []string
	for _, rate := range m.Rates {
		out = append(out, s.W.Text(map[interest.ReferenceRate]string{
			interest.ECBRate:   "ECB rate (main refinancing operations on the first day of the half-year)",
			interest.LegalRate: "legal rate, other cases (order published in the Journal officiel)",
		}[rate]))
	}
	return strings.Join(out, s.W.Text(" and "))
}
