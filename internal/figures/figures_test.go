package figures_test

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
)

var day = calendar.NewDate

// TestTheWorkedExamples checks the figures of one book: September
// 90,000, October 80,000, November 60,000; receivables 140,000 on 1 September,
// 150,000 on 30 November, of which 95,000 not due.
func TestTheWorkedExamples(t *testing.T) {
	t.Parallel()
	months := []figures.Month{{Sales: 6_000_000, Days: 30}, {Sales: 8_000_000, Days: 31}, {Sales: 9_000_000, Days: 30}}
	const receivables, notDue, sold = money.Cents(15_000_000), money.Cents(9_500_000), money.Cents(23_000_000)
	simple, best := figures.DSO(receivables, sold, 91), figures.DSO(notDue, sold, 91)
	for name, row := range map[string]struct {
		got  *big.Rat
		want string
	}{
		"DSO, simple":                {simple, "59.3"},
		"DSO, countback":             {figures.Countback(receivables, months), "64.3"},
		"best possible, simple":      {best, "37.6"},
		"best possible, countback":   {figures.Countback(notDue, months), "43.6"},
		"average days delinquent":    {figures.Delinquent(simple, best), "21.8"},
		"CEI":                        {figures.CEI(14_000_000, sold, receivables, notDue), "80.0"},
		"countback that adds up":     {figures.Countback(250_000, []figures.Month{{Sales: 120_000, Days: 30}, {Sales: 80_000, Days: 31}, {Sales: 70_000, Days: 30}}), "82.4"},
		"no sales":                   {figures.DSO(receivables, 0, 91), ""},
		"a month without sales":      {figures.Countback(receivables, []figures.Month{{Sales: 6_000_000, Days: 30}, {Sales: 0, Days: 31}}), ""},
		"months that do not reach":   {figures.Countback(receivables, months[:1]), ""},
		"nothing is owed":            {figures.Countback(0, months), "0.0"},
		"nothing could be collected": {figures.CEI(0, 100, 100, 100), ""},
	} {
		if got := figures.Tenths(row.got); got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
}

func item(number string, total money.Cents, due calendar.Date, moves ...figures.Move) figures.Item {
	return figures.Item{Creditor: "a", Debtor: "C-1", Name: "Client", Number: number, Issued: due.AddDays(-30), Due: due, Currency: "EUR", Total: total, Moves: moves}
}

func TestDaysLateCountWhatIsOverdueUpToToday(t *testing.T) {
	t.Parallel()
	on := day(2026, 11, 30)
	items := []figures.Item{
		item("1", 120_000, on.AddDays(-20), figures.Move{Date: on.AddDays(-10), Amount: 120_000}),
		item("2", 300_000, on.AddDays(-3), figures.Move{Date: on.AddDays(-5), Amount: 300_000}),
		item("3", 80_000, on.AddDays(-40)),
		item("4", 999_000, on.AddDays(5)), // not due: says nothing yet
	}
	got := figures.LatenessOn(items, on.AddDays(-365), on)
	if figures.Tenths(got.Weighted) != "7.6" || got.Median != 10 || got.Invoices != 3 {
		t.Errorf("weighted %s, median %d of %d", figures.Tenths(got.Weighted), got.Median, got.Invoices)
	}
}

func TestTheAgedBalanceOfAPastDayCountsWhatWasDatedUntilThen(t *testing.T) {
	t.Parallel()
	on := day(2026, 11, 30)
	var items []figures.Item
	for i, d := range []calendar.Date{on, day(2026, 10, 31), day(2026, 10, 30), day(2026, 10, 1), day(2026, 9, 30), day(2026, 9, 1), day(2026, 8, 31)} {
		items = append(items, item(fmt.Sprint(i), 100, d, figures.Move{Date: on.AddDays(1), Amount: 100}))
	}
	items = append(items, item("credit", 100, on, figures.Move{Date: on, Amount: 150, Credit: true}))
	a := figures.AgedOn(items, on)
	for b, want := range map[desk.Bucket]money.Cents{desk.NotDue: 100, desk.To30: 100, desk.To60: 200, desk.To90: 200, desk.Beyond: 100} {
		if a.Buckets[b] != want {
			t.Errorf("%s: %s, want %s", b, a.Buckets[b], want)
		}
	}
	if a.Total != 700 || a.Credit != 50 {
		t.Errorf("total %s, owed to debtors %s", a.Total, a.Credit)
	}
	if later := figures.AgedOn(items, on.AddDays(1)); later.Total != 0 {
		t.Errorf("a day later %s is left", later.Total)
	}
}

func TestAPaymentThatWentBackLeavesAnInvoiceUnpaid(t *testing.T) {
	t.Parallel()
	due := day(2026, 3, 1)
	it := item("1", 100, due, figures.Move{Date: due, Amount: 100}, figures.Move{Date: due.AddDays(9), Amount: -100}, figures.Move{Date: due.AddDays(20), Amount: 100})
	for after, want := range map[int]bool{0: true, 9: false, 20: true} {
		if _, ok := it.PaidOn(due.AddDays(after)); ok != want {
			t.Errorf("%d days after: paid %v", after, ok)
		}
	}
	if d, _ := it.PaidOn(due.AddDays(30)); d != due.AddDays(20) {
		t.Errorf("paid on %s", d)
	}
}

func TestAShareOfFewSaysSo(t *testing.T) {
	t.Parallel()
	on := day(2026, 11, 30)
	var items []figures.Item
	for i := range 19 {
		it := item(fmt.Sprint(i), 100, on.AddDays(-60))
		it.Sent = []figures.Sent{{Date: on.AddDays(-40), Level: dunning.Final}}
		if i < 4 {
			it.Moves = []figures.Move{{Date: on.AddDays(-35), Amount: 100}}
		}
		items = append(items, it)
	}
	for _, a := range figures.AfterNotices(items, 7, on.AddDays(-365), on) {
		if a.Level != dunning.Final {
			if a.Sent != 0 || a.Share != nil {
				t.Errorf("%s: %d", a.Level, a.Sent)
			}
			continue
		}
		// Wilson's interval of 4 of 19: 8.5 to 43.3 %.
		if a.Sent != 19 || a.Paid != 4 || a.Money != 400 || !a.TooFew || figures.Tenths(a.Low) != "8.5" || figures.Tenths(a.High) != "43.3" {
			t.Errorf("%d of %d, %s, %s to %s", a.Paid, a.Sent, figures.Tenths(a.Share), figures.Tenths(a.Low), figures.Tenths(a.High))
		}
	}
}

func TestPromisesAreKeptByTheirDay(t *testing.T) {
	t.Parallel()
	on := day(2026, 11, 30)
	kept := item("1", 100, on.AddDays(-60), figures.Move{Date: on.AddDays(-5), Amount: 100})
	kept.Promises = []figures.Promise{{Made: on.AddDays(-10), By: on.AddDays(-5)}}
	broken := item("2", 100, on.AddDays(-60), figures.Move{Date: on.AddDays(-4), Amount: 100})
	broken.Promises = kept.Promises
	open := item("3", 100, on.AddDays(-60))
	open.Promises = []figures.Promise{{Made: on.AddDays(-1), By: on.AddDays(5)}}
	if k, all := figures.Kept([]figures.Item{kept, broken, open}, on.AddDays(-90), on); k != 1 || all != 2 {
		t.Errorf("%d of %d", k, all)
	}
}

func TestTheForecastLeavesNothingOut(t *testing.T) {
	t.Parallel()
	on := day(2026, 11, 27)
	soon := item("1", 1_000, on.AddDays(10))
	promised := item("2", 200, on.AddDays(-20))
	promised.Promises = []figures.Promise{{Made: on.AddDays(-1), By: on.AddDays(20)}}
	disputed := item("3", 40, on.AddDays(-20))
	disputed.Disputed = true
	far := item("5", 3, on.AddDays(400))
	far.Issued = on
	f := figures.Forecast([]figures.Item{soon, promised, disputed, item("4", 5, on.AddDays(-181)), far}, on)
	var sum money.Cents
	for _, w := range f.Weeks {
		sum += w.Expected
	}
	if len(f.Weeks) != 13 || sum != 1_200 || f.Apart != 45 || f.Later != 3 || f.Weeks[0].First.Weekday() != 1 {
		t.Errorf("%d weeks from %s: %s, later %s, apart %s", len(f.Weeks), f.Weeks[0].First, sum, f.Later, f.Apart)
	}
}

// anyItems draws a book of invoices with movements.
func anyItems(t *rapid.T) []figures.Item {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) figures.Item {
		due := day(2026, 1, 1).AddDays(rapid.IntRange(0, 330).Draw(t, "due"))
		it := item(rapid.StringMatching(`F-[0-9]{4}`).Draw(t, "number"), money.Cents(rapid.IntRange(1, 1_000_000).Draw(t, "total")), due)
		it.Debtor = rapid.SampledFrom([]string{"C-1", "C-2", "C-3"}).Draw(t, "debtor")
		at := it.Issued
		for range rapid.IntRange(0, 3).Draw(t, "moves") {
			at = at.AddDays(rapid.IntRange(0, 60).Draw(t, "later"))
			it.Moves = append(it.Moves, figures.Move{Date: at, Amount: money.Cents(rapid.IntRange(-500, 1_000_000).Draw(t, "amount")), Credit: rapid.Bool().Draw(t, "credit")})
		}
		return it
	}), 0, 30).Draw(t, "book")
}

func TestSumsAgreeForAnyItems(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		items, on := anyItems(t), day(2026, 6, 1).AddDays(rapid.IntRange(-200, 300).Draw(t, "on"))
		a := figures.AgedOn(items, on)
		var buckets, debtors, credit, net money.Cents
		for _, c := range a.Buckets {
			buckets += c
		}
		for _, d := range figures.ByDebtor(items, on) {
			debtors, credit = debtors+d.Total, credit+d.Credit
		}
		if buckets != a.Total || debtors != a.Total || credit != a.Credit {
			t.Fatalf("buckets %s, debtors %s, total %s; credits %s and %s", buckets, debtors, a.Total, credit, a.Credit)
		}
		for _, it := range items {
			net += it.OpenOn(on)
		}
		if lines := figures.Statement(items, on); len(lines) > 0 && lines[len(lines)-1].Balance != net || net != a.Total-a.Credit {
			t.Fatalf("the statement ends otherwise than the balance %s", net)
		}
		for i := range items { // what comes later changes nothing of today
			items[i].Moves = append(items[i].Moves, figures.Move{Date: on.AddDays(1), Amount: 1})
		}
		if again := figures.AgedOn(items, on); again.Total != a.Total || again.Credit != a.Credit {
			t.Fatalf("a later payment changes %s to %s", a.Total, again.Total)
		}
	})
}

func TestCountbackOfConstantSalesIsTheSimpleFigure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		daily := rapid.IntRange(1, 10_000).Draw(t, "daily")
		months := []figures.Month{}
		sold, length := money.Cents(0), 0
		for _, n := range []int{30, 31, 30, 31} {
			months = append(months, figures.Month{Sales: money.Cents(daily * n), Days: n})
			sold, length = sold+money.Cents(daily*n), length+n
		}
		owed := money.Cents(rapid.Int64Range(0, int64(sold)).Draw(t, "owed"))
		if got, want := figures.Countback(owed, months), figures.DSO(owed, sold, length); got.Cmp(want) != 0 {
			t.Fatalf("%s by exhaustion, %s the simple way", figures.Tenths(got), figures.Tenths(want))
		}
	})
}
