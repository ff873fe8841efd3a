package rehearsal

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// played is a portfolio that a test builds.
type played struct {
	t *testing.T
	Portfolio
	rules dunning.Rules
	on    calendar.Date
}

func newPlayed(t *testing.T, on string, change func(*dunning.Plan)) *played {
	t.Helper()
	return &played{t: t, Portfolio: Portfolio{Debtors: map[Party]*Correspondent{}}, rules: testRules(t, change), on: day(on)}
}

// add opens a case on the first day.
func (b *played) add(number, debtor, due string, amount money.Cents) *dunning.Case {
	c := dunning.Case{
		Creditor: "c", Number: number, Debtor: debtor, Currency: "EUR", Due: day(due), Opening: amount, Balance: amount,
		State: dunning.Scheduled, Steps: b.rules.Schedule(day(due), b.on), Version: 1,
	}
	p := Party{"c", debtor}
	if b.Debtors[p] == nil {
		b.Debtors[p] = &Correspondent{Mailable: true, Postable: true}
	}
	b.Cases = append(b.Cases, dunning.Open{Case: c, Rules: b.rules})
	return &b.Cases[len(b.Cases)-1].Case
}

// play rehearses from the first morning to the end of a day.
func (b *played) play(until string, approve bool) (out []string) {
	from := time.Date(b.on.Year, b.on.Month, b.on.Day, 5, 0, 0, 0, time.UTC)
	for _, r := range Foresee(b.Portfolio, from, midnight(day(until)), approve) {
		line := fmt.Sprintf("%s %s %s %s %s %s", b.rules.Today(r.At), r.Kind, r.Channel, r.Level, strings.Join(r.Numbers, "+"), r.Amount)
		if r.Kind == dunning.KindDeferred {
			line += " " + string(r.Reason)
		}
		out = append(out, line)
	}
	return out
}

func (b *played) want(got []string, want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("another story (-want +got):\n%s", diff)
	}
}

func TestRehearsalGroupsByDebtorAndDay(t *testing.T) {
	t.Parallel()
	b := newPlayed(t, "2026-03-02", nil)
	b.add("F-1", "A", "2026-03-04", 100_00)
	b.add("F-2", "B", "2026-03-04", 200_00)
	b.add("F-3", "A", "2026-03-14", 300_00)
	b.want(b.play("2026-03-20", false),
		"2026-03-02 sent email courtesy F-1 100.00", "2026-03-02 sent email courtesy F-2 200.00",
		"2026-03-09 sent email first F-1+F-3 400.00", "2026-03-09 sent email first F-2 200.00",
		"2026-03-19 sent email second F-1+F-3 400.00", "2026-03-19 sent email second F-2 200.00")
}

func TestRehearsalKeepsCapAndDailyMaximum(t *testing.T) {
	t.Parallel()
	b := newPlayed(t, "2026-03-02", func(p *dunning.Plan) { p.Grouping = dunning.ByInvoice; p.Spacing = 7 })
	b.add("F-1", "A", "2026-02-25", 100_00)
	b.Debtors[Party{"c", "A"}].Contacts = []calendar.Date{day("2026-02-26")}
	b.DailyMax, b.Today = map[string]int{"c": 2}, map[string]int{"c": 1}
	b.add("F-2", "B", "2026-02-25", 200_00)
	b.add("F-3", "C", "2026-02-25", 300_00)
	b.want(b.play("2026-03-06", false),
		"2026-03-02 deferred email  F-1 100.00 contact_cap",
		"2026-03-02 sent email first F-2 200.00",
		"2026-03-02 deferred email  F-3 300.00 daily_maximum",
		"2026-03-03 sent email first F-3 300.00",
		"2026-03-05 sent email first F-1 100.00")
}

func TestRehearsalAsksAndGoesOnWhenAgreed(t *testing.T) {
	t.Parallel()
	for _, approve := range []bool{false, true} {
		b := newPlayed(t, "2026-03-02", nil)
		c := b.add("F-1", "A", "2026-01-10", 100_00)
		c.Done, c.State, c.Steps[0].Sent = 3, dunning.Reminding, c.Steps[0].At
		c.Steps[3].At = b.rules.Morning(day("2026-03-03"))
		want := []string{"2026-03-03 asked registered_letter formal_notice F-1 100.00"}
		if approve {
			want = append(want, "2026-03-03 sent registered_letter formal_notice F-1 100.00")
		}
		b.want(b.play("2026-03-10", approve), want...)
	}
}

func TestRehearsalTellsWhatCannotLeave(t *testing.T) {
	t.Parallel()
	b := newPlayed(t, "2026-03-02", nil)
	b.add("F-1", "A", "2026-02-01", 100_00)
	b.Debtors[Party{"c", "A"}].Mailable = false
	held := b.add("F-2", "B", "2026-02-01", 100_00)
	held.Holds = []dunning.Hold{{Kind: dunning.HoldDispute}}
	b.add("F-3", "unknown", "2026-02-01", 100_00)
	delete(b.Debtors, Party{"c", "unknown"})
	b.want(b.play("2026-04-30", true), "2026-03-02 bounce email  F-1 100.00", "2026-03-02 bounce email  F-3 100.00")
}

// A promise that lapses, thanks, and a case that closes.
func TestRehearsalFollowsHoldsAndThanks(t *testing.T) {
	t.Parallel()
	b := newPlayed(t, "2026-03-02", nil)
	promised := b.add("F-1", "A", "2026-02-20", 100_00)
	promised.Holds = []dunning.Hold{{Kind: dunning.HoldPromise, Until: midnight(day("2026-03-09"))}}
	paid := b.add("F-2", "B", "2026-02-20", 100_00)
	paid.Balance, paid.ThankAt, paid.Outcome = 0, b.rules.Morning(day("2026-03-03")), dunning.Paid
	b.want(b.play("2026-03-12", false), "2026-03-03 thanked email thanks F-2 0.00", "2026-03-10 sent email first F-1 100.00")
}

// midnight is the end of a day.
func midnight(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, calendar.Metropole.Location())
}

func testRules(t *testing.T, change func(*dunning.Plan)) dunning.Rules {
	t.Helper()
	p := dunning.DefaultPlan()
	p.Spread = 0
	if change != nil {
		change(&p)
	}
	r, err := dunning.NewRules(p, calendar.Metropole, "atelier", "client-1")
	if err != nil {
		t.Fatal(err)
	}
	return r
}
