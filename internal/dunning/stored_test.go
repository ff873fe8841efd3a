package dunning_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
)

// storedCase is a case as an older version has left it in a database.
type storedCase struct {
	Origin dunning.Case      `json:"origin"`
	Events []json.RawMessage `json:"events"`
	Case   json.RawMessage   `json:"case"`
}

// Databases outlive programs: what version aa707b8 recorded still makes the cases
// that it made of it. The file holds an event of each kind, with each set of
// fields, that the tests of that version wrote into PostgreSQL.
func TestStoredEventsOfTheVersionBeforeStillApply(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/stored-aa707b8.json")
	if err != nil {
		t.Fatal(err)
	}
	var stored []storedCase
	if err := json.Unmarshal(data, &stored); err != nil {
		t.Fatal(err)
	}
	kinds := map[dunning.Kind]bool{}
	for _, s := range stored {
		c := s.Origin
		for _, raw := range s.Events {
			var e dunning.Event
			if err := json.Unmarshal(raw, &e); err != nil {
				t.Fatalf("%s: %v", c.Number, err)
			}
			kinds[e.Kind] = true
			if diff := cmp.Diff(fields(t, raw), fields(t, e)); diff != "" {
				t.Errorf("%s, event %d (%s), written again (-stored +now):\n%s", c.Number, e.Seq, e.Kind, diff)
			}
			c, _ = dunning.Apply(c, e)
		}
		if diff := cmp.Diff(fields(t, s.Case), fields(t, c)); diff != "" {
			t.Errorf("%s of %s (-stored +now):\n%s", c.Number, c.Creditor, diff)
		}
	}
	if len(stored) == 0 || len(kinds) < 25 {
		t.Errorf("%d cases with %d kinds of events: too few to prove anything", len(stored), len(kinds))
	}
}

// fields is a value as JSON, without the order of its fields.
func fields(t *testing.T, v any) (out map[string]any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}
