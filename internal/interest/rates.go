package interest

import (
	_ "embed" // the table of reference rates
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"relance/internal/calendar"
)

// Quote is what is known of one half-year's reference rates, with where each
// was read and when. A rate that is not known is left empty.
type Quote struct {
	HalfYear calendar.HalfYear `json:"half_year" yaml:"half_year"`
	// ECB is the main refinancing rate in force on the first day of the
	// half-year (C. com. L441-10 II; CCP R2192-31).
	ECB       Percent `json:"ecb" yaml:"ecb"`
	ECBSource string  `json:"ecb_source" yaml:"ecb_source"`
	// LegalIndividual is the legal rate when the creditor is a private
	// individual who does not act for business (CMF L313-2). It is kept for the
	// record: creditors here are businesses.
	LegalIndividual Percent `json:"legal_individual" yaml:"legal_individual"`
	// LegalOther is the legal rate in all other cases: interest owed by
	// consumers, and the base of the floor of clauses between businesses.
	LegalOther  Percent `json:"legal_other" yaml:"legal_other"`
	LegalSource string  `json:"legal_source" yaml:"legal_source"`
	// Official tells that both rates were read at the authority that publishes
	// them, not in a secondary source.
	Official bool `json:"official" yaml:"official"`
	// CheckedOn is the day of the latest reading.
	CheckedOn calendar.Date `json:"checked_on" yaml:"checked_on"`
}

// Rates is a dated table of reference rates. It never changes: Add gives a new
// table. The zero value is an empty table.
type Rates struct{ quotes map[calendar.HalfYear]Quote }

//go:embed rates.tsv
var builtin string

var loadBuiltin = sync.OnceValue(func() *Rates {
	r, err := parseTable(builtin)
	if err != nil {
		panic("interest: built-in rates: " + err.Error())
	}
	return r
})

// Builtin is the table that comes with the program, 2015-S1 to 2026-S2.
func Builtin() *Rates { return loadBuiltin() }

// Add gives a table with the quotes merged in: a rate that a quote gives
// replaces the one known for its half-year, a rate it leaves empty stays. Every
// fault of every quote is reported, and then nothing is added.
func (r *Rates) Add(quotes ...Quote) (*Rates, error) {
	out := &Rates{quotes: make(map[calendar.HalfYear]Quote, len(r.quotes)+len(quotes))}
	for h, q := range r.quotes {
		out.quotes[h] = q
	}
	var errs []error
	for _, q := range quotes {
		if err := q.validate(); err != nil {
			errs = append(errs, fmt.Errorf("rates of %s: %w", q.HalfYear, err))
			continue
		}
		out.quotes[q.HalfYear] = out.quotes[q.HalfYear].merge(q)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return out, nil
}

// maxReference is the highest percentage taken for a reference rate: more is a
// slip of the keyboard (240 for 2.40).
var maxReference = points(30)

func (q Quote) validate() error {
	legal := q.LegalIndividual.Known() || q.LegalOther.Known()
	switch {
	case q.HalfYear.Year < minYear || q.HalfYear.Year > maxYear || q.HalfYear.Half < 1 || q.HalfYear.Half > 2:
		return errors.New("half_year is missing or impossible: write it as 2027-S1")
	case !q.ECB.Known() && !legal:
		return errors.New("no rate given: fill ecb, legal_other or both, as ecb: \"2.40\"")
	case q.ECB.Known() && strings.TrimSpace(q.ECBSource) == "":
		return errors.New("ecb_source is missing: say where the rate was read, a letter may have to prove it")
	case legal && strings.TrimSpace(q.LegalSource) == "":
		return errors.New("legal_source is missing: say where the rate was read, a letter may have to prove it")
	case q.CheckedOn.IsZero():
		return errors.New("checked_on is missing: give the day the rate was read, as 2027-01-04")
	}
	for _, p := range []Percent{q.ECB, q.LegalIndividual, q.LegalOther} {
		if p.Known() && maxReference.less(p) {
			return fmt.Errorf("%s %% is not a reference rate: rates are in percent, as 2.40", p)
		}
	}
	return nil
}

func (q Quote) merge(n Quote) Quote {
	replaced := n.ECB.Known() && n.LegalOther.Known()
	n.Official = n.Official && (replaced || q.Official || !q.ECB.Known() && !q.LegalOther.Known())
	if !n.ECB.Known() {
		n.ECB, n.ECBSource = q.ECB, q.ECBSource
	}
	if !n.LegalIndividual.Known() {
		n.LegalIndividual = q.LegalIndividual
	}
	if !n.LegalOther.Known() {
		n.LegalOther = q.LegalOther
	}
	if n.LegalSource == "" {
		n.LegalSource = q.LegalSource
	}
	return n
}

// Quote is what is known of a half-year; false when nothing is.
func (r *Rates) Quote(h calendar.HalfYear) (Quote, bool) {
	q, ok := r.quotes[h]
	return q, ok
}

// List gives all quotes, oldest first.
func (r *Rates) List() []Quote {
	out := make([]Quote, 0, len(r.quotes))
	for _, q := range r.quotes {
		out = append(out, q)
	}
	slices.SortFunc(out, func(a, b Quote) int { return a.HalfYear.Compare(b.HalfYear) })
	return out
}

// LastKnownDay is the last day up to which both the ECB rate and the legal rate
// (other cases) are known without a gap since the first half-year of the table.
// It is no date when the table has none.
func (r *Rates) LastKnownDay() calendar.Date {
	list := r.List()
	if len(list) == 0 {
		return calendar.Date{}
	}
	var last calendar.Date
	for h := list[0].HalfYear; r.complete(h); h = h.Next() {
		last = h.Last()
	}
	return last
}

func (r *Rates) complete(h calendar.HalfYear) bool {
	q := r.quotes[h]
	return q.ECB.Known() && q.LegalOther.Known()
}

// ecb is the quote of h with its ECB rate, or an UnknownRateError.
func (r *Rates) ecb(h calendar.HalfYear) (Quote, error) {
	if q := r.quotes[h]; q.ECB.Known() {
		return q, nil
	}
	return Quote{}, &UnknownRateError{HalfYear: h, Rate: ECBRate, LastKnownDay: r.LastKnownDay()}
}

// legal is the quote of h with its legal rate, or an UnknownRateError.
func (r *Rates) legal(h calendar.HalfYear) (Quote, error) {
	if q := r.quotes[h]; q.LegalOther.Known() {
		return q, nil
	}
	return Quote{}, &UnknownRateError{HalfYear: h, Rate: LegalRate, LastKnownDay: r.LastKnownDay()}
}

// ReferenceRate names one of the two published rates.
type ReferenceRate string

const (
	// ECBRate is the European Central Bank's main refinancing rate.
	ECBRate ReferenceRate = "ecb"
	// LegalRate is the French legal interest rate, "all other cases".
	LegalRate ReferenceRate = "legal_other"
)

// UnknownRateError says that interest needs the rate of a half-year that is not
// in the table. Rates are never extrapolated: add the half-year, or claim up to
// LastKnownDay (Input.UpToKnown does so).
type UnknownRateError struct {
	HalfYear     calendar.HalfYear
	Rate         ReferenceRate
	LastKnownDay calendar.Date // no date when the table is empty
}

// Error says what is missing and how to add it.
func (e *UnknownRateError) Error() string {
	what := "ECB main refinancing rate"
	if e.Rate == LegalRate {
		what = "legal interest rate (other cases)"
	}
	known := "the table is empty"
	if !e.LastKnownDay.IsZero() {
		known = "all rates are known up to " + e.LastKnownDay.String()
	}
	return fmt.Sprintf("no %s for %s (%s to %s), and rates are never extrapolated; %s: add %s to your rates with %s, its source and checked_on",
		what, e.HalfYear, e.HalfYear.First(), e.HalfYear.Last(), known, e.HalfYear, e.Rate)
}
