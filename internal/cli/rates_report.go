package cli

import (
	"strings"

	"relance/internal/dunning"
	"relance/internal/interest"
)

// fault is nil when interest can be computed up to the day of the report.
func (r ratesReport) fault() error {
	if len(r.Missing) == 0 {
		return nil
	}
	var names []string
	for _, m := range r.Missing {
		names = append(names, m.HalfYear.String())
	}
	return dunning.Errorf(dunning.CodeNotFound, "no reference rate for %s: interest stops at %s", strings.Join(names, ", "), r.LastKnownDay).
		WithHint("%s", r.Missing[0].command())
}

// command is what a person types to add the half-year.
func (m missingRate) command() string {
	flags := ""
	for _, rate := range m.Rates {
		flags += map[interest.ReferenceRate]string{interest.ECBRate: " --ecb RATE", interest.LegalRate: " --legal RATE"}[rate]
	}
	return "relance rates add --half-year " + m.HalfYear.String() + flags + " --source … --write"
}

// ratesReport prints the report for people.
func (s *session) ratesReport(r ratesReport) {
	if r.LastKnownDay.IsZero() {
		s.say("No rate is known.")
	} else {
		s.say("Rates known up to %s.", s.w.Date(r.LastKnownDay))
	}
	for _, m := range r.Missing {
		s.say("MISSING %s: %s", m.HalfYear, s.rateNames(m))
	}
	if r.Next != nil {
		s.say("To come %s: %s, to be added once it is published:\n  %s", r.Next.HalfYear, s.rateNames(*r.Next), r.Next.command())
	}
	if len(r.Unofficial) > 0 {
		s.say("Read in a secondary source, to be confirmed at the authority: %s.", strings.Join(r.Unofficial, ", "))
	}
}

// rateNames says which rates a half-year lacks.
func (s *session) rateNames(m missingRate) string {
	var out []string
	for _, rate := range m.Rates {
		out = append(out, s.w.Text(map[interest.ReferenceRate]string{
			interest.ECBRate:   "ECB rate (main refinancing operations on the first day of the half-year)",
			interest.LegalRate: "legal rate, other cases (order published in the Journal officiel)",
		}[rate]))
	}
	return strings.Join(out, s.w.Text(" and "))
}
