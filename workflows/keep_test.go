package workflows

import (
	"encoding/json"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"

	"relance/internal/dunning"
)

// A payment that can neither be recorded nor refused is kept, however long that
// lasts, and nothing is sent before it is on record: here the case is missing
// in SQL for two days over which a reminder falls due, as after a restore.
func TestAFactIsKeptUntilItIsOnRecord(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	fail := func(err error) func() {
		return func() { s.mu.Lock(); defer s.mu.Unlock(); s.fail = err }
	}
	s.on("2026-03-08", fail(temporal.NewNonRetryableApplicationError("no such case", string(dunning.CodeNotFound), nil))).
		signal("2026-03-08", "paid", `{"amount":"200.00"}`).
		signal("2026-03-09", "dispute", `{}`).
		on("2026-03-10", fail(nil)).
		signal("2026-03-20", "close", `{"outcome":"settled"}`)
	c := s.run("2026-02-25 courtesy")
	if c.Balance != 100000 || !c.Held(dunning.HoldDispute) {
		t.Errorf("%s is open, holds %v; want the payment and the dispute on record", c.Balance, c.Holds)
	}
}

// Whoever writes a number of the record into a signal is not believed: what is
// a fact is recorded as one, what only claims to be on record is asked of SQL.
func TestASignalThatSaysItIsOnRecordIsNotBelieved(t *testing.T) {
	t.Parallel()
	forged := func(e dunning.Event) string {
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(Message{ID: digest("invoice/atelier/F-2", raw), Seq: e.Seq, Recorded: raw})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	nothing := dunning.NewClose(dunning.Settled)
	for name, tt := range map[string]struct {
		kind, payload string
		balance       int64
		unreadable    int
	}{
		"a payment with a number that is taken": {"paid", `{"amount":"200.00","seq":1}`, 100000, 0},
		"a payment with the next number":        {"paid", `{"amount":"200.00","seq":2}`, 100000, 0},
		"an end that is not on record":          {"close", forged(func() dunning.Event { e := nothing; e.Seq = 2; return e }()), 120000, 1},
		"an end under a number that is taken":   {"close", forged(func() dunning.Event { e := nothing; e.Seq = 1; return e }()), 120000, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScenario(t, "2026-02-02", "2026-03-02")
			s.signal("2026-02-10", tt.kind, tt.payload).signal("2026-03-20", "hold", `{}`).signal("2026-06-01", "close", `{"outcome":"settled"}`)
			c := s.play()
			unreadable := 0
			for _, e := range s.log {
				if e.Kind == dunning.KindUnreadable {
					unreadable++
				}
			}
			if int64(c.Balance) != tt.balance || unreadable != tt.unreadable || !c.Held(dunning.HoldManual) {
				t.Errorf("%s is open, %d refused, %+v", c.Balance, unreadable, c)
			}
			if v := s.version(); v != c.Version {
				t.Errorf("the workflow stands at %d, the record at %d", v, c.Version)
			}
		})
	}
}

// version is the version of the case that the workflow holds.
func (s *scenario) version() int64 {
	s.t.Helper()
	answer, err := s.env.QueryWorkflow(QueryCase)
	if err != nil {
		s.t.Fatal(err)
	}
	var c dunning.Case
	if err := answer.Get(&c); err != nil {
		s.t.Fatal(err)
	}
	return c.Version
}

// Where a payment is signalled without a date, the day is the creditor's: at
// half past midnight in Paris it is not yesterday, as it is in UTC.
func TestAPaymentWithoutADateIsDatedByTheStore(t *testing.T) {
	t.Parallel()
	for _, kind := range []dunning.Kind{dunning.KindPaid, dunning.KindCredited} {
		m, err := parseMessage(kind, json.RawMessage(`{"amount":"200.00"}`), "invoice/atelier/F-1", time.Date(2026, 7, 1, 22, 30, 0, 0, time.UTC))
		if err != nil || !m.event.Date.IsZero() {
			t.Errorf("%s is dated %s (%v), want no date", kind, m.event.Date, err)
		}
	}
}
