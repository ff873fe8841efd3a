package intake

import (
	"strings"
	"testing"
)

// What the law says of a due date is told for businesses, once, and for nobody
// else.
func TestADueDateBeyondTheCeilingIsRemarkedOn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ due, siren, regime, want string }{
		"sixty days":                  {"2026-05-01", "732829320", "", ""},
		"ninety days":                 {"2026-05-31", "732829320", "", "90\u00a0jours dépasse le plafond légal de 60\u00a0jours"},
		"a consumer":                  {"2026-05-31", "", "b2c", ""},
		"a public buyer has a period": {"2026-05-31", "213302284", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := ToReceivable(csvItem(t, listHeader, "F-1;2026-03-02;"+tt.due+";100,00;;Caron;"+tt.siren+";;a@example.fr;;;;C-9;"+tt.regime+";;"), "brunel")
			switch {
			case tt.want == "" && len(r.Due) != 0:
				t.Errorf("%s: %+v", r.Debtor.Regime, r.Due)
			case tt.want != "" && (len(r.Due) != 1 || !strings.Contains(r.Due[0].Sentence(), tt.want) || !strings.HasSuffix(r.Due[0].Sentence(), "(C. com. L441-10, I).")):
				t.Errorf("%+v, want a sentence with %q and its article", r.Due, tt.want)
			}
		})
	}
}
