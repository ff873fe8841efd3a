package workflows

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/testsuite"

	"relance/internal/dunning"
)

// What a person types in Temporal's UI about the claim is recorded and moves
// nothing; what does not hold together is refused.
func TestParticularsAsSignals(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	s.signal("2026-03-10", MessageWaive, `{"category":"interest"}`).
		signal("2026-03-11", MessageWaive, `{"category":"principal"}`).
		signal("2026-03-12", MessageCost, `{"amount":"120.00","date":"2026-03-11"}`).
		signal("2026-03-13", MessageCost, `{"amount":"120.00","date":"2027-03-11"}`).
		signal("2026-03-14", MessageLimitation, `{"category":"mediation","date":"2026-03-02","end":"2026-03-12"}`).
		signal("2026-03-15", MessageLimitation, `{"category":"mediation"}`).
		signal("2026-03-18", MessageClose, `{"outcome":"settled"}`)
	s.run("2026-02-25 courtesy", "2026-03-09 first", "2026-03-11 unreadable waive", "2026-03-13 unreadable cost",
		"2026-03-15 unreadable limitation", "2026-03-17 second")
	log := make([]dunning.Remark, len(s.log))
	for i, e := range s.log {
		log[i].Event = e
	}
	want := dunning.Particulars{
		Waived:     []dunning.Waiver{{Part: dunning.WaiveInterest, On: date("2026-03-10")}},
		Outlays:    []dunning.Outlay{{Date: date("2026-03-11"), Amount: 12000}},
		Limitation: []dunning.Interruption{{Event: dunning.LimitMediation, On: date("2026-03-02"), Until: date("2026-03-12")}},
	}
	if diff := cmp.Diff(want, dunning.ParticularsOf(log)); diff != "" {
		t.Errorf("particulars (-want +got):\n%s", diff)
	}
}

// Temporal hears that something was recorded, not what, why or by whom.
func TestNewMessageOfAParticularSaysNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []dunning.Kind{dunning.KindWaive, dunning.KindCost, dunning.KindLimitation} {
		m := NewMessage("invoice/atelier/F-1", dunning.Event{Seq: 4, Kind: kind, Category: "fee", Note: "aa11", Document: "bb22", Author: "claire", Amount: 500})
		recorded := `{"seq":4,"kind":"` + string(kind) + `"}`
		if kind == dunning.KindWaive { // the part that was given up, which Apply reads
			recorded = `{"seq":4,"kind":"waive","category":"fee"}`
		}
		want := `{"id":"` + digest("invoice/atelier/F-1", []byte(recorded)) + `","seq":4,"recorded":` + recorded + `}`
		if raw, err := json.Marshal(m); err != nil || string(raw) != want {
			t.Errorf("got %s (%v), want %s", raw, err, want)
		}
	}
}

// As an update, a fault is refused before it is accepted, and says how to mend it.
func TestParticularsAsUpdates(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	faults := map[string]string{}
	var done []string
	for name, payload := range map[string]string{
		MessageWaive: `{"category":"everything"}`, MessageCost: `{"date":"2026-02-09"}`, MessageLimitation: `{"category":"reminder","date":"2026-02-09"}`,
	} {
		s.on("2026-02-10", func() {
			s.env.UpdateWorkflow(name, name, &testsuite.TestUpdateCallback{
				OnAccept:   func() { t.Errorf("%s was accepted", name) },
				OnReject:   func(err error) { faults[name] = err.Error() },
				OnComplete: func(any, error) {},
			}, json.RawMessage(payload))
		})
	}
	s.on("2026-02-11", func() {
		s.env.UpdateWorkflow(MessageWaive, "right", &testsuite.TestUpdateCallback{
			OnAccept: func() {}, OnReject: func(err error) { t.Error(err) },
			OnComplete: func(r any, err error) {
				if err == nil {
					done = append(done, r.(Reply).Balance)
				}
			},
		}, json.RawMessage(`{"category":"fee"}`))
	})
	s.signal("2026-02-12", MessageClose, `{"outcome":"settled"}`).run()
	want := map[string]string{
		MessageWaive:      `waive: category "everything": want one of [interest fee]`,
		MessageCost:       "cost: a cost needs a positive amount",
		MessageLimitation: `limitation: category "reminder": want one of [acknowledgement court_action enforcement mediation small_claims]`,
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if len(done) != 1 || done[0] != "1200.00" {
		t.Errorf("the right one is answered by %v", done)
	}
}
