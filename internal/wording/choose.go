package wording

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"relance/internal/dunning"
)

// Levels lists the levels of which there are texts.
func Levels() []dunning.Level {
	return []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice, dunning.Thanks, dunning.PartReceipt}
}

// maxVariant is how long the name of a variant is at most.
const maxVariant = 20

// ParseKey reads an id; CodeInvalid for one that names no text.
func ParseKey(id string) (dunning.WordingKey, error) {
	parts := strings.Split(id, ".")
	if len(parts) == 3 {
		parts = append(parts, "")
	}
	bad := func(format string, args ...any) (dunning.WordingKey, error) {
		return dunning.WordingKey{}, dunning.Errorf(dunning.CodeInvalid, format, args...).WithHint("write language, level and segment, as in fr.first.business")
	}
	if len(parts) != 4 {
		return bad("%q names no text", id)
	}
	k := dunning.WordingKey{Language: parts[0], Level: dunning.Level(parts[1]), Segment: dunning.Segment(parts[2]), Variant: parts[3]}
	switch {
	case k.Language != "fr" && k.Language != "en":
		return bad("%q is no language of notices: fr or en", k.Language)
	case !slices.Contains(Levels(), k.Level):
		return bad("level %q has no text", k.Level)
	case !slices.Contains(dunning.Segments(), k.Segment):
		return bad("%q is no segment: business, consumer, public or all", k.Segment)
	case !variantName(k.Variant):
		return bad("%q cannot be the name of a variant: small letters, digits and hyphens, at most %d", k.Variant, maxVariant)
	}
	return k, nil
}

func variantName(s string) bool {
	return len(s) <= maxVariant && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// IDOf is the id in a mark, whatever the version.
func IDOf(mark string) string {
	id, _, _ := strings.Cut(mark, "@")
	return id
}

// MarkOf is the mark in what a notice says of a text that was passed over: before the
// colon. It is empty for nothing.
func MarkOf(passed string) string {
	mark, _, _ := strings.Cut(passed, ": ")
	return mark
}

// ParseMark reads a mark; CodeInvalid for what is none.
func ParseMark(mark string) (dunning.WordingKey, int, error) {
	id, number, _ := strings.Cut(mark, "@")
	version, err := strconv.Atoi(number)
	if err != nil || version < 1 {
		return dunning.WordingKey{}, 0, dunning.Errorf(dunning.CodeInvalid, "%q names no version of a text", mark)
	}
	k, err := ParseKey(id)
	return k, version, err
}

// Choose gives the text of a notice among a creditor's own: one for its
// segment before one for everybody. Of several variants the debtor always gets the
// same one, whichever invoice and day, and the others of the creditor's debtors
// are spread over them evenly; a variant that is added takes debtors from the
// others and moves nobody between them.
func Choose(own []dunning.Wording, language string, n dunning.Notice) (dunning.Wording, bool) {
	for _, segment := range []dunning.Segment{n.Regime().Segment(), dunning.SegmentAll} {
		best, most, found := dunning.Wording{}, uint64(0), false
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
	return dunning.Wording{}, false
}

// lot is a number that depends on its words alone and is spread evenly.
func lot(words ...string) uint64 {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return binary.BigEndian.Uint64(sum[:8])
}
