package claim

import (
	"slices"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/money"
)

func remark(kind dunning.Kind, category, date, words string, more ...func(*dunning.Event)) dunning.Remark {
	e := dunning.Event{Kind: kind, Category: category, Author: "claire"}
	if date != "" {
		e.Date = day(date)
	}
	for _, f := range more {
		f(&e)
	}
	return dunning.Remark{Event: e, Words: words}
}

func withdrawn(e *dunning.Event) { e.Status = dunning.Withdrawn }

func amount(c money.Cents) func(*dunning.Event) { return func(e *dunning.Event) { e.Amount = c } }

func cost(d string, c money.Cents) dunning.Remark {
	return remark(dunning.KindCost, "", d, "sommation", amount(c))
}

func particulars(log ...dunning.Remark) dunning.Particulars { return dunning.ParticularsOf(log) }

// 1,000 € due 2026-07-01, a business, on 2026-07-31: 30 days at 12.40 % (ECB
// 2.40 + 10) are 1000 × 0.124 × 30 / 365 = 10.19; the fee is 40.00.
func TestClaimWithParticulars(t *testing.T) {
	t.Parallel()
	waived := func(part dunning.Waivable) dunning.Remark {
		return remark(dunning.KindWaive, string(part), "2026-07-20", "geste commercial")
	}
	tests := map[string]struct {
		regime               dunning.Regime
		level                dunning.Level
		p                    dunning.Particulars
		judgment             string
		received             []dunning.Received
		interest, fee, costs money.Cents
		total                money.Cents
		notAsked             string // in one of the reasons
	}{
		"interest waived: 1000 + 40":   {p: particulars(waived(dunning.WaiveInterest)), fee: 4000, total: 104000, notAsked: "renoncé aux intérêts de cette facture le 20 juillet 2026 (claire)\u00a0: geste commercial."},
		"fee waived: 1000 + 10.19":     {p: particulars(waived(dunning.WaiveFee)), interest: 1019, total: 101019, notAsked: "renoncé à l’indemnité forfaitaire de cette facture"},
		"a waiver taken back: 1050.19": {p: particulars(waived(dunning.WaiveFee), remark(dunning.KindWaive, "fee", "", "", withdrawn)), interest: 1019, fee: 4000, total: 105019},
		// The fee covers the first 40 of 120: 1000 + 10.19 + 40 + 80.
		"costs of 120 above the fee":            {p: particulars(cost("2026-07-25", 12000)), interest: 1019, fee: 4000, costs: 8000, total: 113019},
		"two costs, 35 + 25 - 40":               {p: particulars(cost("2026-07-25", 3500), cost("2026-07-26", 2500)), interest: 1019, fee: 4000, costs: 2000, total: 107019},
		"costs below the fee":                   {p: particulars(cost("2026-07-25", 3500)), interest: 1019, fee: 4000, total: 105019, notAsked: "35,00\u00a0€ ne dépassent pas"},
		"a cost of the day after":               {p: particulars(cost("2026-08-01", 12000)), interest: 1019, fee: 4000, total: 105019},
		"a cost taken back":                     {p: particulars(cost("2026-07-25", 12000), remark(dunning.KindCost, "", "2026-07-25", "", amount(12000), withdrawn)), interest: 1019, fee: 4000, total: 105019},
		"a consumer owes no costs":              {regime: dunning.B2C, p: particulars(cost("2026-07-25", 12000)), total: 100000, notAsked: "restent à la charge du créancier\u00a0: 120,00\u00a0€"},
		"a public buyer does":                   {regime: dunning.Public, p: particulars(cost("2026-07-25", 12000)), interest: 855, fee: 4000, costs: 8000, total: 112855},
		"the first reminder is silent on costs": {level: dunning.First, p: particulars(cost("2026-07-25", 12000)), total: 100000},
		"the fee waived does not raise the costs": {p: particulars(waived(dunning.WaiveFee), cost("2026-07-25", 12000)),
			interest: 1019, costs: 8000, total: 109019, notAsked: "indemnité"},
		// 100 given to interest and fee pay 10.19 + 40; 49.81 of the costs: 80 - 49.81.
		"what came beyond interest and fee pays costs": {p: particulars(cost("2026-07-25", 12000)),
			received: []dunning.Received{{Date: day("2026-07-31"), Accessory: 10000}}, costs: 3019, total: 103019},
		// Interest from 2 to 20 July, 19 days: 1000 × 0.124 × 19 / 365 = 6.45.
		"a judgment stops the interest the day before": {judgment: "2026-07-21", interest: 645, fee: 4000, total: 104645, notAsked: "la veille du jugement d’ouverture du 21 juillet 2026"},
		"a judgment on the first day late":             {judgment: "2026-07-02", fee: 4000, total: 104000, notAsked: "veille du jugement"},
		"a judgment before the due date bars the fee":  {judgment: "2026-06-25", total: 100000, notAsked: "L’indemnité de 40\u00a0€ n’est pas due"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := Input{
				Invoice: dunning.Invoice{Number: "F-1", Due: day("2026-07-01"), Currency: "EUR", Payable: 100000},
				Regime:  tt.regime, Level: tt.level, On: day("2026-07-31"), Particulars: tt.p, Received: tt.received,
			}
			if in.Regime == "" {
				in.Regime = dunning.B2B
			}
			if tt.judgment != "" {
				in.Judgment = day(tt.judgment)
			}
			c, err := New(in)
			if err != nil {
				t.Fatal(err)
			}
			if c.Interest != tt.interest || c.Fee != tt.fee || c.Costs != tt.costs || c.Total != tt.total {
				t.Errorf("got interest %s fee %s costs %s total %s", c.Interest, c.Fee, c.Costs, c.Total)
			}
			named := func(n dunning.NotAsked) bool { return strings.Contains(n.Text, tt.notAsked) }
			if tt.notAsked != "" && !slices.ContainsFunc(c.NotAsked, named) {
				t.Errorf("not asked %q: nothing says %q", c.NotAsked, tt.notAsked)
			}
		})
	}
}
