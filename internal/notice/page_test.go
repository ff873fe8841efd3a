package notice

import (
	"strings"
	"testing"

	"relance/internal/dunning"
)

// The link to the debtor's page stands below the bank details, never instead of
// them, in every notice that asks for money, and in no thanks.
func TestTheDebtorsPageStandsBelowTheBankDetails(t *testing.T) {
	t.Parallel()
	templates, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	const page = "https://factures.example.fr/p/lien-personnel-non-conserve"
	for _, level := range levels {
		for _, lang := range languages {
			n := Sample(level, dunning.B2B, lang)
			n.Portal = page
			r, err := templates.Render(n)
			if err != nil {
				t.Fatal(err)
			}
			for shape, text := range map[string]string{"text": r.Text, "html": r.HTML} {
				at, bank := strings.Index(text, page), strings.Index(text, "FR76")
				if level == dunning.Thanks {
					if at >= 0 {
						t.Errorf("%s %s %s: thanks carry a link", level, lang, shape)
					}
					continue
				}
				if bank < 0 || at < bank {
					t.Errorf("%s %s %s: the link stands at %d, the account at %d", level, lang, shape, at, bank)
				}
			}
			if level != dunning.Thanks && !strings.Contains(r.HTML, `href="`+page+`"`) {
				t.Errorf("%s %s: the link cannot be followed", level, lang)
			}
		}
	}
}
