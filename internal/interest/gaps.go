package interest

import "relance/internal/calendar"

// Gaps are the reference rates that a table lacks on a day.
type Gaps struct {
	On           calendar.Date `json:"on"`
	LastKnownDay calendar.Date `json:"last_known_day"`
	Missing      []Gap         `json:"missing"`    // up to the half-year of On
	Next         *Gap          `json:"next"`       // what the half-year after it still lacks; null when it is known
	Unofficial   []string      `json:"unofficial"` // half-years that were not read at the authority
}

// Gap names the rates that a half-year lacks.
type Gap struct {
	HalfYear calendar.HalfYear `json:"half_year"`
	Rates    []ReferenceRate   `json:"rates"`
}

// GapsOn compares a table with what interest up to a day needs, from its first
// half-year on.
func (r *Rates) GapsOn(on calendar.Date) Gaps {
	g := Gaps{On: on, LastKnownDay: r.LastKnownDay(), Missing: []Gap{}, Unofficial: []string{}}
	list := r.List()
	for _, q := range list {
		if !q.Official {
			g.Unofficial = append(g.Unofficial, q.HalfYear.String())
		}
	}
	current := calendar.HalfYearOf(on)
	first := current
	if len(list) > 0 && list[0].HalfYear.Compare(first) < 0 {
		first = list[0].HalfYear
	}
	for h := first; h.Compare(current) <= 0; h = h.Next() {
		if m := r.gap(h); len(m.Rates) > 0 {
			g.Missing = append(g.Missing, m)
		}
	}
	if next := r.gap(current.Next()); len(next.Rates) > 0 {
		g.Next = &next
	}
	return g
}

// gap names what a half-year lacks.
func (r *Rates) gap(h calendar.HalfYear) Gap {
	g := Gap{HalfYear: h, Rates: []ReferenceRate{}}
	q, _ := r.Quote(h)
	if !q.ECB.Known() {
		g.Rates = append(g.Rates, ECBRate)
	}
	if !q.LegalOther.Known() {
		g.Rates = append(g.Rates, LegalRate)
	}
	return g
}
