package claim

import (
	"slices"

	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// costs adds the justified costs above the fixed fee (C. com. L441-10 II, CCP
// D2192-35): never for a consumer, and only in euros. What was received beyond
// principal, interest and fee has paid of them.
func (in Input) costs(c *dunning.Claim, r interest.Result) {
	due := slices.DeleteFunc(slices.Clone(in.Particulars.Outlays), func(o dunning.Outlay) bool { return o.Date.After(in.On) })
	if len(due) == 0 {
		return
	}
	var sum money.Cents
	for _, o := range due {
		sum += o.Amount
	}
	switch {
	case in.Regime.Consumer():
		c.NotAsked = append(c.NotAsked, dunning.NotAsked{
			Code: "costs", Text: "Les frais engagés sans titre exécutoire restent à la charge du créancier\u00a0: " + inEuros(sum) + ".", Article: "CPC exéc. L111-8",
		})
	case in.Invoice.Currency != "EUR":
	case sum <= dunning.FixedFee:
		c.NotAsked = append(c.NotAsked, dunning.NotAsked{
			Code: "costs", Text: "Les frais justifiés de " + inEuros(sum) + " ne dépassent pas l’indemnité forfaitaire, qui les couvre.", Article: "C. com. L441-10 II",
		})
	default:
		c.Outlays, c.Costs = due, max(sum-dunning.FixedFee-r.Surplus, 0)
	}
}

func inEuros(c money.Cents) string { return money.French(money.Amount{Cents: c, Currency: "EUR"}) }

func (in Input) waived(part dunning.Waivable) bool {
	_, ok := in.Particulars.Waiver(part)
	return ok
}

// explainWaivers names what the creditor gave up, for everybody or for this
// invoice, by whom and why.
func (in Input) explainWaivers(c *dunning.Claim) {
	not := func(part dunning.Waivable, text string) {
		if w, ok := in.Particulars.Waiver(part); ok {
			text += " de cette facture le " + w.On.French()
			if w.Author != "" {
				text += " (" + w.Author + ")"
			}
			if w.Why != "" {
				text += "\u00a0: " + w.Why
			}
		}
		c.NotAsked = append(c.NotAsked, dunning.NotAsked{Code: string(part), Text: text + "."})
	}
	if in.Creditor.WaiveInt || in.waived(dunning.WaiveInterest) {
		not(dunning.WaiveInterest, "Le créancier a renoncé aux intérêts")
	}
	if (in.Creditor.WaiveFee || in.waived(dunning.WaiveFee)) && !in.Regime.Consumer() {
		not(dunning.WaiveFee, "Le créancier a renoncé à l’indemnité forfaitaire")
	}
}

// stops are the effects of a judgment that a claim names.
var stops = map[string]string{interest.WarnStoppedByJudgment: "interest", interest.WarnFeeBarred: "fee"}

// explainStops names what insolvency proceedings took from the claim.
func (in Input) explainStops(c *dunning.Claim, r interest.Result) {
	for _, w := range r.Warnings {
		if code, ok := stops[w.Code]; ok { // the text names its article
			c.NotAsked = append(c.NotAsked, dunning.NotAsked{Code: code, Text: w.Text})
		}
	}
}
