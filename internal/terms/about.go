package terms

import "regexp"

// payWord is a word that only terms of payment have.
var payWord = regexp.MustCompile(`\b(?:paiements?|payables?|payer|paye[es]*|pay|paid|payments?|regle\w*|echeances?|delais?|conditions?|terms?|due|` +
	`zahl\w*|fa?e?llig\w*|u?e?berweis\w*|transfer|remit\w*|solde|balance|nets?|netto|virement|prelev\w*|cheque|credit|factures?|invoice|` +
	`rechnung\w*|belegdatum|fin de mois)\b`)

// payDate is a word that makes "by @0" a due date; an invoice may also speak of
// work done by a date.
var payDate = regexp.MustCompile(`\b(?:paiements?|payables?|payer|paye[es]*|pay|paid|payments?|regle\w*|echeances?|due|zahl\w*|fa?e?llig\w*|` +
	`u?e?berweis\w*|transfer|remit\w*|solde|balance|nets?|netto|virement|exigible)\b`)

// plainWords may stand beside a period that has no word of paying: "à 30 jours
// date d'émission". Any other word, as in "formation de 5 jours", makes the
// period one of something else.
var plainWords = set("a", "sous", "dans", "les", "le", "la", "l", "de", "d", "du", "des", "jour", "jours", "mois", "fin",
	"date", "emission", "facturation", "calendaires", "calendaire", "compter", "partir", "reception", "apres", "maximum", "max",
	"ferme", "par", "soit", "au", "suivant", "prochain", "following", "next", "et", "on", "receipt", "day", "days", "month", "months", "within",
	"in", "from", "after", "of", "the", "end", "at", "calendar", "upon", "tag", "tage", "tagen", "monat", "monate", "monaten", "monats",
	"innerhalb", "von", "binnen", "nach", "ab", "der", "erhalt", "rein", "datum", "ziel", "er", "th", "st", "nd", "rd", "avant", "before", "by", "until", "bis", "zum", "vor", "dem", "plus", "tard", "latest",
	"spatestens", "jusqu", "x")

func set(words ...string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

// aboutPaying tells whether a period in the clause can be one of payment.
func aboutPaying(text string) bool { return payWord.MatchString(text) || plain(text) }

// plain tells whether a clause has no words but those for days and dates.
func plain(text string) bool {
	for _, w := range word.FindAllString(text, -1) {
		if !plainWords[w] {
			return false
		}
	}
	return true
}
