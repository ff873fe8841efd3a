package maileva

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"relance/internal/registeredmail"
)

// An envelope has six lines of 38 characters: who, who in person, building,
// number and street, post box or place, postcode and city.
const (
	envelopeLines = 6
	lineLimit     = 38
	streetLine    = 3 // counted from 0
)

// countries are those that registered_mail v4 posts to, and from.
var countries = []string{"FR", "MC", "RE", "YT", "MQ", "GP", "MF", "BL", "GF"}

var postcodeCity = regexp.MustCompile(`^[0-9]{5} [^ ].*$`)

// fit lays an address out for an envelope. Long lines are wrapped between
// words, never cut; what cannot be fitted is refused. Errors name a line by
// its number, not by its text: errors travel.
func fit(a registeredmail.Address) (lines [envelopeLines]string, country string, err error) {
	country = a.Country
	if country == "" {
		country = "FR"
	}
	if !slices.Contains(countries, country) {
		return lines, country, fmt.Errorf("Maileva posts registered letters to %s only, not to %s", strings.Join(countries, ", "), country) //nolint:staticcheck // a name begins the sentence
	}
	last := len(a.Lines) - 1
	var name, rest []string
	for i, line := range a.Lines[:last] {
		pieces, err := wrap(line)
		if err != nil {
			return lines, country, fmt.Errorf("address line %d: %w", i+1, err)
		}
		if i == 0 {
			name = pieces
		} else {
			rest = append(rest, pieces...)
		}
	}
	city := strings.Join(strings.Fields(a.Lines[last]), " ")
	if n := utf8.RuneCountInString(city); n > lineLimit {
		return lines, country, fmt.Errorf("the line of postcode and city has %d characters, %d fit", n, lineLimit)
	}
	if country == "FR" && !postcodeCity.MatchString(city) {
		return lines, country, fmt.Errorf("the last address line must be a postcode of 5 digits, a space and the city")
	}
	if n := len(name) + len(rest) + 1; n > envelopeLines {
		return lines, country, fmt.Errorf("the address needs %d lines of %d characters, an envelope has %d", n, lineLimit, envelopeLines)
	}
	copy(lines[:], name)
	copy(lines[first(len(name), rest):], rest)
	lines[envelopeLines-1] = city
	return lines, country, nil
}

// first is the line where the part between name and city begins, so that the
// street comes to stand on its own line when there is room.
func first(free int, rest []string) int {
	street := slices.IndexFunc(rest, func(s string) bool { return s[0] >= '0' && s[0] <= '9' })
	if street < 0 {
		street = len(rest) - 1
	}
	return min(max(free, streetLine-street), envelopeLines-1-len(rest))
}

// wrap breaks a line between words.
func wrap(line string) (pieces []string, err error) {
	current := ""
	for _, word := range strings.Fields(line) {
		n := utf8.RuneCountInString(word)
		switch {
		case n > lineLimit:
			return nil, fmt.Errorf("a word has %d characters, %d fit on an envelope", n, lineLimit)
		case current == "":
			current = word
		case utf8.RuneCountInString(current)+1+n <= lineLimit:
			current += " " + word
		default:
			pieces, current = append(pieces, current), word
		}
	}
	return append(pieces, current), nil
}
