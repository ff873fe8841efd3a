package publicbuyer

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// When a public buyer counts as late, by what is on record (CCP R2192-10 to
// R2192-15). The request is of 2 March 2026.
func TestPublicDue(t *testing.T) {
	t.Parallel()
	on := func(s string) (d calendar.Date) {
		if s != "" {
			var err error
			if d, err = calendar.ParseDate(s); err != nil {
				t.Fatal(err)
			}
		}
		return d
	}
	for name, tt := range map[string]struct {
		received, completed, due string
		rule                     dunning.DueRule
		days                     int
		want                     string
		known                    bool
	}{
		"receipt and period are on record":              {"2026-03-05", "", "", dunning.DueDefault, 30, "2026-04-04", true},
		"a hospital has fifty days":                     {"2026-03-05", "", "", dunning.DueDefault, 50, "2026-04-24", true},
		"a performance later than the receipt counts":   {"2026-03-05", "2026-03-20", "", dunning.DueDefault, 30, "2026-04-19", true},
		"a performance before the receipt does not":     {"2026-03-05", "2026-02-20", "", dunning.DueDefault, 30, "2026-04-04", true},
		"an earlier date on the invoice binds nobody":   {"2026-03-05", "", "2026-03-15", dunning.DueStated, 30, "2026-04-04", true},
		"a later date on the invoice is waited for":     {"2026-03-05", "", "2026-05-02", dunning.DueStated, 30, "2026-05-02", true},
		"what was worked out before is worked out anew": {"2026-03-05", "", "2026-05-02", dunning.DuePublic, 30, "2026-04-04", true},
		"no receipt: two days after the request":        {"", "", "", dunning.DueDefault, 30, "2026-04-03", false},
		"no receipt and no period: the shortest":        {"", "", "", dunning.DueDefault, 0, "2026-04-03", false},
		"no period: the shortest from the receipt":      {"2026-03-05", "", "", dunning.DueDefault, 0, "2026-04-04", false},
		"no receipt, performed later":                   {"", "2026-03-20", "", dunning.DueDefault, 60, "2026-05-19", false},
		"no receipt, a later date on the invoice":       {"", "", "2026-04-30", dunning.DueStated, 0, "2026-04-30", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inv := dunning.Invoice{Issued: on("2026-03-02"), Received: on(tt.received), Completed: on(tt.completed), Due: on(tt.due), DueRule: tt.rule}
			due, known := Due(inv, tt.days)
			if due != on(tt.want) || known != tt.known {
				t.Errorf("late after %s, known %t; want %s, %t", due, known, tt.want, tt.known)
			}
		})
	}
}
