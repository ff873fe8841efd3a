package bank_test

import (
	"encoding/json"
	"strings"
	"testing"

	"relance/internal/bank"
)

// TestJSONIsTheContract pins the names that `relance statement --json`
// promises.
func TestJSONIsTheContract(t *testing.T) {
	t.Parallel()
	f, _ := only(t, cfonb120("NPYVASSEUR"))
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	has(t, got, "file format statements warnings error")
	st := got["statements"].([]any)[0].(map[string]any)
	has(t, st, "account currency opening closing balanced entries")
	equal(t, "opening", st["opening"], any("1000.00"))
	equal(t, "balanced", st["balanced"], any(true))
	e := st["entries"].([]any)[0].(map[string]any)
	has(t, e, "id booking_date value_date amount status reversal counterparty counterparty_iban end_to_end_id creditor_ref remittance")
	equal(t, "amount", e["amount"], any("120.00"))
	equal(t, "booking date", e["booking_date"], any("2026-03-02"))
	equal(t, "status", e["status"], any("booked"))
}

func has(t *testing.T, m map[string]any, names string) {
	t.Helper()
	for _, n := range strings.Fields(names) {
		if _, ok := m[n]; !ok {
			t.Errorf("no %q in %v", n, m)
		}
	}
}

func TestJSONOfNothing(t *testing.T) {
	t.Parallel()
	f, _ := bank.Parse("x", nil, bank.Options{})
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(data); !strings.Contains(s, `"statements":[]`) || !strings.Contains(s, `"warnings":[]`) {
		t.Errorf("lists must not be null: %s", s)
	}
}
