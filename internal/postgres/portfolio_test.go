package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// What a rehearsal foretells is what the send protocol then does: the mail of a
// debtor with all his invoices, and nothing more until his spacing is over.
func TestThePortfolioForeseesWhatLeaves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := testCreditor()
	c.DailyMax = 7
	b.save(c, quietPlan())
	first, second := b.add(invoice("F-1")), b.add(invoice("F-2"))
	closed := b.add(invoice("F-3"))
	b.record(closed, dunning.NewClose(dunning.Cancelled).With(dunning.Stamp{At: monday}))
	portfolio, err := b.Portfolio(b.ctx(), rehearsal.Party{}, monday)
	b.must(err)
	party := rehearsal.Party{Creditor: "atelier", Debtor: "C-7"}
	if len(portfolio.Cases) != 2 || portfolio.Names[party] != "Papeterie Lenoir SAS" || portfolio.DailyMax["atelier"] != 7 || portfolio.Today["atelier"] != 0 {
		t.Errorf("the book is %+v", portfolio)
	}
	foreseen := rehearsal.Foresee(portfolio.Portfolio, monday, monday.Add(time.Hour), false)
	out := b.reserve(first, "worker", monday)
	var numbers []string
	for _, item := range out.Notice.Items {
		numbers = append(numbers, item.Invoice.Number)
	}
	if len(foreseen) != 1 || !foreseen[0].At.Equal(monday) || foreseen[0].Level != out.Notice.Level || foreseen[0].Amount != 240000 {
		t.Errorf("foretold %+v, but %s leaves", foreseen, out.Notice.Level)
	}
	if diff := cmp.Diff(foreseen[0].Numbers, numbers); diff != "" {
		t.Errorf("the mail speaks of others (-foretold +sent):\n%s", diff)
	}
	b.render(out.Message.ID, "text")
	b.handOver(out.Message.ID, "worker", monday)
	b.finish(first, out.Message.ID, dunning.SendAccepted, monday)
	if portfolio, err = b.Portfolio(b.ctx(), party, monday); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]calendar.Date{day("2026-06-01")}, portfolio.Debtors[party].Contacts); diff != "" || portfolio.Today["atelier"] != 1 {
		t.Errorf("%d messages today; contacts (-want +got):\n%s", portfolio.Today["atelier"], diff)
	}
	if other, err := b.Portfolio(b.ctx(), rehearsal.Party{Creditor: "autre"}, monday); err != nil || len(other.Cases)+len(other.Debtors) != 0 {
		t.Errorf("another creditor's book has %d cases (%v)", len(other.Cases), err)
	}
	again := rehearsal.Foresee(portfolio.Portfolio, monday.Add(time.Hour), monday.AddDate(0, 1, 0), false)
	if want := b.loaded(second).Steps[1].At; len(again) == 0 || !again[0].At.Equal(want) || len(again[0].Numbers) != 2 {
		t.Errorf("next comes %+v, want both at %s", again, want)
	}
}
