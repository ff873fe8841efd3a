package insolvency

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/identifier"
)

// numbered is a number of some kind, written as a text or as a JSON number. What is
// neither is empty.
type numbered string

// UnmarshalJSON takes either.
func (n *numbered) UnmarshalJSON(data []byte) error {
	var text string
	var number json.Number
	switch {
	case json.Unmarshal(data, &text) == nil:
		*n = numbered(text)
	case json.Unmarshal(data, &number) == nil:
		*n = numbered(number.String())
	}
	return nil
}

// companyNumber finds nine figures, in one or in groups of three, among other words:
// "RCS Lyon 404 833 048".
var companyNumber = regexp.MustCompile(`(?:^|\D)(\d{3}[ .]?\d{3}[ .]?\d{3})(?:\D|$)`)

// sirens collects the companies of a notice from both fields that hold them.
func (r record) sirens() []string {
	var out []string
	add := func(text numbered) {
		for _, part := range strings.FieldsFunc(string(text), func(c rune) bool { return strings.ContainsRune(",;/|", c) }) {
			s, err := identifier.ParseSIREN(part)
			if m := companyNumber.FindStringSubmatch(clean(part)); err != nil && m != nil {
				s, err = identifier.ParseSIREN(strings.ReplaceAll(m[1], ".", ""))
			}
			if err == nil && !slices.Contains(out, s.String()) {
				out = append(out, s.String())
			}
		}
	}
	for _, text := range listed[numbered](r.Register) {
		add(text)
	}
	for _, p := range r.persons() {
		for _, known := range listed[registered](p.Registered) {
			add(known.Number)
		}
		for _, known := range listed[craft](p.Craft) {
			add(known.Number)
		}
	}
	return out
}

// person is a party of a notice.
type person struct {
	Registered json.RawMessage `json:"numeroImmatriculation"`
	Craft      json.RawMessage `json:"inscriptionRM"`
}

type (
	registered struct {
		Number numbered `json:"numeroIdentification"`
	}
	craft struct {
		Number numbered `json:"numeroIdentificationRM"`
	}
)

// listed reads a part that is one thing, or a list of them, or a text that holds
// either. What cannot be read is passed over.
func listed[T any](raw json.RawMessage) (out []T) {
	if len(raw) == 0 {
		return nil
	}
	var parts []json.RawMessage
	plain := unwrapped(raw)
	if json.Unmarshal(plain, &parts) != nil {
		if !json.Valid(plain) { // a text that is no JSON: it is the thing itself
			plain = raw
		}
		parts = []json.RawMessage{plain}
	}
	for _, part := range parts {
		var one T
		if json.Unmarshal(part, &one) == nil || json.Unmarshal(unwrapped(part), &one) == nil {
			out = append(out, one)
		}
	}
	return out
}

// persons reads the field of the parties: an object whose "personne" is one of them
// or a list, or such objects in a list.
func (r record) persons() (out []person) {
	type holder struct {
		Person json.RawMessage `json:"personne"`
		person
	}
	for _, h := range listed[holder](r.Persons) {
		if len(h.Person) == 0 {
			out = append(out, h.person)
			continue
		}
		out = append(out, listed[person](h.Person)...)
	}
	return out
}

// previous is the notice that this one refers to: its identifier is the letter
// of the bulletin, its issue and its number.
func (r record) previous() (string, calendar.Date) {
	var p struct {
		Bulletin  written  `json:"nomPublication"`
		Issue     numbered `json:"numeroParution"`
		Number    numbered `json:"numeroAnnonce"`
		Published written  `json:"dateParution"`
	}
	if !inner(r.Previous, &p) || p.Issue == "" {
		return "", calendar.Date{}
	}
	day, _ := calendar.ParseLoose(string(p.Published))
	letter := strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(clean(string(p.Bulletin))), "BODACC"))
	if letter == "" && r.ID != "" {
		letter = string(r.ID[:1]) // of the same bulletin
	}
	number := clean(string(p.Number))
	return letter + clean(string(p.Issue)) + cmp.Or(strings.TrimLeft(number, "0"), number), day
}
