package notice

import (
	"fmt"
	"strings"
	"testing"

	"relance/internal/dunning"
)

// everySample calls f with every sample there is, rendered.
func everySample(t *testing.T, f func(t *testing.T, name string, n dunning.Notice, r Rendered)) {
	t.Helper()
	ts := builtin(t)
	count := 0
	for _, lang := range languages {
		for _, level := range levels {
			for _, regime := range dunning.Regimes() {
				for variant, n := range Variants(level, regime, lang) {
					c, err := ts.Compose(n)
					name := fmt.Sprintf("%s %s %s %s", lang, level, regime, variant)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					r, err := ts.layOut(n, c)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					f(t, name, n, r)
					count++
				}
			}
		}
	}
	if count < 400 {
		t.Errorf("only %d samples were tried", count)
	}
}

func TestEveryBuiltInNoticeKeepsTheLaw(t *testing.T) {
	t.Parallel()
	everySample(t, func(t *testing.T, name string, n dunning.Notice, r Rendered) {
		for _, f := range Check(n, r) {
			t.Errorf("%s: %s", name, f)
		}
	})
}

// The rules once more, in plain words and without Check, so that a mistake in
// Check does not hide one in a template.
func TestRulesThatMustNeverBreak(t *testing.T) {
	t.Parallel()
	everySample(t, func(t *testing.T, name string, n dunning.Notice, r Rendered) {
		for _, part := range []string{plain(r.Text), plain(stripTags(r.HTML))} {
			low := strings.ToLower(part)
			never := func(words ...string) {
				for _, w := range words {
					if strings.Contains(low, w) {
						t.Errorf("%s says %q", name, w)
					}
				}
			}
			always := func(words ...string) {
				for _, w := range words {
					if !strings.Contains(part, w) {
						t.Errorf("%s does not say %q", name, w)
					}
				}
			}
			fr := n.Debtor.Language == "fr"
			if n.Regime().Consumer() {
				never("indemnit", "pénalit", "40 €", "€40", "penalt", "compensation")
			}
			switch n.Level {
			case dunning.Courtesy, dunning.Thanks, dunning.PartReceipt:
				never("impayé", "en retard", "unpaid", "overdue")
				if reserved(n, n.Items) == "" {
					never("retard", "mise en demeure", "pénalit", "penalt")
				}
			case dunning.First:
				never("pénalit", "indemnit", "mise en demeure", "tribunal", "penalt", "court ")
			}
			if n.Regime() == dunning.Public && n.Level != dunning.FormalNotice {
				never("tribunal", "justice", "mise en demeure", "court ", "suspendre nos")
			}
			if n.Level == dunning.FormalNotice {
				always("mise en demeure", "1344")
				if n.Regime() != dunning.Public {
					always("1231-6")
				}
			}
			switch n.Level {
			case dunning.Courtesy, dunning.First, dunning.Second, dunning.PartReceipt:
				always(map[bool]string{true: "Si vous avez déjà réglé", false: "If you have already paid"}[fr])
			case dunning.Final:
				always(map[bool]string{true: "Si vous avez déjà effectué ce règlement", false: "If you have already made this payment"}[fr])
			}
			instalments := map[bool]string{true: "plusieurs fois", false: "instalments"}[fr]
			switch {
			case n.Regime() == dunning.Public || n.Level == dunning.Courtesy || n.Level == dunning.First || n.Agreed:
				never(instalments)
			case n.Level.Rank() >= dunning.Second.Rank():
				always(instalments)
			}
			if n.Level != dunning.Thanks {
				always("FR76 3000 6000 0112 3456 7890 189", "compta@brunel.example.fr")
			}
			always("SIREN 123 456 782", "12 rue des Tanneurs, 69007 Lyon", "CNIL")
			if n.Creditor.LegalForm == "EI" {
				always("Jeanne Aubry EI")
			}
		}
	})
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	tests := []struct {
		name         string
		level        dunning.Level
		regime       dunning.Regime
		lang         string
		change       func(*Rendered)
		where, fault string
	}{
		{"a fee asked of a consumer", dunning.Second, dunning.B2C, "fr", func(r *Rendered) { r.Text += "Une indemnité de 40 € est due." }, "text", "indemnité"},
		{"an amount of 40 € alone", dunning.Final, dunning.B2C, "fr", func(r *Rendered) { r.Text += "Plus 40\u00a0€ de frais." }, "text", "40 €"},
		{"interest before the formal notice", dunning.Final, dunning.NonProfessional, "fr", func(r *Rendered) { r.HTML += "<p>des intérêts courent</p>" }, "html", "intérêts"},
		{"unpaid before the due date", dunning.Courtesy, dunning.B2B, "fr", func(r *Rendered) { r.Subject = "Facture F-2026-014 impayée" }, "subject", "impayé"},
		{"penalties in the first reminder", dunning.First, dunning.B2B, "en", func(r *Rendered) { r.Text += "Penalties will run." }, "text", "penalt"},
		{"a court for a public buyer", dunning.Final, dunning.Public, "fr", func(r *Rendered) { r.Text += "le tribunal" }, "text", "tribunal"},
		{"a bailiff", dunning.FormalNotice, dunning.B2B, "fr", func(r *Rendered) { r.Text += "notre huissier passera" }, "text", "huissier"},
		{"a sum in the subject", dunning.First, dunning.B2B, "fr", func(r *Rendered) { r.Subject += " de 1\u202f200,00\u00a0€" }, "subject", "sum"},
		{"no IBAN", dunning.First, dunning.B2B, "fr", func(r *Rendered) { r.Text = strings.ReplaceAll(r.Text, "FR76", "FR77") }, "text", "IBAN"},
		{"no deadline", dunning.Second, dunning.B2B, "fr", func(r *Rendered) { r.HTML = strings.ReplaceAll(r.HTML, "24\u00a0mars", "25\u00a0mars") }, "html", "last day"},
		{"an earlier reminder left out", dunning.Final, dunning.B2B, "fr", func(r *Rendered) { r.Text = strings.ReplaceAll(r.Text, "17\u00a0mars", "18\u00a0mars") }, "text", "earlier reminder"},
		{"no legal basis", dunning.Final, dunning.B2B, "fr", func(r *Rendered) { r.Text = strings.ReplaceAll(r.Text, "D441-5", "") }, "text", "D441-5"},
		{"no mediator", dunning.FormalNotice, dunning.B2C, "fr", func(r *Rendered) { r.Text = strings.ReplaceAll(r.Text, "Médiation Exemple", "") }, "text", "mediator"},
		{"the words are missing", dunning.FormalNotice, dunning.B2B, "fr", func(r *Rendered) { r.Text = strings.ReplaceAll(r.Text, "mise en demeure", "lettre") }, "text", "mise en demeure"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := Sample(tt.level, tt.regime, tt.lang)
			r, err := ts.Render(n)
			if err != nil {
				t.Fatal(err)
			}
			tt.change(&r)
			for _, f := range Check(n, r) {
				if f.Where == tt.where && strings.Contains(f.String(), tt.fault) && f.Law != "" {
					return
				}
			}
			t.Errorf("Check = %v, want a fault in the %s about %q", Check(n, r), tt.where, tt.fault)
		})
	}
}
