package terms

import (
	"fmt"
	"regexp"
	"strings"

	"relance/internal/calendar"
)

// maxText bounds the work: no payment terms are longer.
const maxText = 4000

var signs = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ä", "a", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "ô", "o", "ö", "o", "û", "u", "ù", "u", "ü", "u", "ç", "c", "ß", "ss",
	"\u0300", "", "\u0301", "", "\u0302", "", "\u0308", "",
	"\u00a0", " ", "\u202f", " ", "\t", " ", "’", "'", "–", "-", "—", "-", "@", " ",
)

// rewrite is one step that brings different wordings to one.
type rewrite struct {
	from *regexp.Regexp
	to   string
}

func rewrites(pairs ...string) []rewrite {
	var rs []rewrite
	for i := 0; i < len(pairs); i += 2 {
		rs = append(rs, rewrite{regexp.MustCompile(pairs[i]), pairs[i+1]})
	}
	return rs
}

const unit = `(?:jours?|days?|tage?n?|mois|months?|monate?n?s?)`

// spellings run on the folded text, before it is cut into clauses.
var spellings = rewrites(
	`#skonto(?:#[^#\s]*)*#?`, ";", // XRechnung's structured discounts
	`(@\d+)(?:,| et| und| and) (?:le |au |zum )?(@\d+)`, "$1 $2", // several instalments
	`(@\d+)(?:,| et| und| and) (?:le |au |zum )?(@\d+)`, "$1 $2", // and every second pair
	`\((\d+)\)`, " $1 ", // trente (30) jours
	`\bf\.? ?d\.? ?m\b\.?`, "fin de mois",
	`\b(\d+) ?jfd?m\b`, "$1 jours fin de mois",
	`\b(?:jrs?|jr?)\.`, "jours ",
	`\b(\d+) ?(?:jrs?|j|tg)\b`, "$1 jours",
	`\b(\d+) ?d( |$)`, "$1 jours$2", // but not 30 d'acompte
	`\bj ?\+ ?(\d+)\b`, "$1 jours",
	`\beom\b|\bend of (?:the )?month\b|\bmonth[ -]?end\b|\bmonatsende\b|\bende des monats\b|\bfin (?:du |le )?mois\b`, "fin de mois",
	`\b(?:end of (?:the )?(?:following|next) month|fin de mois (?:suivant|prochain)|ende des (?:folge|nachsten )monats)\b`, "fin mois+1",
	`\b(\d+) ?fin de mois\b`, "$1 jours fin de mois",
	`\bfin de mois ?(?:\+|plus) ?(\d{1,3}) ?([,.;)]|$)`, "fin de mois + $1 jours$2",
	`\b(\d{1,2}) du mois (suivant|prochain)\b`, "le $1 du mois $2",
	`\bsous huitaine\b`, "sous 8 jours",
	`\bsous quinzaine\b`, "sous 15 jours",
	`\b(?:un|une|one|ein|einem|eines) (`+unit+`)\b`, "1 $1",
	`\b(?:deux|two|zwei) (`+unit+`)\b`, "2 $1",
	`\b(?:trois|three|drei) (`+unit+`)\b`, "3 $1",
	`\b(?:sept|seven|sieben) (`+unit+`)\b`, "7 $1",
	`\b(?:huit|eight|acht) (`+unit+`)\b`, "8 $1",
	`\b(?:dix|ten|zehn) (`+unit+`)\b`, "10 $1",
	`\b(?:quatorze|fourteen|vierzehn) (`+unit+`)\b`, "14 $1",
	`\b(?:quinze|fifteen|funfzehn) (`+unit+`)\b`, "15 $1",
	`\b(?:vingt|twenty|zwanzig) (`+unit+`)\b`, "20 $1",
	`\b(?:trente|thirty|dreissig) (`+unit+`)\b`, "30 $1",
	`\b(?:quarante[ -]cinq|forty[ -]five|funfundvierzig) (`+unit+`)\b`, "45 $1",
	`\b(?:soixante|sixty|sechzig) (`+unit+`)\b`, "60 $1",
	`\b(?:quatre[ -]vingt[ -]dix|ninety|neunzig) (`+unit+`)\b`, "90 $1",
	`\b(?:sans|pas d'|pas de|aucun|no|without|ohne|keine?[nr]?) ?(?:escompte|skonto|discount|deduction|abzuge?|abschlag|rabatt|remise)\b`, " net ",
	`\b(?:escompte|discount|skonto) ?:? ?(?:neant|nul|none|aucun|keine?s?|0 ?%)`, " net ",
	`\b\d+(?:[.,]\d+)? ?%? ?/ ?\d+ ?,? ?(?:net|n) ?/? ?(\d+)\b`, "net $1", // 2/10 net 30
	`\b\d+(?:[.,]\d+)? ?% \d+ ?,? ?net (\d+)\b`, "net $1",
	`[,(/\n-] ?(fin de mois|fin mois|le \d|soit\b)`, " $1", // belongs to what stands before
	`[,(/\n-] ?(nets?|netto)( [a-z]|[,.;)]|$)`, " $1$2",
)

var blanks = regexp.MustCompile(` {2,}| *\r`)

// normal brings a text to small letters without accents, with one wording for
// each notion and its calendar dates taken out: where a date stood there is
// "@0", "@1" and so on, or "@x" for a day that does not exist.
func normal(text string) (string, []calendar.Date) {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	text = blanks.ReplaceAllString(signs.Replace(strings.ToLower(text)), " ")
	text, dates := takeDates(text)
	for _, r := range spellings {
		text = r.from.ReplaceAllString(text, r.to)
	}
	return text, dates
}

const monthName = `(?:janvier|janv|january|januar|jan|fevrier|fevr|fev|february|februar|feb|mars|march|marz|maerz|mar|` +
	`avril|avr|april|apr|mai|may|juin|june|juni|jun|juillet|juil|july|juli|jul|aout|august|aug|septembre|september|sept|sep|` +
	`octobre|october|oktober|oct|okt|novembre|november|nov|decembre|december|dezember|dec|dez)`

var dateText = regexp.MustCompile(`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})` +
	`|\d{1,2}(?:er|st|nd|rd|th|\.)? ` + monthName + `\.?,? \d{4}|` + monthName + `\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}`)

// takeDates replaces calendar dates by their number in the returned list.
func takeDates(text string) (string, []calendar.Date) {
	var out strings.Builder
	var dates []calendar.Date
	end := 0
	for _, at := range dateText.FindAllStringIndex(text, -1) {
		if partOfWord(text, at[0]-1) || partOfWord(text, at[1]) {
			continue // a reference or an account number
		}
		out.WriteString(text[end:at[0]])
		end = at[1]
		d, err := calendar.ParseLoose(text[at[0]:at[1]])
		if err != nil {
			out.WriteString("@x")
			continue
		}
		fmt.Fprintf(&out, "@%d", len(dates))
		dates = append(dates, d)
	}
	return out.String() + text[end:], dates
}

// partOfWord tells whether the byte at i continues a word or number.
func partOfWord(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0x80
}
