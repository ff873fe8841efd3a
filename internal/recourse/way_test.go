package recourse

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/procedure"
)

func TestAnAlarmOfAFileOfSeveralInvoicesNamesThoseThatItConcerns(t *testing.T) {
	t.Parallel()
	soon, late := procedure.Alarm{On: calendar.Date{Year: 2030, Month: 5, Day: 10}, What: "agir"}, procedure.Alarm{On: calendar.Date{Year: 2030, Month: 5, Day: 20}, What: "agir"}
	said := func(concerns map[procedure.Alarm][]string, invoices int) (out []string) {
		for _, a := range ofInvoices(concerns, invoices) {
			out = append(out, a.On.String()+" "+a.What)
		}
		return out
	}
	several := said(map[procedure.Alarm][]string{late: {"F-3"}, soon: {"F-1", "F-2"}}, 3)
	if len(several) != 2 || several[0] != "2030-05-10 agir, factures n°\u00a0F-1, F-2" || several[1] != "2030-05-20 agir, facture n°\u00a0F-3" {
		t.Errorf("have %q", several)
	}
	if alone := said(map[procedure.Alarm][]string{soon: {"F-1"}}, 1); len(alone) != 1 || alone[0] != "2030-05-10 agir" {
		t.Errorf("have %q", alone)
	}
}
