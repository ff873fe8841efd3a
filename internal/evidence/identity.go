package evidence

import (
	"cmp"
	"strings"

	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
)

// parties sets creditor and debtor beside each other with what identifies them
// in an act of procedure (CPC 54 and 57).
func (f *file) parties() letter.Section {
	return letter.Section{Columns: true, Blocks: []notice.Block{
		paragraph("Créancier", creditor(f.View.Creditor)...),
		paragraph("Débiteur", debtor(f.View.Debtor)...),
	}}
}

// creditor gives the lines that identify the creditor.
func creditor(c dunning.Creditor) []string {
	if c.SoleTrader() {
		lines := append([]string{c.Name, "Entrepreneur individuel (EI)"}, address("Adresse", c.Address)...)
		lines = append(lines, "SIREN\u00a0: "+cmp.Or(grouped(c.SIREN), Blank))
		if c.RCS != "" {
			lines = append(lines, "Immatriculation\u00a0: "+spaced(c.RCS))
		}
		return lines
	}
	lines := append([]string{c.Name, "Forme juridique\u00a0: " + cmp.Or(spaced(c.LegalForm), Blank)}, address("Siège", c.Address)...)
	return append(lines, "SIREN\u00a0: "+cmp.Or(grouped(c.SIREN), Blank), "Immatriculation\u00a0: "+cmp.Or(spaced(c.RCS), Blank),
		"Représentant\u00a0: "+signatory(c))
}

// signatory is who represents the creditor, with the capacity.
func signatory(c dunning.Creditor) string {
	switch {
	case c.Signatory == "":
		return Blank
	case c.SoleTrader():
		return c.Signatory
	}
	return c.Signatory + ", " + cmp.Or(c.Capacity, "qualité\u00a0: "+Blank)
}

// debtor gives the lines that identify the debtor: of a consumer the domicile, of
// others form, seat and SIREN.
func debtor(d dunning.Debtor) []string {
	lines := []string{d.Name}
	switch d.Regime {
	case dunning.B2C:
		return append(lines, address("Domicile", d.Address)...)
	case dunning.Public:
		lines = append(lines, "Personne publique")
	default:
		lines = append(lines, "Forme juridique\u00a0: "+cmp.Or(formIn(d.Name), Blank))
	}
	lines = append(lines, address("Siège", d.Address)...)
	if d.SIREN == "" && letter.Country(d.Address.Country) != "" {
		return append(lines, "Immatriculation dans son pays\u00a0: "+Blank)
	}
	return append(lines, "SIREN\u00a0: "+cmp.Or(grouped(d.SIREN), Blank))
}

func address(label string, a dunning.Address) []string {
	if !a.Usable() {
		return []string{label + "\u00a0: " + Blank}
	}
	lines := append([]string{}, a.Lines...)
	lines[0] = label + "\u00a0: " + lines[0]
	town := strings.TrimSpace(spaced(a.Postcode) + "\u00a0" + a.City)
	if country := letter.Country(a.Country); country != "" {
		town += ", " + country
	}
	return append(lines, town)
}

// forms are the legal forms that a company's name may end or begin with.
var forms = map[string]bool{"SARL": true, "EURL": true, "SAS": true, "SASU": true, "SA": true, "SNC": true, "SCI": true,
	"SCP": true, "SELARL": true, "SELAS": true, "SCOP": true, "GIE": true, "SCA": true, "SCS": true}

// formIn is the legal form that a name states, "" when it states none.
func formIn(name string) string {
	for _, w := range strings.Fields(name) {
		if forms[strings.Trim(w, ",.()")] {
			return strings.Trim(w, ",.()")
		}
	}
	return ""
}

// grouped writes a SIREN in groups of three.
func grouped(siren string) string {
	s := strings.Join(strings.Fields(siren), "")
	if len(s) != 9 {
		return spaced(siren)
	}
	return s[:3] + "\u00a0" + s[3:6] + "\u00a0" + s[6:]
}

// spaced keeps a short text on one line.
func spaced(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

// paragraph is a block of lines under a first one.
func paragraph(first string, lines ...string) notice.Block {
	return notice.Block{Kind: notice.Paragraph, Text: strings.Join(append([]string{first}, lines...), "\n")}
}
