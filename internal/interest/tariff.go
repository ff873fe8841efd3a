package interest

import (
	"relance/internal/calendar"
)

const (
	b2bPoints    = 10 // C. com. L441-10 II
	publicPoints = 8  // CCP R2192-31
	floorTimes   = 3  // C. com. L441-10 II
)

// charge is the rate applied in one half-year and the sentence that proves it.
type charge struct {
	percent Percent
	source  string
	floored bool
}

// tariff knows the rate of each half-year of one computation.
type tariff struct {
	rates  *Rates
	regime Regime
	rate   Rate
	first  calendar.HalfYear // of the first interest day
}

// floats tells whether the rate is read anew in each half-year.
func (t tariff) floats() bool { return t.regime != Public }

// halfYear is the half-year whose rate holds on a day.
func (t tariff) halfYear(d calendar.Date) calendar.HalfYear {
	if t.floats() {
		return calendar.HalfYearOf(d)
	}
	return t.first
}

func (t tariff) in(h calendar.HalfYear) (charge, error) {
	switch {
	case t.regime == Public:
		return t.ecbPlus(h, publicPoints, "taux figé, CCP R2192-31")
	case t.regime == B2C:
		return t.legalRate(h, "taux légal, C. civ. 1231-6 et 1344-1")
	case t.regime == NonProfessional:
		return t.legalRate(h, "taux légal appliqué par prudence, C. civ. 1231-6 et 1344-1")
	case t.rate.restates(b2bPoints):
		return t.ecbPlus(h, b2bPoints, "C. com. L441-10 II")
	default:
		return t.clause(h)
	}
}

func (t tariff) ecbPlus(h calendar.HalfYear, n int64, article string) (charge, error) {
	q, err := t.rates.ecb(h)
	if err != nil {
		return charge{}, err
	}
	return charge{percent: q.ECB.plus(points(n)),
		source: sentence("BCE %s au %s + %d points (%s) ; %s", q.ECB.French(), h.First().French(), n, article, q.ecbProof())}, nil
}

func (t tariff) legalRate(h calendar.HalfYear, article string) (charge, error) {
	q, err := t.rates.legal(h)
	if err != nil {
		return charge{}, err
	}
	return charge{percent: q.LegalOther,
		source: sentence("%s, autres cas, %s (%s) ; %s", q.LegalOther.French(), h, article, q.legalProof())}, nil
}

// clause is the agreed rate, or three times the legal rate when that is more.
// The comparison is made anew in each half-year.
func (t tariff) clause(h calendar.HalfYear) (charge, error) {
	legal, err := t.rates.legal(h)
	if err != nil {
		return charge{}, err
	}
	agreed, words, err := t.agreed(h, legal)
	if err != nil {
		return charge{}, err
	}
	floor := legal.LegalOther.times(points(floorTimes))
	if agreed.less(floor) {
		return charge{floor, sentence("plancher de 3 × %s, taux légal %s (C. com. L441-10 II), le taux convenu de %s étant inférieur ; %s",
			legal.LegalOther.French(), h, agreed.French(), legal.legalProof()), true}, nil
	}
	return charge{percent: agreed, source: words}, nil
}

// agreed is the clause's annual rate in h, and its words.
func (t tariff) agreed(h calendar.HalfYear, legal Quote) (Percent, string, error) {
	v := t.rate.value
	switch t.rate.kind {
	case RateMonthly:
		return v.times(points(12)), sentence("taux convenu de %s par mois × 12", v.French()), nil
	case RateLegalMultiple:
		return v.times(legal.LegalOther), sentence("taux convenu de %s × %s, taux légal %s ; %s",
			frenchNumber(v), legal.LegalOther.French(), h, legal.legalProof()), nil
	case RateECBPlus:
		q, err := t.rates.ecb(h)
		if err != nil {
			return Percent{}, "", err
		}
		return q.ECB.plus(v), sentence("taux convenu : BCE %s au %s + %s points ; %s",
			q.ECB.French(), h.First().French(), frenchNumber(v), q.ecbProof()), nil
	default:
		return v, sentence("taux convenu de %s par an", v.French()), nil
	}
}

func (q Quote) ecbProof() string   { return proof(q.ECBSource, q.CheckedOn) }
func (q Quote) legalProof() string { return proof(q.LegalSource, q.CheckedOn) }

func proof(source string, on calendar.Date) string {
	return sentence("source : %s, consultée le %s", source, on.French())
}
