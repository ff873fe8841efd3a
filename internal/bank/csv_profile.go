package bank

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"relance/internal/tabular"
)

//go:embed profiles.json
var profilesJSON []byte

// role is what a CSV column holds.
type role string

const (
	roleBooking      role = "booking"
	roleValue        role = "value"
	roleLabel        role = "label"
	roleAmount       role = "amount"
	roleDebit        role = "debit"
	roleCredit       role = "credit"
	roleBalance      role = "balance"
	roleCurrency     role = "currency"
	roleAccount      role = "account"
	roleReference    role = "reference"
	roleCounterparty role = "counterparty"
	roleIBAN         role = "iban"
	roleStatus       role = "status"
	roleSign         role = "sign" // which way the money goes
	roleFee          role = "fee"
)

// roles in the order of the report.
var roles = []role{
	roleBooking, roleValue, roleAmount, roleDebit, roleCredit, roleSign, roleLabel, roleBalance,
	roleCurrency, roleAccount, roleReference, roleCounterparty, roleIBAN, roleStatus, roleFee,
}

// roleNames are the French words of the report.
var roleNames = map[role]string{
	roleBooking: "date", roleValue: "date de valeur", roleAmount: "montant", roleDebit: "débit", roleCredit: "crédit",
	roleLabel: "libellé", roleBalance: "solde", roleCurrency: "devise", roleAccount: "compte", roleReference: "référence",
	roleCounterparty: "contrepartie", roleIBAN: "IBAN", roleStatus: "état",
	roleSign: "sens", roleFee: "frais",
}

// profile tells how one bank lays its CSV export out. Headings are compared
// in lower case, without accents and punctuation.
type profile struct {
	Name     string            `json:"name"`
	Title    string            `json:"title"`
	Must     []string          `json:"must"`     // headings that all must be there
	Preamble []string          `json:"preamble"` // texts that must stand above the headings
	Columns  map[role][]string `json:"columns"`  // headings of each role, best first
}

var profiles = loadProfiles()

func loadProfiles() []profile {
	var p []profile
	if err := json.Unmarshal(profilesJSON, &p); err != nil {
		panic(fmt.Sprintf("bank: embedded profiles.json: %v", err)) // a build fault, seen by every test
	}
	return p
}

// profileNames names the CSV profiles that Options.Profile accepts, the last of
// them "generic".
func profileNames() []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.Name
	}
	return names
}

var headingUnit = regexp.MustCompile(` (en |in )?(euros?|eur)$`)

// heading normalises a heading: "Montant(EUROS)" and "Montant en €" are both
// "montant".
func heading(s string) string {
	return headingUnit.ReplaceAllString(tabular.Heading(strings.ReplaceAll(s, "€", " eur")), "")
}

// layout is a profile applied to the headings of a file.
type layout struct {
	profile *profile
	comma   rune
	header  int            // index of the heading row; -1 without one
	columns map[role][]int // columns by role, best first; see several
	titles  []string
}

// several tells which roles more than one column may have: of labels all are
// kept, of the others the first that is filled counts.
func several(r role) bool {
	switch r {
	case roleLabel, roleBooking, roleValue, roleCounterparty:
		return true
	}
	return false
}

// usable tells whether dates and amounts were found.
func (l layout) usable() bool {
	return len(l.columns[roleBooking])+len(l.columns[roleValue]) > 0 && (len(l.columns[roleAmount]) > 0 || len(l.columns[roleDebit]) > 0 && len(l.columns[roleCredit]) > 0)
}

// apply finds the profile's columns among headings.
func (p *profile) apply(headings []string) map[role][]int {
	at := map[string]int{}
	for i := len(headings) - 1; i >= 0; i-- {
		at[headings[i]] = i
	}
	for _, m := range p.Must {
		if _, ok := at[m]; !ok {
			return nil
		}
	}
	out := map[role][]int{}
	used := map[int]bool{}
	for _, r := range roles {
		for _, h := range p.headings(r) {
			i, ok := at[h]
			if !ok || used[i] || len(out[r]) > 0 && !several(r) {
				continue
			}
			out[r], used[i] = append(out[r], i), true
		}
	}
	loose(headings, out, used)
	return out
}

// headings are the profile's own for a role; what a profile says nothing about
// is looked for as in the last, generic one.
func (p *profile) headings(r role) []string {
	switch r {
	case roleBooking, roleValue, roleLabel, roleAmount, roleDebit, roleCredit:
		return p.Columns[r]
	}
	if own := p.Columns[r]; own != nil {
		return own
	}
	return profiles[len(profiles)-1].Columns[r]
}

// above tells whether the texts the profile wants stand above the headings.
func (p *profile) above(rows [][]string) bool {
	for _, want := range p.Preamble {
		found := false
		for _, row := range rows {
			found = found || strings.Contains(heading(strings.Join(row, " ")), want)
		}
		if !found {
			return false
		}
	}
	return true
}

// describe reports the mapping for a person.
func (l layout) describe() string {
	var parts []string
	for _, r := range roles {
		for _, i := range l.columns[r] {
			title := fmt.Sprintf("colonne %d", i+1)
			if i < len(l.titles) && l.titles[i] != "" {
				title += fmt.Sprintf(" «\u00a0%s\u00a0»", clean(l.titles[i]))
			}
			parts = append(parts, roleNames[r]+" = "+title)
		}
	}
	return fmt.Sprintf("CSV lu avec le profil %s, séparateur %q\u00a0: %s", l.profile.Title, string(l.comma), strings.Join(parts, ", "))
}

// unread names the columns that have no role, in the order of the file.
func (l layout) unread() string {
	used := map[int]bool{}
	for _, columns := range l.columns {
		for _, c := range columns {
			used[c] = true
		}
	}
	var names []string
	for i, t := range l.titles {
		if t = clean(t); t != "" && !used[i] && len(names) < 20 {
			names = append(names, t)
		}
	}
	return strings.Join(names, ", ")
}
