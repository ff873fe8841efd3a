package interest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/interest"
)

// debt reads "id due open [rate|- [issued]]".
func debt(t *testing.T, s string) interest.Debt {
	t.Helper()
	f := strings.Fields(s)
	d := interest.Debt{ID: f[0], Due: day(t, f[1]), Open: cents(t, f[2])}
	if len(f) > 3 && f[3] != "-" {
		var err error
		if d.Rate, err = interest.ParsePercent(f[3]); err != nil {
			t.Fatal(err)
		}
	}
	if len(f) > 4 {
		d.Issued = day(t, f[4])
	}
	return d
}

func TestImpute(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, payment string // on 2026-07-01
		debts         []string
		designated    []string
		want          []string
	}{
		{"a debt due goes before one not yet due, though that one costs more", "150",
			[]string{"B 2026-08-01 100 15", "A 2026-06-01 100 12.40"}, nil,
			[]string{"A 100.00 legal_order", "B 50.00 legal_order", "surplus 0.00"}},
		{"due on the day of the payment is due", "100",
			[]string{"B 2026-07-02 100", "A 2026-07-01 100"}, nil,
			[]string{"A 100.00 legal_order", "surplus 0.00"}},
		{"among debts due, the highest rate first", "150",
			[]string{"A 2026-05-01 100 2.75", "B 2026-06-01 100 12.40"}, nil,
			[]string{"B 100.00 legal_order", "A 50.00 legal_order", "surplus 0.00"}},
		{"at the same rate, the oldest first", "150",
			[]string{"A 2026-06-01 100 12.40", "B 2026-05-01 100 12.40"}, nil,
			[]string{"B 100.00 legal_order", "A 50.00 legal_order", "surplus 0.00"}},
		{"age is the day of issue, not the due date", "100",
			[]string{"A 2026-05-01 100 - 2026-04-20", "B 2026-06-01 100 - 2026-03-01"}, nil,
			[]string{"B 100.00 legal_order", "surplus 0.00"}},
		{"all equal: pro rata, 100 over 100 and 200 is 33.33 and 66.67", "100",
			[]string{"A 2026-06-01 100", "B 2026-06-01 200"}, nil,
			[]string{"A 33.33 pro_rata", "B 66.67 pro_rata", "surplus 0.00"}},
		{"pro rata cents: 1.00 over three equals is 34, 33, 33", "1",
			[]string{"A 2026-06-01 10", "B 2026-06-01 10", "C 2026-06-01 10"}, nil,
			[]string{"A 0.34 pro_rata", "B 0.33 pro_rata", "C 0.33 pro_rata", "surplus 0.00"}},
		{"equals paid in full need no proportion", "300.01",
			[]string{"A 2026-06-01 100", "B 2026-06-01 200"}, nil,
			[]string{"A 100.00 legal_order", "B 200.00 legal_order", "surplus 0.01"}},
		{"the debtor's choice goes first, even a debt not yet due, then the law", "250",
			[]string{"A 2026-05-01 100", "B 2026-06-01 100", "C 2026-09-01 100"}, []string{"C", "B"},
			[]string{"C 100.00 designated", "B 100.00 designated", "A 50.00 legal_order", "surplus 0.00"}},
		{"a debt with nothing open gets nothing", "10",
			[]string{"A 2026-05-01 0", "B 2026-06-01 100"}, []string{"A"},
			[]string{"B 10.00 legal_order", "surplus 0.00"}},
		{"no debt: all is surplus", "10", nil, nil, []string{"surplus 10.00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var debts []interest.Debt
			for _, s := range c.debts {
				debts = append(debts, debt(t, s))
			}
			im, err := interest.Impute(interest.Payment{Date: day(t, "2026-07-01"), Amount: cents(t, c.payment)}, debts, c.designated...)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range im.Shares {
				got = append(got, fmt.Sprintf("%s %s %s", s.ID, s.Amount, s.Rule))
			}
			if d := cmp.Diff(c.want, append(got, "surplus "+im.Surplus.String())); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestImpute_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for fault, c := range map[string]struct {
		payment    string
		debts      []string
		designated []string
		field      string
	}{
		"zero payment":     {"0", nil, nil, "payment[0]"},
		"negative payment": {"-1", nil, nil, "payment[0]"},
		"same id twice":    {"1", []string{"A 2026-05-01 1", "A 2026-06-01 1"}, nil, "debts[1]"},
		"negative debt":    {"1", []string{"A 2026-05-01 -1"}, nil, "debts[0]"},
		"absurd year":      {"1", []string{"A 0026-05-01 1"}, nil, "debts[0]"},
		"absurd sum":       {"1", []string{"A 2026-05-01 900000000000", "B 2026-05-01 900000000000"}, nil, "debts[1]"},
		"unknown choice":   {"1", []string{"A 2026-05-01 1"}, []string{"B"}, "designated"},
		"choice twice":     {"1", []string{"A 2026-05-01 1"}, []string{"A", "A"}, "designated"},
	} {
		var debts []interest.Debt
		for _, s := range c.debts {
			debts = append(debts, debt(t, s))
		}
		_, err := interest.Impute(interest.Payment{Date: day(t, "2026-07-01"), Amount: cents(t, c.payment)}, debts, c.designated...)
		var in *interest.InputError
		if !errors.As(err, &in) || in.Field != c.field {
			t.Errorf("%s: %v, want a fault in %s", fault, err, c.field)
		}
	}
}
