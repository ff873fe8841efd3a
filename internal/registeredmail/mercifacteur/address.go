package mercifacteur

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"relance/internal/registeredmail"
)

// Merci Facteur's limits, in characters.
const (
	lineLimit   = 90
	cityLimit   = 70
	streetLines = 3
)

// countries are those that letters are posted to and from here, as Merci
// Facteur spells them.
var countries = map[string]string{
	"FR": "FRANCE", "MC": "MONACO", "GP": "GUADELOUPE", "GF": "GUYANE FRANCAISE", "MQ": "MARTINIQUE", "YT": "MAYOTTE", "RE": "REUNION",
	"BL": "SAINT BARTHELEMY", "MF": "SAINT MARTIN", "PM": "ST-PIERRE-MIQUELON",
}

var (
	number       = regexp.MustCompile(`^[0-9]{1,18}$`)
	postcodeCity = regexp.MustCompile(`^([0-9]{5}) ([^ ].*)$`)
)

// address is one in Merci Facteur's terms: it wants every key, empty ones too.
type address struct {
	Title     string `json:"civilite"`
	Name      string `json:"nom"`
	FirstName string `json:"prenom"`
	Company   string `json:"societe"`
	Line1     string `json:"adresse1"`
	Line2     string `json:"adresse2"`
	Line3     string `json:"adresse3"`
	Postcode  string `json:"cp"`
	City      string `json:"ville"`
	Country   string `json:"pays"`
	Phone     string `json:"phone"`
	Email     string `json:"email"`
	Consent   int    `json:"consent"`
	Reference string `json:"reference,omitempty"` // of the addressee: printed on the acknowledgement
}

// fit lays an address out: the name as the company's, up to three lines, then
// postcode and city. Nothing is cut; a line too many is joined to its
// neighbour where both fit, and what cannot be fitted is refused. Errors name a
// line by its number, not by its text: errors travel.
func fit(a registeredmail.Address) (out address, err error) {
	country := a.Country
	if country == "" {
		country = "FR"
	}
	out.Country = countries[country]
	if out.Country == "" {
		known := slices.Sorted(maps.Keys(countries))
		return out, fmt.Errorf("letters go through Merci Facteur to %s only, not to %s", strings.Join(known, ", "), country)
	}
	var lines []string
	for i, line := range a.Lines {
		line = strings.Join(strings.Fields(line), " ")
		if n := utf8.RuneCountInString(line); n > lineLimit {
			return out, fmt.Errorf("address line %d has %d characters, %d fit", i+1, n, lineLimit)
		}
		lines = append(lines, line)
	}
	last := len(lines) - 1
	m := postcodeCity.FindStringSubmatch(lines[last])
	switch {
	case m == nil:
		return out, fmt.Errorf("the last address line must be a postcode of 5 digits, a space and the city")
	case utf8.RuneCountInString(m[2]) > cityLimit:
		return out, fmt.Errorf("the city has %d characters, %d fit", utf8.RuneCountInString(m[2]), cityLimit)
	}
	out.Company, out.Postcode, out.City = lines[0], m[1], m[2]
	street, err := join(lines[1:last])
	if err != nil {
		return out, err
	}
	for i, to := range []*string{&out.Line1, &out.Line2, &out.Line3} {
		if i < len(street) {
			*to = street[i]
		}
	}
	return out, nil
}

// join makes at most three lines of what stands between name and city: the
// shortest neighbours share a line.
func join(lines []string) ([]string, error) {
	for len(lines) > streetLines {
		at, shortest := 0, lineLimit+1
		for i := range len(lines) - 1 {
			if n := utf8.RuneCountInString(lines[i] + ", " + lines[i+1]); n < shortest {
				at, shortest = i, n
			}
		}
		if shortest > lineLimit {
			return nil, fmt.Errorf("the address has %d lines between name and city, Merci Facteur takes %d", len(lines), streetLines)
		}
		joined := append(slices.Clone(lines[:at]), lines[at]+", "+lines[at+1])
		lines = append(joined, lines[at+2:]...)
	}
	return lines, nil
}
