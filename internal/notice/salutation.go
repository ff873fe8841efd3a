package notice

import (
	"slices"
	"strings"
	"unicode"

	"relance/internal/dunning"
)

// person is somebody who can be addressed by name.
type person struct {
	title string // madame, monsieur, or "" when it is not known
	names []string
}

// titles are the ways in which lists write Madame and Monsieur.
var titles = map[string]string{
	"mme": "madame", "madame": "madame", "mrs": "madame", "ms": "madame", "mlle": "madame", "mademoiselle": "madame",
	"m": "monsieur", "mr": "monsieur", "monsieur": "monsieur",
}

// offices are words of a contact that is a service, not a person.
var offices = []string{"service", "services", "comptabilité", "comptabilite", "compta", "comptable", "département", "departement", "direction",
	"accueil", "secrétariat", "secretariat", "facturation", "factures", "fournisseurs", "finances", "finance", "pôle", "pole", "bureau", "mairie",
	"société", "entreprise", "cabinet", "syndic", "gestion", "achats", "administration", "trésorerie", "équipe",
	"accounts", "accounting", "accountant", "payable", "department", "billing", "team", "office", "invoices"}

// personOf finds who is to be addressed: the contact, else a consumer by the
// title in the name. False when nobody is known by name.
func personOf(d dunning.Debtor) (person, bool) {
	if p, ok := readPerson(d.Contact); ok {
		return p, true
	}
	if p, ok := readPerson(d.Name); ok && d.Regime == dunning.B2C && p.title != "" {
		return p, true
	}
	return person{}, false
}

func readPerson(s string) (person, bool) {
	var p person
	words := strings.Fields(clean(s))
	if len(words) > 1 {
		if title := titles[strings.ToLower(strings.TrimRight(words[0], "."))]; title != "" {
			p.title, words = title, words[1:]
		}
	}
	for _, w := range words {
		if slices.Contains(offices, strings.ToLower(strings.Trim(w, ",.-"))) || strings.ContainsFunc(w, strange) {
			return person{}, false
		}
	}
	p.names = words
	return p, len(words) > 1 || p.title != "" && len(words) > 0
}

// strange characters do not stand in the name of a person.
func strange(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("-'’.", r) }

// surname is the last of two names; of more nobody can tell.
func (p person) surname() string {
	if len(p.names) > 2 {
		return ""
	}
	return p.names[len(p.names)-1]
}

// salutation is how a notice begins and how its closing formula addresses the
// debtor. The last notices keep to the title alone.
func (w *words) salutation(n dunning.Notice) (greeting, closing string) {
	p, known := personOf(n.Debtor)
	strict := n.Level.Rank() >= dunning.Final.Rank()
	if w.lang == "en" {
		return p.english(known), ""
	}
	closing = map[string]string{"madame": "Madame", "monsieur": "Monsieur"}[p.title]
	switch {
	case closing != "" && strict:
		return closing, closing
	case closing != "" && p.surname() != "":
		return "Bonjour " + closing + " " + p.surname(), closing
	case closing != "":
		return "Bonjour " + closing, closing
	case known && !strict:
		return "Bonjour " + strings.Join(p.names, " "), "Madame, Monsieur"
	}
	return "Madame, Monsieur", "Madame, Monsieur"
}

func (p person) english(known bool) string {
	title := map[string]string{"madame": "Ms ", "monsieur": "Mr "}[p.title]
	switch {
	case !known:
		return "Dear Sir or Madam"
	case title != "" && p.surname() != "":
		return "Dear " + title + p.surname()
	}
	return "Dear " + strings.Join(p.names, " ")
}
