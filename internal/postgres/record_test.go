package postgres_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestPaymentTakesTheBalanceFromSQL(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	if c := b.record(ref, paid(50000, "2026-06-01")).Case; c.Balance != 70000 {
		t.Errorf("balance %s after a part payment, want 700.00", c.Balance)
	}
	credit := dunning.NewCredited(20000, calendar.Date{}).With(dunning.Stamp{ID: "AV-1", At: monday})
	if c := b.record(ref, credit).Case; c.Balance != 50000 {
		t.Errorf("balance %s after a credit note, want 500.00", c.Balance)
	}
	if c := b.record(ref, paid(-50000, "2026-06-02")).Case; c.Balance != 100000 {
		t.Errorf("balance %s after a returned payment, want 1000.00", c.Balance)
	}
	c := b.record(ref, paid(120000, "2026-06-03")).Case
	if c.Balance != -20000 || c.Outcome != dunning.Paid {
		t.Errorf("balance %s (%s) after too much money, want -200.00 (paid)", c.Balance, c.Outcome)
	}
	if n := b.count("tasks where code = 'refund' and detail = '200.00'"); n != 1 {
		t.Errorf("%d tasks to give money back, want one about 200.00", n)
	}
	b.proved(ref)
}

func TestTheSameFactTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	rows := map[string][2]dunning.Event{
		"payment with an id": {
			{Kind: dunning.KindPaid, ID: "P-1", Source: "api", Amount: 50000, Date: day("2026-06-01"), At: monday},
			{Kind: dunning.KindPaid, ID: "P-1", Source: "api", Amount: 50000, Date: day("2026-06-01"), At: monday.AddDate(0, 0, 1)},
		},
		"payment without an id": {paid(50000, "2026-06-01"), paid(50000, "2026-06-01")},
		"credit note": {
			{Kind: dunning.KindCredited, ID: "AV-1", Amount: 50000, At: monday},
			{Kind: dunning.KindCredited, ID: "AV-1", Amount: 50000, At: monday},
		},
		"dispute": {
			{Kind: dunning.KindDispute, ID: "D-1", Amount: 30000, At: monday},
			{Kind: dunning.KindDispute, ID: "D-1", Amount: 30000, At: monday},
		},
	}
	b := setup(t)
	for name, twice := range rows {
		ref := b.add(invoice("F " + name))
		first := b.record(ref, twice[0])
		again := b.record(ref, twice[1])
		if first.Duplicate || !again.Duplicate {
			t.Errorf("%s: duplicate is %t then %t, want false then true", name, first.Duplicate, again.Duplicate)
		}
		if diff := cmp.Diff(first.Case, again.Case); diff != "" {
			t.Errorf("%s: the repeat changed the case:\n%s", name, diff)
		}
		if len(again.Events) != 2 {
			t.Errorf("%s: the repeat gives %v, want all events after version 0", name, kinds(again.Events))
		}
		b.proved(ref)
	}
}

func TestBankLineConfirmsWhatWasEnteredByHand(t *testing.T) {
	t.Parallel()
	bank := func(id, date string) dunning.Event {
		e := paid(50000, date)
		e.ID, e.Source = id, dunning.SourceBank
		return e
	}
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.record(ref, paid(50000, "2026-06-01"))
	if c := b.record(ref, bank("B-1", "2026-06-04")).Case; c.Balance != 70000 {
		t.Errorf("balance %s after the bank line, want 700.00: it confirms the payment", c.Balance)
	}
	if again := b.record(ref, bank("B-1", "2026-06-04")); !again.Duplicate {
		t.Error("the same bank line a second time is no duplicate")
	}
	if c := b.record(ref, bank("B-2", "2026-06-04")).Case; c.Balance != 20000 {
		t.Errorf("balance %s after another bank line, want 200.00: it is new money", c.Balance)
	}
	other := b.add(invoice("F-2"))
	b.record(other, paid(50000, "2026-06-01"))
	if c := b.record(other, bank("B-3", "2026-06-07")).Case; c.Balance != 20000 {
		t.Errorf("balance %s after a bank line six days later, want 200.00: it is new money", c.Balance)
	}
	b.proved(ref, other)
}

func TestOneBankLineMayPaySeveralInvoices(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.add(invoice("F-1")), b.add(invoice("F-2"))
	line := paid(120000, "2026-06-01")
	line.ID, line.Source = "B-1", dunning.SourceBank
	b.record(first, line)
	if c := b.record(second, line).Case; c.Balance != 0 {
		t.Errorf("the second invoice has %s open, want nothing", c.Balance)
	}
	if n := b.count("payments where source = 'bank' and external = 'B-1' and amount = 240000"); n != 1 {
		t.Errorf("%d payments of 2400.00, want one over both invoices", n)
	}
	line.Source = "api"
	b.record(first, line)
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: second, Event: line, Notify: true})
	wantCode(t, err, dunning.CodeConflict)
}

func TestUnknownInvoiceSaysHowToMendIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: dunning.Ref{Creditor: "atelier", Number: "F-404"}, Event: paid(1, "2026-06-01")})
	wantCode(t, err, dunning.CodeNotFound)
	if !strings.Contains(err.Error(), "F-404") || dunning.ErrorHint(err) == "" {
		t.Errorf("%q with hint %q does not help", err, dunning.ErrorHint(err))
	}
}

func TestFaultyFactsAreRefused(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		event dunning.Event
		code  dunning.Code
	}{
		"payment of nothing":         {dunning.NewPaid(0, calendar.Date{}), dunning.CodeInvalid},
		"negative credit note":       {dunning.NewCredited(-1, calendar.Date{}), dunning.CodeInvalid},
		"promise without a date":     {dunning.NewPromise(0, calendar.Date{}), dunning.CodeInvalid},
		"dispute of more than is":    {dunning.NewDispute(9999999, ""), dunning.CodeInvalid},
		"resolution of no dispute":   {dunning.NewResolveDispute(), dunning.CodeConflict},
		"settling what is not known": {dunning.NewSettle(true), dunning.CodeConflict},
	}
	b := setup(t)
	ref := b.add(invoice("F-1"))
	for name, row := range rows {
		_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: row.event, Notify: true})
		if dunning.ErrorCode(err) != row.code {
			t.Errorf("%s: %v (%s), want %s", name, err, dunning.ErrorCode(err), row.code)
		}
	}
	if c := b.loaded(ref); c.Version != 1 {
		t.Errorf("a refused fact left version %d, want 1", c.Version)
	}
}

func TestWorkflowIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	mine := b.loaded(ref) // the workflow's copy, at version 1
	b.record(ref, dunning.NewDispute(30000, "").With(dunning.Stamp{ID: "D-1", At: monday}))
	b.record(ref, paid(50000, "2026-06-02"))

	out, err := b.Record(b.ctx(), dunning.Recording{
		Ref: ref, Known: mine.Version, Event: dunning.NewReply().With(dunning.Stamp{ID: "R-1", At: monday}),
	})
	b.must(err)
	want := []dunning.Kind{dunning.KindDispute, dunning.KindPaid, dunning.KindReply}
	if !slices.Equal(kinds(out.Events), want) {
		t.Fatalf("got %v, want %v", kinds(out.Events), want)
	}
	for _, e := range out.Events {
		mine, _ = dunning.Apply(mine, e)
	}
	if diff := cmp.Diff(b.loaded(ref), mine); diff != "" {
		t.Errorf("the copy differs from the record (-record +copy):\n%s", diff)
	}
	missed, err := b.Events(b.ctx(), ref, 3)
	b.must(err)
	if !slices.Equal(kinds(missed), want[2:]) {
		t.Errorf("events after 3 are %v, want %v", kinds(missed), want[2:])
	}
	if n := b.count("outbox where kind = 'signal'"); n != 2 {
		t.Errorf("%d signals, want 2: the workflow's own event is not told to it", n)
	}
}

// A workflow that is told of event 3 before it heard of 2 asks by its number.
func TestAnEventIsRememberedByItsNumber(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.record(ref, dunning.NewReply().With(dunning.Stamp{At: monday}))
	skip := b.record(ref, dunning.NewSkip("").With(dunning.Stamp{At: monday})).Case
	recorded := dunning.Recording{Ref: ref, Known: 1, Event: dunning.Event{Seq: 3, Kind: dunning.KindSkip, At: monday}}
	out, err := b.Store.Record(t.Context(), recorded)
	if err != nil || !out.Duplicate || len(out.Events) != 2 || out.Case.Version != skip.Version || out.Case.Done != 1 {
		t.Errorf("told again: %+v %v; want events 2 and 3 and one step skipped", out, err)
	}
	recorded.Event.Seq = 9
	if _, err := b.Store.Record(t.Context(), recorded); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("an event that is not on record: %v", err)
	}
	b.proved(ref)
}

func TestDecisionOnAnOldVersionIsNotRecorded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	skip := dunning.Recording{
		Ref: ref, Known: 1, Strict: true,
		Event: dunning.Event{Kind: dunning.KindSkipped, ID: "decision-1", Step: "first", At: monday},
	}
	b.record(ref, paid(50000, "2026-06-01"))
	out, err := b.Record(b.ctx(), skip)
	b.must(err)
	if !slices.Equal(kinds(out.Events), []dunning.Kind{dunning.KindPaid}) || out.Case.Done != 0 {
		t.Errorf("got %v with %d steps done, want the payment only", kinds(out.Events), out.Case.Done)
	}
	skip.Known = 2
	for range 2 { // the second time is a retry of the activity
		if out, err = b.Record(b.ctx(), skip); err != nil || out.Case.Done != 1 || len(out.Events) != 1 {
			t.Errorf("%v: %d steps done, events %v; want the skip once", err, out.Case.Done, kinds(out.Events))
		}
	}
}

func TestClosedCaseKeepsFactsAndDoesNotMove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.record(ref, dunning.NewClose(dunning.WrittenOff).With(dunning.Stamp{ID: "C-1", At: monday}))
	signals := b.count("outbox where kind = 'signal'")
	out := b.record(ref, paid(120000, "2026-06-10"))
	if out.Case.State != dunning.Closed || out.Case.Outcome != dunning.WrittenOff || out.Case.Version != 3 {
		t.Errorf("the case became %+v", out.Case)
	}
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments, want the late one on record", n)
	}
	if n := b.count("tasks where code = 'late_message' and detail = 'paid' and done_at is null"); n != 1 {
		t.Errorf("%d tasks, want one about the late payment", n)
	}
	if n := b.count("outbox where kind = 'signal'"); n != signals {
		t.Error("a workflow that is over is told of the payment")
	}
	b.proved(ref)
}

func TestTamperingWithTheLogIsRefusedAndFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, sql := range []string{
		`update events set kind = 'closed'`, `delete from events`, `truncate events cascade`,
	} {
		b.add(invoice("F " + sql[:6]))
		if _, err := b.Pool().Exec(b.ctx(), sql); err == nil {
			t.Errorf("%s: went through", sql)
		}
	}
	rows := map[string]struct{ sql, want string }{
		"an amount changed":   {`update events set data = jsonb_set(data, '{amount}', '"1.00"') where seq = 2 and case_id = $1`, "event 2 was changed"},
		"a column changed":    {`update events set author = 'x' where seq = 2 and case_id = $1`, "event 2 has columns"},
		"an event deleted":    {`delete from events where seq = 2 and case_id = $1`, "event 2 is missing"},
		"the last deleted":    {`delete from events where seq = 3 and case_id = $1`, "event 3 is missing"},
		"a time changed":      {`update events set recorded_at = recorded_at + interval '1 day' where seq = 3 and case_id = $1`, "event 3 was changed"},
		"the body changed":    {`update cases set body = jsonb_set(body, '{balance}', '"0.00"') where id = $1`, "not what its 3 events"},
		"the opening changed": {`update cases set origin = jsonb_set(origin, '{opening}', '"1.00"') where id = $1`, "event 1 does not follow"},
	}
	for name, row := range rows {
		ref := b.add(invoice("F " + name))
		b.record(ref, paid(50000, "2026-06-01"))
		b.record(ref, paid(10000, "2026-06-02"))
		b.proved(ref)
		var id int64
		b.must(b.Pool().QueryRow(b.ctx(), `select id from cases where number = $1`, ref.Number).Scan(&id))
		tx, err := b.Pool().Begin(b.ctx())
		b.must(err)
		_, err = tx.Exec(b.ctx(), `set local session_replication_role = replica`) // as a superuser could
		b.must(err)
		_, err = tx.Exec(b.ctx(), row.sql, id)
		b.must(err)
		b.must(tx.Commit(b.ctx()))
		err = b.VerifyChain(b.ctx(), ref)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: verification says %v, want %q", name, err, row.want)
		}
	}
}
