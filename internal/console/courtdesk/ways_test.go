package courtdesk

import (
	"net/http/httptest"
	"strings"
	"testing"

	"relance/internal/console/pagetest"
)

func TestATimeOfAStatusReadsAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"2026-06-02T10:10:00": "2\u00a0juin\u00a02026, 10\u00a0h\u00a010",
		"2026-12-02T00:00:00": "2\u00a0déc.\u00a02026", // a day alone
		"":                    "",
		"hier":                "hier",
	} {
		if got := statusTime(at); got != want {
			t.Errorf("%q: %q, want %q", at, got, want)
		}
	}
}

func TestACreditorForWhomNothingIsReportedIsNamedAndNoSettingIs(t *testing.T) {
	t.Parallel()
	v := collectedOf(pagetest.Claire("/banque/encaissements"), nil, nil, nil, []string{"brunel", "inconnu"})
	w := httptest.NewRecorder()
	templates.Render(w, 200, "collected", v)
	body := w.Body.String()
	if !strings.Contains(body, "Rien n’est déclaré pour Atelier Brunel, inconnu") || strings.Contains(body, "collected_from") {
		t.Errorf("the page says %s", body)
	}
}
