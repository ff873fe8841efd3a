package interest

import (
	"relance/internal/calendar"
)

const (
	b2bPoints    = 10 // C. com. L441-10 II
	publicPoints = 8  // CCP R2192-31
	floorTimes   = 3  // C. com. L441-10 II
)

// charge is the rate applied in one half-year and what proves it.
type charge struct {
	percent Percent
	basis   string // how the rate is made, with its article
	proof   string // where the reference rate was read, "" when there is none
	floored bool
}

func (c charge) source() string {
	if c.proof == "" {
		return c.basis
	}
	return sentence("%s ; %s", c.basis, c.proof)
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
		basis: sentence("BCE %s au %s + %d points (%s)", q.ECB.French(), h.First().French(), n, article), proof: q.ecbProof()}, nil
}

func (t tariff) legalRate(h calendar.HalfYear, article string) (charge, error) {
	q, err := t.rates.legal(h)
	if err != nil {
		return charge{}, err
	}
	return charge{percent: q.LegalOther,
		basis: sentence("%s pour «\u00a0tous les autres cas\u00a0» au %s (%s)", q.LegalOther.French(), h.First().French(), article), proof: q.legalProof()}, nil
}

// clause is the agreed rate, or three times the legal rate when that is more.
// The comparison is made anew in each half-year.
func (t tariff) clause(h calendar.HalfYear) (charge, error) {
	legal, err := t.rates.legal(h)
	if err != nil {
		return charge{}, err
	}
	agreed, err := t.agreed(h, legal)
	if err != nil {
		return charge{}, err
	}
	floor := legal.LegalOther.times(points(floorTimes))
	if agreed.percent.less(floor) {
		return charge{percent: floor, basis: sentence("plancher de 3 × %s, taux légal %s (C. com. L441-10 II), le taux convenu de %s étant inférieur",
			legal.LegalOther.French(), h, agreed.percent.French()), proof: legal.legalProof(), floored: true}, nil
	}
	return agreed, nil
}

// agreed is the clause's own annual rate in h.
func (t tariff) agreed(h calendar.HalfYear, legal Quote) (charge, error) {
	v := t.rate.value
	switch t.rate.kind {
	case RateMonthly:
		return charge{percent: v.times(points(12)), basis: sentence("taux convenu de %s par mois × 12", v.French())}, nil
	case RateLegalMultiple:
		return charge{percent: v.times(legal.LegalOther), proof: legal.legalProof(),
			basis: sentence("taux convenu de %s × %s, taux légal %s", frenchNumber(v), legal.LegalOther.French(), h)}, nil
	case RateECBPlus:
		q, err := t.rates.ecb(h)
		if err != nil {
			return charge{}, err
		}
		return charge{percent: q.ECB.plus(v), proof: q.ecbProof(),
			basis: sentence("taux convenu : BCE %s au %s + %s points", q.ECB.French(), h.First().French(), frenchNumber(v))}, nil
	default:
		return charge{percent: v, basis: sentence("taux convenu de %s par an", v.French())}, nil
	}
}

func (q Quote) ecbProof() string   { return proof(q.ECBSource, q.CheckedOn) }
func (q Quote) legalProof() string { return proof(q.LegalSource, q.CheckedOn) }

func proof(source string, on calendar.Date) string {
	return sentence("source : %s, consultée le %s", source, on.French())
}
