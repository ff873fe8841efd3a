package insolvency

import (
	"regexp"
	"strings"
)

// holder is to whom claims are declared.
type holder struct{ role, name, address string }

// titles are the words that name the holder's office: liquidateur in a
// liquidation, mandataire judiciaire in the other procedures (C. com. L622-6,
// L641-2). In a text, the name follows its title.
var titles = map[Procedure]struct {
	role string
	word *regexp.Regexp
}{
	Liquidation:    {"liquidateur", title(`liquidateur(?:\s+judiciaire)?`)},
	Reorganisation: {"mandataire judiciaire", title(`mandataire\s+judiciaire`)},
	Safeguard:      {"mandataire judiciaire", title(`mandataire\s+judiciaire`)},
	ExitFromCrisis: {"mandataire judiciaire", title(`mandataire\s+judiciaire`)},
}

// title finds an office that is not part of a firm's name: at the beginning of a
// clause or behind a verb that appoints, and before a name. The name begins
// with the group.
func title(word string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[,;.]\s*|\s-\s+|\b(?:d[ée]signant|d[ée]signe|nommant|nomme|et)\s+(?:en\s+qualit[ée]\s+de\s+|comme\s+)?)` + word + `\s*:?\s+(?:la\s+|le\s+|l['’]\s*)?((?-i:\p{Lu}))`)
}

var (
	// appeal is where the notice turns to the creditors.
	appeal = regexp.MustCompile(`(?i)\.?\s*\b(?:les\s+d[ée]clarations|les\s+cr[ée]ances\s+sont|les\s+cr[ée]anciers|dans\s+les\s+deux\s+mois|nature\s+de\s+la\s+proc[ée]dure)\b`)
	// office begins the part of another person.
	office = regexp.MustCompile(`(?i)[,;.]\s*(?:(?:d[ée]signant|nommant|et)\s+)?(?:en\s+qualit[ée]\s+d[e']\s*)?(?:co-?)?(?:administrateur|mandataire|liquidateur|juge|commissaire|repr[ée]sentant|date\s+de\s+cessation|n[o°])`)
	// street is where an address begins: a number, then a kind of way or a comma.
	street = regexp.MustCompile(`(?i)(?:^|[\s,])(\d+(?:[-/]\d+)*(?:\s?(?:bis|ter|quater|[a-d]))?\s*,?\s*(?:,|(?:rue|avenue|av\.?|boulevard|bd\.?|place|pl\.?|cours|quai|all[ée]es?|chemin|impasse|route|square|passage|esplanade|promenade|faubourg|rond-point|sentier|mail|parvis|villa|voie|galerie|mont[ée]e|zone|z\.?a\.?)\s))`)
	// postcode must be part of an address.
	postcode = regexp.MustCompile(`\b\d{5}\b`)
)

// findHolder reads name and address of the holder out of a judgment. Whatever
// is not certain stays empty: the person who declares reads the text.
func findHolder(p Procedure, text string) holder {
	t, known := titles[p]
	if !known {
		return holder{}
	}
	text = clean(text)
	if i := appeal.FindStringIndex(text); i != nil {
		text = text[:i[0]]
	}
	found := t.word.FindAllStringSubmatchIndex(text, -1)
	if len(found) != 1 {
		return holder{} // nobody, or several: a person decides
	}
	part := text[found[0][2]:]
	if i := office.FindStringIndex(part); i != nil {
		part = part[:i[0]]
	}
	i := street.FindStringSubmatchIndex(part)
	if i == nil || !postcode.MatchString(part[i[2]:]) {
		return holder{}
	}
	name, address := trim(part[:i[2]]), trim(part[i[2]:])
	if name == "" || address == "" {
		return holder{}
	}
	return holder{t.role, name, address}
}

// trim drops blanks and punctuation around a part of a sentence.
func trim(s string) string { return strings.Trim(s, " ,;.:-") }
