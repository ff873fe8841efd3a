package inbox

import (
	"regexp"
	"strings"
)

// closing begins the lines with which people end a mail, folded.
var closing = regexp.MustCompile(`^(?:(?:bien |tres |avec mes |avec nos )?(?:cordialement|cordiales? salutations|respectueusement|sinceres? salutations|sincerement)|cdlt|cdt|crdlt|slts|salutations(?: distinguees)?|bien a (?:vous|toi)|bonne (?:journee|soiree|reception|fin de journee|semaine)|bon week-?end|meilleures? salutations|best regards|kind regards|regards|best wishes|sincerely|yours (?:sincerely|faithfully|truly)|cheers|mit freundlichen grussen|freundliche grusse|viele grusse|mfg|(?:veuillez|je vous prie|nous vous prions|dans l'attente|en vous souhaitant|vous souhaitant|vous en souhaitant|restant a votre) .{0,120})[ ,.!]*$`)

// device is a line that a program adds for itself.
var device = regexp.MustCompile(`(?i)^[\s<(\[]*(?:envoyé (?:de|depuis|à partir|avec|via)|télécharger outlook|obtenez outlook|get \[?outlook|sent (?:from|via|with|by)|from my (?:iphone|ipad|mobile)|von meinem|gesendet (?:von|mit)|diese nachricht wurde von|enviado desde|enviado do|inviato da|verzonden (?:met|vanaf|vanuit)|skickat från|sendt fra|lähetetty|從我的|wysłane z|отправлено (?:с|из)|provenance\s*: courrier)`)

// withoutSignature cuts the signature off: below "-- ", at a closing that is
// followed by short lines only, at the line of a device, at small print.
func withoutSignature(lines []string) []string {
	text := false // something stands above
	for i, line := range lines {
		above := text
		text = text || strings.TrimSpace(line) != ""
		if !above {
			continue
		}
		trimmed := strings.TrimRight(line, " \t\r")
		plainly := strings.TrimSpace(plain(trimmed))
		switch {
		case (trimmed == "--" || trimmed == "—" || strings.HasPrefix(plainly, "-- ") && len(plainly) < 60 || rulerOf(trimmed)) && shortRest(lines[i+1:], 20):
			return lines[:i]
		case device.MatchString(line):
			return lines[:i]
		case closing.MatchString(plainly) && shortRest(lines[i+1:], 8):
			return lines[:i]
		case holdsPrefix(plainly, peopleWords["disclaimers"]):
			return lines[:i]
		}
	}
	return lines
}

// rulerOf tells whether a line is a rule above a signature; hyphens and equals
// signs are left alone, since people draw with them.
func rulerOf(line string) bool {
	t := strings.TrimSpace(line)
	return len([]rune(t)) >= 3 && (strings.Trim(t, "—") == "" || strings.Trim(t, "_") == "")
}

// shortRest tells whether what follows may be a signature: few lines, and none
// as long as a sentence that wraps.
func shortRest(lines []string, most int) bool {
	n := 0
	for _, l := range lines {
		t := strings.TrimSpace(l)
		if t == "" {
			continue
		}
		if holdsPrefix(plain(t), peopleWords["disclaimers"]) {
			return true
		}
		if n++; n > most {
			return false
		}
	}
	return true
}
