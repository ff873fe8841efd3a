package dunning

import (
	"fmt"
	"slices"

	"relance/internal/calendar"
	"relance/internal/interest"
	"relance/internal/money"
)

// ClaimInput is one invoice and what happened to it, for NewClaim.
type ClaimInput struct {
	Invoice  Invoice
	Regime   Regime
	Creditor Creditor
	Level    Level         // of the notice; "" is a statement with all that may be claimed
	On       calendar.Date // day of the statement, counted
	Disputed money.Cents   // left out while contested
	Received []Received    // payments; one that went back is negative, see NewClaim
	Credited []Received    // credit notes
	Notice   calendar.Date // receipt of the formal notice; consumers' interest runs from it
	Judgment calendar.Date // opening of insolvency proceedings; interest stops the day before
	Rates    *interest.Rates
	// Particulars are what was waived for this invoice, and its justified costs.
	Particulars Particulars
	// InterestFirst imputes part payments on interest first (C. civ. 1343-1):
	// for a statement made for a court.
	InterestFirst bool
}

// NewClaim puts together what may be asked at a date, and names what may not
// be asked and why. A courtesy mail and the first reminder claim the principal
// alone, whatever has accrued. An unknown rate stops the interest at the last
// known day (Claim.Until): the notice still leaves.
//
// A payment that went back opens the principal again from the day after its
// return. While the money was there the debtor was not late for it: no interest
// runs for those days.
func NewClaim(in ClaimInput) (Claim, error) {
	r, err := interest.Compute(in.interestInput())
	if err != nil {
		return Claim{}, fmt.Errorf("claim on invoice %s: %w", in.Invoice.Number, err)
	}
	c := Claim{On: in.On, Principal: r.PrincipalLeft, Imputed: r.Imputed}
	if quiet(in.Level) {
		c.Total = c.Principal
		return c, nil
	}
	c.Interest, c.Fee, c.Days = r.InterestLeft, r.FeeLeft, r.Days
	c.Daily, c.FloorLifted = r.DailyIncrease, r.RateFloorApplied
	if in.Invoice.Currency != "EUR" {
		c.Fee = 0
	}
	in.costs(&c, r)
	for _, p := range r.Periods {
		c.Periods = append(c.Periods, ClaimPeriod{
			From: p.From, To: p.To, Days: p.Days, Base: p.Base, Rate: p.Rate.String(), Basis: p.Basis, Source: p.Source, Amount: p.Amount,
		})
		c.Rate = p.Rate.String()
	}
	in.untilKnown(&c, r)
	c.Total = c.Principal + c.Interest + c.Fee + c.Costs
	in.explain(&c)
	in.explainStops(&c, r)
	return c, nil
}

// untilKnown says where interest stops for want of a rate, and when none could
// be counted at all.
func (in ClaimInput) untilKnown(c *Claim, r interest.Result) {
	unknown := slices.ContainsFunc(r.Warnings, func(w interest.Warning) bool { return w.Code == interest.WarnRatesUnknown })
	switch {
	case !unknown || c.Principal <= 0:
	case len(r.Periods) > 0:
		c.Until = r.InterestUntil
	default:
		c.NotAsked = append(c.NotAsked, NotAsked{
			"interest", "Aucun taux n’est connu pour la période : aucun intérêt n’est compté. Ajoutez les taux (relance rates add).", "",
		})
	}
}

// quiet levels speak of the principal alone (docs/law.md, contents of notices).
func quiet(l Level) bool { return l == Courtesy || l == First || l == Thanks || l == PartReceipt }

func (in ClaimInput) interestInput() interest.Input {
	rate, _ := interest.ParseRate(in.Creditor.Rate) // checked when the configuration was loaded; else the default
	came, went := flows(in.Received)
	out := interest.Input{
		Regime: interest.Regime(in.Regime), Rate: rate, Rates: in.Rates,
		Principal: max(in.Invoice.Payable-in.Disputed, 1), Due: in.Invoice.Due, On: in.On,
		Payments: came, Returns: went, Credits: credits(in.Credited),
		WaiveInterest: in.Creditor.WaiveInt || in.waived(WaiveInterest),
		WaiveFee:      in.Creditor.WaiveFee || in.waived(WaiveFee), UpToKnown: true,
	}
	if in.InterestFirst {
		out.Allocation = interest.InterestFirst
	}
	if !in.Notice.IsZero() {
		out.NoticeReceived = &in.Notice
	}
	if !in.Judgment.IsZero() {
		out.Judgment = &in.Judgment
	}
	return out
}

// flows parts money that came from money that went back, both without sign.
func flows(in []Received) (came, went []interest.Payment) {
	for _, r := range in {
		switch all := r.All(); {
		case all > 0:
			came = append(came, interest.Payment{Date: r.Date, Amount: all, Accessory: r.Accessory})
		case all < 0:
			went = append(went, interest.Payment{Date: r.Date, Amount: -all, Accessory: -r.Accessory})
		}
	}
	return came, went
}

func credits(in []Received) (out []interest.Payment) {
	for _, r := range in {
		out = append(out, interest.Payment{Date: r.Date, Amount: r.Amount})
	}
	return out
}

// explain gives the legal basis of what is asked and of what is not.
func (in ClaimInput) explain(c *Claim) {
	switch in.Regime {
	case B2B:
		c.RateBasis, c.Articles = basisB2B(in.Creditor.Rate), []string{"C. com. L441-10", "C. com. D441-5"}
	case Public:
		c.RateBasis = "taux de la BCE majoré de 8 points"
		c.Articles = []string{"CCP L2192-13", "CCP R2192-31", "CCP D2192-35"}
	default:
		c.RateBasis, c.Articles = "taux de l’intérêt légal", []string{"C. civ. 1231-6", "C. civ. 1344-1"}
		c.NotAsked = append(c.NotAsked, NotAsked{
			"fee", "L’indemnité de 40 € et les frais de recouvrement ne peuvent être demandés à un consommateur.", "CPCE L111-8, C. conso. L121-21",
		})
		if in.Notice.IsZero() {
			c.NotAsked = append(c.NotAsked, NotAsked{
				"interest", "Les intérêts ne courent qu’à compter de la réception de la mise en demeure.", "C. civ. 1231-6",
			})
		}
	}
	in.explainWaivers(c)
}

// basisB2B names the rate between businesses: the clause, or the default.
func basisB2B(clause string) string {
	rate, err := interest.ParseRate(clause)
	if err != nil || rate.Kind() == interest.RateDefault {
		return "taux de la BCE majoré de 10 points"
	}
	return "taux contractuel : " + rate.French()
}

// WithClaims fills in the claims of a notice's items and its totals, as the
// notice states them on its date. Money that is on record with a value date
// after that day counts on it: nobody is asked for what is known to have come.
func WithClaims(n Notice, rates *interest.Rates) (Notice, error) {
	items := append([]NoticeItem(nil), n.Items...)
	n.Totals = Claim{On: n.Date}
	for i, item := range items {
		claim, err := NewClaim(ClaimInput{
			Invoice: item.Invoice, Regime: n.Debtor.Regime, Creditor: n.Creditor, Level: n.Level, On: n.Date,
			Disputed: item.Disputed, Received: by(n.Date, item.Received), Credited: by(n.Date, item.Credited), Notice: item.NoticeReceived,
			Judgment: item.Judgment, Particulars: item.Particulars, Rates: rates,
		})
		if err != nil {
			return n, err
		}
		items[i].Claim = claim
		n.Totals.add(claim)
	}
	n.Items = items
	return n, nil
}

// by dates what lies after a day on that day.
func by(day calendar.Date, in []Received) []Received {
	out := slices.Clone(in)
	for i, r := range out {
		if r.Date.After(day) {
			out[i].Date = day
		}
	}
	return out
}

// add sums up a claim into the totals of a notice.
func (c *Claim) add(o Claim) {
	c.Principal += o.Principal
	c.Interest += o.Interest
	c.Fee += o.Fee
	c.Costs += o.Costs
	c.Total += o.Total
	c.Daily += o.Daily
	c.Rate, c.RateBasis, c.Articles = o.Rate, o.RateBasis, o.Articles
	if !o.Until.IsZero() {
		c.Until = o.Until
	}
}
