package claim

import (
	"fmt"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// Input is one invoice and what happened to it, for New.
type Input struct {
	Invoice  dunning.Invoice
	Regime   dunning.Regime
	Creditor dunning.Creditor
	Level    dunning.Level      // of the notice; "" is a statement with all that may be claimed
	On       calendar.Date      // day of the statement, counted
	Disputed money.Cents        // left out while contested
	Received []dunning.Received // payments; one that went back is negative, see New
	Credited []dunning.Received // credit notes
	Notice   calendar.Date      // receipt of the formal notice; consumers' interest runs from it
	Judgment calendar.Date      // opening of insolvency proceedings; interest stops the day before
	Rates    *interest.Rates
	// Particulars are what was waived for this invoice, and its justified costs.
	Particulars dunning.Particulars
	// InterestFirst imputes part payments on interest first (C. civ. 1343-1):
	// for a statement made for a court.
	InterestFirst bool
}

// New puts together what may be asked at a date, and names what may not
// be asked and why. A courtesy mail and the first reminder claim the principal
// alone, whatever has accrued. An unknown rate stops the interest at the last
// known day (Claim.Until): the notice still leaves.
//
// A payment that went back opens the principal again from the day after its
// return. While the money was there the debtor was not late for it: no interest
// runs for those days.
func New(in Input) (dunning.Claim, error) {
	r, err := interest.Compute(in.interestInput())
	if err != nil {
		return dunning.Claim{}, fmt.Errorf("claim on invoice %s: %w", in.Invoice.Number, err)
	}
	c := dunning.Claim{On: in.On, Principal: r.PrincipalLeft, Imputed: r.Imputed}
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
		c.Periods = append(c.Periods, dunning.ClaimPeriod{
			From: p.From, To: p.To, Days: p.Days, Base: p.Base, Rate: p.Rate.String(), Basis: p.Basis, Source: p.Source, Amount: p.Amount,
		})
		c.Rate = p.Rate.String()
	}
	in.untilKnown(&c, r)
	c.Total = c.Principal + c.Interest + c.Fee + c.Costs
	in.explain(&c, r)
	in.explainStops(&c, r)
	return c, nil
}

// untilKnown says where interest stops for want of a rate, and when none could
// be counted at all.
func (in Input) untilKnown(c *dunning.Claim, r interest.Result) {
	unknown := slices.ContainsFunc(r.Warnings, func(w interest.Warning) bool { return w.Code == interest.WarnRatesUnknown })
	switch {
	case !unknown || c.Principal <= 0:
	case len(r.Periods) > 0:
		c.Until = r.InterestUntil
	default:
		c.NotAsked = append(c.NotAsked, dunning.NotAsked{
			Code: "interest", Text: "Aucun taux n’est connu pour la période : aucun intérêt n’est compté. Ajoutez ceux du semestre.",
		})
	}
}

// quiet levels speak of the principal alone (docs/law.md, contents of notices).
func quiet(l dunning.Level) bool {
	return l == dunning.Courtesy || l == dunning.First || l == dunning.Thanks || l == dunning.PartReceipt
}

func (in Input) interestInput() interest.Input {
	rate, _ := interest.ParseRate(in.Creditor.Rate) // checked when the configuration was loaded; else the default
	came, went := flows(in.Received)
	out := interest.Input{
		Regime: interest.Regime(in.Regime), Rate: rate, Rates: in.Rates,
		Principal: max(in.Invoice.Payable-in.Disputed, 1), Due: in.Invoice.Due, On: in.On,
		Payments: came, Returns: went, Credits: credits(in.Credited),
		WaiveInterest: in.Creditor.WaiveInt || in.waived(dunning.WaiveInterest),
		WaiveFee:      in.Creditor.WaiveFee || in.waived(dunning.WaiveFee), UpToKnown: true,
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
func flows(in []dunning.Received) (came, went []interest.Payment) {
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

func credits(in []dunning.Received) (out []interest.Payment) {
	for _, r := range in {
		out = append(out, interest.Payment{Date: r.Date, Amount: r.Amount})
	}
	return out
}

// explain gives the legal basis of what is asked and of what is not.
func (in Input) explain(c *dunning.Claim, r interest.Result) {
	switch in.Regime {
	case dunning.B2B:
		setBasis(c, basisB2B(in.Creditor.Rate, r))
		c.Articles = []string{"C. com. L441-10", "C. com. D441-5"}
	case dunning.Public:
		setBasis(c, basisPublic)
		c.Articles = []string{"CCP L2192-13", "CCP R2192-31", "CCP D2192-35"}
	default:
		setBasis(c, basisLegal)
		c.Articles = []string{"C. civ. 1231-6", "C. civ. 1344-1"}
		c.NotAsked = append(c.NotAsked, dunning.NotAsked{
			Code: "fee", Text: "L’indemnité de 40 € et les frais de recouvrement ne peuvent être demandés à un consommateur.", Article: "CPC exéc. L111-8, C. conso. L121-21",
		})
		if in.Notice.IsZero() {
			c.NotAsked = append(c.NotAsked, dunning.NotAsked{
				Code: "interest", Text: "Les intérêts ne courent qu’à compter de la réception de la mise en demeure.", Article: "C. civ. 1231-6",
			})
		}
	}
	in.explainWaivers(c)
}

// InNotice fills in the claims of a notice's items and its totals, as the
// notice states them on its date. Money that is on record with a value date
// after that day counts on it: nobody is asked for what is known to have come.
//
// Each invoice is asked for what its own step asks for: one that stands at a
// lower level than the message is asked for its principal alone. Thanks state
// what an earlier notice claimed and what is still due of it.
func InNotice(n dunning.Notice, rates *interest.Rates) (dunning.Notice, error) {
	items := append([]dunning.NoticeItem(nil), n.Items...)
	n.Totals = dunning.Claim{On: n.Date}
	for i, item := range items {
		level, stated := claimLevel(n, item)
		if !stated {
			items[i].Claim = dunning.Claim{On: n.Date}
			continue
		}
		claim, err := New(Input{
			Invoice: item.Invoice, Regime: n.Debtor.Regime, Creditor: n.Creditor, Level: level, On: n.Date,
			Disputed: item.Disputed, Received: by(n.Date, item.Received), Credited: by(n.Date, item.Credited), Notice: item.NoticeReceived,
			Judgment: item.Judgment, Particulars: item.Particulars, Rates: rates,
		})
		if err != nil {
			return n, err
		}
		items[i].Claim = claim
		add(&n.Totals, claim)
	}
	n.Items = items
	return n, nil
}

// claimLevel is the level at which an invoice is claimed in a notice; thanks
// claim nothing unless a notice did.
func claimLevel(n dunning.Notice, item dunning.NoticeItem) (level dunning.Level, stated bool) {
	switch {
	case n.Level == dunning.Thanks:
		return "", len(item.ClaimedOn(n.Regime())) > 0
	case item.Below(n.Level):
		return dunning.First, true // its principal alone
	}
	return n.Level, true
}

// by dates what lies after a day on that day.
func by(day calendar.Date, in []dunning.Received) []dunning.Received {
	out := slices.Clone(in)
	for i, r := range out {
		if r.Date.After(day) {
			out[i].Date = day
		}
	}
	return out
}

// add sums up a claim into the totals of a notice.
func add(c *dunning.Claim, o dunning.Claim) {
	c.Principal += o.Principal
	c.Interest += o.Interest
	c.Fee += o.Fee
	c.Costs += o.Costs
	c.Total += o.Total
	c.Daily += o.Daily
	setBasis(c, basisOf(c).join(basisOf(&o)))
	if o.Rate != "" {
		c.Rate = o.Rate
	}
	if len(o.Articles) > 0 {
		c.Articles = o.Articles
	}
	if !o.Until.IsZero() {
		c.Until = o.Until
	}
}
