package pagetest

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// english are frequent English words that are no French ones.
var english = strings.Fields(`the and is are was were of with from this that these those has have had not must cannot can which what when where who whose your you
	give say write choose without before after needs need missing there their it its to for by be been as at but into than then only until every each other another
	letter letters case cases invoice invoices payment debtor creditor sent reply answer answers unknown off step held hold name names day days already
	cannot could should would may might did does do done nothing nobody somebody something wrong unavailable closed opened paid reader clerk approver`)

// allowed are texts of the gallery that other people wrote: subjects and senders of
// mails that came in, and names.
var allowed = []string{Hostile, "Undelivered Mail Returned to Sender", "Mail Delivery System", "Re: Facture", "Google Authenticator, Microsoft Authenticator", "recherche-entreprises"}

var (
	quotedPart = regexp.MustCompile(`(?s)<(code|pre|blockquote|kbd|script|style|svg|textarea|ins|del)\b.*?</(code|pre|blockquote|kbd|script|style|svg|textarea|ins|del)>`)
	spokenPart = regexp.MustCompile(`(?:title|aria-label|placeholder|alt)="([^"]*)"`)
	anyTag     = regexp.MustCompile(`(?s)<[^>]*>`)
	anyWord    = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_]*(?:[.@/-][\p{L}\p{N}_]+)*`)
	aCode      = regexp.MustCompile(`^[a-z]+(_[a-z]+)+$|^(case|notice|payment|dispute|reply|promise|instalments|approval|attention|letter|mail|user|token|webhook|session|setup|audit)\.[a-z_.]+$`)
)

// English names the English words and the codes of programs that a page says to a
// person. What is quoted (bytes, mails, commands) is not the page's own.
func English(page string) (out []string) {
	var said []string
	body := page
	if _, after, ok := strings.Cut(page, "<body"); ok {
		body = after
	}
	body = quotedPart.ReplaceAllString(body, " ")
	for _, m := range spokenPart.FindAllStringSubmatch(body, -1) {
		said = append(said, m[1])
	}
	said = append(said, anyTag.ReplaceAllString(body, " \n "))
	text := html.UnescapeString(strings.Join(said, "\n"))
	text = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
	for _, a := range allowed {
		text = strings.ReplaceAll(text, a, " ")
	}
	for line := range strings.Lines(text) {
		for _, w := range anyWord.FindAllString(line, -1) {
			if (slices.Contains(english, strings.ToLower(w)) || aCode.MatchString(w)) && !slices.Contains(out, w) {
				out = append(out, w+" («"+strings.TrimSpace(line)+"»)")
			}
		}
	}
	return out
}
