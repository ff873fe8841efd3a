package console_test

import (
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/people"
)

func TestAMonthThatIsOverKeepsItsFigures(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	freeze := func(want int) {
		t.Helper()
		n, err := v.look.FreezeMonths(t.Context())
		v.must(err)
		if n != want {
			t.Fatalf("%d month ends are kept, want %d", n, want)
		}
	}
	freeze(2) // February of each creditor: both invoices were issued in it
	freeze(0)
	v.post("/creancier", "creancier", "atelier", "suite", "/tableau")
	if p := v.get("/tableau"); !strings.Contains(p.html, "Fins de mois") || !strings.Contains(p.html, "février 2026") || !strings.Contains(p.html, "10/03/2026") {
		t.Fatalf("the month is not on the page: %s", p.html)
	}
	_, err := v.office.Tell(t.Context(), access.Shell("root"), backoffice.Fact{
		Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewPaid(20_000, calendar.NewDate(2026, 2, 20)),
	})
	v.must(err)
	v.passed.Add(int64(2 * time.Minute)) // figures may be a minute old
	p := v.get("/tableau?au=2026-02-28")
	for _, want := range []string{
		"Ce mois a été arrêté", "arrêté le 10 mars 2026", "1\u202f200,00\u00a0€ (aujourd’hui 1\u202f000,00\u00a0€)", `<span class="tag amber">−200,00` + "\u00a0€",
	} {
		if !strings.Contains(p.html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	v.passed.Add(int64(70 * 24 * time.Hour)) // the program stood still over two month ends
	freeze(4)
	if _, err := v.db.Pool().Exec(t.Context(), `update month_ends set frozen_at = now()`); err == nil {
		t.Error("a month end can be changed")
	}
	if _, err := v.db.Pool().Exec(t.Context(), `delete from month_ends`); err == nil {
		t.Error("a month end can be taken away")
	}
}
