package dunning

import (
	"testing"

	"relance/internal/calendar"
)

func TestADebtorKeepsTheHolidaysOfHisAddress(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		debtor Debtor
		zone   string // of the creditor
		want   calendar.Zone
	}{
		"set for him":          {Debtor{Zone: "guadeloupe", Address: Address{Postcode: "67000"}}, "", calendar.Guadeloupe},
		"told by his postcode": {Debtor{Address: Address{Postcode: "67000"}}, "guadeloupe", calendar.AlsaceMoselle},
		"the creditor's":       {Debtor{}, "alsace-moselle", calendar.AlsaceMoselle},
		"nothing known":        {Debtor{}, "", calendar.Metropole},
	} {
		if got, err := HolidayZone(row.debtor, Creditor{Zone: row.zone}); err != nil || got != row.want {
			t.Errorf("%s: %s (%v), want %s", name, got, err, row.want)
		}
	}
	if _, err := HolidayZone(Debtor{Key: "C-1", Zone: "atlantis"}, Creditor{}); ErrorCode(err) != CodeInvalid {
		t.Errorf("an unknown zone: %v", err)
	}
}
