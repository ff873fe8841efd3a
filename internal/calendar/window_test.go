package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relance/internal/calendar"
)

func paris(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(calendar.Paris)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestWindowInstant(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		window string
		day    string
		zone   calendar.Zone
		jitter time.Duration
		want   string // UTC
	}{
		{"winter", "mon-fri 09:00-17:00", "2026-03-02", calendar.Metropole, 0, "2026-03-02T08:00:00Z"},
		{"summer", "mon-fri 09:00-17:00", "2026-07-15", calendar.Metropole, 0, "2026-07-15T07:00:00Z"},
		{"with jitter", "mon-fri 09:00-17:00", "2026-03-02", calendar.Metropole, 90*time.Minute + time.Second, "2026-03-02T09:30:01Z"},
		{"the Friday before the clocks go forward", "mon-fri 09:00-17:00", "2026-03-27", calendar.Metropole, 0, "2026-03-27T08:00:00Z"},
		{"the Sunday when the clocks go forward", "mon-fri 09:00-17:00", "2026-03-29", calendar.Metropole, 0, "2026-03-30T07:00:00Z"},
		{"the Sunday when the clocks go back", "mon-fri 09:00-17:00", "2026-10-25", calendar.Metropole, 0, "2026-10-26T08:00:00Z"},
		{"clocks that go forward on a working Friday at midnight", "mon-fri 09:00-17:00 Africa/Cairo", "2026-04-24", calendar.Metropole, 0, "2026-04-24T06:00:00Z"},
		{"clocks that went back on a working Thursday night", "mon-fri 09:00-17:00 Africa/Cairo", "2026-10-30", calendar.Metropole, 0, "2026-10-30T07:00:00Z"},
		{"over Easter", "mon-fri 09:00-17:00", "2026-04-04", calendar.Metropole, 0, "2026-04-07T07:00:00Z"},
		{"overseas holidays, hours of Paris", "mon-fri 09:00-17:00", "2026-05-27", calendar.Guadeloupe, 0, "2026-05-28T07:00:00Z"},
		{"overseas holidays and hours", "mon-fri 09:00-17:00 America/Guadeloupe", "2026-05-27", calendar.Guadeloupe, 0, "2026-05-28T13:00:00Z"},
		{"Mondays only, over Easter Monday", "mon 10:00-12:00", "2026-04-01", calendar.Metropole, 0, "2026-04-13T08:00:00Z"},
		{"jitter as long as the window begins again", "mon-fri 09:00-10:00", "2026-03-02", calendar.Metropole, time.Hour, "2026-03-02T08:00:00Z"},
		{"jitter longer than the window", "mon-fri 09:00-10:00", "2026-03-02", calendar.Metropole, 150 * time.Minute, "2026-03-02T08:30:00Z"},
		{"negative jitter stays inside", "mon-fri 09:00-10:00", "2026-03-02", calendar.Metropole, -time.Minute, "2026-03-02T08:59:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, err := calendar.ParseWindow(tt.window)
			if err != nil {
				t.Fatal(err)
			}
			got := w.Instant(date(tt.day), tt.zone, tt.jitter)
			if got.Location() != time.UTC || got.Format(time.RFC3339) != tt.want {
				t.Errorf("Instant = %s, want %s", got.Format(time.RFC3339), tt.want)
			}
			if !w.Contains(got, tt.zone) {
				t.Errorf("%s lies outside the window", got)
			}
		})
	}
}

func TestWindowDay(t *testing.T) {
	t.Parallel()
	w, err := calendar.ParseWindow("mon-thu 09:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	friday := date("2026-03-06")
	if got := w.DayOnOrBefore(friday, calendar.Metropole); got != date("2026-03-05") {
		t.Errorf("back from Friday: %s, want Thursday", got)
	}
	if got := w.DayOnOrAfter(friday, calendar.Metropole); got != date("2026-03-09") {
		t.Errorf("forward from Friday: %s, want Monday", got)
	}
	if got := w.DayOnOrBefore(date("2026-04-06"), calendar.AlsaceMoselle); got != date("2026-04-02") {
		t.Errorf("back from Easter Monday in Alsace: %s, want Maundy Thursday", got)
	}
	never := calendar.Window{Days: calendar.WeekdaysOf(time.Sunday)}
	if got := never.DayOnOrAfter(friday, calendar.Metropole); got != friday {
		t.Errorf("a window that never opens moved the day to %s", got)
	}
}

func TestWindowNext(t *testing.T) {
	t.Parallel()
	loc := paris(t)
	w := calendar.DefaultWindow()
	tests := []struct{ name, from, want string }{ // Paris time
		{"inside stays", "2026-03-02 10:30:15", "2026-03-02 10:30:15"},
		{"the first minute is inside", "2026-03-02 09:00:00", "2026-03-02 09:00:00"},
		{"the last second is inside", "2026-03-02 16:59:59", "2026-03-02 16:59:59"},
		{"the end is outside", "2026-03-02 17:00:00", "2026-03-03 09:00:00"},
		{"early morning", "2026-03-02 03:00:00", "2026-03-02 09:00:00"},
		{"one second early", "2026-03-02 08:59:59", "2026-03-02 09:00:00"},
		{"Friday evening", "2026-03-06 20:00:00", "2026-03-09 09:00:00"},
		{"Saturday", "2026-03-07 10:00:00", "2026-03-09 09:00:00"},
		{"the night the clocks go forward", "2026-03-29 01:30:00", "2026-03-30 09:00:00"},
		{"the night the clocks go back", "2026-10-25 02:30:00", "2026-10-26 09:00:00"},
		{"eve of a holiday", "2026-07-13 18:00:00", "2026-07-15 09:00:00"},
		{"new year's eve", "2026-12-31 17:00:00", "2027-01-04 09:00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			from, err := time.ParseInLocation(time.DateTime, tt.from, loc)
			if err != nil {
				t.Fatal(err)
			}
			got := w.Next(from, calendar.Metropole)
			if s := got.In(loc).Format(time.DateTime); s != tt.want || got.Location() != time.UTC {
				t.Errorf("Next(%s) = %s, want %s", tt.from, s, tt.want)
			}
		})
	}
}

func TestWindowProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(calendar.Earliest, calendar.Latest-1).Draw(t, "from")
		w := calendar.Window{
			Days:     calendar.Weekdays(rapid.IntRange(1, 31).Draw(t, "days") << 1),
			From:     from,
			To:       rapid.IntRange(from+1, calendar.Latest).Draw(t, "to"),
			Location: rapid.SampledFrom([]string{"", "Indian/Reunion", "America/Cayenne", "Africa/Cairo"}).Draw(t, "loc"),
		}
		if err := w.Validate(); err != nil {
			t.Fatal(err)
		}
		z := rapid.SampledFrom(calendar.Zones()).Draw(t, "zone")
		at := time.Unix(rapid.Int64Range(1.7e9, 2.5e9).Draw(t, "t"), 0)
		next := w.Next(at, z)
		if next.Before(at) || !w.Contains(next, z) {
			t.Fatalf("%s: Next(%s) = %s", w, at, next)
		}
		if again := w.Next(next, z); !again.Equal(next) {
			t.Fatalf("%s: Next is not at rest: %s, then %s", w, next, again)
		}
		if before := next.Add(-time.Second); next.After(at) && w.Contains(before, z) {
			t.Fatalf("%s: %s is not the first instant", w, next)
		}
		d := anyDate(t)
		jitter := time.Duration(rapid.Int64Range(0, int64(20*time.Hour)).Draw(t, "jitter"))
		if in := w.Instant(d, z, jitter); !w.Contains(in, z) {
			t.Fatalf("%s: Instant(%s, %s) = %s lies outside", w, d, jitter, in)
		}
	})
}

func TestWindowText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want, wantErr string }{
		{"usual", "mon-fri 09:00-17:00", "mon-fri 09:00-17:00", ""},
		{"empty is the default", "", "mon-fri 09:00-17:00", ""},
		{"hours alone", "10:00-12:00", "mon-fri 10:00-12:00", ""},
		{"list of days", "mon,wed,fri 09:00-17:00", "mon,wed,fri 09:00-17:00", ""},
		{"two neighbours", "mon,tue 09:00-17:00", "mon,tue 09:00-17:00", ""},
		{"run and day", "fri,mon-wed 09:00-17:00", "mon-wed,fri 09:00-17:00", ""},
		{"French days and hours", "lun-jeu 9h-16h30", "mon-thu 09:00-16:30", ""},
		{"overseas", "mon-fri 09:00-17:00 Indian/Reunion", "mon-fri 09:00-17:00 Indian/Reunion", ""},
		{"Paris is understood", "mon-fri 09:00-17:00 Europe/Paris", "mon-fri 09:00-17:00", ""},
		{"widest", "mon-fri 8:00-18:00", "mon-fri 08:00-18:00", ""},
		{"too early", "mon-fri 07:59-17:00", "", "between 08:00 and 18:00"},
		{"too late", "mon-fri 09:00-18:01", "", "between 08:00 and 18:00"},
		{"backwards", "mon-fri 17:00-09:00", "", "must end after it begins"},
		{"empty hours", "mon-fri 09:00-09:00", "", "must end after it begins"},
		{"midnight to midnight is not the default", "mon-fri 00:00-00:00", "", "must end after it begins"},
		{"Saturday", "mon-sat 09:00-17:00", "", "never business days"},
		{"unknown place", "mon-fri 09:00-17:00 Europe/Pari", "", `unknown time zone "Europe/Pari"`},
		{"the machine's own time", "mon-fri 09:00-17:00 Local", "", "unknown time zone"},
		{"unknown day", "mon-fry 09:00-17:00", "", "want days such as"},
		{"days backwards", "fri-mon 09:00-17:00", "", "want days such as"},
		{"minutes beyond", "mon-fri 09:60-17:00", "", "no minute past 59"},
		{"no hours", "mon-fri", "", "want days, hours"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var w calendar.Window
			text, err := json.Marshal(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			err = json.Unmarshal(text, &w)
			checkError(t, err, tt.wantErr)
			if err != nil {
				return
			}
			if w.String() != tt.want {
				t.Errorf("%q is written back as %q, want %q", tt.in, w, tt.want)
			}
			if back, err := calendar.ParseWindow(w.String()); err != nil || back != w {
				t.Errorf("%q came back as %v, %v", w, back, err)
			}
		})
	}
	if b, err := json.Marshal(calendar.Window{}); err != nil || string(b) != `"mon-fri 09:00-17:00"` {
		t.Errorf("the zero window is written %s, %v", b, err)
	}
	bad := calendar.Window{Days: calendar.WeekdaysOf(time.Sunday), From: 1, To: 1}
	for _, want := range []string{"never business days", "between 08:00 and 18:00", "must end after"} {
		checkError(t, bad.Validate(), want)
	}
}

// These values are promises: a release that changes them would move the
// notices of running cases.
func TestJitterIsStableAcrossReleases(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		window time.Duration
		keys   []string
		want   time.Duration
	}{
		{"creditor and debtor", 8 * time.Hour, []string{"brunel", "D-1042"}, 5*time.Hour + 16*time.Minute + 8*time.Second},
		{"another debtor", 8 * time.Hour, []string{"brunel", "D-1043"}, 7*time.Hour + 47*time.Minute + 10*time.Second},
		{"keys cut elsewhere", 8 * time.Hour, []string{"brunelD", "-1042"}, 2*time.Hour + 31*time.Minute + 59*time.Second},
		{"narrower window", 90 * time.Minute, []string{"brunel", "D-1042"}, 0*time.Hour + 46*time.Minute + 8*time.Second},
		{"no keys", time.Hour, nil, 0*time.Hour + 0*time.Minute + 52*time.Second},
		{"no window", 0, []string{"brunel"}, 0},
		{"negative window", -time.Hour, []string{"brunel"}, 0},
		{"less than a second", 999 * time.Millisecond, []string{"brunel"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := calendar.Jitter(tt.window, tt.keys...); got != tt.want {
				t.Errorf("Jitter = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestJitterSpreadsEvenly(t *testing.T) {
	t.Parallel()
	const window, n = 4 * time.Hour, 4000
	var quarter [4]int
	for i := range n {
		j := calendar.Jitter(window, "brunel", string(rune(i+0x100)))
		if j < 0 || j >= window {
			t.Fatalf("jitter %s outside [0, %s)", j, window)
		}
		quarter[j/(window/4)]++
	}
	for i, got := range quarter {
		if got < 900 || got > 1100 {
			t.Errorf("quarter %d holds %d of %d debtors, want about %d", i+1, got, n, n/4)
		}
	}
}
