package figures_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
)

// anyHistory adds notices and promises to a book.
func anyHistory(t *rapid.T) []figures.Item {
	items := anyItems(t)
	for i := range items {
		it := &items[i]
		it.Plan = rapid.SampledFrom([]string{"default", "soft"}).Draw(t, "plan")
		it.Disputed = rapid.IntRange(0, 5).Draw(t, "disputed") == 0
		at := it.Due
		for range rapid.IntRange(0, 4).Draw(t, "notices") {
			at = at.AddDays(rapid.IntRange(1, 30).Draw(t, "spacing"))
			s := figures.Sent{Date: at, Level: rapid.SampledFrom([]dunning.Level{dunning.First, dunning.Second, dunning.FormalNotice}).Draw(t, "level"), Channel: dunning.Email}
			if s.Level == dunning.FormalNotice {
				s.Channel, s.Cost = dunning.RegisteredLetter, money.Cents(rapid.IntRange(0, 900).Draw(t, "cost"))
			}
			s.Wording = rapid.SampledFrom([]string{"", "court"}).Draw(t, "wording")
			it.Sent = append(it.Sent, s)
		}
		if rapid.Bool().Draw(t, "promised") {
			made := it.Due.AddDays(rapid.IntRange(0, 40).Draw(t, "made"))
			it.Promises = []figures.Promise{{Made: made, By: made.AddDays(rapid.IntRange(0, 60).Draw(t, "by"))}}
		}
	}
	return items
}

func TestEveryFigureIsTheSumOfItsList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		items, on := anyHistory(t), day(2026, 6, 1).AddDays(rapid.IntRange(-100, 300).Draw(t, "on"))
		d, year := figures.DayOf(items, on), on.AddDays(-figures.LateDays)
		sum := func(q figures.Question) (base, counts money.Cents, parts []figures.Part) {
			q.On, q.Within = on, 7
			parts = figures.Parts(items, q)
			base, counts = figures.Sum(parts)
			return base, counts, parts
		}
		check := func(what string, list, figure money.Cents) {
			if list != figure {
				t.Fatalf("%s: the list comes to %s, the figure is %s", what, list, figure)
			}
		}
		counted := func(q figures.Question) money.Cents { _, c, _ := sum(q); return c }
		check("receivables", counted(figures.Question{Kind: figures.Receivables}), d.Aged.Total)
		check("credits", counted(figures.Question{Kind: figures.Credits}), d.Aged.Credit)
		check("past due", counted(figures.Question{Kind: figures.Receivables, Bucket: desk.AnyLate}), d.Aged.Due())
		for _, b := range desk.Buckets() {
			check("bucket "+string(b), counted(figures.Question{Kind: figures.Receivables, Bucket: b}), d.Aged.Buckets[b])
		}
		check("sales", counted(figures.Question{Kind: figures.Sales, From: d.SoldSince(), To: on}), d.Sold)
		check("recovered", counted(figures.Question{Kind: figures.Recovery, From: d.MonthSince(), To: on}), d.Recovered)
		base, money, _ := sum(figures.Question{Kind: figures.Letters, From: year})
		check("price of letters", base, d.Letters.Cost)
		check("money behind letters", money, d.Letters.Money)
		f := figures.Forecast(items, on)
		for i, w := range f.Weeks {
			check("expected in "+w.First.String(), counted(figures.Question{Kind: figures.Expected, Week: i + 1}), w.Expected)
		}
		check("expected later", counted(figures.Question{Kind: figures.Expected, Week: figures.WeekLater}), f.Later)
		check("apart", counted(figures.Question{Kind: figures.Apart}), f.Apart)
		check("the forecast leaves nothing out", counted(figures.Question{Kind: figures.Expected})+f.Apart, d.Aged.Total)
		_, _, promises := sum(figures.Question{Kind: figures.Promises, From: year})
		if len(promises) != d.Promises {
			t.Fatalf("%d promises are listed of %d", len(promises), d.Promises)
		}
		_, _, late := sum(figures.Question{Kind: figures.Late, From: year})
		if got := figures.LatenessOf(late); figures.Tenths(got.Weighted) != figures.Tenths(d.Late.Weighted) || got.Invoices != d.Late.Invoices {
			t.Fatalf("the list is %s days late, the figure %s", figures.Tenths(got.Weighted), figures.Tenths(d.Late.Weighted))
		}
		var byStep, byLevel int
		for _, a := range figures.AfterSteps(items, 7, year, on) {
			byStep += a.Sent
			check("after "+a.Plan+" "+string(a.Level)+" "+a.Wording, counted(figures.Question{Kind: figures.Followed, From: year, Step: a.StepKey}), a.Money)
		}
		for _, a := range figures.AfterNotices(items, 7, year, on) {
			byLevel += a.Sent
			check("after "+string(a.Level), counted(figures.Question{Kind: figures.Followed, From: year, Step: a.StepKey}), a.Money)
		}
		if byStep != byLevel {
			t.Fatalf("%d notices by step, %d by level", byStep, byLevel)
		}
	})
}

func TestALetterIsFollowedByWhatCameBeforeTheNextNotice(t *testing.T) {
	t.Parallel()
	on, sent := day(2026, 11, 30), day(2026, 6, 1)
	it := item("1", 1_000, sent.AddDays(-30), figures.Move{Date: sent, Amount: 1}, figures.Move{Date: sent.AddDays(5), Amount: 20},
		figures.Move{Date: sent.AddDays(8), Amount: 100, Credit: true}, figures.Move{Date: sent.AddDays(40), Amount: 300})
	it.Sent = []figures.Sent{
		{Date: sent, Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Cost: 690},
		{Date: sent.AddDays(20), Level: dunning.Final, Channel: dunning.Email},
	}
	got := figures.LettersOf([]figures.Item{it}, on.AddDays(-365), on)
	if got.Letters != 1 || got.Cost != 690 || got.Money != 20 || got.Unpriced != 0 {
		t.Errorf("%+v", got)
	}
	if early := figures.LettersOf([]figures.Item{it}, on.AddDays(-365), sent.AddDays(4)); early.Money != 0 {
		t.Errorf("money of later counts: %+v", early)
	}
}

func TestAMonthEndHoldsTheFiguresOfItsDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		items := anyHistory(t)
		on := day(2026, time.Month(rapid.IntRange(2, 12).Draw(t, "month")), 1).AddDays(-1)
		d := figures.DayOf(items, on)
		m := d.MonthEnd()
		if m.Total != d.Aged.Total || m.Due() != d.Aged.Due() || m.Countback != figures.Tenths(d.Countback) || m.LetterMoney != d.Letters.Money {
			t.Fatalf("%+v of %+v", m, d)
		}
		for i := range items { // what is dated later changes nothing
			items[i].Moves = append(items[i].Moves, figures.Move{Date: on.AddDays(1), Amount: 77})
		}
		again := figures.DayOf(items, on).MonthEnd()
		if again.Total != m.Total || again.Countback != m.Countback || again.Recovered != m.Recovered || again.AtRisk != m.AtRisk {
			t.Fatalf("a later payment changes %+v to %+v", m, again)
		}
	})
}
