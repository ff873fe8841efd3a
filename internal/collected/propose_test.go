package collected

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

func day(n int) calendar.Date { return calendar.Date{Year: 2026, Month: 10, Day: 1}.AddDays(n) }

// account is an invoice over some rates: pairs of a rate and its gross amount.
func account(shares ...int64) Account {
	a := Account{Debtor: dunning.Debtor{SIREN: "732829320", Name: "Papeterie Lenoir", Regime: dunning.B2B}}
	a.Invoice = dunning.Invoice{Number: "F-1", Issued: day(0), Currency: "EUR", Tax: &dunning.Tax{TypeCode: "380", Frame: "S1"}}
	for i := 0; i < len(shares); i += 2 {
		a.Invoice.Tax.Shares = append(a.Invoice.Tax.Shares, dunning.TaxShare{Category: "S", Rate: dunning.TaxRate(shares[i]), Net: money.Cents(shares[i+1])})
		a.Invoice.Total += money.Cents(shares[i+1])
	}
	a.Invoice.Payable = a.Invoice.Total
	return a
}

func bank(id int64, on int, amount money.Cents) Payment {
	return Payment{ID: id, Date: day(on), Amount: amount, Bank: true}
}

// keep notes proposals as reports.
func (a *Account) keep(list []Proposal) {
	for _, p := range list {
		a.Reports = append(a.Reports, Report{Payment: p.Payment, Shares: p.Shares})
	}
}

func summary(list []Proposal, left []Left) string {
	var out []string
	for _, p := range list {
		text := fmt.Sprintf("%d.%d:", p.Payment, p.Part)
		for _, s := range p.Shares {
			text += fmt.Sprintf(" %s@%s", s.Amount, s.Rate)
		}
		out = append(out, text)
	}
	for _, l := range left {
		out = append(out, fmt.Sprintf("%d %s %s", l.Payment, l.Amount, l.Why))
	}
	return strings.Join(out, "; ")
}

func TestAPartPaymentIsSpreadOverTheRates(t *testing.T) {
	t.Parallel()
	a := account(2000, 120000, 1000, 33000, 550, 21100, 210, 5000)
	a.Payments = []Payment{bank(1, 1, 50000)}
	first, left := Propose(a)
	if got := summary(first, left); got != "1.1: 335.01@20.00 92.13@10.00 58.90@5.50 13.96@2.10" {
		t.Errorf("got %s", got)
	}
	a.keep(first)
	a.Payments = append(a.Payments, bank(2, 9, 129100))
	if got := summary(Propose(a)); got != "2.1: 864.99@20.00 237.87@10.00 152.10@5.50 36.04@2.10" {
		t.Errorf("what is left goes to what is left: %s", got)
	}
}

func TestOnlyWhatABankLineBroughtForTheInvoiceIsReported(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*Account)
		want   string
	}{
		"paid in full":         {func(a *Account) { a.Payments = []Payment{bank(1, 1, 12000)} }, "1.1: 120.00@20.00"},
		"with late interest":   {func(a *Account) { p := bank(1, 1, 12000); p.Accessory = 4000; a.Payments = []Payment{p} }, "1.1: 120.00@20.00"},
		"interest alone":       {func(a *Account) { p := bank(1, 1, 0); p.Accessory = 4000; a.Payments = []Payment{p} }, ""},
		"told by hand":         {func(a *Account) { p := bank(1, 1, 12000); p.Bank = false; a.Payments = []Payment{p} }, "1 120.00 not_bank"},
		"two part payments":    {func(a *Account) { a.Payments = []Payment{bank(1, 1, 5000), bank(2, 2, 7000)} }, "1.1: 50.00@20.00; 2.1: 70.00@20.00"},
		"too much":             {func(a *Account) { a.Payments = []Payment{bank(1, 1, 13000)} }, "1.1: 120.00@20.00; 1 10.00 overpaid"},
		"too much, given back": {func(a *Account) { a.Payments = []Payment{bank(1, 1, 13000), bank(2, 5, -1000)} }, "1.1: 120.00@20.00; 1 10.00 overpaid"},
		"returned":             {func(a *Account) { r := bank(2, 5, -12000); r.Undoes = 1; a.Payments = []Payment{bank(1, 1, 12000), r} }, "1.1: 120.00@20.00; 2.1: -120.00@20.00"},
		"a match undone at once": {func(a *Account) {
			r := bank(2, 5, -12000)
			r.Undoes, r.Mistake = 1, true
			a.Payments = []Payment{bank(1, 1, 12000), r}
		}, ""},
		"a credit note before": {func(a *Account) { a.Credits, a.Payments = []Credit{{day(1), 2000}}, []Payment{bank(1, 2, 12000)} }, "1.1: 100.00@20.00; 1 20.00 overpaid"},
		"a credit note, then refund": {func(a *Account) {
			a.Credits, a.Payments = []Credit{{day(3), 2000}}, []Payment{bank(1, 2, 12000), bank(2, 4, -2000)}
		}, "1.1: 120.00@20.00; 2.1: -20.00@20.00"},
		"an advance before":         {func(a *Account) { a.Invoice.Payable, a.Payments = 7000, []Payment{bank(1, 1, 7000)} }, "1.1: 70.00@20.00"},
		"money that goes out alone": {func(a *Account) { a.Payments = []Payment{bank(1, 1, -500)} }, ""},
		"zero rate": {func(a *Account) {
			a.Invoice.Tax.Shares[0].Category, a.Invoice.Tax.Shares[0].Rate = "E", 0
			a.Payments = []Payment{bank(1, 1, 12000)}
		}, "1.1: 120.00@0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := account(2000, 12000)
			row.change(&a)
			if got := summary(Propose(a)); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestEveryDoubtIsAnObstacle(t *testing.T) {
	t.Parallel()
	for want, change := range map[Obstacle]func(*Account){
		NoFrenchBuyer: func(a *Account) { a.Debtor.Regime = dunning.B2C },
		BuyerUnknown:  func(a *Account) { a.Debtor.SIREN = "" },
		NotAccepted:   func(a *Account) { a.Refused = true },
		Elsewhere:     func(a *Account) { a.Elsewhere = true },
		Goods:         func(a *Account) { a.Invoice.Tax.Frame = "B1" },
		OnDebits:      func(a *Account) { a.Invoice.Tax.DueCode = "5" },
		MixedFrame:    func(a *Account) { a.Invoice.Tax.Frame = "M1" },
		NoBreakdown:   func(a *Account) { a.Invoice.Tax = nil },
		OtherCategory: func(a *Account) { a.Invoice.Tax.Shares[0].Category = "AE" },
		OddRate:       func(a *Account) { a.Invoice.Tax.Shares[0].Rate = 1900 },
		Totals:        func(a *Account) { a.Invoice.Total++ },
		Reduced:       func(a *Account) { a.Credits = []Credit{{day(1), 100}} },
	} {
		t.Run(string(want), func(t *testing.T) {
			t.Parallel()
			a := account(2000, 12000, 1000, 5500)
			a.Payments = []Payment{bank(1, 1, 5000)}
			change(&a)
			if got := summary(Propose(a)); got != fmt.Sprintf("1 50.00 %s", want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAReportIsTakenBackWithItsOwnSplit(t *testing.T) {
	t.Parallel()
	a := account(2000, 120000, 1000, 33000, 550, 21100, 210, 5000)
	a.Payments = []Payment{bank(1, 1, 50000), bank(2, 2, 20000)}
	first, _ := Propose(a)
	a.keep(first)
	back := bank(3, 9, -50000)
	back.Undoes = 1
	a.Payments = append(a.Payments, back)
	second, _ := Propose(a)
	if got := summary(second, nil); got != "3.1: -335.01@20.00 -92.13@10.00 -58.90@5.50 -13.96@2.10" {
		t.Errorf("got %s", got)
	}
	a.keep(second)
	a.Payments[1].Bank = false // a person undid the confirmation of a payment by hand
	third, _ := Propose(a)
	if got := summary(third, nil); !strings.HasPrefix(got, "2.2: -") || third[0].Amount() != -20000 {
		t.Errorf("got %s", got)
	}
	a.keep(third)
	if got := summary(Propose(a)); got != "2 200.00 not_bank" {
		t.Errorf("what is reported is proposed again: %s", got)
	}
}

// TestMoneyThatCameBackLeavesItsRateOpen: what one report took back is open again
// under its rate, in whatever order the reports are read.
func TestMoneyThatCameBackLeavesItsRateOpen(t *testing.T) {
	t.Parallel()
	for range 50 {
		a := account(2000, 1, 1000, 1, 550, 1)
		a.Payments = append(a.Payments, bank(1, 0, 2))
		list, _ := Propose(a)
		a.keep(list)
		a.Payments = append(a.Payments, bank(2, 1, 1))
		back := bank(3, 2, -2)
		back.Undoes, back.Mistake = 1, true
		a.Payments = append(a.Payments, back)
		for id := int64(4); id < 6; id++ {
			list, _ = Propose(a)
			a.keep(list)
			a.Payments = append(a.Payments, bank(id, int(id)-1, 1))
		}
		list, _ = Propose(a)
		a.keep(list)
		var all []Share
		for _, r := range a.Reports {
			all = add(all, r.Shares)
		}
		for _, s := range all {
			if s.Amount != 1 {
				t.Fatalf("reported is %v", all)
			}
		}
	}
}

// TestWhateverHappensReportsAddUp plays payments, returns and undone matches in
// any order, with proposals kept at any time: what is reported is what was
// received, never more than the invoice, under no rate more than its share.
func TestWhateverHappensReportsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := account(2000, rapid.Int64Range(1, 99999).Draw(t, "a"), 1000, rapid.Int64Range(0, 99999).Draw(t, "b"), 550, rapid.Int64Range(0, 999).Draw(t, "c"))
		gross := a.gross()
		var received money.Cents
		for i := range rapid.IntRange(1, 8).Draw(t, "steps") {
			id := int64(i + 1)
			switch pick := rapid.IntRange(0, 3).Draw(t, "what"); {
			case pick == 0 && len(a.Payments) > 0:
				j := rapid.IntRange(0, len(a.Payments)-1).Draw(t, "which")
				p := a.Payments[j]
				taken := false
				for _, o := range a.Payments {
					taken = taken || o.Undoes == p.ID
				}
				if p.Amount <= 0 || taken {
					continue
				}
				back := bank(id, i, -p.Amount)
				back.Undoes, back.Mistake = p.ID, rapid.Bool().Draw(t, "mistake")
				a.Payments = append(a.Payments, back)
				received -= p.Amount
			default:
				if open := a.Invoice.Payable - received; open > 0 {
					amount := money.Cents(rapid.Int64Range(1, int64(open)).Draw(t, "amount"))
					a.Payments = append(a.Payments, bank(id, i, amount))
					received += amount
				}
			}
			if rapid.Bool().Draw(t, "keep") {
				list, _ := Propose(a)
				a.keep(list)
			}
		}
		list, left := Propose(a)
		a.keep(list)
		var all []Share
		for _, r := range a.Reports {
			all = add(all, r.Shares)
		}
		if sum(all) != received || len(left) > 0 {
			t.Fatalf("received %s, reported %s, left %v", received, sum(all), left)
		}
		for _, s := range all {
			for _, g := range gross {
				if g.Rate == s.Rate && (s.Amount < 0 || s.Amount > g.Amount) {
					t.Fatalf("%s under %s of %s", s.Amount, s.Rate, g.Amount)
				}
			}
		}
		if again, _ := Propose(a); len(again) > 0 {
			t.Fatalf("proposed again: %v", again)
		}
	})
}
