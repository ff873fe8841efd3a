package fact

import (
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func remark(kind dunning.Kind, category, date, words string, more ...func(*dunning.Event)) dunning.Remark {
	e := dunning.Event{Kind: kind, Category: category, Author: "claire"}
	if date != "" {
		e.Date = day(date)
	}
	for _, f := range more {
		f(&e)
	}
	return dunning.Remark{Event: e, Words: words}
}

func amount(c money.Cents) func(*dunning.Event) { return func(e *dunning.Event) { e.Amount = c } }
func withdrawn(e *dunning.Event)                { e.Status = dunning.Withdrawn }
func until(d string) func(*dunning.Event)       { return func(e *dunning.Event) { e.End = day(d) } }
func at(t string) func(*dunning.Event) {
	return func(e *dunning.Event) { e.At, _ = time.Parse(time.RFC3339, t) }
}
func cost(d string, c money.Cents) dunning.Remark {
	return remark(dunning.KindCost, "", d, "sommation", amount(c))
}

func TestCheckParticulars(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		r    dunning.Remark
		want string
	}{
		"a waiver of what cannot be waived":    {remark(dunning.KindWaive, "principal", "", ""), `category "principal"`},
		"a status that means nothing":          {remark(dunning.KindWaive, "fee", "", "", func(e *dunning.Event) { e.Status = "perhaps" }), `status "perhaps"`},
		"a cost without amount":                {remark(dunning.KindCost, "", "2026-03-02", ""), "positive amount"},
		"a cost without date":                  {remark(dunning.KindCost, "", "", "", amount(100)), "date is missing"},
		"a cost to come":                       {remark(dunning.KindCost, "", "2026-03-09", "", amount(100), at("2026-03-02T09:00:00Z")), "lies in the future"},
		"a reminder interrupts nothing":        {remark(dunning.KindLimitation, "reminder", "2026-03-02", ""), `category "reminder"`},
		"an end before the beginning":          {remark(dunning.KindLimitation, "mediation", "2026-03-02", "", until("2026-03-01")), "before it begins"},
		"a mediation that will end":            {remark(dunning.KindLimitation, "mediation", "2026-03-02", "", until("2026-05-01"), at("2026-03-02T09:00:00Z")), "lies in the future"},
		"an end outside the years":             {remark(dunning.KindLimitation, "mediation", "2026-03-02", "", until("9999-05-01")), "outside the years"},
		"instalments of an unknown category":   {remark(dunning.KindInstalments, "maybe", "", ""), "there are no instalments"},
		"a cost with an end":                   {remark(dunning.KindCost, "", "2026-03-02", "", amount(100), until("2026-03-03")), "only an event of limitation"},
		"right: a waiver needs no date":        {remark(dunning.KindWaive, "interest", "", ""), ""},
		"right: a withdrawn event":             {remark(dunning.KindLimitation, "mediation", "2026-03-02", "", withdrawn), ""},
		"right: small claims, over since long": {remark(dunning.KindLimitation, "small_claims", "2026-03-02", "", until("2026-04-02")), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := Check(tt.r.Event)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if err := CheckFor(dunning.Case{Number: "F-1", Currency: "USD"}, cost("2026-03-02", 100).Event); err == nil {
		t.Error("a cost on an invoice in dollars is accepted")
	}
}
