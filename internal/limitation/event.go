package limitation

import (
	"fmt"
	"slices"

	"relance/internal/calendar"
)

// EventKind is something that happened to a claim.
type EventKind string

const (
	// Acknowledgement is the debtor's recognition of the debt: a signed
	// instalment plan, a payment with acknowledgement (C. civ. 2240). Interrupts.
	Acknowledgement EventKind = "acknowledgement"
	// CourtAction is an action in court, référé included (C. civ. 2241), until the
	// case ends (2242). Interrupts. Leave it out when it was dismissed or
	// withdrawn (2243).
	CourtAction EventKind = "court_action"
	// Enforcement is a protective or enforcement measure (C. civ. 2244). Interrupts.
	Enforcement EventKind = "enforcement"
	// Mediation is an agreed mediation or conciliation (C. civ. 2238). Suspends.
	Mediation EventKind = "mediation"
	// SmallClaims is the debtor's recorded agreement to take part in the
	// small-claims procedure (C. civ. 2238; CPC exéc. L125-1). Suspends.
	SmallClaims EventKind = "small_claims"
	// PartPayment is a payment without acknowledgement of the rest. It may
	// interrupt; it is not counted.
	PartPayment EventKind = "part_payment"
	// Reminder is any dunning notice. Does nothing.
	Reminder EventKind = "reminder"
	// FormalNotice is a mise en demeure, registered or not. Does nothing (Cass.
	// com., 18 May 2022, 20-23.204).
	FormalNotice EventKind = "formal_notice"
)

// effect is what a kind of event does.
type effect int

const (
	nothing effect = iota
	interrupts
	suspends
)

// rule is a kind's effect, its French name and its article.
type rule struct {
	effect  effect
	words   string
	article string
}

var rules = map[EventKind]rule{
	Acknowledgement: {interrupts, "reconnaissance de dette", "C. civ. 2240 et 2231"},
	CourtAction:     {interrupts, "demande en justice", "C. civ. 2241, 2242 et 2231"},
	Enforcement:     {interrupts, "mesure conservatoire ou d’exécution", "C. civ. 2244 et 2231"},
	Mediation:       {suspends, "médiation ou conciliation", "C. civ. 2238"},
	SmallClaims:     {suspends, "accord du débiteur à la procédure simplifiée", "C. civ. 2238"},
	PartPayment:     {nothing, "paiement partiel sans reconnaissance du solde", "C. civ. 2240"},
	Reminder:        {nothing, "relance", "C. civ. 2240 à 2244"},
	FormalNotice:    {nothing, "mise en demeure", "Cass. com., 18 mai 2022, n° 20-23.204"},
}

// towardsPublicBody is the rule against a public body with a public accountant:
// the four years of law 68-1250 are interrupted by its own article 2, and
// nobody seizes what belongs to such a body.
func (r rule) towardsPublicBody(kind EventKind) rule {
	switch kind {
	case Acknowledgement, CourtAction:
		r.article = "loi 68-1250 du 31 décembre 1968, art. 2"
	case Enforcement:
		r.effect, r.article = nothing, "CG3P L2311-1 (biens insaisissables)"
	case Reminder, FormalNotice:
		r.article = "loi 68-1250 du 31 décembre 1968, art. 2"
	case PartPayment:
		r.article = "loi 68-1250 du 31 décembre 1968, art. 2"
	}
	return r
}

// Event is something that happened, on a civil date.
type Event struct {
	Kind EventKind     `json:"kind"`
	On   calendar.Date `json:"on"`
	// Until ends a court action or a suspension; no date while it lasts.
	Until calendar.Date `json:"until"`
}

func (e Event) validate() error {
	if _, ok := rules[e.Kind]; !ok {
		return fmt.Errorf("kind %q is not known", e.Kind)
	}
	if e.On.IsZero() {
		return fmt.Errorf("%s has no date: give it as 2026-03-02", e.Kind)
	}
	if err := checkDate("on", e.On); err != nil {
		return err
	}
	if err := checkDate("until", e.Until); err != nil {
		return err
	}
	if !e.Until.IsZero() && e.Until.Before(e.On) {
		return fmt.Errorf("%s ends on %s, before it begins on %s", e.Kind, e.Until, e.On)
	}
	return nil
}

// inOrder is the events, oldest first, as given on the same day.
func inOrder(events []Event) []Event {
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b Event) int { return a.On.Compare(b.On) })
	return sorted
}
