package procedure

import (
	"relance/internal/calendar"
	"relance/internal/period"
)

// lawOfL126 is from when loi 2026-307 holds.
var lawOfL126 = period.Of("incontestees-commandement").From

// readOn is the day on which the rules of this package were last compared with
// their sources.
var readOn = calendar.Date{Year: 2026, Month: 11, Day: 27}

// since are the days from which rules hold in the wording that this package
// follows. A source that is not in it was read on readOn, and the day on which its
// wording came into force was not looked for.
var since = map[string]calendar.Date{
	"C. civ. 1305-2":                {Year: 2016, Month: 10, Day: 1}, // ordonnance 2016-131
	"C. civ. 1344":                  {Year: 2016, Month: 10, Day: 1},
	"CPC 750-1":                     {Year: 2023, Month: 10, Day: 1}, // décret 2023-357
	"CPC 761, 853":                  {Year: 2020, Month: 1, Day: 1},  // décret 2019-1333
	"CPC 835, 873":                  {Year: 2020, Month: 1, Day: 1},
	"CPCE L125-1, R125-1":           {Year: 2020, Month: 1, Day: 1}, // 5 000 €: décret 2019-1333
	"CPCE L125-1, loi 2026-307":     lawOfL126,
	"CPCE L126-1":                   lawOfL126,
	"loi 2026-307 du 23 avril 2026": lawOfL126,
	"CPCE L111-2":                   {Year: 2012, Month: 6, Day: 1}, // ordonnance 2011-1895
	"CPCE R124-3":                   {Year: 2012, Month: 6, Day: 1}, // décret 2012-783
	"CPCE R125-3":                   {Year: 2012, Month: 6, Day: 1},
}

// Settings that a condition comes from instead of a rule of law.
const (
	fromPolicy  = "police d’assurance-crédit"
	fromSetting = "réglage min_way"
)

// cond is a condition with the source and the dates of its rule.
func cond(what string, is Fulfilment, why, source string) Condition {
	c := Condition{What: what, Is: is, Why: why, Source: source}
	if source != "" && source != fromPolicy && source != fromSetting {
		c.Since, c.ReadOn = since[source], readOn
	}
	return c
}

// Dated says in French from when a condition's rule holds, as far as that is
// known, and when it was last read; "" for one that is no rule of law.
func (c Condition) Dated() string {
	switch {
	case c.ReadOn.IsZero():
		return ""
	case c.Since.IsZero():
		return "lu le " + c.ReadOn.FrenchShort()
	}
	return "depuis le " + c.Since.FrenchShort() + ", lu le " + c.ReadOn.FrenchShort()
}
