package change

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestAVersionStartsWithTheDayOfItsCreditor(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 28, 20, 30, 0, 0, time.UTC) // the 29th in Réunion, the 28th in Paris
	lyon := dunning.Creditor{Address: dunning.Address{Postcode: "69001", Country: "FR"}}
	reunion := dunning.Creditor{Address: dunning.Address{Postcode: "97400", Country: "FR"}}
	for name, row := range map[string]struct {
		c      dunning.Creditor
		from   calendar.Date
		starts time.Time
		code   dunning.Code
	}{
		"at once":                         {c: lyon},
		"today":                           {c: lyon, from: calendar.NewDate(2026, 3, 28)},
		"tomorrow":                        {c: lyon, from: calendar.NewDate(2026, 3, 29), starts: time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC)},
		"the day after, in summer time":   {c: lyon, from: calendar.NewDate(2026, 3, 30), starts: time.Date(2026, 3, 29, 22, 0, 0, 0, time.UTC)},
		"what is today already elsewhere": {c: reunion, from: calendar.NewDate(2026, 3, 29)},
		"tomorrow elsewhere":              {c: reunion, from: calendar.NewDate(2026, 3, 30), starts: time.Date(2026, 3, 29, 20, 0, 0, 0, time.UTC)},
		"yesterday":                       {c: lyon, from: calendar.NewDate(2026, 3, 27), code: dunning.CodeInvalid},
		"what is over elsewhere":          {c: reunion, from: calendar.NewDate(2026, 3, 28), code: dunning.CodeInvalid},
		"in three years":                  {c: lyon, from: calendar.NewDate(2029, 3, 28), code: dunning.CodeInvalid},
	} {
		s, err := StartOn(row.c, row.from, now)
		if dunning.ErrorCode(err) != row.code || !s.Starts.Equal(row.starts) {
			t.Errorf("%s: %v, %v; want %v, %q", name, s, err, row.starts, row.code)
		}
		if begun := s.Begun(now); err == nil && begun != row.starts.IsZero() {
			t.Errorf("%s: begun is %v", name, begun)
		}
		if err == nil && !row.starts.IsZero() && (s.Begun(row.starts.Add(-time.Second)) || !s.Begun(row.starts)) {
			t.Errorf("%s: it does not begin at %v", name, row.starts)
		}
	}
}
