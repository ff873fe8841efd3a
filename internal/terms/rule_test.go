package terms_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/terms"
)

func TestDue(t *testing.T) {
	t.Parallel()
	period := func(r terms.Rule) terms.Rule { r.Kind = terms.Period; return r }
	eom45 := period(terms.Rule{Days: 45, MonthEnd: terms.DaysFirst})
	tests := []struct {
		name  string
		rule  terms.Rule
		issue string
		want  string
	}{
		{"45 days then month end: 2 April + 45 = 17 May", eom45, "2026-04-02", "2026-05-31"},
		{"month end then 45 days: 30 April + 45", period(terms.Rule{Days: 45, MonthEnd: terms.MonthEndFirst}), "2026-04-02", "2026-06-14"},
		{"45 days that end on a month's last day stay: 16 April + 45 = 31 May", eom45, "2026-04-16", "2026-05-31"},
		{"45 days that end on a first go a month on: 17 April + 45 = 1 June", eom45, "2026-04-17", "2026-06-30"},
		{"the invoice day is not counted: 1 March + 30 = 31 March", terms.Days(30), "2026-03-01", "2026-03-31"},
		{"30 days over February", terms.Days(30), "2026-01-31", "2026-03-02"},
		{"30 days over 29 February", terms.Days(30), "2028-01-31", "2028-03-01"},
		{"a Sunday is not moved: 10 April + 30 = Sunday 10 May", terms.Days(30), "2026-04-10", "2026-05-10"},
		{"a holiday is not moved: 1 May", terms.Days(30), "2026-04-01", "2026-05-01"},
		{"month end of February in a leap year", period(terms.Rule{Days: 30, MonthEnd: terms.DaysFirst}), "2028-01-10", "2028-02-29"},
		{"one month from 31 January", period(terms.Rule{Months: 1}), "2026-01-31", "2026-02-28"},
		{"month end plus a month ends on a month's end", period(terms.Rule{Months: 1, MonthEnd: terms.MonthEndFirst}), "2026-02-10", "2026-03-31"},
		{"month and days, months first", period(terms.Rule{Months: 1, Days: 15}), "2026-01-31", "2026-03-15"},
		{"the 10th after a month end", period(terms.Rule{Days: 30, MonthEnd: terms.DaysFirst, Day: 10}), "2026-01-15", "2026-03-10"},
		{"the 30th after 30 April is 30 May", period(terms.Rule{MonthEnd: terms.DaysFirst, Day: 30}), "2026-04-02", "2026-05-30"},
		{"the 31st in a month of 30 days", period(terms.Rule{MonthEnd: terms.DaysFirst, Day: 31}), "2026-05-02", "2026-06-30"},
		{"the 10th after days, over the new year", period(terms.Rule{Days: 30, Day: 10}), "2026-11-21", "2027-01-10"},
		{"the 10th reached exactly", period(terms.Rule{Days: 30, Day: 10}), "2026-11-10", "2026-12-10"},
		{"the 10th after month end plus days", period(terms.Rule{Days: 45, MonthEnd: terms.MonthEndFirst, Day: 20}), "2026-04-02", "2026-06-20"},
		{"at once", terms.Rule{Kind: terms.Cash}, "2026-04-02", "2026-04-02"},
		{"on receipt", terms.Rule{Kind: terms.Receipt}, "2026-04-02", "2026-04-02"},
		{"on a date", terms.Rule{Kind: terms.OnDate, Date: date("2026-03-31")}, "2026-04-02", "2026-03-31"},
		{"the default", terms.Default(), "2026-04-02", "2026-05-02"},
		{"no rule, no date", terms.Rule{}, "2026-04-02", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.rule.Due(date(tt.issue)).String(); got != tt.want {
				t.Errorf("%s from %s = %s, want %s", tt.rule, tt.issue, got, tt.want)
			}
		})
	}
}

// anyRule draws a rule that an invoice may state.
func anyRule(t *rapid.T) terms.Rule {
	switch rapid.SampledFrom([]terms.Kind{terms.OnDate, terms.Receipt, terms.Cash, terms.Period}).Draw(t, "kind") {
	case terms.OnDate:
		return terms.Rule{Kind: terms.OnDate, Date: date("2020-01-01").AddDays(rapid.IntRange(0, 9000).Draw(t, "date"))}
	case terms.Receipt:
		return terms.Rule{Kind: terms.Receipt}
	case terms.Cash:
		return terms.Rule{Kind: terms.Cash}
	}
	r := terms.Rule{Kind: terms.Period, MonthEnd: rapid.SampledFrom([]terms.MonthEnd{terms.NoMonthEnd, terms.DaysFirst, terms.MonthEndFirst}).Draw(t, "end"),
		Day: rapid.IntRange(0, 31).Draw(t, "day")}
	switch rapid.IntRange(0, 2).Draw(t, "length") {
	case 0:
		r.Days = rapid.IntRange(1, 366).Draw(t, "days")
	case 1:
		r.Months = rapid.IntRange(1, 12).Draw(t, "months")
	case 2:
		r.Days, r.Months = rapid.IntRange(1, 366).Draw(t, "days"), rapid.IntRange(1, 12).Draw(t, "months")
	}
	r.FromReceipt = r.MonthEnd == terms.NoMonthEnd && r.Day == 0 && rapid.Bool().Draw(t, "receipt")
	return r
}

func TestRuleTextRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule(t)
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back terms.Rule
		if err := json.Unmarshal(b, &back); err != nil || back != r {
			t.Fatalf("%s came back as %+v, %v; want %+v", b, back, err, r)
		}
	})
}

func TestDueNeverPrecedesTheInvoice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule(t)
		if r.Kind == terms.OnDate {
			return
		}
		issue := date("2020-01-01").AddDays(rapid.IntRange(0, 9000).Draw(t, "issue"))
		due := r.Due(issue)
		if due.Before(issue) {
			t.Fatalf("%s from %s = %s", r, issue, due)
		}
		if r.MonthEnd == terms.DaysFirst && r.Day == 0 && due != due.EndOfMonth() {
			t.Fatalf("%s from %s = %s is no month's end", r, issue, due)
		}
		if later := r.Due(issue.AddDays(1)); later.Before(due) && r.Months == 0 {
			t.Fatalf("%s: an invoice a day later is due earlier, %s before %s", r, later, due)
		}
	})
}

func TestRuleFromText(t *testing.T) {
	t.Parallel()
	var r terms.Rule
	if err := json.Unmarshal([]byte(`"selon contrat"`), &r); err == nil || !strings.Contains(err.Error(), `"selon contrat" are not understood`) {
		t.Errorf("error %v does not quote the terms", err)
	}
	r = terms.Default()
	if err := json.Unmarshal([]byte(`""`), &r); err != nil || !r.IsZero() {
		t.Errorf("empty text gave %v, %v", r, err)
	}
	if got := (terms.Rule{Kind: terms.Period}).String(); got != "0 jour date de facture" {
		t.Errorf("a period of nothing is written %q", got)
	}
}

func TestParseOfAVeryLongTextEnds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("échéance au 31 mars 2026, 2% Skonto ", 100_000)
	if r, ok := terms.Parse(long); ok && r.Date != (calendar.Date{Year: 2026, Month: 3, Day: 31}) {
		t.Errorf("Parse gave %v", r)
	}
	if r, ok := terms.Parse("30 jours. " + long); !ok || r.IsZero() {
		t.Errorf("the beginning of a long text was not read: %v, %v", r, ok)
	}
}
