package change

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/publicbuyer"
)

// Check tells what of a change cannot be recorded: a debtor without a name, a
// text that is no e-mail address, a regime, language, country or zone that there
// is not. Whether the plan exists is for whoever knows the plans.
func (c Debtor) Check() error {
	bad := func(what, value, hint string) error {
		return dunning.Errorf(dunning.CodeInvalid, "%s %q cannot be used", what, value).WithHint("%s", hint)
	}
	switch {
	case c.Name != nil && strings.TrimSpace(*c.Name) == "":
		return bad("name", *c.Name, "write the exact name of the debtor")
	case c.Email != nil && *c.Email != "" && !CanBeEmail(*c.Email):
		return bad("e-mail address", *c.Email, "write one address, as compta@client.example.fr")
	case c.Regime != nil && !slices.Contains(dunning.Regimes(), *c.Regime):
		return bad("regime", string(*c.Regime), "use b2b, b2c, public or non_professional")
	case c.SIREN != nil && *c.SIREN != "" && !canBeSIREN(*c.SIREN):
		return bad("SIREN", *c.SIREN, "write the nine figures of the company, as its invoices show them")
	case c.Language != nil && *c.Language != "fr" && *c.Language != "en":
		return bad("language", *c.Language, "use fr or en")
	case c.Address != nil && c.Address.Country != "" && !isCountry(c.Address.Country):
		return bad("country", c.Address.Country, "write two letters, as FR")
	}
	if c.PayDays != nil && *c.PayDays != 0 && !slices.Contains(publicbuyer.PayPeriods(), *c.PayDays) {
		return dunning.Errorf(dunning.CodeInvalid, "a payment period of %d days does not exist", *c.PayDays).
			WithHint("public buyers pay within 30 days, hospitals within 50, public undertakings within 60 (CCP R2192-10, R2192-11); 0 for not known")
	}
	if c.Zone != nil {
		if _, err := calendar.ParseZone(*c.Zone); err != nil {
			return dunning.Errorf(dunning.CodeInvalid, "%w", err)
		}
	}
	return nil
}

// canBeSIREN tells whether a text is nine figures with a right check digit
// (Luhn).
func canBeSIREN(s string) bool {
	sum := 0
	for i, r := range s {
		if r < '0' || r > '9' {
			return false
		}
		n := int(r - '0')
		if i%2 == 1 {
			n = n*2%10 + n*2/10
		}
		sum += n
	}
	return len(s) == 9 && sum%10 == 0
}

// isCountry tells whether a text has the form of a country code (ISO 3166-1).
func isCountry(s string) bool {
	return len(s) == 2 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// CanBeEmail tells whether a text can be one e-mail address. Only a server can
// tell whether it is.
func CanBeEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(s, " \t\r\n,;<>") &&
		!strings.Contains(domain, "@")
}
