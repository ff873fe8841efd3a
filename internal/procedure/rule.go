package procedure

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// readOn is the day on which the rules of this package were last compared with
// their sources.
var readOn = calendar.Date{Year: 2026, Month: 11, Day: 27}

// since are the days from which rules hold as this package counts with them, each
// confirmed by what stands beside it. A source that is not in it was read on readOn,
// and the day on which its wording came into force was not looked for.
var since = map[string]calendar.Date{
	"C. civ. 1305-2":      {Year: 2016, Month: 10, Day: 1}, // ordonnance 2016-131: notice of décret 2016-285
	"C. civ. 1344":        {Year: 2016, Month: 10, Day: 1}, // the same
	"CPC 750-1":           {Year: 2023, Month: 10, Day: 1}, // décret 2023-357: instances brought from that day on
	"CPCE L125-1, R125-1": {Year: 2020, Month: 1, Day: 1},  // 5 000 €: décret 2019-1333, art. 30
	"CPCE R125-3":         {Year: 2016, Month: 6, Day: 1},  // décret 2016-285: silence of a month is a refusal
	"CPCE L111-2":         {Year: 2012, Month: 6, Day: 1},  // ordonnance 2011-1895
	"CPCE R124-3":         {Year: 2012, Month: 6, Day: 1},  // décret 2012-783
}

// unconfirmed are rules whose day of entry into force no source confirmed: none is
// given. Loi 2026-307 is of 23 April 2026 and was told to apply on the 27th; of CPC
// 835 and 873 only the codes were read.
var unconfirmed = []string{"CPC 835, 873", "CPCE L125-1, loi 2026-307", "CPCE L126-1", "loi 2026-307 du 23 avril 2026"}

// Settings that a condition comes from instead of a rule of law.
const (
	fromPolicy  = "police d’assurance-crédit"
	fromSetting = "réglage min_way"
)

// cond makes a condition with the source and the dates of its rule.
func cond(what string, is Fulfilment, why, source string) Condition {
	c := Condition{What: what, Is: is, Why: why, Source: source}
	if source != "" && source != fromPolicy && source != fromSetting {
		c.Since, c.ReadOn = since[source], readOn
	}
	return c
}

// Dated says from when a condition's rule holds, as far as that is known, and when
// it was last read; the zero sentence for one that is no rule of law.
func (c Condition) Dated() dunning.Sentence {
	switch {
	case c.ReadOn.IsZero():
		return dunning.Sentence{}
	case slices.Contains(unconfirmed, c.Source):
		return dunning.Sentence{Format: "entry into force not confirmed, read on %s", Args: []any{c.ReadOn}}
	case c.Since.IsZero():
		return dunning.Sentence{Format: "read on %s", Args: []any{c.ReadOn}}
	}
	return dunning.Sentence{Format: "since %s, read on %s", Args: []any{c.Since, c.ReadOn}}
}
