package dunning

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/money"
)

// 1,000 € due on 1 July 2026 at 12.40 %, stated on 31 July.
func accountNotice(received, credited []Received) Notice {
	var balance money.Cents = 100000
	for _, r := range append(append([]Received{}, received...), credited...) {
		balance -= r.Amount
	}
	inv := Invoice{Number: "F-1", Due: day("2026-07-01"), Currency: "EUR", Payable: 100000}
	c := Case{Due: inv.Due, Balance: balance}
	return Notice{
		Level: Final, Debtor: Debtor{Regime: B2B}, Date: day("2026-07-31"),
		Items: []NoticeItem{NewNoticeItem(inv, c, Final, day("2026-07-31"), received, credited)},
	}
}

func TestNoticeItemKeepsPaymentsAndCreditNotesApart(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		received, credited        []Received
		paid, principal, interest money.Cents
	}{
		"nothing":       {nil, nil, 0, 100000, 1019},
		"a credit note": {nil, []Received{{Date: day("2026-06-20"), Amount: 20000}}, 0, 80000, 815},
		"a payment and a credit note": {[]Received{{Date: day("2026-06-20"), Amount: 30000}}, []Received{{Date: day("2026-06-20"), Amount: 20000}},
			30000, 50000, 510},
		// 20 days on 800 while 200 were there, 10 on 1,000 before and after: (800×10 + 1000×20) × 0.124/365.
		"a payment that went back": {[]Received{{Date: day("2026-07-11"), Amount: 20000}, {Date: day("2026-07-21"), Amount: -20000}}, nil, 0, 100000, 951},
		"a part that went back":    {[]Received{{Date: day("2026-06-11"), Amount: 20000}, {Date: day("2026-06-21"), Amount: -5000}}, nil, 15000, 85000, 866},
		"money dated tomorrow":     {[]Received{{Date: day("2026-08-01"), Amount: 20000}}, nil, 20000, 80000, 1019},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, err := WithClaims(accountNotice(tt.received, tt.credited), nil)
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
		draw := func(label string, least int64) (out []Received) {
			for range rapid.IntRange(0, 4).Draw(t, label) {
				amount := rapid.Int64Range(least, 60000).Draw(t, label+" amount")
				date := day("2026-06-01").AddDays(rapid.IntRange(0, 70).Draw(t, label+" day"))
				out = append(out, Received{Date: date, Amount: money.Cents(amount)})
			}
			return out
		}
		n := accountNotice(draw("received", -60000), draw("credited", 1))
		filled, err := WithClaims(n, nil)
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

func TestCheckFact_DatesAndAmounts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	long := calendar.NewDate(9999, 12, 31)
	for name, tt := range map[string]struct {
		event Event
		good  bool
	}{
		"paid tomorrow":                 {Event{Kind: KindPaid, Amount: 1, Date: day("2026-06-02")}, true},
		"paid in two days":              {Event{Kind: KindPaid, Amount: 1, Date: day("2026-06-03")}, false},
		"credited in two days":          {Event{Kind: KindCredited, Amount: 1, Date: day("2026-06-03")}, false},
		"on record already":             {Event{Kind: KindPaid, Amount: 1, Date: day("2026-06-05"), Seq: 4}, true},
		"promised in two days":          {Event{Kind: KindPromise, Date: day("2026-06-03")}, true},
		"paid long ago":                 {Event{Kind: KindPaid, Amount: 1, Date: day("1900-01-01")}, true},
		"paid before anybody was born":  {Event{Kind: KindPaid, Amount: 1, Date: day("1899-12-31")}, false},
		"held for ever":                 {Event{Kind: KindHold, Date: long}, false},
		"moved to a far year":           {Event{Kind: KindReschedule, Date: day("2200-01-01")}, false},
		"promised in the first century": {Event{Kind: KindPromise, Date: calendar.NewDate(1, 1, 2)}, false},
		"an instalment in a far year":   {Event{Kind: KindInstalments, Instalments: []Instalment{{Date: long, Amount: 1}}}, false},
		"more money than there is":      {Event{Kind: KindPaid, Amount: 1 << 62}, false},
		"more money sent back":          {Event{Kind: KindPaid, Amount: -1 << 62}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.event.At = now
			err := CheckFact(tt.event)
			if (err == nil) != tt.good {
				t.Fatalf("got %v", err)
			}
			if err != nil && (ErrorCode(err) != CodeInvalid || ErrorHint(err) == "") {
				t.Errorf("code %q, hint %q", ErrorCode(err), ErrorHint(err))
			}
		})
	}
}
