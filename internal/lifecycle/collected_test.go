package lifecycle

import (
	"testing"

	"relance/internal/money"
	"relance/internal/status"
)

func TestWhatWeReportedIsComparedWithTheMoney(t *testing.T) {
	t.Parallel()
	report := func(amounts ...status.Amount) Known { return from(Creditor, said(1, "212", "02T10:00:00", amounts...)) }
	usd := amount("MEN", "600.00")
	usd.Currency = "USD"
	for name, row := range map[string]struct {
		reports  []Known
		payments []money.Cents
		want     bool
	}{
		"one payment":                      {[]Known{report(amount("MEN", "600"))}, []money.Cents{60000}, true},
		"two rates":                        {[]Known{report(amount("MEN", "480.00"), amount("MEN", "120.00"))}, []money.Cents{60000}, true},
		"other amounts are not money":      {[]Known{report(amount("MEN", "600"), amount("RAP", "600"))}, []money.Cents{60000}, true},
		"the second is not reported yet":   {[]Known{report(amount("MEN", "600"))}, []money.Cents{60000, 60000}, true},
		"both in two reports":              {[]Known{report(amount("MEN", "600")), report(amount("MEN", "600"))}, []money.Cents{60000, 60000}, true},
		"taken back":                       {[]Known{report(amount("MEN", "600")), report(amount("MEN", "-600"))}, []money.Cents{60000, -60000}, true},
		"a cent more":                      {[]Known{report(amount("MEN", "600.01"))}, []money.Cents{60000}, false},
		"a part of a payment":              {[]Known{report(amount("MEN", "500"))}, []money.Cents{60000}, false},
		"no money on record":               {[]Known{report(amount("MEN", "600"))}, nil, false},
		"more than came":                   {[]Known{report(amount("MEN", "1200"))}, []money.Cents{60000}, false},
		"without amount":                   {[]Known{report()}, []money.Cents{60000}, false},
		"an amount that cannot be read":    {[]Known{report(amount("MEN", "viele"))}, []money.Cents{60000}, false},
		"another currency":                 {[]Known{report(usd)}, []money.Cents{60000}, false},
		"with interest (not to be in MEN)": {[]Known{report(amount("MEN", "652.13"))}, []money.Cents{60000}, false},
	} {
		if got := Reported(row.reports, row.payments, "EUR"); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
