package dunning

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// Segment is the debtors for whom a text is written.
type Segment string

// The segments. A text for everybody serves those who have none of their own.
const (
	SegmentBusiness Segment = "business" // professional debtors of the private sector
	SegmentConsumer Segment = "consumer" // consumers, and debtors who are no professionals
	SegmentPublic   Segment = "public"   // public buyers
	SegmentAll      Segment = "all"
)

// Segments lists them all.
func Segments() []Segment {
	return []Segment{SegmentBusiness, SegmentConsumer, SegmentPublic, SegmentAll}
}

// Segment is the debtors of a body of law; empty for a regime that is not known.
func (r Regime) Segment() Segment {
	switch r {
	case B2B:
		return SegmentBusiness
	case B2C, NonProfessional:
		return SegmentConsumer
	case Public:
		return SegmentPublic
	}
	return ""
}

// Includes tells whether a text of the segment can be sent to a debtor of a
// regime.
func (s Segment) Includes(r Regime) bool { return s == SegmentAll || s == r.Segment() }

// WordingKey names a text: the notices for which it is written, and which of
// several for the same ones it is.
type WordingKey struct {
	Language string  `json:"language"` // fr or en
	Level    Level   `json:"level"`
	Segment  Segment `json:"segment"`
	Variant  string  `json:"variant,omitempty"` // empty for the first one
}

// WordingLevels lists the levels of which there are texts.
func WordingLevels() []Level {
	return []Level{Courtesy, First, Second, Final, FormalNotice, Thanks, PartReceipt}
}

// String is the id of a text, as in fr.first.business or fr.first.business.court.
func (k WordingKey) String() string {
	id := k.Language + "." + string(k.Level) + "." + string(k.Segment)
	if k.Variant != "" {
		id += "." + k.Variant
	}
	return id
}

// Kind is the key of the texts among which one is drawn: without the variant.
func (k WordingKey) Kind() WordingKey {
	k.Variant = ""
	return k
}

// MaxVariant is how long the name of a variant is at most.
const MaxVariant = 20

// ParseWordingKey reads an id; CodeInvalid for one that names no text.
func ParseWordingKey(id string) (WordingKey, error) {
	parts := strings.Split(id, ".")
	if len(parts) == 3 {
		parts = append(parts, "")
	}
	bad := func(format string, args ...any) (WordingKey, error) {
		return WordingKey{}, Errorf(CodeInvalid, format, args...).WithHint("write language, level and segment, as in fr.first.business")
	}
	if len(parts) != 4 {
		return bad("%q names no text", id)
	}
	k := WordingKey{Language: parts[0], Level: Level(parts[1]), Segment: Segment(parts[2]), Variant: parts[3]}
	switch {
	case k.Language != "fr" && k.Language != "en":
		return bad("%q is no language of notices: fr or en", k.Language)
	case !slices.Contains(WordingLevels(), k.Level):
		return bad("level %q has no text", k.Level)
	case !slices.Contains(Segments(), k.Segment):
		return bad("%q is no segment: business, consumer, public or all", k.Segment)
	case !variantName(k.Variant):
		return bad("%q cannot be the name of a variant: small letters, digits and hyphens, at most %d", k.Variant, MaxVariant)
	}
	return k, nil
}

func variantName(s string) bool {
	return len(s) <= MaxVariant && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Wording is a text of a creditor's own, in the version that is in use.
type Wording struct {
	WordingKey
	Version int
	Subject string
	Body    string
}

// Mark names the text and its version, as in fr.first.business@3: what a message
// records.
func (w Wording) Mark() string { return w.WordingKey.String() + "@" + strconv.Itoa(w.Version) }

// WordingID is the id in a mark, whatever the version.
func WordingID(mark string) string {
	id, _, _ := strings.Cut(mark, "@")
	return id
}

// ParseWordingMark reads a mark; CodeInvalid for what is none.
func ParseWordingMark(mark string) (WordingKey, int, error) {
	id, number, _ := strings.Cut(mark, "@")
	version, err := strconv.Atoi(number)
	if err != nil || version < 1 {
		return WordingKey{}, 0, Errorf(CodeInvalid, "%q names no version of a text", mark)
	}
	k, err := ParseWordingKey(id)
	return k, version, err
}

// ChooseWording gives the text of a notice among a creditor's own: one for its
// segment before one for everybody. Of several variants the debtor always gets the
// same one, whichever invoice and day, and the others of the creditor's debtors
// are spread over them evenly; a variant that is added takes debtors from the
// others and moves nobody between them.
func ChooseWording(own []Wording, language string, n Notice) (Wording, bool) {
	for _, segment := range []Segment{n.Regime().Segment(), SegmentAll} {
		best, most, found := Wording{}, uint64(0), false
		for _, w := range own {
			if w.Language != language || w.Level != n.Level || w.Segment != segment {
				continue
			}
			if weight := lot(n.Debtor.Creditor, n.Debtor.Key, w.WordingKey.String()); !found || weight > most {
				best, most, found = w, weight, true
			}
		}
		if found {
			return best, true
		}
	}
	return Wording{}, false
}

// lot is a number that depends on its words alone and is spread evenly.
func lot(words ...string) uint64 {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return binary.BigEndian.Uint64(sum[:8])
}
