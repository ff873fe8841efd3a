package inbox

import (
	"regexp"
	"strings"
)

// person is somebody named with a title.
var person = regexp.MustCompile(`\b(?:Mme|Mlle|Mr|M\.|Madame|Monsieur|Mademoiselle|Maître|Me)\.? (\p{Lu}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]+){0,2})`)

// service is a department or an adviser.
var service = regexp.MustCompile(`(?i)\b(?:notre|nos|le|la|au|à notre|du) ((?:service|cabinet|expert|département|direction|siège|comptable|comptabilité|maison mère|holding|gestionnaire|syndic|mandataire)(?:[ -][\p{L}'’\-]+){0,3})`)

// postal is a line with a French postcode and a town.
var postal = regexp.MustCompile(`(?:^|[\s,])((?:0[1-9]|[1-8]\d|9[0-8])\d{3}) +(\p{Lu}[\p{L}'’\- ]+)`)

// contactIn gives whom a sentence names: an address, else a person or service.
func contactIn(text, own string) string {
	for _, a := range addressesIn(text) {
		if !strings.EqualFold(a, own) {
			return a
		}
	}
	if p := person.FindString(text); p != "" {
		return p
	}
	if s := service.FindStringSubmatch(text); s != nil {
		return s[1]
	}
	return ""
}

// postalAddress gives the address that ends with a postcode and a town: that
// line and up to two before it.
func postalAddress(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if !postal.MatchString(l) {
			continue
		}
		from := i
		for from > 0 && i-from < 2 && streetLike.MatchString(lines[from-1]) {
			from--
		}
		return strings.Join(trimAll(lines[from:i+1]), ", ")
	}
	return ""
}

var streetLike = regexp.MustCompile(`(?i)^\s*(?:\d+[ ,]|(?:zone|za|zi|bât|bat|immeuble|résidence|lieu|bp|cs|rue|avenue|place|quai)\b)`)

func trimAll(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.Trim(l, " \t,.")
	}
	return out
}

// invoiceNumber is a number that can be an invoice's: letters and digits in
// groups, or digits behind the word.
var invoiceNumber = regexp.MustCompile(`\b(?:[A-Z]{1,5}[-/_]?\d{2,8}(?:[-/_.]\d{1,8}){0,3}|[A-Z]{1,4}(?:[-/_]\d{1,8}){2,3}|\d{4}[-/]\d{2,6})\b`)

var numbered = regexp.MustCompile(`(?i)\b(?:factures?|fact\.?|fac\.?|invoice)\s*(?:n\s*[°ºo]\.?\s*|num[ée]ro\s*|nr\.?\s*|#\s*)?((?:[A-Z]{0,5}[-/]?)\d[\dA-Z/_.\-]{2,20})`)

// invoicesIn gives the invoice numbers of a text, as written.
func invoicesIn(text string) []string {
	out := []string{}
	for _, hit := range numbered.FindAllStringSubmatch(text, 20) {
		out = addInvoice(out, hit[1])
	}
	for _, hit := range invoiceNumber.FindAllString(text, 20) {
		if !notInvoice.MatchString(hit) {
			out = addInvoice(out, hit)
		}
	}
	return out
}

// notInvoice matches codes of the same form that mean something else.
var notInvoice = regexp.MustCompile(`^(?:FR ?\d|RF\d|S ?\d{1,2}$|CS ?\d|BP ?\d|TVA|IBAN|BIC|SIREN|SIRET|EUR ?\d|TTC|HT ?\d|UTC|GMT|CHQ|A\d$|COVID)`)

func addInvoice(list []string, n string) []string {
	n = strings.TrimRight(n, ".-/_")
	if len(n) < 3 || loose(n) != loose("") {
		return list
	}
	for _, have := range list {
		if strings.EqualFold(have, n) || strings.HasSuffix(strings.ToUpper(have), strings.ToUpper(n)) {
			return list
		}
	}
	return append(list, n)
}
