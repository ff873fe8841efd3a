package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"relance/internal/einvoice"
	"relance/internal/identifier"
)

func (d *incoming) readParties() {
	doc, v := &d.item.Document, d.values
	doc.Seller = einvoice.Seller{Name: v["seller_name"], SIREN: v["seller_siren"], VAT: v["seller_vat"]}
	b := &doc.Buyer
	b.Name, b.VAT, b.Phone, b.Contact = oneLine(v["buyer_name"]), v["buyer_vat"], v["buyer_phone"], oneLine(v["buyer_contact"])
	if b.Name != v["buyer_name"] && strings.Join(strings.Fields(v["buyer_name"]), " ") != b.Name {
		d.warn("buyer_name : caractères invisibles retirés, lu « %s »", shorten(b.Name))
	}
	if n := utf8.RuneCountInString(b.Name); n > maxName {
		d.fault("nom du client de %d caractères (« %s ») : %d au plus", n, shorten(b.Name), maxName)
	}
	if b.Name == "" {
		d.fault("nom du client absent : remplissez la colonne %s", d.named("buyer_name"))
	}
	if b.Email = v["buyer_email"]; b.Email != "" && addressIn(b.Email) == "" {
		d.warn("buyer_email : adresse e-mail douteuse « %s »", shorten(visible(b.Email)))
	}
	d.readSIREN(v["buyer_siren"])
	for _, field := range []string{"buyer_address", "buyer_address2"} {
		for line := range strings.SplitSeq(strings.ReplaceAll(v[field], "\r", "\n"), "\n") {
			if line = oneLine(line); line != "" {
				b.Address.Lines = append(b.Address.Lines, line)
			}
		}
	}
	b.Address.Postcode, b.Address.City = oneLine(v["buyer_postcode"]), oneLine(v["buyer_city"])
	b.Address.Country = d.country(v["buyer_country"])
}

// maxName is how long a name may be: a line of a mail holds 998 bytes.
const maxName = 300

// readSIREN accepts a SIREN or a SIRET, and keeps what is neither as written.
func (d *incoming) readSIREN(written string) {
	b := &d.item.Document.Buyer
	b.SIREN = written
	digits := compact(written)
	if digits == "" {
		return
	}
	if siret, err := identifier.ParseSIRET(digits); err == nil {
		b.SIRET, b.SIREN = siret.String(), siret.String()[:9]
		return
	}
	siren, err := identifier.ParseSIREN(digits)
	if err != nil {
		d.warn("buyer_siren : %s", inFrench(err))
		return
	}
	b.SIREN = siren.String()
}

var countries = map[string]string{
	"france": "FR", "belgique": "BE", "suisse": "CH", "luxembourg": "LU", "allemagne": "DE", "espagne": "ES", "italie": "IT",
	"monaco": "MC", "pays bas": "NL", "portugal": "PT", "royaume uni": "GB", "irlande": "IE", "autriche": "AT", "etats unis": "US", "canada": "CA",
}

// country gives the ISO 3166 code of a code or a French name.
func (d *incoming) country(s string) string {
	if s == "" {
		return ""
	}
	if code, ok := countries[normalise(s)]; ok {
		return code
	}
	if r, err := language.ParseRegion(s); err == nil && r.IsCountry() {
		return r.String()
	}
	d.warn("buyer_country : pays « %s » inconnu, attendu un code comme FR", shorten(s))
	return s
}
