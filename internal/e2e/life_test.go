package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"relance/internal/config"
	"relance/internal/dunning"
)

// fiveMails is a plan of five e-mails, for counting.
func fiveMails(c *config.Config) {
	p := c.Plans["default"]
	p.Steps = []dunning.Step{
		{ID: "courtesy", At: -5, Channel: dunning.Email, Level: dunning.Courtesy},
		{ID: "first", At: 5, Channel: dunning.Email, Level: dunning.First},
		{ID: "second", At: 15, Channel: dunning.Email, Level: dunning.Second, Deadline: 7},
		{ID: "final", At: 30, Channel: dunning.Email, Level: dunning.Final, Deadline: 8},
		{ID: "last", At: 42, Channel: dunning.Email, Level: dunning.Final, Deadline: 8},
		{ID: "formal_notice", At: 60, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15},
	}
	c.Plans["default"] = p
}

func TestFiveMailsPaymentThanks(t *testing.T) {
	h := newHouse(t, fiveMails)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	for n := 1; n <= 5; n++ {
		h.skipToNext("F-1")
		h.until("F-1", "sent", sentSteps(n))
	}
	h.skip(48*time.Hour, "F-1")
	h.tell("F-1", dunning.Event{Kind: dunning.KindPaid, Amount: 120000})
	c := h.until("F-1", "closed", closed)
	if c.Outcome != dunning.Paid {
		t.Errorf("closed as %s, want paid", c.Outcome)
	}
	if got := len(h.mail.To(mailOf("C-1"))); got != 6 {
		t.Errorf("%d mails, want five reminders and the thanks", got)
	}
	history := h.history("F-1")
	cost := count(history)
	t.Logf("five mails, a payment, the thanks: %d events, %d bytes, %d billable actions", cost.events, cost.bytes, cost.actions)
	if cost.events > 84 || cost.bytes > 11*1024 || cost.actions > 22 {
		t.Errorf("over the budget of 84 events, 11 KB, 22 actions: %+v", cost)
	}
	h.mustNotTell(history, "Maison Lambert", "Société Perrin", "perrin.example.com", "FR7630006000011234567890189", "rue Basse")
	h.keep("five-mails-paid", history)
}

// history reads the events of a case's workflow once it has ended.
func (h *house) history(number string) *historypb.History {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	_ = h.app.Temporal.GetWorkflow(ctx, h.id(number), "").Get(ctx, nil) // a running case ends the wait, not the test
	var out historypb.History
	it := h.app.Temporal.GetWorkflowHistory(h.t.Context(), h.id(number), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		if err != nil {
			h.t.Fatal(err)
		}
		out.Events = append(out.Events, e)
	}
	return &out
}

// cost is what a case costs in Temporal.
type cost struct{ events, bytes, actions int }

// count sums up a history. Billable are: the start, each timer, activity,
// signal and upsert of search attributes.
func count(h *historypb.History) (c cost) {
	events := withoutSkipping(h.GetEvents())
	c.events = len(events)
	for _, e := range events {
		c.bytes += e.Size()
		switch e.GetEventType() {
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, enumspb.EVENT_TYPE_TIMER_STARTED,
			enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
			enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
			c.actions++
		}
	}
	return c
}

// withoutSkipping leaves out what only the skipping of time leaves: its own
// events, and the empty workflow task that may follow them.
func withoutSkipping(events []*historypb.HistoryEvent) (out []*historypb.HistoryEvent) {
	for i := 0; i < len(events); i++ {
		e := events[i]
		if !skipping[e.GetEventType()] {
			out = append(out, e)
			continue
		}
		if i+1 < len(events) && events[i+1].GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED &&
			e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED {
			i += 3
		}
	}
	return out
}

var skipping = map[enumspb.EventType]bool{
	enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED:            true,
	enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED: true,
}

// mustNotTell greps the history for what Temporal must not know.
func (h *house) mustNotTell(history *historypb.History, words ...string) {
	h.t.Helper()
	text, err := protojson.Marshal(history)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range history.GetEvents() {
		data, err := e.Marshal()
		if err != nil {
			h.t.Fatal(err)
		}
		text = append(text, data...)
	}
	for _, w := range words {
		if bytes.Contains(text, []byte(w)) {
			h.t.Errorf("the history holds %q", w)
		}
	}
}

// keep writes a history for the replay test when RELANCE_RECORD is set.
func (h *house) keep(name string, history *historypb.History) {
	h.t.Helper()
	if os.Getenv("RELANCE_RECORD") == "" {
		return
	}
	data, err := protojson.MarshalOptions{Indent: " "}.Marshal(history)
	if err != nil {
		h.t.Fatal(err)
	}
	file := filepath.Join("../../workflows/testdata/histories", name+".json")
	if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
		h.t.Fatal(err)
	}
	h.t.Logf("recorded %s", strings.TrimPrefix(file, "../../"))
}
