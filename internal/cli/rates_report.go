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
	s.say("Taux connus jusqu’au %s.", orNone(r.LastKnownDay.French()))
	for _, m := range r.Missing {
		s.say("MANQUE %s\u00a0: %s", m.HalfYear, m.words())
	}
	if r.Next != nil {
		s.say("À venir %s\u00a0: %s, à ajouter dès la publication\u00a0:\n  %s", r.Next.HalfYear, r.Next.words(), r.Next.command())
	}
	if len(r.Unofficial) > 0 {
		s.say("Lus dans une source secondaire, à confirmer auprès de l’autorité\u00a0: %s.", strings.Join(r.Unofficial, ", "))
	}
}

func (m missingRate) words() string {
	var out []string
	for _, rate := range m.Rates {
		out = append(out, map[interest.ReferenceRate]string{
			interest.ECBRate:   "taux de la BCE (opérations principales de refinancement au premier jour du semestre)",
			interest.LegalRate: "taux légal, autres cas (arrêté publié au Journal officiel)",
		}[rate])
	}
	return strings.Join(out, " et ")
}

func orNone(s string) string {
	if s == "" {
		return "aucun jour"
	}
	return s
}
