package calendar_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/calendar"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestEaster(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]string{
		1818: "1818-03-22", // the earliest possible
		1943: "1943-04-25", // the latest possible
		1954: "1954-04-18", 1961: "1961-04-02", 1981: "1981-04-19", 2000: "2000-04-23",
		2008: "2008-03-23", 2011: "2011-04-24", 2019: "2019-04-21", 2024: "2024-03-31",
		2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2028: "2028-04-16",
		2038: "2038-04-25", 2049: "2049-04-18", 2076: "2076-04-19",
	} {
		if got := calendar.Easter(year).String(); got != want {
			t.Errorf("Easter %d = %s, want %s", year, got, want)
		}
	}
}

func TestEasterIsASundayInItsFiveWeeks(t *testing.T) {
	t.Parallel()
	for y := 1583; y <= 4099; y++ {
		e := calendar.Easter(y)
		if e.Weekday() != 0 || e.Before(calendar.NewDate(y, 3, 22)) || e.After(calendar.NewDate(y, 4, 25)) {
			t.Fatalf("Easter %d = %s, a %s", y, e, e.Weekday())
		}
	}
}

// A person who knows the zone can read the golden file and find a fault.
func TestHolidaysOfEveryZone(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, year := range []int{2026, 2027} {
		for _, z := range calendar.Zones() {
			fmt.Fprintf(&b, "%s %d\n", z, year)
			for _, h := range calendar.Holidays(year, z) {
				fmt.Fprintf(&b, "  %s %-9s %s\n", h.Date, calendar.FrenchWeekday(h.Date.Weekday()), h.Name)
			}
		}
	}
	path := filepath.Join("testdata", "holidays.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("holidays changed (-want +got):\n%s", diff)
	}
}

func TestHolidayTraps(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, day string
		zone      calendar.Zone
		want      string
	}{
		{"Easter Monday", "2026-04-06", calendar.Metropole, "Lundi de Pâques"},
		{"Easter Sunday itself is only a Sunday", "2026-04-05", calendar.Metropole, ""},
		{"Good Friday is worked in metropolitan France", "2026-04-03", calendar.Metropole, ""},
		{"Good Friday in Alsace-Moselle", "2026-04-03", calendar.AlsaceMoselle, "Vendredi saint"},
		{"Good Friday in March", "2027-03-26", calendar.AlsaceMoselle, "Vendredi saint"},
		{"26 December in Alsace-Moselle", "2026-12-26", calendar.AlsaceMoselle, "Saint-Étienne"},
		{"26 December elsewhere", "2026-12-26", calendar.Metropole, ""},
		{"Ascension", "2026-05-14", calendar.Metropole, "Ascension"},
		{"Whit Monday", "2026-05-25", calendar.Metropole, "Lundi de Pentecôte"},
		{"Whit Monday in June", "2028-06-05", calendar.Metropole, "Lundi de Pentecôte"},
		{"Ascension on Labour Day keeps the first name", "2008-05-01", calendar.Metropole, "Fête du Travail"},
		{"abolition in Mayotte", "2026-04-27", calendar.Mayotte, "Abolition de l’esclavage"},
		{"abolition in Martinique", "2026-05-22", calendar.Martinique, "Abolition de l’esclavage"},
		{"abolition in Guadeloupe", "2026-05-27", calendar.Guadeloupe, "Abolition de l’esclavage"},
		{"abolition in Guyane", "2026-06-10", calendar.Guyane, "Abolition de l’esclavage"},
		{"abolition in Saint-Barthélemy", "2026-10-09", calendar.SaintBarthelemy, "Abolition de l’esclavage"},
		{"abolition in La Réunion", "2026-12-20", calendar.LaReunion, "Abolition de l’esclavage"},
		{"Saint-Martin by the law", "2026-05-27", calendar.SaintMartin, "Abolition de l’esclavage"},
		{"Saint-Martin by the published calendar", "2026-05-28", calendar.SaintMartin, "Abolition de l’esclavage"},
		{"Guadeloupe works on 28 May", "2026-05-28", calendar.Guadeloupe, ""},
		{"abolition is not a holiday in metropolitan France", "2026-05-22", calendar.Metropole, ""},
		{"the zero zone is metropolitan France", "2026-07-14", "", "Fête nationale"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := date(tt.day).HolidayName(tt.zone); got != tt.want {
				t.Errorf("HolidayName = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHolidaysAgreeWithHolidayName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(1990, 2100).Draw(t, "year")
		z := rapid.SampledFrom(calendar.Zones()).Draw(t, "zone")
		listed := map[calendar.Date]bool{}
		for _, h := range calendar.Holidays(year, z) {
			listed[h.Date] = true
		}
		for d := calendar.NewDate(year, 1, 1); d.Year == year; d = d.AddDays(1) {
			if d.IsHoliday(z) != listed[d] {
				t.Fatalf("%s in %s: IsHoliday %v, listed %v", d, z, d.IsHoliday(z), listed[d])
			}
		}
	})
}

func TestBusinessDays(t *testing.T) {
	t.Parallel()
	metro := calendar.Metropole
	tests := []struct {
		name string
		got  calendar.Date
		want string
	}{
		{"a working day stays, forward", date("2026-03-02").NextBusinessDay(metro), "2026-03-02"},
		{"a working day stays, backward", date("2026-03-02").PreviousBusinessDay(metro), "2026-03-02"},
		{"Saturday forward", date("2026-03-07").NextBusinessDay(metro), "2026-03-09"},
		{"Sunday backward", date("2026-03-08").PreviousBusinessDay(metro), "2026-03-06"},
		{"Easter Saturday over Easter Monday", date("2026-04-04").NextBusinessDay(metro), "2026-04-07"},
		{"Good Friday in Alsace over Easter", date("2026-04-03").NextBusinessDay(calendar.AlsaceMoselle), "2026-04-07"},
		{"Easter Monday in Alsace back to Thursday", date("2026-04-06").PreviousBusinessDay(calendar.AlsaceMoselle), "2026-04-02"},
		{"1 May 2026, a Friday", date("2026-05-01").NextBusinessDay(metro), "2026-05-04"},
		{"over the new year", date("2026-12-31").AddBusinessDays(1, metro), "2027-01-04"},
		{"five business days over 14 July", date("2026-07-10").AddBusinessDays(5, metro), "2026-07-20"},
		{"back over 14 July", date("2026-07-15").AddBusinessDays(-1, metro), "2026-07-13"},
		{"from a Saturday, the first is Monday", date("2026-03-07").AddBusinessDays(1, metro), "2026-03-09"},
		{"none stays, even on a Sunday", date("2026-03-08").AddBusinessDays(0, metro), "2026-03-08"},
		{"Christmas in Alsace", date("2025-12-24").AddBusinessDays(1, calendar.AlsaceMoselle), "2025-12-29"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.got.String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
