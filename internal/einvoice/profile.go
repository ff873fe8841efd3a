package einvoice

import "strings"

// Profile is the short name of the specification (BT-24) that a document
// claims to follow; "" when it claims none.
type Profile string

// The profiles that Parse tells apart. MINIMUM and BASIC WL carry no lines and
// often neither due date nor address.
const (
	Minimum       Profile = "minimum"
	BasicWL       Profile = "basicwl"
	Basic         Profile = "basic"
	EN16931       Profile = "en16931"
	Extended      Profile = "extended"
	ExtendedCTCFR Profile = "extended-ctc-fr" // French extension of the 2026 reform
	XRechnung     Profile = "xrechnung"
	Peppol        Profile = "peppol"
	OtherProfile  Profile = "other"
)

// profileMarks are looked for in this order, because the identifiers contain
// one another: every CIUS names EN 16931, "basicwl" begins with "basic".
var profileMarks = []struct {
	mark    string
	profile Profile
}{
	{"extended-ctc-fr", ExtendedCTCFR},
	{"xrechnung", XRechnung},
	{"peppol.eu", Peppol},
	{"minimum", Minimum},
	{"basicwl", BasicWL},
	{"basic-wl", BasicWL},
	{"extended", Extended},
	{"basic", Basic},
	{"en16931", EN16931},
}

// profileOf reads BT-24 tolerantly: identifiers in circulation are misspelt,
// so the marks are searched for rather than compared.
func profileOf(specification string) Profile {
	if specification == "" {
		return ""
	}
	s := strings.ToLower(specification)
	for _, m := range profileMarks {
		if strings.Contains(s, m.mark) {
			return m.profile
		}
	}
	return OtherProfile
}
