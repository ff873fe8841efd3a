package terms

import (
	"fmt"
	"slices"
	"strings"

	"relance/internal/calendar"
)

// Code names a warning for programs; the set is closed.
type Code string

// What a due date can be warned of.
const (
	DueBeforeIssue    Code = "due_before_issue"          // the due date precedes the invoice
	Over60Days        Code = "over_60_days"              // past the ceiling between businesses
	Over45MonthEnd    Code = "over_45_days_month_end"    // past the derogatory ceiling
	MonthEndByWriting Code = "month_end_must_be_written" // past 60 days, within « 45 jours fin de mois »
	Over45Periodic    Code = "over_45_days_periodic"     // past the ceiling of summary invoices
	OverPublicDelay   Code = "over_public_delay"         // past a public buyer's delay
	UnderPublicDelay  Code = "under_public_delay"        // sooner than a public buyer must pay
)

// Warning is something to look at in a due date. It never forbids anything.
type Warning struct {
	Code    Code   `json:"code"`
	Text    string `json:"text"`    // one French sentence for the bookkeeper
	Article string `json:"article"` // the law, « C. com. L441-10, I »; "" when none applies
}

// Sentence is the text with its article of law.
func (w Warning) Sentence() string {
	if w.Article == "" {
		return w.Text
	}
	return strings.TrimSuffix(w.Text, ".") + " (" + w.Article + ")."
}

// Option tells Warnings what the regime alone does not.
type Option int

// Options for Warnings.
const (
	Periodic         Option = iota + 1 // a summary invoice (CGI 289, I-3): ceiling 45 days
	Hospital                           // public hospital or army health service: 50 days
	PublicEnterprise                   // public enterprise: 60 days
)

// Warnings compares a due date with the legal ceilings for the debtor's regime:
// "b2b" with C. com. L441-10 I, "public" with CCP R2192-10 and R2192-11. Other
// regimes ("b2c", "non_professional") have no ceiling. The rule may be the zero
// rule when the invoice states its due date. A date that breaks nothing gives
// none.
func Warnings(r Rule, issue, due calendar.Date, regime string, options ...Option) []Warning {
	if issue.IsZero() || due.IsZero() {
		return nil
	}
	if due.Before(issue) {
		return []Warning{{DueBeforeIssue, fmt.Sprintf(
			"L’échéance du %s précède la date de facture du %s\u00a0: vérifiez les deux dates.", due.French(), issue.French()), ""}}
	}
	switch regime {
	case "b2b":
		return business(r, issue, due, slices.Contains(options, Periodic))
	case "public":
		return public(issue, due, options)
	}
	return nil
}

const l441 = "C. com. L441-10, I"

// business applies the ceilings between businesses.
func business(r Rule, issue, due calendar.Date, periodic bool) []Warning {
	days := due.Sub(issue)
	switch {
	case periodic && days > 45:
		return []Warning{{Over45Periodic, over(days, "facture périodique", 45), l441}}
	case periodic || days <= 60:
		return nil
	}
	monthEnd := r.Kind == Period && r.MonthEnd != NoMonthEnd
	switch {
	case due.After(issue.AddDays(45).EndOfMonth()) && due.After(issue.EndOfMonth().AddDays(45)):
		if monthEnd {
			return []Warning{{Over45MonthEnd, fmt.Sprintf("L’échéance du %s dépasse le plafond dérogatoire de 45\u00a0jours fin de mois.",
				due.French()), l441}}
		}
	case monthEnd || monthEndOf(issue, due):
		return []Warning{{MonthEndByWriting, fmt.Sprintf("L’échéance du %s, à %d\u00a0jours de la facture, n’est régulière "+
			"que si le contrat stipule expressément 45\u00a0jours fin de mois.", due.French(), days), l441}}
	}
	return []Warning{{Over60Days, over(days, "date de facture", 60), l441}}
}

// monthEndOf tells whether a stated date is one that « 45 jours fin de mois »
// gives, in either way.
func monthEndOf(issue, due calendar.Date) bool {
	return due == issue.AddDays(45).EndOfMonth() || due == issue.EndOfMonth().AddDays(45)
}

func over(days int, what string, ceiling int) string {
	return fmt.Sprintf("Le délai de %d\u00a0jours dépasse le plafond légal de %d\u00a0jours (%s).", days, ceiling, what)
}

// public applies the delays of public buyers, which run from receipt of the
// payment request or from performance; the date of issue stands in.
func public(issue, due calendar.Date, options []Option) []Warning {
	delay, article := 30, "CCP R2192-10"
	switch {
	case slices.Contains(options, Hospital):
		delay, article = 50, "CCP R2192-11"
	case slices.Contains(options, PublicEnterprise):
		delay, article = 60, "CCP R2192-11"
	}
	days := due.Sub(issue)
	switch {
	case days > delay:
		return []Warning{{OverPublicDelay, over(days, "acheteur public", delay), article}}
	case days < delay:
		return []Warning{{UnderPublicDelay, fmt.Sprintf("L’acheteur public dispose de %d\u00a0jours à compter de la réception de la demande "+
			"de paiement\u00a0: une échéance à %d\u00a0jours n’engage que si le marché la prévoit.", delay, days), article}}
	}
	return nil
}
