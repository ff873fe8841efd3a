package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/desk"
	"relance/internal/dunning"
)

func TestCaseViewTellsTheWholeStory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.send(ref, monday)
	b.record(ref, paid(20000, "2026-06-02"))
	b.record(ref, dunning.NewDispute(0, "quality").With(dunning.Stamp{ID: "D", At: monday}))
	v, err := b.Case(b.ctx(), ref)
	b.must(err)
	var story []string
	for _, r := range v.Timeline {
		story = append(story, string(r.Kind)+": "+string(r.Reason))
		if r.RecordedAt.IsZero() || len(r.Hash) != 64 {
			t.Errorf("event %d has no recorded time or hash", r.Seq)
		}
	}
	want := []string{"opened: fact", "sent: step_due", "paid: fact", "dispute: fact"}
	if !slices.Equal(story, want) {
		t.Errorf("timeline %v, want %v", story, want)
	}
	if len(v.Payments) != 1 || len(v.Messages) != 1 || v.Debtor.Name != "Papeterie Lenoir SAS" || v.Invoice.Number != "F-1" {
		t.Errorf("the view lacks something: %+v", v)
	}
	var tasks []dunning.TaskCode
	for _, k := range v.Tasks {
		tasks = append(tasks, k.Code)
	}
	if !slices.Equal(tasks, []dunning.TaskCode{dunning.TaskMissingDocument, dunning.TaskDispute}) {
		t.Errorf("tasks %v", tasks)
	}
	_, err = b.Case(b.ctx(), dunning.Ref{Creditor: "atelier", Number: "F-404"})
	wantCode(t, err, dunning.CodeNotFound)
}

func TestFindByNumber(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := testCreditor()
	other.ID = "dupont"
	b.save(other)
	ref := b.add(invoice("F-1"))
	b.add(invoice("F-2"))
	n := invoice("F-2")
	n.Creditor = "dupont"
	b.add(n)
	for _, written := range []string{"F-1", "f-1", " F-1 "} {
		if got, err := b.FindByNumber(b.ctx(), written); got != ref || err != nil {
			t.Errorf("%q finds %v (%v), want %v", written, got, err, ref)
		}
	}
	_, err := b.FindByNumber(b.ctx(), "F-2")
	wantCode(t, err, dunning.CodeConflict)
	if !strings.Contains(err.Error(), "atelier/F-2, dupont/F-2") {
		t.Errorf("%q does not name both", err)
	}
	_, err = b.FindByNumber(b.ctx(), "F-3")
	wantCode(t, err, dunning.CodeNotFound)
}

func TestReopenedCaseGoesOnWhereItStood(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.send(ref, monday)
	b.record(ref, paid(120000, "2026-06-02"))
	_, err := b.Reopen(b.ctx(), ref, dunning.Reopening{Reason: dunning.ReasonFact})
	wantCode(t, err, dunning.CodeConflict) // still open
	b.record(ref, dunning.NewClose(dunning.WrittenOff).With(dunning.Stamp{ID: "C", At: monday}))
	_, err = b.Reopen(b.ctx(), ref, dunning.Reopening{Reason: dunning.ReasonFact})
	wantCode(t, err, dunning.CodeConflict) // nothing is owed
	b.record(ref, paid(-120000, "2026-06-10"))

	at := monday.AddDate(0, 1, 0)
	again, err := b.Reopen(b.ctx(), ref, dunning.Reopening{Reason: dunning.ReasonFact, Author: "claire", At: at})
	b.must(err)
	if again.Cycle != 1 {
		t.Errorf("the new case is %v, want cycle 1", again)
	}
	c := b.loaded(again)
	if c.Done != 1 || c.State != dunning.Reminding || c.Balance != 120000 || c.Steps[1].At.Before(at) {
		t.Errorf("it stands at %+v, want the second reminder from now on", c)
	}
	if got, err := b.FindByNumber(b.ctx(), "F-1"); got != again || err != nil {
		t.Errorf("the number finds %v (%v), want the new cycle", got, err)
	}
	if n := b.count("outbox where workflow_id = 'invoice/atelier/F-1/1' and kind = 'start'"); n != 1 {
		t.Errorf("%d starts of the new workflow, want 1", n)
	}
	if n := b.count("tasks k join cases c on c.id = k.case_id where c.cycle = 0 and k.done_at is null"); n != 0 {
		t.Errorf("%d tasks of the old case are open", n)
	}
	_, err = b.Reopen(b.ctx(), ref, dunning.Reopening{})
	wantCode(t, err, dunning.CodeConflict) // twice
	out := b.send(again, c.Steps[1].At)
	if len(out.Notice.Items[0].Earlier) != 1 {
		t.Error("the notice does not name what was sent in the first cycle")
	}
	b.proved(ref, again)
}

func TestCasesPageByPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var ns []dunning.NewInvoice
	for i := range 25 {
		n := invoice(number(i))
		n.Invoice.Due = day("2026-05-01").AddDays(i % 4)
		if i == 7 {
			n.Debtor.Key, n.Debtor.Name = "C-100%", "Verrerie d’Aumale"
		}
		ns = append(ns, n)
	}
	b.AddInvoices(b.ctx(), ns)
	closed := dunning.Ref{Creditor: "atelier", Number: number(3)}
	b.record(closed, dunning.NewClose(dunning.Cancelled).With(dunning.Stamp{At: monday}))

	seen := map[string]bool{}
	var last desk.CaseCursor
	for pages := 0; ; pages++ {
		page, err := b.Cases(b.ctx(), desk.CaseFilter{After: last, Limit: 10})
		b.must(err)
		if len(page) == 0 {
			break
		}
		for _, row := range page {
			if row.Cursor.Due.Before(last.Due) || seen[row.Case.Number] {
				t.Errorf("%s comes out of order or twice", row.Case.Number)
			}
			seen[row.Case.Number], last = true, row.Cursor
		}
	}
	if len(seen) != 25 {
		t.Errorf("%d cases seen, want 25", len(seen))
	}
	rows := map[string]struct {
		filter desk.CaseFilter
		want   int
	}{
		"open":                     {desk.CaseFilter{Open: true}, 24},
		"closed":                   {desk.CaseFilter{State: dunning.Closed}, 1},
		"status":                   {desk.CaseFilter{Status: "scheduled"}, 24},
		"creditor":                 {desk.CaseFilter{Creditor: "nobody"}, 0},
		"debtor":                   {desk.CaseFilter{Creditor: "atelier", Debtor: "C-7"}, 24},
		"start of the number":      {desk.CaseFilter{Text: "f-000"}, 10},
		"part of the name":         {desk.CaseFilter{Text: "aumale"}, 1},
		"customer reference":       {desk.CaseFilter{Text: "c-100%"}, 1},
		"a percent sign is itself": {desk.CaseFilter{Text: "%"}, 1},
		"an underscore as well":    {desk.CaseFilter{Text: "_"}, 0},
		"overdue":                  {desk.CaseFilter{Overdue: monday.AddDate(1, 0, 0)}, 24},
		"not overdue":              {desk.CaseFilter{Overdue: monday.AddDate(-1, 0, 0)}, 0},
	}
	for name, row := range rows {
		page, err := b.Cases(b.ctx(), row.filter)
		b.must(err)
		if len(page) != row.want {
			t.Errorf("%s: %d cases, want %d", name, len(page), row.want)
		}
	}
}

func TestOutboxKeepsTheOrderOfACase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := time.Now()
	b.Now = func() time.Time { return now }
	ref, other := b.add(invoice("F-1")), b.add(invoice("F-2"))
	b.record(ref, paid(10000, "2026-06-01"))
	b.record(ref, paid(20000, "2026-06-01"))

	names := func(limit int) (out []string) {
		rows, err := b.Due(b.ctx(), limit, limit)
		b.must(err)
		for _, o := range rows {
			out = append(out, o.Kind+" "+o.Ref.Number+" "+o.Event.Amount.String())
			b.must(b.Delivered(b.ctx(), o.ID))
		}
		return out
	}
	first, err := b.Due(b.ctx(), 10, 10)
	b.must(err)
	if len(first) != 2 || first[0].Kind != dunning.OutboxStart || first[1].Ref != other || first[0].Case.Balance != 90000 {
		t.Fatalf("first come %+v, want both starts, as the cases stand now", first)
	}
	if again := names(10); again != nil {
		t.Errorf("while they are out, %v comes as well", again)
	}
	b.must(b.Failed(b.ctx(), first[0].ID, errors.New("temporal is down"), now.Add(5*time.Minute)))
	b.must(b.Delivered(b.ctx(), first[1].ID))
	now = now.Add(2 * time.Minute)
	if again := names(10); again != nil {
		t.Errorf("before its start was delivered, %v comes", again)
	}
	now = now.Add(5 * time.Minute)
	var got []string
	for range 3 {
		got = append(got, names(10)...)
	}
	want := []string{"start F-1 0.00", "signal F-1 100.00", "signal F-1 200.00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("then they come in another order (-want +got):\n%s", diff)
	}
	if n, err := b.PruneOutbox(b.ctx(), now.Add(time.Hour)); n != 4 || err != nil {
		t.Errorf("%d rows tidied (%v), want 4", n, err)
	}
	b.must(b.Restart(b.ctx(), ref))
	b.must(b.Restart(b.ctx(), ref))
	if got := names(10); !slices.Equal(got, []string{"start F-1 0.00"}) {
		t.Errorf("a restart orders %v, want one start", got)
	}
}

// Who listens for news is woken when it begins and at each news, on a
// connection of its own: with all of the pool taken it still hears.
func TestListeningForNewsTakesNoConnectionOfThePool(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, stop := context.WithCancel(b.ctx())
	woken, over := make(chan struct{}, 9), make(chan error, 1)
	busy := b.Pool().Stat().AcquiredConns()
	go func() {
		over <- b.ListenOutbox(ctx, func() { woken <- struct{}{} })
	}()
	hear := func(what string) {
		t.Helper()
		select {
		case <-woken:
		case err := <-over:
			t.Fatalf("%s: nobody listens any more: %v", what, err)
		case <-time.After(time.Minute):
			t.Fatalf("%s: nobody was woken", what)
		}
	}
	hear("at its beginning")
	if now := b.Pool().Stat().AcquiredConns(); now != busy {
		t.Errorf("listening takes %d connections of the pool", now-busy)
	}
	b.add(invoice("F-1"))
	hear("at a new case")
	stop()
	if err := <-over; dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Errorf("the end is %v, want the context's", err)
	}
}

func TestMetricsAndOverdueCases(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	n := invoice("F-2")
	n.Debtor.Key, n.Debtor.Email = "C-8", ""
	b.add(n)
	n = invoice("F-3")
	n.Debtor.Key = "C-9"
	lost := b.add(n)
	out := b.granted(lost, "worker", monday)
	b.render(out.Message.ID, "text")
	b.handOver(out.Message.ID, "worker", monday)
	b.finish(lost, out.Message.ID, dunning.SendUnknown, monday)

	now := monday.Add(2 * time.Hour)
	m, err := b.Metrics(b.ctx(), now)
	b.must(err)
	m.OutboxOldest = 0
	// Two tasks for the addressless and the unknown, one for a missing file.
	want := desk.Metrics{Open: 3, Due: 1, Oldest: 2 * time.Hour, NeedsAttention: 2, Unknown: 1, Outbox: 3, Starts: 3, Tasks: 3}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	late, err := b.Overdue(b.ctx(), now, 10)
	b.must(err)
	all, err := b.Standings(b.ctx(), 0, 10)
	b.must(err)
	if len(late) != 1 || late[0].Ref != ref || len(all) != 3 {
		t.Errorf("overdue %+v of %d, want the first of 3", late, len(all))
	}
}

func TestTasksAreFinishedByPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.record(ref, dunning.NewReply().With(dunning.Stamp{At: monday}))
	open, err := b.Tasks(b.ctx(), desk.TaskFilter{})
	b.must(err)
	if len(open) != 1 || open[0].Code != dunning.TaskReply || open[0].Ref != ref {
		t.Fatalf("open tasks %+v, want the reply to read", open)
	}
	b.must(b.FinishTask(b.ctx(), open[0].ID, "claire"))
	wantCode(t, b.FinishTask(b.ctx(), 404, "claire"), dunning.CodeNotFound)
	if open, err = b.Tasks(b.ctx(), desk.TaskFilter{}); len(open) != 0 || err != nil {
		t.Errorf("%d tasks are open (%v), want none", len(open), err)
	}
}

func TestCreditorsAndPlans(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c, err := b.Creditor(b.ctx(), "atelier")
	b.must(err)
	if diff := cmp.Diff(testCreditor(), c); diff != "" {
		t.Errorf("creditor (-want +got):\n%s", diff)
	}
	p, err := b.Plan(b.ctx(), "atelier", "")
	b.must(err)
	if diff := cmp.Diff(quietPlan(), p); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	c.ID, c.Plan = "autre", "dur"
	b.save(c)
	if p, err = b.Plan(b.ctx(), "autre", "default"); err != nil || p.Spread != dunning.DefaultPlan().Spread {
		t.Errorf("a creditor without plans has %+v (%v), want the built-in one", p, err)
	}
	_, err = b.Plan(b.ctx(), "autre", "dur")
	wantCode(t, err, dunning.CodeNotFound)
	_, err = b.Creditor(b.ctx(), "personne")
	wantCode(t, err, dunning.CodeNotFound)
	all, err := b.Creditors(b.ctx())
	b.must(err)
	if len(all) != 2 {
		t.Errorf("%d creditors, want 2", len(all))
	}
	wantCode(t, b.SaveCreditor(b.ctx(), dunning.Creditor{}, nil), dunning.CodeInvalid)
}
