package registeredmail_test

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/postage"
	"relance/internal/registeredmail"
)

func TestTheBuiltInPricesSayWhatALetterAtTheCounterCosts(t *testing.T) {
	t.Parallel()
	list, err := registeredmail.Prices()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.Source == "" || l.Letter <= 0 {
			t.Errorf("a price without source or amount: %+v", l)
		}
	}
	for _, row := range []struct {
		sheets int
		simple bool
		on     string
		want   money.Cents
	}{
		{1, false, "2026-03-02", 770}, {3, false, "2026-12-31", 770}, {4, false, "2026-03-02", 858}, {44, false, "2026-03-02", 1123},
		{2, false, "2025-06-01", 723}, {1, true, "2026-03-02", 152}, {47, false, "2026-03-02", 0},
	} {
		on, err := calendar.ParseDate(row.on)
		if err != nil {
			t.Fatal(err)
		}
		got, _, known := postage.PriceOf(list, postage.Posting{Carrier: "folder", Simple: row.simple, Sheets: row.sheets, Receipt: true, On: on})
		if got != row.want || known != (row.want != 0) {
			t.Errorf("%d sheets on %s: %s (%t), want %s", row.sheets, row.on, got, known, row.want)
		}
	}
	if _, _, known := postage.PriceOf(list, postage.Posting{Carrier: "maileva", Sheets: 1, On: calendar.NewDate(2026, 3, 2)}); known {
		t.Error("a price of Maileva is invented")
	}
}
