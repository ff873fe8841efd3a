package e2e

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	enumspb "go.temporal.io/api/enums/v1"
	"golang.org/x/sync/errgroup"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/lookup"
	"relance/internal/temporalclient"
	"relance/workflows"
)

func (h *house) ref(number string) dunning.Ref {
	return dunning.Ref{Creditor: h.creditor(), Number: number}
}

func (h *house) id(number string) string { return workflows.DunningID(h.creditor(), number, 0) }

// now is case time. A skip ends at its instant or a moment later, however long
// it took, so the clock is read from that instant on.
func (h *house) now() time.Time {
	if h.base.IsZero() {
		return time.Now()
	}
	return h.base.Add(time.Since(h.over))
}

func (h *house) today() calendar.Date {
	return calendar.DateOf(h.now().In(calendar.Metropole.Location()))
}

// invoice takes an invoice in, due in so many days.
func (h *house) invoice(number, debtor string, due int, amount money.Cents) dunning.Invoice {
	h.t.Helper()
	n := h.newInvoice(number, debtor, due, amount)
	h.add(n)
	return n.Invoice
}

func (h *house) add(n dunning.NewInvoice) {
	h.t.Helper()
	added, err := h.store.AddInvoice(h.t.Context(), n)
	if err != nil || added.State != dunning.AddCreated {
		h.t.Fatalf("invoice %s: %v %v", n.Invoice.Number, added.State, err)
	}
}

func (h *house) newInvoice(number, debtor string, due int, amount money.Cents) dunning.NewInvoice {
	return dunning.NewInvoice{
		Creditor: h.creditor(), Now: h.now(),
		Invoice: dunning.Invoice{
			Creditor: h.creditor(), Number: number, Debtor: debtor, Issued: h.today().AddDays(min(due-30, 0)), Due: h.today().AddDays(due),
			DueRule: dunning.DueStated, Currency: "EUR", Total: amount, Payable: amount, Source: "test", FileName: number + ".pdf",
		},
		Debtor: dunning.Debtor{
			Key: debtor, Name: "Société Perrin " + debtor, Regime: dunning.B2B, Language: "fr", Email: mailOf(debtor),
			Address: dunning.Address{Lines: []string{"8 rue Basse"}, Postcode: "69006", City: "Lyon"},
		},
		Document: &dunning.Document{MediaType: "application/pdf", Name: number + ".pdf", Bytes: []byte("%PDF-1.4 " + number)},
	}
}

func mailOf(debtor string) string { return strings.ToLower(debtor) + "@perrin.example.com" }

// skip advances cases by some time, in lock-step.
func (h *house) skip(d time.Duration, numbers ...string) {
	h.t.Helper()
	h.skipTo(h.now().Add(d), numbers...)
}

// skipTo advances cases to an instant. They may be a moment ahead of the
// story's clock afterwards, never behind.
func (h *house) skipTo(at time.Time, numbers ...string) {
	h.t.Helper()
	var g errgroup.Group
	g.SetLimit(8)
	for _, n := range numbers {
		h.idle(n)
	}
	if !at.After(h.now()) {
		return
	}
	for _, n := range numbers {
		g.Go(func() error { return temporalclient.FastForward(h.t.Context(), h.temporal, h.id(n), at) })
	}
	if err := g.Wait(); err != nil {
		h.t.Fatalf("skipping to %s: %v", at, err)
	}
	h.base, h.over = at, time.Now()
}

// idle waits until a case's workflow has started and waits for time or messages.
func (h *house) idle(number string) {
	h.t.Helper()
	h.patiently("the workflow of "+number+" waits", func() error {
		d, err := h.temporal.DescribeWorkflowExecution(h.t.Context(), h.id(number), "")
		if err == nil && (d.GetPendingWorkflowTask() != nil || len(d.GetPendingActivities()) > 0) {
			err = fmt.Errorf("it is busy: %v %v", d.GetPendingWorkflowTask(), d.GetPendingActivities())
		}
		return err
	})
}

// skipToNext advances a case to its next action, and tells which it is.
func (h *house) skipToNext(number string) dunning.Decision {
	h.t.Helper()
	d := dunning.Next(h.load(number), h.now())
	if d.Action == dunning.Wait && !d.At.IsZero() {
		h.skipTo(d.At.Add(time.Second), number)
	}
	return d
}

// send advances a case to its next notice and waits until it has left.
func (h *house) send(number string) dunning.Case {
	h.t.Helper()
	done := h.load(number).Done
	h.skipToNext(number)
	return h.until(number, fmt.Sprintf("has sent its notice %d", done+1), func(c dunning.Case) bool { return c.Done > done })
}

func (h *house) load(number string) dunning.Case {
	h.t.Helper()
	c, err := h.store.LoadCase(h.t.Context(), h.ref(number))
	h.must(err)
	return c
}

// view is all that is on record about a case.
func (h *house) view(number string) dunning.CaseView {
	h.t.Helper()
	v, err := lookup.New(h.store).Case(h.t.Context(), h.ref(number))
	h.must(err)
	return v
}

// tell records a fact in SQL with its signal, as the command line does.
func (h *house) tell(number string, e dunning.Event) {
	h.t.Helper()
	if _, err := h.store.Record(h.t.Context(), dunning.Recording{Ref: h.ref(number), Event: h.stamped(e), Notify: true}); err != nil {
		h.t.Fatalf("%s of %s: %v", e.Kind, number, err)
	}
}

// aged lets the time of the longest attempt be over, so that a person may say
// that a message was not sent.
func (h *house) aged() {
	h.t.Helper()
	_, err := h.store.Pool().Exec(h.t.Context(), "update messages set attempt_until = null")
	h.must(err)
}

func (h *house) stamped(e dunning.Event) dunning.Event {
	e.At, e.Reason = h.now(), dunning.ReasonFact
	if e.Kind == dunning.KindPaid && e.Date.IsZero() {
		e.Date, e.Source = h.today(), "manual"
	}
	return e
}

// pay settles a case in full.
func (h *house) pay(number string) {
	h.t.Helper()
	h.tell(number, dunning.NewPaid(h.load(number).Balance, calendar.Date{}))
}

// until waits for a condition of the case.
func (h *house) until(number, what string, ok func(dunning.Case) bool) (c dunning.Case) {
	h.t.Helper()
	h.patiently(number+" "+what, func() error {
		if c = h.load(number); !ok(c) {
			return fmt.Errorf("it stands at %+v", c)
		}
		return nil
	})
	return c
}

// rest waits until a case has nothing to do now and its workflow knows all.
func (h *house) rest(number string) (c dunning.Case) {
	h.t.Helper()
	h.patiently(number+" is at rest", func() error {
		c = h.load(number)
		if d := dunning.Next(c, h.now()); d.Action != dunning.Wait && d.Action != dunning.End {
			return fmt.Errorf("it wants to %s %s", d.Action, d.Step)
		}
		if n := query[int](h, "select count(*) from outbox where delivered_at is null"); n > 0 {
			return fmt.Errorf("%d rows in the outbox", n)
		}
		return nil
	})
	return c
}

// closes waits for the end of a case.
func (h *house) closes(number string, how dunning.Outcome) dunning.Case {
	h.t.Helper()
	c := h.until(number, "is closed", closed)
	if c.Outcome != how {
		h.t.Errorf("%s closed as %s, want %s", number, c.Outcome, how)
	}
	return c
}

func closed(c dunning.Case) bool { return c.State == dunning.Closed }

func attention(c dunning.Case) bool { return c.Status() == string(dunning.ReasonNeedsAttention) }

// openTasks lists what people are asked to do about a case.
func (h *house) openTasks(number string) (codes []dunning.TaskCode) {
	h.t.Helper()
	for _, task := range h.view(number).Tasks {
		if task.DoneAt.IsZero() {
			codes = append(codes, task.Code)
		}
	}
	return codes
}

// mails counts what the mail server really received for a debtor.
func (h *house) mails(debtor string) int { return len(h.mail.To(mailOf(debtor))) }

// agree compares the three pictures of a case: its row in SQL, its events
// replayed (and their hashes), and its workflow's own.
func (h *house) agree(numbers ...string) {
	h.t.Helper()
	for _, n := range numbers {
		if err := h.store.VerifyChain(h.t.Context(), h.ref(n)); err != nil {
			h.t.Errorf("the log of %s: %v", n, err)
		}
		var diff string
		h.patiently("workflow and SQL agree on "+n, func() error {
			answer, err := h.temporal.QueryWorkflow(h.t.Context(), h.id(n), "", workflows.QueryCase)
			if err != nil {
				return err
			}
			var c dunning.Case
			if err := answer.Get(&c); err != nil {
				return err
			}
			if diff = cmp.Diff(h.caseAsHeard(n).Brief(), c); diff != "" {
				return fmt.Errorf("(-SQL +workflow):\n%s", diff)
			}
			return nil
		})
	}
}

// caseAsHeard is the case as far as its workflow must know it: a fact that came after
// the case was closed is on record, and asked about, but nobody listens.
func (h *house) caseAsHeard(number string) dunning.Case {
	h.t.Helper()
	v := h.view(number)
	if !closed(v.Case) {
		return v.Case
	}
	c := query[dunning.Case](h, "select origin from cases where number = $1", number)
	for _, r := range v.Timeline {
		if c, _ = dunning.Apply(c, r.Event); closed(c) {
			break
		}
	}
	return c
}

// explainFailure tells a case's story when the test has failed.
func (h *house) explainFailure(numbers ...string) {
	if !h.t.Failed() {
		return
	}
	for _, n := range numbers {
		v, err := lookup.New(h.store).Case(context.Background(), h.ref(n))
		if err != nil {
			h.t.Log(err)
			continue
		}
		for _, r := range v.Timeline {
			h.t.Logf("%s %s %s %s %s %s", n, r.At.Format(time.RFC3339), r.Kind, r.Step, r.Reason, r.Status)
		}
		if d, err := h.temporal.DescribeWorkflowExecution(context.Background(), h.id(n), ""); err == nil {
			h.t.Logf("%s in Temporal: %s, task %v, activities %v", n, d.GetWorkflowExecutionInfo().GetStatus(),
				d.GetPendingWorkflowTask(), d.GetPendingActivities())
		}
		h.explainClock(n)
		for _, m := range v.Messages {
			h.t.Logf("%s message %d %s %s %s %q", n, m.ID, m.Level, m.State, m.Day, m.Reply)
		}
	}
}

// explainClock lists what moved a case's clock, and what it was waiting for.
func (h *house) explainClock(number string) {
	events := h.temporal.GetWorkflowHistory(context.Background(), h.id(number), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			h.t.Log(err)
			return
		}
		said := e.GetEventType().String()
		if a := e.GetTimerStartedEventAttributes(); a != nil {
			said += " of " + a.GetStartToFireTimeout().AsDuration().String()
		}
		if a := e.GetWorkflowExecutionOptionsUpdatedEventAttributes(); a != nil {
			said += fmt.Sprintf(" %v", a.GetTimeSkippingConfig())
		}
		if a := e.GetWorkflowExecutionTimeSkippingTransitionedEventAttributes(); a != nil {
			said += fmt.Sprintf(" to %s, end %t", a.GetTargetTime().AsTime().Format(time.RFC3339Nano), a.GetDisabledAfterFastForward())
		}
		h.t.Logf("%s %d %s %s", number, e.GetEventId(), e.GetEventTime().AsTime().Format(time.RFC3339Nano), said)
	}
}
