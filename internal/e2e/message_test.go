package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	querypb "go.temporal.io/api/query/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	sdkpb "go.temporal.io/api/sdk/v1"

	"relance/internal/dunning"
	"relance/internal/postgres/outbox"
	"relance/workflows"
)

// What a person types into Temporal's own UI is enough, and what he mistypes
// harms nothing.
func TestSignalsTypedByHand(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.idle("F-1")
	for _, wrong := range []struct{ name, payload string }{
		{workflows.MessagePaid, `{"ammount":"1200.00"}`},
		{workflows.MessagePaid, `{"amount":"-"}`},
		{workflows.MessagePaid, `{}`},
		{workflows.MessagePaid, `[1200]`},
		{workflows.MessageDispute, `{"amount":"5000.00"}`},
		{workflows.MessagePromise, `{"date":"31/12/2026"}`},
		{workflows.MessageSettle, `{"status":"sent"}`},
		{workflows.MessageClose, `{"outcome":"forgotten"}`},
	} {
		before := h.load("F-1").Version
		h.signal("F-1", wrong.name, wrong.payload)
		c := h.until("F-1", "has noted "+wrong.payload, func(c dunning.Case) bool { return c.Version > before })
		if c.Balance != 120000 || len(c.Holds) > 0 || c.State != dunning.Scheduled {
			t.Fatalf("%s %s changed the case: %+v", wrong.name, wrong.payload, c)
		}
	}
	if tasks := h.openTasks("F-1"); !slices.Contains(tasks, dunning.TaskUnreadable) {
		t.Errorf("tasks %v: nobody is told", tasks)
	}
	h.signal("F-1", workflows.MessagePaid, `{"amount":"200.00","date":"`+h.today().String()+`"}`)
	h.until("F-1", "has counted the part", func(c dunning.Case) bool { return c.Balance == 100000 })
	h.signal("F-1", workflows.MessagePaid, `{"amount":"200.00","date":"`+h.today().String()+`"}`) // the same again
	h.signal("F-1", workflows.MessagePaid, `{"amount":1000}`)
	h.closes("F-1", dunning.Paid)
	h.agree("F-1")
}

// An update is refused before it is accepted: the history does not grow.
func TestUpdatesAnswerAndRefuse(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	s := &story{house: h, n: "F-1", debtor: "C-1"}
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.idle("F-1")
	before := len(h.events("F-1"))
	for _, wrong := range []struct{ name, payload, why string }{
		{workflows.MessagePaid, `{}`, "amount is missing"},
		{workflows.MessagePaid, `{"amount":"twelve"}`, "twelve"},
		{workflows.MessageDispute, `{"amount":"5000.00"}`, "more than the 1200.00 that is open"},
		{workflows.MessageResolveDispute, `{}`, "not in dispute"},
		{workflows.MessageInstalments, `{"instalments":[{"date":"` + h.today().AddDays(30).String() + `","amount":"3.00"}]}`, "add up to 3.00"},
		{workflows.MessageApprove, `{}`, "no step"},
		{workflows.MessageSettle, `{"status":"sent"}`, "unknown outcome"},
		{workflows.MessageClose, `{"outcome":"forgotten"}`, "forgotten"},
	} {
		if reply, err := s.tryUpdate(wrong.name, wrong.payload); err == nil || !strings.Contains(err.Error(), wrong.why) {
			t.Errorf("%s %s: %+v, %v; want an error that says %q", wrong.name, wrong.payload, reply, err, wrong.why)
		}
	}
	if after := len(h.events("F-1")); after != before {
		t.Errorf("the history grew by %d events", after-before)
	}
	payment := `{"amount":"200.00","date":"` + h.today().String() + `","id":"VIR-1","source":"bank"}`
	if r := s.update(workflows.MessagePaid, payment); r.Balance != "1000.00" || r.Duplicate || r.State != "scheduled" || r.NextAt == "" {
		t.Errorf("the answer to a payment is %+v", r)
	}
	if r := s.update(workflows.MessagePaid, payment); r.Balance != "1000.00" || !r.Duplicate {
		t.Errorf("the answer to the same payment is %+v", r)
	}
	if r := s.update(workflows.MessageDispute, `{"category":"price"}`); r.Reason != string(dunning.ReasonDisputed) {
		t.Errorf("the answer to a dispute is %+v", r)
	}
	h.agree("F-1")
}

// An operator understands a case in Temporal's UI alone: where it stands, what
// comes next and why, what was sent, and what to do when it is stuck.
func TestWhatTemporalShows(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.invoice("F/1 é", "C-1", 20, 120000)
	h.work()
	h.send("F/1 é")
	h.tell("F/1 é", dunning.NewDispute(0, "price"))
	h.rest("F/1 é")
	h.idle("F/1 é")
	details := h.metadata("F/1 é").GetCurrentDetails()
	for _, want := range []string{"**scheduled**", "1200.00 of 1200.00 EUR", "`disputed`", "hold `dispute`", "`courtesy` sent", "`formal_notice` planned"} {
		if !strings.Contains(details, want) {
			t.Errorf("the details lack %q:\n%s", want, details)
		}
	}
	var names []string
	for _, d := range h.metadata("F/1 é").GetDefinition().GetSignalDefinitions() {
		if names = append(names, d.GetName()); d.GetDescription() == "" {
			t.Errorf("signal %s is not described", d.GetName())
		}
	}
	if len(names) != len(dunning.Facts()) {
		t.Errorf("signals %v", names)
	}
	answer, err := h.temporal.QueryWorkflow(t.Context(), h.id("F/1 é"), "", workflows.QuerySchedule)
	h.must(err)
	var next workflows.Schedule
	h.must(answer.Get(&next))
	if next.Action != "wait" || next.Reason != string(dunning.ReasonDisputed) || len(next.Steps) != 5 {
		t.Errorf("the schedule is %+v", next)
	}
	for _, filter := range []string{
		`InvoiceNumber = "F/1 é"`, `Debtor = "C-1" AND CaseState = "scheduled"`, `CaseStep = "first"`,
		`BalanceCents = 120000 AND NextActionAt IS NULL`, `DueDate > "` + h.today().String() + `T00:00:00Z"`, `Creditor = "` + h.creditor() + `"`,
	} {
		h.patiently("visibility finds "+filter, func() error {
			r, err := h.temporal.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Namespace: h.namespace, Query: filter})
			if err == nil && r.GetCount() != 1 {
				err = errNotYet
			}
			return err
		})
	}
	d, err := h.temporal.DescribeWorkflowExecution(t.Context(), h.id("F/1 é"), "")
	h.must(err)
	var summary string
	h.must(converter.GetDefaultDataConverter().FromPayload(d.GetExecutionConfig().GetUserMetadata().GetSummary(), &summary))
	if !strings.Contains(summary, "F/1 é") || !strings.Contains(summary, "1200.00 EUR") {
		t.Errorf("the summary is %q", summary)
	}
}

// metadata is what the UI asks a worker for, at no cost.
func (h *house) metadata(number string) *sdkpb.WorkflowMetadata {
	h.t.Helper()
	r, err := h.temporal.WorkflowService().QueryWorkflow(h.t.Context(), &workflowservice.QueryWorkflowRequest{
		Namespace: h.namespace, Execution: &commonpb.WorkflowExecution{WorkflowId: h.id(number)},
		Query: &querypb.WorkflowQuery{QueryType: "__temporal_workflow_metadata"}, QueryRejectCondition: enumspb.QUERY_REJECT_CONDITION_NONE,
	})
	h.must(err)
	var m sdkpb.WorkflowMetadata
	h.must(converter.GetDefaultDataConverter().FromPayload(r.GetQueryResult().GetPayloads()[0], &m))
	return &m
}

// Started by its number alone, as somebody does it in Temporal's UI.
func TestStartByNumberAloneAndOnlyOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	n := h.newInvoice("F-1", "C-1", 20, 120000)
	inv := h.invoice("F-1", "C-1", 20, 120000)
	_, err := h.temporal.ExecuteWorkflow(t.Context(), startOptions(h.id("F-1")), workflows.DunningWorkflow,
		json.RawMessage(`{"creditor":"`+h.creditor()+`","number":"F-1"}`))
	h.must(err)
	run := h.runID("F-1")
	h.work() // its relay finds the order to start on record, and the case started
	h.idle("F-1")
	again, err := h.store.AddInvoice(t.Context(), n)
	if h.must(err); again.State != "same" {
		t.Errorf("the same invoice again: %s", again.State)
	}
	n.Invoice.Payable, n.Invoice.Total = 99900, 99900
	other, err := h.store.AddInvoice(t.Context(), n)
	if err == nil && other.State != "conflict" {
		t.Errorf("the same number with another amount: %s", other.State)
	}
	h.must(outbox.New(h.store).Restart(t.Context(), h.ref("F-1")))
	h.rest("F-1")
	if now := h.runID("F-1"); now != run {
		t.Errorf("a second case was started: %s after %s", now, run)
	}
	h.send("F-1")
	h.keep("started-by-number", h.history("F-1"))
	if c := h.load("F-1"); c.Opening != inv.Payable || h.mails("C-1") != 1 {
		t.Errorf("%d mails about %+v", h.mails("C-1"), c)
	}
	h.pay("F-1")
	h.skipToNext("F-1")
	h.closes("F-1", dunning.Paid)
	h.agree("F-1")
	// Nothing starts it again once it is over.
	if err := outbox.New(h.store).Restart(t.Context(), h.ref("F-1")); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("restarting a closed case: %v", err)
	}
}

func (h *house) runID(number string) string {
	h.t.Helper()
	d, err := h.temporal.DescribeWorkflowExecution(h.t.Context(), h.id(number), "")
	h.must(err)
	return d.GetWorkflowExecutionInfo().GetExecution().GetRunId()
}
