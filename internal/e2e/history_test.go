package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// history reads the events of a case's workflow: the whole of it when the case
// is closed.
func (h *house) history(number string) *historypb.History {
	h.t.Helper()
	if closed(h.load(number)) {
		ctx, cancel := context.WithTimeout(h.t.Context(), patience)
		defer cancel()
		if err := h.temporal.GetWorkflow(ctx, h.id(number), "").Get(ctx, nil); err != nil {
			h.t.Errorf("the workflow of %s does not end well: %v", number, err)
		}
	}
	return &historypb.History{Events: h.events(number)}
}

// events are what a case's history holds now.
func (h *house) events(number string) (out []*historypb.HistoryEvent) {
	h.t.Helper()
	it := h.temporal.GetWorkflowHistory(h.t.Context(), h.id(number), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		h.must(err)
		out = append(out, e)
	}
	return out
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
// events, and the empty workflow task that may follow them. Likewise workflow
// tasks that a busy machine did not end in time.
func withoutSkipping(events []*historypb.HistoryEvent) (out []*historypb.HistoryEvent) {
	forSkip := false // nothing but a skip has happened since the last workflow task
	for i := 0; i < len(events); i++ {
		e := events[i]
		switch {
		case skipping[e.GetEventType()]:
			forSkip = true
		case forSkip && e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED:
			i += 2 // with its start and its end
			forSkip = false
		case e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT:
			out = slices.DeleteFunc(out, func(o *historypb.HistoryEvent) bool {
				a := e.GetWorkflowTaskTimedOutEventAttributes()
				return o.GetEventId() == a.GetScheduledEventId() || o.GetEventId() == a.GetStartedEventId()
			})
		default:
			forSkip = false
			out = append(out, e)
		}
	}
	return out
}

var skipping = map[enumspb.EventType]bool{
	enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED:            true,
	enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED: true,
}

// personal is what stands in SQL and in mails, and nowhere in Temporal.
var personal = []string{"Maison Lambert", "Société Perrin", "perrin.example.com", "FR7630006000011234567890189", "rue Basse", "rue Haute"}

// mustNotTell greps the history for what Temporal must not know.
func (h *house) mustNotTell(history *historypb.History) {
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
	for _, w := range personal {
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
	data, err := protojson.Marshal(history)
	h.must(err)
	var compact bytes.Buffer // protojson puts in spaces at random
	h.must(json.Compact(&compact, data))
	data = compact.Bytes()
	file := filepath.Join("../../workflows/testdata/histories", name+".json")
	if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
		h.t.Fatal(err)
	}
	h.t.Logf("recorded %s", strings.TrimPrefix(file, "../../"))
}

// listing gives the events of a history, for a failure to be understood.
func listing(h *historypb.History) string {
	var b strings.Builder
	for _, e := range h.GetEvents() {
		fmt.Fprintf(&b, "%d %s %s\n", e.GetEventId(), e.GetEventTime().AsTime().Format(time.RFC3339), e.GetEventType())
	}
	return b.String()
}
