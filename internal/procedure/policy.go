package procedure

import (
	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Insured is an invoice under a credit-insurance policy. The periods are those of
// the policy: none is ever guessed, and one that is not set gives no alarm.
type Insured struct {
	Policy dunning.Insurance
	Issued calendar.Date
	Due    calendar.Date
}

// DeclareBy is the last day to declare the unpaid invoice to the insurer: the
// longest credit that is covered, from the day that the policy names, and the
// period to declare after it. Zero when the policy sets no period.
func (i Insured) DeclareBy() calendar.Date {
	return within(i.start(), i.Policy.DeclareWithin)
}

// start is the day from which the policy counts.
func (i Insured) start() calendar.Date {
	p := i.Policy
	switch {
	case p.From == dunning.InsuredFromDue:
		return i.Due
	case p.MaxCredit > 0:
		return i.Issued.AddDays(p.MaxCredit)
	}
	return i.Issued
}

// covered tells whether the credit that was given is one that the policy covers.
func (i Insured) covered() Fulfilment {
	if i.Policy.MaxCredit <= 0 {
		return Unknown
	}
	return is(!i.Due.After(i.Issued.AddDays(i.Policy.MaxCredit)))
}

// The periods of a policy, beside those of the table.
const (
	periodInsurer     = "assurance-declaration"
	periodCollection  = "assurance-recouvrement"
	periodCoverStops  = "assurance-arret-garantie"
	policyIsTheSource = "police d’assurance-crédit, telle qu’elle est renseignée"
)

// CollectBy is the last day to ask for collection: after the last day to declare,
// else after the day from which the policy counts. Zero when the policy sets no
// period.
func (i Insured) CollectBy() calendar.Date {
	from := i.DeclareBy()
	if from.IsZero() {
		from = i.start()
	}
	return within(from, i.Policy.CollectWithin)
}

// CoverStops is the day on which cover of new deliveries ends by itself; zero when
// the policy sets none.
func (i Insured) CoverStops() calendar.Date { return within(i.Due, i.Policy.StopCover) }

// within gives the day that lies a number of days after another; zero for no days.
func within(from calendar.Date, days int) calendar.Date {
	if days <= 0 {
		return calendar.Date{}
	}
	return from.AddDays(days)
}

// Alarms gives the alarms that follow from the policy: to declare, to ask for
// collection, and the day from which cover stops by itself.
func (i Insured) Alarms() (out []Alarm) {
	add := func(period string, end calendar.Date, what, missed string) {
		for _, days := range []int{14, 7, 3} {
			out = append(out, Alarm{
				On: end.AddDays(-days).PreviousBusinessDay(calendar.Metropole), End: end, What: what, Missed: missed,
				Source: policyIsTheSource, Period: period, Sure: Sure,
			})
		}
	}
	if by := i.DeclareBy(); !by.IsZero() {
		add(periodInsurer, by, "déclarer l’impayé à l’assureur-crédit", "la garantie peut être perdue pour cette facture")
	}
	if by := i.CollectBy(); !by.IsZero() {
		add(periodCollection, by, "demander à l’assureur l’intervention en recouvrement", "la garantie peut être perdue pour cette facture")
	}
	if on := i.CoverStops(); !on.IsZero() {
		add(periodCoverStops, on, "faire le point\u00a0: la garantie des nouvelles livraisons à ce client s’arrête d’elle-même", "les livraisons suivantes ne sont pas garanties")
	}
	return out
}
