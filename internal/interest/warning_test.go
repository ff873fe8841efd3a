package interest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/interest"
)

func TestCompute_Warnings(t *testing.T) {
	t.Parallel()
	const due, on = "2026-07-31", "2026-11-21"
	for _, c := range []struct {
		name string
		c    workedCase
		want []string
		text string // in the first warning
	}{
		{"plain case", workedCase{}, nil, ""},
		{"consumer without notice", workedCase{regime: interest.B2C}, []string{interest.WarnNoNotice}, "Aucune mise en demeure"},
		{"consumer, notice after the statement", workedCase{regime: interest.B2C, notice: "2026-11-22"}, []string{interest.WarnNoticeAfterOn}, "22 novembre 2026"},
		{"consumer, clause", workedCase{regime: interest.B2C, notice: "2026-09-01", rate: "12,5"}, []string{interest.WarnClauseIgnored}, "12,50\u00a0% par an"},
		{"non-professional, clause", workedCase{regime: interest.NonProfessional, notice: "2026-09-01", rate: "1/month"}, []string{interest.WarnClauseIgnored}, "1,00\u00a0% par mois"},
		{"public, clause", workedCase{regime: interest.Public, rate: "3xlegal"}, []string{interest.WarnClauseIgnored}, "3 fois le taux légal"},
		{"public, clause that is the law", workedCase{regime: interest.Public, rate: "ecb+8"}, nil, ""},
		{"clause below the floor", workedCase{rate: "ecb+0"}, []string{interest.WarnFloor}, "taux BCE + 0 points"},
		{"overpaid", workedCase{payments: []dated{{"2026-07-01", "1200"}}}, []string{interest.WarnOverpaid}, "200,00\u00a0€"},
		{"credit beyond the principal", workedCase{credits: []dated{{"2026-07-01", "1200"}}}, []string{interest.WarnCreditExceeds}, "200,00\u00a0€"},
		{"credited in full after the due date", workedCase{credits: []dated{{"2026-08-15", "1000"}}}, []string{interest.WarnCreditedInFull}, "vérifiez"},
		{"credited in full before the due date", workedCase{credits: []dated{{"2026-07-15", "1000"}}}, nil, ""},
		{"movements after the statement", workedCase{payments: []dated{{"2026-12-01", "10"}}, credits: []dated{{"2026-12-02", "20"}}},
			[]string{interest.WarnLaterPayment, interest.WarnLaterPayment}, "1er décembre 2026"},
		{"judgment while running", workedCase{judgment: "2026-10-01"}, []string{interest.WarnStoppedByJudgment}, "1er octobre 2026"},
		{"judgment by the due date", workedCase{judgment: "2026-07-31"}, []string{interest.WarnStoppedByJudgment, interest.WarnFeeBarred}, ""},
		{"judgment by the due date, consumer: no fee to bar", workedCase{regime: interest.B2C, notice: "2026-07-01", judgment: "2026-07-31"}, []string{interest.WarnStoppedByJudgment}, ""},
		{"judgment after all was paid", workedCase{judgment: "2026-08-31", payments: []dated{{"2026-07-15", "1000"}}}, nil, ""},
		{"paid on the day of the judgment", workedCase{judgment: "2026-10-01", payments: []dated{{"2026-09-30", "100"}, {"2026-10-01", "200"}}},
			[]string{interest.WarnStoppedByJudgment, interest.WarnPaidAfterJudgment}, ""},
		{"judgment after the statement", workedCase{judgment: "2026-11-22"}, nil, ""},
		{"waived both", workedCase{waiveInterest: true, waiveFee: true}, []string{interest.WarnInterestWaived, interest.WarnFeeWaived}, "113 jours"},
		{"consumer, fee waived: there was none", workedCase{regime: interest.B2C, notice: "2026-09-01", waiveFee: true}, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.c.amount, c.c.due, c.c.on = "1000", due, on
			r, err := interest.Compute(c.c.input(t))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range r.Warnings {
				got = append(got, w.Code)
				checkTypography(t, w.Text)
			}
			for _, p := range r.Periods {
				checkTypography(t, p.Source)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Fatal(d)
			}
			if len(r.Warnings) > 0 && !strings.Contains(r.Warnings[0].Text, c.text) {
				t.Errorf("%q does not contain %q", r.Warnings[0].Text, c.text)
			}
		})
	}
}

// checkTypography finds ordinary spaces where French wants no-break ones.
func checkTypography(t *testing.T, s string) {
	t.Helper()
	for _, wrong := range []string{" :", " ;", " %", " €", "'", "%!"} {
		if strings.Contains(s, wrong) {
			t.Errorf("%q contains %q", s, wrong)
		}
	}
}
