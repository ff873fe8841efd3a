package intake

import (
	_ "embed" // contacts.txt
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/tabular"
)

//go:embed contacts.txt
var contactsText string

var contactHeaders = mustProfile("", contactsText)

// Contact is what a line of a list says about a debtor. Empty fields say
// nothing: they erase nothing.
type Contact struct {
	Line     int
	Creditor string // "" when the list does not say

	// Who is meant: the creditor's own reference, else a number, else the name.
	Customer string
	SIREN    string // nine digits that pass their check
	VAT      string // passes its check
	Name     string

	Email    string
	Address  dunning.Address // Lines, Postcode, City, Country: each may be empty
	Regime   dunning.Regime
	Language string // fr or en

	// Electronic is what the line says about electronic registered letters;
	// nil when it says nothing.
	Electronic *dunning.ElectronicLetters

	Error *Error // the line cannot be used; nil when it can
}

// Says tells whether the line states anything about the debtor.
func (c Contact) Says() bool {
	a := c.Address
	return c.Electronic != nil || c.Email != "" || c.Regime != "" || c.Language != "" || len(a.Lines) > 0 || a.Postcode != "" || a.City != "" || a.Country != ""
}

// ContactList is what a list of contacts contains.
type ContactList struct {
	File     string
	Contacts []Contact // in the order of the file
	Columns  []Column
	Warnings []string // French, about the file as a whole
	Error    *Error   // the file cannot be read at all
}

// ReadContacts reads a CSV list of contacts: separator, encoding and columns
// are found out as for invoices, given names the column of a field ("email":
// "Courriel compta", or "#3"). A faulty value makes its line an error and
// stops no other: part of a contact would be taken for all of it.
func ReadContacts(name string, data []byte, given map[string]string) ContactList {
	list := ContactList{File: name}
	if other := tabular.NotAList(data); other != "" {
		list.Error = &Error{File: name, Code: Unreadable, Message: other}
		return list
	}
	if sniff(data) != "csv" {
		list.Error = &Error{File: name, Code: Unreadable, Message: french("ce n’est pas une liste : attendu un fichier CSV avec une ligne d’en-tête")}
		return list
	}
	text, encoding := toText(data)
	if encoding != "" {
		list.Warnings = append(list.Warnings, "encodage "+encoding+" supposé")
	}
	records := scanCSV(text, guessComma(text), maxItems+headerSearch)
	head := list.findHeader(records, given)
	if head < 0 {
		return list
	}
	for _, r := range records[head+1:] {
		if !r.empty() {
			list.Contacts = append(list.Contacts, list.contact(r))
		}
	}
	return list
}

// contactKeys are the fields that tell who is meant, surest first.
var contactKeys = []string{"customer_ref", "siren", "vat", "buyer_name"}

// findHeader takes the line that names most fields, among them one that tells
// who is meant; -1 and Error when there is none.
func (list *ContactList) findHeader(records []record, given map[string]string) int {
	for field := range given {
		if !slices.Contains(contactHeaders.fields, field) {
			list.Error = &Error{File: list.File, Code: Invalid, Message: fmt.Sprintf(french("champ « %s » inconnu : choisissez parmi %s"),
				shorten(field), strings.Join(contactHeaders.fields, ", "))}
			return -1
		}
	}
	best, at := 1, -1
	for i, r := range records[:min(len(records), headerSearch)] {
		columns := mapWith(r.cells, given, &contactHeaders)
		n, key := 0, false
		for _, c := range columns {
			if c.Field != "" {
				n++
				key = key || slices.Contains(contactKeys, c.Field)
			}
		}
		if key && n > best {
			best, at, list.Columns = n, i, columns
		}
	}
	if at < 0 {
		list.Error = &Error{File: list.File, Code: Unreadable, Message: french("aucune ligne d’en-tête reconnue : il faut une colonne qui dit quel client " +
			"(customer_ref, siren, vat ou buyer_name) et une qui dit quoi (email, address, postcode, city, country, regime, language ou lre), ou une correspondance CHAMP=COLONNE")}
		return at
	}
	for _, field := range sortedKeys(given) {
		named := slices.ContainsFunc(list.Columns, func(c Column) bool { return c.How == Given && c.Field == field })
		if given[field] != "" && !named {
			list.Error = &Error{File: list.File, Code: Invalid, Message: fmt.Sprintf(french("aucune colonne « %s » pour le champ %s : colonnes du fichier %s"),
				shorten(given[field]), field, shorten(strings.Join(records[at].cells, ", ")))}
			return -1
		}
	}
	return at
}

// contact reads one line.
func (list *ContactList) contact(r record) Contact {
	c := Contact{Line: r.line}
	fault := func(format string, args ...any) {
		if c.Error == nil {
			c.Error = &Error{File: list.File, Line: r.line, Code: Invalid, Message: fmt.Sprintf(french(format), args...)}
		}
	}
	if r.broken {
		fault("guillemet non fermé : fermez-le, ou doublez-le s’il fait partie du texte")
		return c
	}
	v := map[string]string{}
	for i, cell := range r.cells {
		switch cell = strings.TrimSpace(cell); {
		case i < len(list.Columns):
			v[list.Columns[i].Field] = cell
		case cell != "":
			fault("%d colonnes au lieu de %d : un séparateur de trop, ou un texte à mettre entre guillemets", len(r.cells), len(list.Columns))
		}
	}
	c.Creditor, c.Customer, c.Name = v["creditor"], v["customer_ref"], v["buyer_name"]
	c.readNumbers(v, fault)
	c.readMail(v["email"], fault)
	c.readAddress(v, fault)
	c.readManners(v, fault)
	c.readElectronic(v, fault)
	if c.Customer+c.SIREN+c.VAT+c.Name == "" {
		fault("client non précisé : remplissez customer_ref, siren, vat ou buyer_name")
	}
	return c
}

func (c *Contact) readNumbers(v map[string]string, fault func(string, ...any)) {
	if digits := compact(v["siren"]); digits != "" {
		siret, err := identifier.ParseSIRET(digits)
		siren, err2 := identifier.ParseSIREN(digits)
		switch {
		case err == nil:
			c.SIREN = siret.SIREN().String()
		case err2 == nil:
			c.SIREN = siren.String()
		default:
			fault("siren : %s", inFrench(err2))
		}
	}
	if v["vat"] != "" {
		vat, err := identifier.ParseVAT(v["vat"])
		if err != nil {
			fault("vat : %s", inFrench(err))
			return
		}
		c.VAT = vat.String()
	}
}

func (c *Contact) readMail(written string, fault func(string, ...any)) {
	if c.Email = cleanAddress(written); written != "" && !possibleAddress(c.Email) {
		fault("email : adresse e-mail inutilisable « %s », écrivez-en une seule, comme compta@client.example.fr", shorten(written))
	}
}

func (c *Contact) readAddress(v map[string]string, fault func(string, ...any)) {
	for _, field := range []string{"address", "address2"} {
		for line := range strings.SplitSeq(strings.ReplaceAll(v[field], "\r", "\n"), "\n") {
			if line = strings.TrimSpace(line); line != "" {
				c.Address.Lines = append(c.Address.Lines, line)
			}
		}
	}
	c.Address.Postcode, c.Address.City = v["postcode"], v["city"]
	if written := v["country"]; written != "" {
		code, ok := countries[normalise(written)]
		if r, err := language.ParseRegion(written); !ok && err == nil && r.IsCountry() {
			code, ok = r.String(), true
		}
		if c.Address.Country = code; !ok {
			fault("country : pays « %s » inconnu, attendu un code comme FR", shorten(written))
		}
	}
}

func (c *Contact) readManners(v map[string]string, fault func(string, ...any)) {
	if words := normalise(v["regime"]); words != "" {
		regime, ok := regimes[words]
		if c.Regime = dunning.Regime(regime); !ok {
			fault("regime : « %s » inconnu, attendu b2b, b2c, public ou non_professional", shorten(v["regime"]))
		}
	}
	switch words := normalise(v["language"]); words {
	case "":
	case "fr", "francais", "french":
		c.Language = "fr"
	case "en", "anglais", "english":
		c.Language = "en"
	default:
		fault("language : « %s » inconnu, attendu fr ou en", shorten(v["language"]))
	}
}

var legalForms = []string{"sarl", "sas", "sasu", "sa", "eurl", "sci", "snc", "scop", "ei", "eirl", "selarl", "scp", "gmbh", "ltd", "srl", "bv", "nv"}

// BareName is a name without capitals, accents, punctuation and legal form:
// "Menuiserie Caron SARL" and "MENUISERIE CARON" have the same. It is "" when
// nothing is left.
func BareName(s string) string {
	var words []string
	for word := range strings.FieldsSeq(normalise(strings.ReplaceAll(s, ".", ""))) {
		if !slices.Contains(legalForms, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
