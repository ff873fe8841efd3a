package terms_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/terms"
)

func TestWarnings(t *testing.T) {
	t.Parallel()
	rule := func(s string) terms.Rule {
		r, ok := terms.Parse(s)
		if !ok {
			panic("bad terms in test: " + s)
		}
		return r
	}
	const issue = "2026-04-02"
	tests := []struct {
		name, terms, due, regime string
		options                  []terms.Option
		want                     terms.Code
		article, says            string
	}{
		{"60 days are the ceiling", "60 jours", "2026-06-01", "b2b", nil, "", "", ""},
		{"61 days are over it", "61 jours", "2026-06-02", "b2b", nil, terms.Over60Days, "C. com. L441-10, I", "61\u00a0jours dépasse le plafond légal de 60\u00a0jours"},
		{"61 days stated as a date", "", "2026-06-02", "b2b", nil, terms.Over60Days, "C. com. L441-10, I", "61\u00a0jours"},
		{"45 days month end, under 60 days anyway", "45 jours fin de mois", "2026-05-31", "b2b", nil, "", "", ""},
		{"month end + 45, past 60 days, needs the contract", "fin de mois + 45 jours", "2026-06-14", "b2b", nil, terms.MonthEndByWriting, "C. com. L441-10, I", "stipule expressément"},
		{"the same date without its rule", "", "2026-06-14", "b2b", nil, terms.MonthEndByWriting, "C. com. L441-10, I", "14 juin 2026"},
		{"45 days month end and the 10th is past both", "fin de mois + 45 jours le 20", "2026-06-20", "b2b", nil, terms.Over45MonthEnd, "C. com. L441-10, I", "20 juin 2026"},
		{"60 days month end", "60 jours fin de mois", "2026-06-30", "b2b", nil, terms.Over45MonthEnd, "C. com. L441-10, I", "45\u00a0jours fin de mois"},
		{"a summary invoice at 45 days", "45 jours", "2026-05-17", "b2b", []terms.Option{terms.Periodic}, "", "", ""},
		{"a summary invoice at 46 days", "46 jours", "2026-05-18", "b2b", []terms.Option{terms.Periodic}, terms.Over45Periodic, "C. com. L441-10, I", "46\u00a0jours"},
		{"a public buyer at 30 days", "30 jours", "2026-05-02", "public", nil, "", "", ""},
		{"a public buyer at 31 days", "31 jours", "2026-05-03", "public", nil, terms.OverPublicDelay, "CCP R2192-10", "plafond légal de 30\u00a0jours"},
		{"a public buyer asked at once", "à réception", "2026-04-02", "public", nil, terms.UnderPublicDelay, "CCP R2192-10", "dispose de 30\u00a0jours"},
		{"a hospital at 50 days", "50 jours", "2026-05-22", "public", []terms.Option{terms.Hospital}, "", "", ""},
		{"a hospital at 51 days", "51 jours", "2026-05-23", "public", []terms.Option{terms.Hospital}, terms.OverPublicDelay, "CCP R2192-11", "50\u00a0jours"},
		{"a public enterprise at 61 days", "61 jours", "2026-06-02", "public", []terms.Option{terms.PublicEnterprise}, terms.OverPublicDelay, "CCP R2192-11", "60\u00a0jours"},
		{"a consumer has no ceiling", "120 jours", "2026-07-31", "b2c", nil, "", "", ""},
		{"nor has an association", "120 jours", "2026-07-31", "non_professional", nil, "", "", ""},
		{"due before issue, whatever the regime", "", "2026-04-01", "b2c", nil, terms.DueBeforeIssue, "", "1er avril 2026 précède"},
		{"no due date", "", "", "b2b", nil, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var r terms.Rule
			if tt.terms != "" {
				r = rule(tt.terms)
				if due := r.Due(date(issue)); due.String() != tt.due {
					t.Fatalf("%s gives %s, not %s: the row is wrong", r, due, tt.due)
				}
			}
			var due calendar.Date
			if tt.due != "" {
				due = date(tt.due)
			}
			got := terms.Warnings(r, date(issue), due, tt.regime, tt.options...)
			if tt.want == "" {
				if diff := cmp.Diff([]terms.Warning(nil), got); diff != "" {
					t.Error(diff)
				}
				return
			}
			if len(got) != 1 || got[0].Code != tt.want || got[0].Article != tt.article || !strings.Contains(got[0].Text, tt.says) {
				t.Errorf("got %+v, want %s by %q saying %q", got, tt.want, tt.article, tt.says)
			}
		})
	}
}
