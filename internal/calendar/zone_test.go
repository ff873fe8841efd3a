package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
)

func TestParseZone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want calendar.Zone
	}{
		{"metropole", calendar.Metropole},
		{"", calendar.Metropole},
		{"Alsace-Moselle", calendar.AlsaceMoselle},
		{"alsace_moselle", calendar.AlsaceMoselle},
		{"La Réunion", calendar.LaReunion},
		{"reunion", calendar.LaReunion},
		{" Saint-Barthélemy ", calendar.SaintBarthelemy},
	}
	for _, tt := range tests {
		t.Run("reads "+tt.in, func(t *testing.T) {
			t.Parallel()
			if got, err := calendar.ParseZone(tt.in); err != nil || got != tt.want {
				t.Errorf("ParseZone(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
			}
		})
	}
	var z calendar.Zone
	err := json.Unmarshal([]byte(`"bretagne"`), &z)
	for _, known := range calendar.Zones() {
		if err == nil || !strings.Contains(err.Error(), string(known)) {
			t.Errorf("error %v does not offer %s", err, known)
		}
	}
	if err := json.Unmarshal([]byte(`"Mayotte"`), &z); err != nil || z != calendar.Mayotte {
		t.Errorf("JSON gave %q, %v", z, err)
	}
}

func TestZoneOfPostcode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, code string
		want       calendar.Zone
	}{
		{"Paris", "75011", calendar.Metropole},
		{"Bas-Rhin", "67000", calendar.AlsaceMoselle},
		{"Haut-Rhin", "68100", calendar.AlsaceMoselle},
		{"Moselle", "57000", calendar.AlsaceMoselle},
		{"Meurthe-et-Moselle is not Moselle", "54000", calendar.Metropole},
		{"with a space", "67 000", calendar.AlsaceMoselle},
		{"with the country", "F-57070", calendar.AlsaceMoselle},
		{"Guadeloupe", "97110", calendar.Guadeloupe},
		{"Saint-Barthélemy shares Guadeloupe's digits", "97133", calendar.SaintBarthelemy},
		{"Saint-Martin shares Guadeloupe's digits", "97150", calendar.SaintMartin},
		{"Martinique", "97200", calendar.Martinique},
		{"Guyane", "97300", calendar.Guyane},
		{"La Réunion", "97400", calendar.LaReunion},
		{"Mayotte", "97600", calendar.Mayotte},
		{"977", "97700", calendar.SaintBarthelemy},
		{"978", "97800", calendar.SaintMartin},
		{"Corsica", "2A004", calendar.Metropole},
		{"too short", "670", calendar.Metropole},
		{"none", "", calendar.Metropole},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := calendar.ZoneOfPostcode(tt.code); got != tt.want {
				t.Errorf("ZoneOfPostcode(%q) = %q, want %q", tt.code, got, tt.want)
			}
		})
	}
}

func TestZoneOfAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, country, code string
		want                calendar.Zone
	}{
		{"France by postcode", "FR", "67000", calendar.AlsaceMoselle},
		{"no country by postcode", "", "97400", calendar.LaReunion},
		{"overseas by country", "re", "97400", calendar.LaReunion},
		{"Germany uses the same digits", "DE", "67059", calendar.Metropole},
		{"Guadeloupe", "GP", "", calendar.Guadeloupe}, {"Martinique", "MQ", "", calendar.Martinique},
		{"Guyane", "GF", "", calendar.Guyane}, {"Mayotte", "YT", "", calendar.Mayotte},
		{"Saint-Barthélemy", "BL", "", calendar.SaintBarthelemy}, {"Saint-Martin", "MF", "", calendar.SaintMartin},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := calendar.ZoneOfAddress(tt.country, tt.code); got != tt.want {
				t.Errorf("ZoneOfAddress(%q, %q) = %q, want %q", tt.country, tt.code, got, tt.want)
			}
		})
	}
}

// Noon in Paris, in winter, as the zones' clocks show it.
func TestZoneLocalTime(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 15, 11, 0, 0, 0, time.UTC)
	want := map[calendar.Zone]string{
		calendar.Metropole: "12:00", calendar.AlsaceMoselle: "12:00", calendar.Guadeloupe: "07:00",
		calendar.Martinique: "07:00", calendar.Guyane: "08:00", calendar.LaReunion: "15:00",
		calendar.Mayotte: "14:00", calendar.SaintBarthelemy: "07:00", calendar.SaintMartin: "07:00",
	}
	for _, z := range calendar.Zones() {
		if got := noon.In(z.Location()).Format("15:04"); got != want[z] {
			t.Errorf("%s: %s, want %s", z, got, want[z])
		}
	}
}
