package claim

import (
	"testing"

	"relance/internal/dunning"
	"relance/internal/money"
)

func TestNewClaim(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		regime                          dunning.Regime
		level                           dunning.Level
		on                              string
		notice                          string
		principal, interest, fee, daily money.Cents
		notAsked                        int
	}{
		// 1,000 € due 2026-07-01; 30 days to 2026-07-31 at 12.40 % (ECB 2.40 + 10): 1000 × 0.124 × 30 / 365 = 10.19.
		"business, final: interest and fee":           {dunning.B2B, dunning.Final, "2026-07-31", "", 100000, 1019, 4000, 34, 0},
		"business, first: silent on what has accrued": {dunning.B2B, dunning.First, "2026-07-31", "", 100000, 0, 0, 0, 0},
		"consumer, final: principal alone":            {dunning.B2C, dunning.Final, "2026-07-31", "", 100000, 0, 0, 0, 2},
		"association: cautious, as a consumer":        {dunning.NonProfessional, dunning.Final, "2026-07-31", "", 100000, 0, 0, 0, 2},
		// 10 days at 2.75 %: 1000 × 0.0275 × 10 / 365 = 0.75; a day 0.0753.
		"consumer after receipt of the notice: the legal rate": {dunning.B2C, "", "2026-07-31", "2026-07-21", 100000, 75, 0, 8, 1},
		// 10.40 % (ECB 2.40 + 8): 1000 × 0.104 × 30 / 365 = 8.55.
		"public buyer": {dunning.Public, dunning.Final, "2026-07-31", "", 100000, 855, 4000, 28, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := Input{
				Invoice: dunning.Invoice{Number: "F-1", Due: day("2026-07-01"), Currency: "EUR", Payable: 100000},
				Regime:  tt.regime, Level: tt.level, On: day(tt.on),
			}
			if tt.notice != "" {
				in.Notice = day(tt.notice)
			}
			c, err := New(in)
			if err != nil {
				t.Fatal(err)
			}
			if c.Principal != tt.principal || c.Interest != tt.interest || c.Fee != tt.fee || c.Daily != tt.daily {
				t.Errorf("got principal %s interest %s fee %s daily %s", c.Principal, c.Interest, c.Fee, c.Daily)
			}
			if c.Total != c.Principal+c.Interest+c.Fee+c.Costs {
				t.Errorf("total %s is not the sum of its parts", c.Total)
			}
			if len(c.NotAsked) != tt.notAsked {
				t.Errorf("not asked: %v", c.NotAsked)
			}
		})
	}
}
