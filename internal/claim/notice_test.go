package claim

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/money"
)

// 1,000 € due on 1 July 2026 at 12.40 %, stated on 31 July.
func accountNotice(received, credited []dunning.Received) dunning.Notice {
	var balance money.Cents = 100000
	for _, r := range append(append([]dunning.Received{}, received...), credited...) {
		balance -= r.Amount
	}
	inv := dunning.Invoice{Number: "F-1", Due: day("2026-07-01"), Currency: "EUR", Payable: 100000}
	c := dunning.Case{Due: inv.Due, Balance: balance}
	return dunning.Notice{
		Level: dunning.Final, Debtor: dunning.Debtor{Regime: dunning.B2B}, Date: day("2026-07-31"),
		Items: []dunning.NoticeItem{dunning.NewNoticeItem(inv, c, dunning.Final, day("2026-07-31"), received, credited)},
	}
}

func TestNoticeItemKeepsPaymentsAndCreditNotesApart(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		received, credited        []dunning.Received
		paid, principal, interest money.Cents
	}{
		"nothing":       {nil, nil, 0, 100000, 1019},
		"a credit note": {nil, []dunning.Received{{Date: day("2026-06-20"), Amount: 20000}}, 0, 80000, 815},
		"a payment and a credit note": {[]dunning.Received{{Date: day("2026-06-20"), Amount: 30000}}, []dunning.Received{{Date: day("2026-06-20"), Amount: 20000}},
			30000, 50000, 510},
		// 20 days on 800 while 200 were there, 10 on 1,000 before and after: (800×10 + 1000×20) × 0.124/365.
		"a payment that went back": {[]dunning.Received{{Date: day("2026-07-11"), Amount: 20000}, {Date: day("2026-07-21"), Amount: -20000}}, nil, 0, 100000, 951},
		"a part that went back":    {[]dunning.Received{{Date: day("2026-06-11"), Amount: 20000}, {Date: day("2026-06-21"), Amount: -5000}}, nil, 15000, 85000, 866},
		"money dated tomorrow":     {[]dunning.Received{{Date: day("2026-08-01"), Amount: 20000}}, nil, 20000, 80000, 1019},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, err := InNotice(accountNotice(tt.received, tt.credited), nil)
			if err != nil {
				t.Fatal(err)
			}
			it := n.Items[0]
			got := []money.Cents{it.Paid, it.Claim.Principal, it.Claim.Interest}
			if d := cmp.Diff([]money.Cents{tt.paid, tt.principal, tt.interest}, got); d != "" {
				t.Errorf("paid, principal, interest: %s", d)
			}
		})
	}
}

// Whatever came, went back or was credited: the principal is what is open.
func TestProperty_NoticePrincipalIsTheBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string, least int64) (out []dunning.Received) {
			for range rapid.IntRange(0, 4).Draw(t, label) {
				amount := rapid.Int64Range(least, 60000).Draw(t, label+" amount")
				date := day("2026-06-01").AddDays(rapid.IntRange(0, 70).Draw(t, label+" day"))
				out = append(out, dunning.Received{Date: date, Amount: money.Cents(amount)})
			}
			return out
		}
		n := accountNotice(draw("received", -60000), draw("credited", 1))
		filled, err := InNotice(n, nil)
		if err != nil {
			t.Fatal(err)
		}
		it := filled.Items[0]
		open := it.Invoice.Payable - it.Paid - it.CreditedSum()
		if it.Claim.Principal != max(open, 0) {
			t.Fatalf("principal %s, but %s is open", it.Claim.Principal, open)
		}
		if it.Claim.Interest < 0 || it.Claim.Total != it.Claim.Principal+it.Claim.Interest+it.Claim.Fee {
			t.Fatalf("claim %+v", it.Claim)
		}
	})
}
