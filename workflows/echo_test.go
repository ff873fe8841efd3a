package workflows

import (
	"encoding/json"
	"testing"

	"relance/internal/dunning"
)

// outside records facts as the command line does, all before the workflow
// hears of the first, and lets the outbox tell them one by one.
func (s *scenario) outside(day string, facts ...dunning.Event) *scenario {
	return s.outsideFrom(0, day, facts...)
}

// outsideFrom tells the facts from an index on: those before it are still on
// their way.
func (s *scenario) outsideFrom(first int, day string, facts ...dunning.Event) *scenario {
	return s.on(day, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		var messages []Message
		for _, e := range facts {
			e.At = s.env.Now()
			s.append(e)
			messages = append(messages, NewMessage(s.id(), s.log[len(s.log)-1]))
		}
		for i, m := range messages {
			if i < first {
				continue
			}
			data, err := json.Marshal(m)
			if err != nil {
				s.t.Error(err)
			}
			s.env.SignalWorkflow(SignalOf(facts[i].Kind), json.RawMessage(data))
		}
	})
}

func TestEchoesOfFactsOnRecordAreNotRefused(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	s.outside("2026-03-10", dunning.NewDispute(0, "").With(dunning.Stamp{ID: "d"}), dunning.NewResolveDispute().With(dunning.Stamp{ID: "r"}))
	s.signal("2026-03-18", "paid", `{"amount":"1200.00"}`)
	c := s.run("2026-02-25 courtesy", "2026-03-09 first", "2026-03-17 second", "2026-03-18 thanks")
	if c.Outcome != dunning.Paid {
		t.Errorf("ended %s, want paid", c.Outcome)
	}
}

// A fact that is told before the case heard what came earlier is on record
// already: it must not be recorded again, which would skip two steps.
func TestAFactReportedTooEarlyCountsOnce(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	s.outsideFrom(1, "2026-02-20", dunning.NewContact().With(dunning.Stamp{ID: "h"}), dunning.NewSkip(""))
	s.signal("2026-03-12", "paid", `{"amount":"1200.00"}`)
	c := s.run("2026-03-09 first", "2026-03-12 thanks")
	if c.Outcome != dunning.Paid || c.Version != s.c.Version {
		t.Errorf("ended %s at version %d of %d", c.Outcome, c.Version, s.c.Version)
	}
}

// A case hears that it has another debtor as it hears of an address, and goes on.
func TestACaseHearsThatItHasAnotherDebtor(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	s.outside("2026-02-20", dunning.NewDebtorChange(s.c.Debtor, "C-9", dunning.Merged).With(dunning.Stamp{ID: "m"}))
	s.signal("2026-03-12", "paid", `{"amount":"1200.00"}`)
	c := s.run("2026-02-25 courtesy", "2026-03-09 first", "2026-03-12 thanks")
	if c.Debtor != "C-9" || c.Outcome != dunning.Paid || c.Version != s.c.Version {
		t.Errorf("of %s, ended %s at version %d of %d", c.Debtor, c.Outcome, c.Version, s.c.Version)
	}
}

// What Temporal's list says of the debtor follows; a case that was started by its
// number alone has nothing to correct there.
func TestTheListOfTemporalNamesTheDebtorOfNow(t *testing.T) {
	t.Parallel()
	for was, want := range map[string]int{"C-8": 1, "C-9": 0, "": 0} {
		if got := len((shown{debtor: was}).changes(shown{debtor: "C-9"})); got != want {
			t.Errorf("from %q: %d attributes are written, want %d", was, got, want)
		}
	}
}
