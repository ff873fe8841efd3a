package config

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWithRatesChangesNothingElse(t *testing.T) {
	t.Parallel()
	const item = "- half_year: 2027-S1\n  ecb: '2.65'\n"
	tests := map[string]struct{ text, want string }{
		"an empty file":                     {"", "rates:\n  - half_year: 2027-S1\n    ecb: '2.65'\n"},
		"a file of comments":                {"# rien\n", "# rien\nrates:\n  - half_year: 2027-S1\n    ecb: '2.65'\n"},
		"no line end at the end":            {"log: info", "log: info\nrates:\n  - half_year: 2027-S1\n    ecb: '2.65'\n"},
		"a list that is not indented":       {"rates:\n- half_year: 2026-S2\nlog: info\n", "rates:\n- half_year: 2027-S1\n  ecb: '2.65'\n- half_year: 2026-S2\nlog: info\n"},
		"a deep indentation and a comment":  {"rates: # nos taux\n\n      # le premier\n      - half_year: 2026-S2\n", "rates: # nos taux\n      - half_year: 2027-S1\n        ecb: '2.65'\n\n      # le premier\n      - half_year: 2026-S2\n"},
		"lines that end as on Windows":      {"rates:\r\n  - half_year: 2026-S2\r\n", "rates:\r\n  - half_year: 2027-S1\r\n    ecb: '2.65'\r\n  - half_year: 2026-S2\r\n"},
		"the word rates in another section": {"plans:\n  rates:\n    steps: []\n", "plans:\n  rates:\n    steps: []\nrates:\n  - half_year: 2027-S1\n    ecb: '2.65'\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := withRates([]byte(tt.text), item)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWithRatesLeavesOneLineListsToAPerson(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"an empty list":      "rates: []\n",
		"nothing":            "rates:\nlog: info\n",
		"a list in one line": "rates: [{half_year: 2026-S2}]\n",
		"the whole file":     "{log: info}\n",
		"no mapping":         "- log\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := withRates([]byte(text), "- half_year: 2027-S1\n"); !errors.Is(err, errFlow) {
				t.Errorf("got %q, %v; want errFlow", got, err)
			}
		})
	}
}
