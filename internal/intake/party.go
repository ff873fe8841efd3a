package intake

import (
	"strings"

	"golang.org/x/text/language"

	"relance/internal/einvoice"
	"relance/internal/identifier"
)

func (d *draft) readParties() {
	doc, v := &d.item.Document, d.values
	doc.Seller = einvoice.Seller{Name: v["seller_name"], SIREN: v["seller_siren"], VAT: v["seller_vat"]}
	b := &doc.Buyer
	b.Name, b.VAT, b.Phone, b.Contact = v["buyer_name"], v["buyer_vat"], v["buyer_phone"], v["buyer_contact"]
	if b.Name == "" {
		d.fault("nom du client absent : remplissez la colonne buyer_name")
	}
	if b.Email = v["buyer_email"]; b.Email != "" && !plausibleEmail(b.Email) {
		d.warn("buyer_email : adresse e-mail douteuse « %s »", shorten(b.Email))
	}
	d.readSIREN(v["buyer_siren"])
	for _, field := range []string{"buyer_address", "buyer_address2"} {
		for line := range strings.SplitSeq(strings.ReplaceAll(v[field], "\r", "\n"), "\n") {
			if line = strings.TrimSpace(line); line != "" {
				b.Address.Lines = append(b.Address.Lines, line)
			}
		}
	}
	b.Address.Postcode, b.Address.City = v["buyer_postcode"], v["buyer_city"]
	b.Address.Country = d.country(v["buyer_country"])
}

// readSIREN accepts a SIREN or a SIRET, and keeps what is neither as written.
func (d *draft) readSIREN(written string) {
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

func plausibleEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " ,;<>") && !strings.Contains(domain, "@")
}

var countries = map[string]string{
	"france": "FR", "belgique": "BE", "suisse": "CH", "luxembourg": "LU", "allemagne": "DE", "espagne": "ES", "italie": "IT",
	"monaco": "MC", "pays bas": "NL", "portugal": "PT", "royaume uni": "GB", "irlande": "IE", "autriche": "AT", "etats unis": "US", "canada": "CA",
}

// country gives the ISO 3166 code of a code or a French name.
func (d *draft) country(s string) string {
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
