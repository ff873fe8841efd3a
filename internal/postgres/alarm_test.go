package postgres_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/alarms"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/postgrestest"
)

func TestNearLimitationGivesClaimsOfTheLastYear(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for number, due := range map[string]string{"OLD": "2021-12-10", "NEW": "2026-05-12"} {
		n := invoice(number)
		n.Invoice.Due, n.Debtor.Regime = day(due), dunning.B2B
		b.add(n)
	}
	got, err := b.NearLimitation(b.ctx(), day("2026-11-21"))
	b.must(err)
	if len(got) != 1 || got[0].Ref.Number != "OLD" || got[0].Due != day("2021-12-10") || got[0].Regime != dunning.B2B {
		t.Errorf("got %+v, want the claim of 2021 alone", got)
	}
}

// However many claims are near their end, none is left out.
func TestNearLimitationGivesAllClaimsPageByPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n := invoice("OLD")
	n.Invoice.Issued, n.Invoice.Due, n.Debtor.Regime = day("2020-11-10"), day("2020-12-10"), dunning.B2B
	b.add(n)
	postgrestest.Multiply(t, b.Pool(), 3600)
	got, err := b.NearLimitation(b.ctx(), day("2026-11-21"))
	b.must(err)
	seen := map[string]bool{}
	for _, e := range got {
		seen[e.Ref.Number] = true
	}
	if open := b.count("cases where closed_at is null"); open < 1001 || len(seen) != open || len(got) != open {
		t.Errorf("%d claims, %d of them different, want each of %d once", len(got), len(seen), open)
	}
}

// A claim whose last alarm was given is not read again at every round, until
// somebody records what moves its end.
func TestNearLimitationLeavesOutWhatWasAlarmedOfForTheLastTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Now = func() time.Time { return monday }
	n := invoice("OLD")
	n.Invoice.Due, n.Debtor.Regime = day("2020-12-10"), dunning.B2B
	ref := b.add(n)
	near := func() []alarms.Expiring {
		got, err := b.NearLimitation(b.ctx(), day("2026-11-21"))
		b.must(err)
		return got
	}
	b.must(b.OpenTask(b.ctx(), dunning.Task{Ref: ref, Code: dunning.TaskLimitation, Step: "3m", Detail: "2025-12-10"}))
	if got := near(); len(got) != 1 || !slices.Equal(got[0].Asked, []string{"3m"}) {
		t.Errorf("got %+v, want the claim, of which the alarm of three months was given", got)
	}
	b.must(b.OpenTask(b.ctx(), dunning.Task{Ref: ref, Code: dunning.TaskLimitation, Step: "1m", Detail: "2025-12-10"}))
	if got := near(); len(got) != 0 {
		t.Errorf("got %+v after the last alarm", got)
	}
	b.Now = func() time.Time { return monday.Add(time.Hour) }
	b.record(ref, dunning.NewLimitation("acknowledgement", day("2024-05-04"), calendar.Date{}).With(dunning.Stamp{At: monday.Add(time.Hour)}))
	if got := near(); len(got) != 1 || len(got[0].Events) != 1 {
		t.Errorf("got %+v after an acknowledgement of the debt", got)
	}
}

func TestOpenTaskOnceForEachStep(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	task := dunning.Task{Ref: ref, Code: dunning.TaskLimitation, Step: "6m", Detail: "2026-12-10"}
	b.must(b.OpenTask(b.ctx(), task))
	open := b.count("tasks where code = 'limitation' and done_at is null")
	tasks, err := b.Tasks(b.ctx(), desk.TaskFilter{})
	b.must(err)
	for _, k := range tasks {
		if k.Code == dunning.TaskLimitation {
			b.must(b.FinishTask(b.ctx(), k.ID, "claire"))
		}
	}
	b.must(b.OpenTask(b.ctx(), task)) // done by a person: it does not come back
	task.Step = "3m"
	b.must(b.OpenTask(b.ctx(), task))
	if again := b.count("tasks where code = 'limitation' and done_at is null"); open != 1 || again != 1 {
		t.Errorf("%d task, then %d open after one was done, want 1 and 1", open, again)
	}
	task.Ref.Number = "NONE"
	wantCode(t, b.OpenTask(b.ctx(), task), dunning.CodeNotFound)
}

// In a half-year without a rate every notice asks for it: once for the creditor,
// until it is known.
func TestAMissingRateIsAskedForOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ask := func(ref dunning.Ref, half string) {
		b.must(b.OpenCreditorTask(b.ctx(), dunning.Task{Ref: ref, Code: dunning.TaskRateMissing, Step: half, Detail: half}))
	}
	open := func() int { return b.count("tasks where code = 'add_rate' and done_at is null") }
	one, two := b.add(invoice("F-1")), b.add(invoice("F-2"))
	for _, ref := range []dunning.Ref{one, two, one} {
		ask(ref, "2027-S1")
	}
	ask(two, "2027-S2")
	if n := open(); n != 2 {
		t.Errorf("%d tasks, want one for each half-year", n)
	}
	n, err := b.FinishRateTasks(b.ctx(), calendar.HalfYearOf(day("2027-03-01")))
	b.must(err)
	if n != 1 || open() != 1 {
		t.Errorf("%d tasks ended, %d left, when the first rate is known", n, open())
	}
}

// The metrics count what left from an index: the messages themselves grow for
// ever.
func TestTheMetricsCountMessagesFromAnIndex(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.send(b.add(invoice("F-1")), monday)
	s, q := b.heard()
	m, err := lookup.New(s).Metrics(b.ctx(), monday)
	b.must(err)
	asked := q.take()
	count := asked[len(asked)-1]
	if m.Sent != 1 || !strings.Contains(count.SQL, "messages") {
		t.Fatalf("%d were sent, by %s", m.Sent, count.SQL)
	}
	tx, err := b.Pool().Begin(b.ctx())
	b.must(err)
	defer func() { _ = tx.Rollback(context.Background()) }()
	_, err = tx.Exec(b.ctx(), "set local enable_seqscan = off") // the table is small, and would be read
	b.must(err)
	var plan string
	b.must(tx.QueryRow(b.ctx(), "explain (format json) "+count.SQL, count.Args...).Scan(&plan))
	if !strings.Contains(plan, "messages_accepted") {
		t.Errorf("the count reads the table: %s", plan)
	}
}

// TestAPolicyAlarmsOfItsInvoicesAlone: unpaid, overdue, not below the policy's least
// sum, of an insured creditor; once for each, and as tasks when their days come.
func TestAPolicyAlarmsOfItsInvoicesAlone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := testCreditor()
	c.Insurance = dunning.Insurance{Insurer: "Assureur Exemple", MaxCredit: 60, DeclareWithin: 30, Minimum: 30_000}
	b.save(c, quietPlan())
	other := testCreditor()
	other.ID = "moulin"
	b.save(other, quietPlan())
	add := func(creditor, number, issued, due string, total money.Cents) dunning.Ref {
		n := invoice(number)
		n.Creditor, n.Invoice.Issued, n.Invoice.Due, n.Invoice.Total, n.Invoice.Payable = creditor, day(issued), day(due), total, total
		return b.add(n)
	}
	insured := add("atelier", "INSURED", "2026-03-01", "2026-03-31", 120_000)
	add("atelier", "SMALL", "2026-03-01", "2026-03-31", 29_999)
	add("atelier", "NOT DUE", "2026-03-01", "2026-07-31", 120_000)
	add("moulin", "NOBODY INSURES", "2026-03-01", "2026-03-31", 120_000)
	b.record(add("atelier", "PAID", "2026-03-01", "2026-03-31", 120_000), paid(120_000, "2026-04-02"))
	for _, want := range []int{1, 0, 0} { // asked again and again
		n, err := b.AddPolicyAlarms(b.ctx(), day("2026-04-15"))
		b.must(err)
		if n != want {
			t.Fatalf("%d invoices, want %d", n, want)
		}
	}
	if n := b.count("alarms"); n != 3 {
		t.Errorf("%d alarms, want 3 of one period", n)
	}
	for _, at := range []string{"2026-05-14", "2026-05-15", "2026-05-27"} {
		_, err := b.OpenAlarms(b.ctx(), day(at))
		b.must(err)
		open, err := b.OpenTasks(b.ctx(), dunning.TaskProcedure, "assurance-declaration")
		b.must(err)
		if early := at == "2026-05-14"; early != (len(open) == 0) || !early && (len(open) != 1 || open[0].Ref != insured || open[0].Detail != "2026-05-30") {
			t.Errorf("on %s: tasks %+v", at, open)
		}
	}
}

// Approvals that nobody gives in time come page by page; one that waits in time is
// not even read, and neither is one that somebody was reminded of.
func TestOverdueApprovalsComePageByPageAndNoneThatWaitsInTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	plan := dunning.DefaultPlan()
	plan.Steps = []dunning.Step{{ID: "first", At: 5, Channel: dunning.Email, Level: dunning.First, Approval: dunning.ApprovalRequired}}
	b.save(testCreditor(), plan)
	first := b.add(invoice("FIRST"))
	b.record(first, dunning.NewAsked("first", "").With(dunning.Stamp{At: monday, Reason: dunning.ReasonApprovalRequired}))
	postgrestest.Multiply(t, b.Pool(), 400)
	b.exec(`insert into tasks (case_id, code, step, detail, created_at)
		select id, 'approve', 'first', '', now() from cases where closed_at is null on conflict do nothing`)
	overdue := func() (numbers []string) {
		for c, err := range b.Unanswered(b.ctx(), monday.AddDate(0, 0, 30)) {
			b.must(err)
			numbers = append(numbers, c.Number)
		}
		slices.Sort(numbers)
		return slices.Compact(numbers)
	}
	open := b.count("cases where closed_at is null")
	if n := len(overdue()); open < 101 || n != open {
		t.Fatalf("%d approvals are overdue, want %d", n, open)
	}
	b.exec(`update cases set body = body || '{"agree_by": "2099-01-01T00:00:00Z", "version": "no number"}' where number <> 'FIRST' and closed_at is null`)
	if got := overdue(); !slices.Equal(got, []string{"FIRST"}) {
		t.Errorf("overdue are %v, want the first alone", got)
	}
	b.must(b.RemindApproval(b.ctx(), first, "first"))
	if got := overdue(); len(got) != 0 {
		t.Errorf("overdue are %v after the reminder", got)
	}
}
