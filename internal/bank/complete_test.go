package bank

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/money"
)

func TestAStatementShowsBookingsUpToItsLastDay(t *testing.T) {
	t.Parallel()
	day := func(d int) calendar.Date { return calendar.Date{Year: 2026, Month: 5, Day: d} }
	entries := []Entry{{Status: Booked, BookingDate: day(28)}, {Status: Pending, BookingDate: day(30)}, {Status: Booked, BookingDate: day(27)}}
	for name, row := range map[string]struct {
		st   Statement
		want calendar.Date
	}{
		"to the end of its period":               {Statement{Kind: KindStatement, To: day(29), Entries: entries}, day(29)},
		"to the last booking when that is later": {Statement{Kind: KindStatement, To: day(20), Entries: entries}, day(28)},
		"not as a notification of single ones":   {Statement{Kind: KindNotification, To: day(29), Entries: entries}, calendar.Date{}},
		"not without any day":                    {Statement{Kind: KindStatement}, calendar.Date{}},
	} {
		if got := row.st.ShownUntil(); got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
}

func TestAStatementThatMayLackBookingsSaysSo(t *testing.T) {
	t.Parallel()
	sum, yes, no := money.Cents(1), true, false
	for name, row := range map[string]struct {
		st   Statement
		want string
	}{
		"whole":                    {Statement{Account: "1", Kind: KindStatement, Opening: &sum, Closing: &sum, Balanced: &yes}, ""},
		"without any balance":      {Statement{Account: "1", Kind: KindStatement}, ""},
		"without the last balance": {Statement{Account: "1", Kind: KindStatement, Opening: &sum}, "compte 1\u00a0: le solde final manque"},
		"with another balance":     {Statement{Account: "1", Kind: KindStatement, Opening: &sum, Closing: &sum, Balanced: &no}, "compte 1\u00a0: le solde ne se vérifie pas"},
		"a report of today":        {Statement{Account: "1", Kind: KindReport, Opening: &sum}, ""},
	} {
		if got := row.st.Gap(); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

func TestTheBeginningOfAFileTellsItsFormat(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]Format{
		":20:STARTUMS\n:25:FR7630006000011234567890189\n:28C:1/1\n:60F:C260527EUR1000,00\n": MT940,
		"nothing that a bank writes": "",
		"":                           "",
	} {
		if got := Recognise([]byte(head)); got != want {
			t.Errorf("%q is %q, want %q", head, got, want)
		}
	}
}
