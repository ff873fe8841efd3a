package calendar

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // sending hours must work on machines without zoneinfo
)

// Zone names the set of French public holidays that holds where a debtor is.
// The zero value means Metropole.
type Zone string

// The zones whose holidays are known. New Caledonia, Polynesia, Wallis and
// Futuna, and Saint-Pierre and Miquelon have lists of their own, which are not
// included; use Metropole for them.
const (
	Metropole       Zone = "metropole"
	AlsaceMoselle   Zone = "alsace-moselle"
	Guadeloupe      Zone = "guadeloupe"
	Martinique      Zone = "martinique"
	Guyane          Zone = "guyane"
	LaReunion       Zone = "la-reunion"
	Mayotte         Zone = "mayotte"
	SaintBarthelemy Zone = "saint-barthelemy"
	SaintMartin     Zone = "saint-martin"
)

// Paris is the IANA name of the time zone in which sending hours are counted
// unless a Window says otherwise.
const Paris = "Europe/Paris"

var timeZones = map[Zone]string{
	Guadeloupe:      "America/Guadeloupe",
	Martinique:      "America/Martinique",
	Guyane:          "America/Cayenne",
	LaReunion:       "Indian/Reunion",
	Mayotte:         "Indian/Mayotte",
	SaintBarthelemy: "America/St_Barthelemy",
	SaintMartin:     "America/Marigot",
}

// Zones lists all zones, Metropole first.
func Zones() []Zone {
	return []Zone{Metropole, AlsaceMoselle, Guadeloupe, Martinique, Guyane,
		LaReunion, Mayotte, SaintBarthelemy, SaintMartin}
}

// ParseZone reads the name of a zone; capitals, accents, spaces and
// underscores do not matter, and "" is Metropole. The error for an unknown
// name lists the known ones.
func ParseZone(s string) (Zone, error) {
	name := strings.NewReplacer(" ", "-", "_", "-").Replace(plain(strings.TrimSpace(s)))
	switch name {
	case "":
		return Metropole, nil
	case "reunion":
		return LaReunion, nil
	}
	var known []string
	for _, z := range Zones() {
		if string(z) == name {
			return z, nil
		}
		known = append(known, string(z))
	}
	return "", fmt.Errorf("holiday zone %q: want one of %s", s, strings.Join(known, ", "))
}

// UnmarshalText reads the zone as ParseZone does, for YAML and JSON.
func (z *Zone) UnmarshalText(b []byte) error {
	v, err := ParseZone(string(b))
	if err != nil {
		return err
	}
	*z = v
	return nil
}

// timeZone is the IANA name of the zone's local time.
func (z Zone) timeZone() string {
	if name := timeZones[z]; name != "" {
		return name
	}
	return Paris
}

// Location is the zone's local time.
func (z Zone) Location() *time.Location { return location(z.timeZone()) }

// Midnight is the instant at which a day begins in the zone.
func (z Zone) Midnight(d Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, z.Location())
}

// ZoneOfPostcode gives the zone of a French postcode, "67000" or "F-67 000".
// Saint-Barthélemy (97133, 977) and Saint-Martin (97150, 978) are told from
// Guadeloupe, whose digits they share. What is not recognised is Metropole.
// Ask it about French addresses only: other countries use the same digits.
func ZoneOfPostcode(postcode string) Zone {
	code := onlyDigits(postcode)
	if len(code) != 5 {
		return Metropole
	}
	switch code {
	case "97133":
		return SaintBarthelemy
	case "97150":
		return SaintMartin
	}
	switch code[:2] {
	case "57", "67", "68":
		return AlsaceMoselle
	}
	switch code[:3] {
	case "971":
		return Guadeloupe
	case "972":
		return Martinique
	case "973":
		return Guyane
	case "974":
		return LaReunion
	case "976":
		return Mayotte
	case "977":
		return SaintBarthelemy
	case "978":
		return SaintMartin
	}
	return Metropole
}

// ZoneOfAddress gives the zone of an address with its ISO 3166 country code:
// the postcode decides in France (code "FR" or none), overseas codes such as
// "RE" speak for themselves, and everywhere else it is Metropole, since the
// creditor's own working days then count.
func ZoneOfAddress(country, postcode string) Zone {
	switch strings.ToUpper(strings.TrimSpace(country)) {
	case "", "FR":
		return ZoneOfPostcode(postcode)
	case "GP":
		return Guadeloupe
	case "MQ":
		return Martinique
	case "GF":
		return Guyane
	case "RE":
		return LaReunion
	case "YT":
		return Mayotte
	case "BL":
		return SaintBarthelemy
	case "MF":
		return SaintMartin
	}
	return Metropole
}

var locations sync.Map // name → *time.Location; loading reads files each time

// location loads a time zone; an unknown name gives Europe/Paris, which
// Window.Validate lets nobody reach unknowingly.
func location(name string) *time.Location {
	if loc, ok := locations.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return location(Paris)
	}
	locations.Store(name, loc)
	return loc
}
