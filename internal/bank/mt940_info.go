package bank

import (
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"
)

var (
	german = regexp.MustCompile(`^\s*\d{3}\s*\?\d{2}`)
	slash  = regexp.MustCompile(`/(EREF|IREF|KREF|PREF|RREF|MARF|MREF|CSID|CNTP|REMI|PURP|ULTC|ULTD|ULTB|EXCH|CHGS|OCMT|RTRN|TRTP|IBAN|BBAN|ACCW|BIC|NAME|ORDP|BENM|ADDR|ISDT|SVCL|SUM|TRCD|NPY|LIB|RCN)/`)
)

// maxInfo bounds the text of one :86:, which the standard limits to 390
// characters.
const maxInfo = 32 << 10

// details reads the lines of :86: in whichever dialect they are written.
func details(e *Entry, lines []string) {
	text := unwrap(lines)
	if len(text) > maxInfo {
		text, lines = text[:maxInfo], []string{text[:maxInfo]}
	}
	switch {
	case german.MatchString(text):
		germanDetails(e, text)
	case slash.MatchString(text):
		slashDetails(e, text)
	default:
		freeDetails(e, lines)
	}
}

// unwrap joins lines that were cut at 65 characters, the first after :86:. A
// line one short of that has lost the blank it ended with.
func unwrap(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		b.WriteString(l)
		if n := utf8.RuneCountInString(l); n == 64 || i == 0 && n == 60 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// germanDetails reads ?-subfields: ?20 to ?29 and ?60 to ?63 purpose, ?32 and
// ?33 name, ?31 and ?38 account.
func germanDetails(e *Entry, text string) {
	parts := strings.Split(text, "?")
	sub := map[string]string{}
	code := ""
	for _, p := range parts[1:] {
		if len(p) >= 2 && digit(p[0]) && digit(p[1]) {
			code, p = p[:2], p[2:]
		} else {
			p = "?" + p // a question mark of the text
		}
		sub[code] += p
	}
	var purpose []string
	for _, code := range sortedKeys(sub) {
		if code >= "20" && code <= "29" || code >= "60" && code <= "63" {
			purpose = append(purpose, sub[code])
		}
	}
	if e.Code == "" || strings.HasPrefix(e.Code, "N") {
		e.Code = join(e.Code, strings.TrimSpace(parts[0]))
	}
	e.Label = join(sub["00"], e.Label)
	e.Counterparty = joinChunks([]string{sub["32"], sub["33"]}, subfield)
	for _, code := range []string{"31", "38"} {
		if iban := ibanOf(sub[code]); iban != "" {
			e.CounterpartyIBAN = iban
		}
	}
	sepaPurpose(e, seamed(purpose))
}

// subfield is how many characters a ?-subfield holds. One that is full goes on
// in the next; others end with a word. Banks that cut anywhere exist: whoever
// searches for a reference looks across the blank as well.
const subfield = 27

// seam stands between subfields of which the former is not full: a blank in
// texts, nothing in identifiers. It cannot occur in a file, whose control
// characters are blanks by then.
const seam = "\x01"

func seamed(parts []string) string {
	var b strings.Builder
	full := true
	for _, p := range parts {
		if p == "" {
			continue
		}
		if !full {
			b.WriteString(seam)
		}
		b.WriteString(p)
		full = utf8.RuneCountInString(p) >= subfield
	}
	return b.String()
}

// sepaKeys are the keys that German banks put into a purpose, before a plus.
var sepaKeys = map[string]bool{
	"EREF": true, "KREF": true, "MREF": true, "CRED": true, "DEBT": true, "SVWZ": true,
	"ABWA": true, "ABWE": true, "COAM": true, "OAMT": true, "IBAN": true, "BIC": true,
}

// keyBefore is the SEPA key that ends at the plus at i, or "".
func keyBefore(text string, i int) string {
	for _, n := range []int{4, 3} {
		if i >= n && sepaKeys[text[i-n:i]] {
			return text[i-n : i]
		}
	}
	return ""
}

// sepaPurpose reads EREF+ … SVWZ+ keys inside a purpose; what stands before
// them, or all of it without any, is part of the remittance.
func sepaPurpose(e *Entry, text string) {
	key, start, rest := "", 0, ""
	take := func(end int) {
		value := clean(text[start:end])
		identifier := clean(strings.ReplaceAll(text[start:end], seam, ""))
		switch key {
		case "":
			rest = value
		case "EREF":
			e.EndToEndID = provided(identifier)
		case "MREF":
			e.MandateID = provided(identifier)
		case "ABWA":
			e.UltimateDebtor = value
		case "ABWE":
			e.UltimateCreditor = value
		case "SVWZ":
			e.Remittance = value
		case "IBAN":
			if e.CounterpartyIBAN == "" {
				e.CounterpartyIBAN = ibanOf(value)
			}
		}
	}
	for i := range len(text) {
		if text[i] != '+' {
			continue
		}
		if k := keyBefore(text, i); k != "" && i-len(k) >= start {
			take(i - len(k))
			key, start = k, i+1
		}
	}
	take(len(text))
	e.Remittance = join(rest, e.Remittance)
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// slashDetails reads /CODE/value pairs (Dutch, Belgian and French banks).
func slashDetails(e *Entry, text string) {
	at := slash.FindAllStringSubmatchIndex(text, -1)
	parts := map[string]string{}
	for i, p := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		if code := text[p[2]:p[3]]; parts[code] == "" {
			parts[code] = text[p[1]:end]
		}
	}
	value := func(code string) string { return clean(strings.Trim(parts[code], "/ \t")) }
	e.EndToEndID = provided(value("EREF"))
	e.MandateID = provided(join(value("MARF"), value("MREF")))
	e.BatchID = provided(value("PREF"))
	e.ReturnReason = value("RTRN")
	e.ReturnText = returnText(e.ReturnReason, "")
	e.UltimateDebtor, e.UltimateCreditor = name(value("ULTD")), name(value("ULTC"))
	e.Counterparty = join(value("NAME"), value("NPY"))
	e.Label = join(value("TRTP"), e.Label)
	for _, code := range []string{"IBAN", "ACCW"} {
		if iban := ibanOf(before(value(code), ",")); iban != "" {
			e.CounterpartyIBAN = iban
		}
	}
	party(e, value("CNTP"))
	partyCode(e, first(value("ORDP"), value("BENM")))
	remit(e, strings.TrimLeft(parts["REMI"], " "), join(text[:at[0][0]], value("LIB"), value("RCN")))
	if e.Remittance == "" {
		e.Remittance = clean(text)
	}
}

// party reads /CNTP/account/BIC/name/city.
func party(e *Entry, s string) {
	p := strings.Split(s, "/")
	if len(p) < 3 {
		return
	}
	if iban := ibanOf(p[0]); iban != "" {
		e.CounterpartyIBAN = iban
	}
	if e.Counterparty == "" {
		e.Counterparty = clean(p[2])
	}
}

// remit reads /REMI/: USTD//text, STRD/CUR/reference or plain text.
func remit(e *Entry, s, other string) {
	s = strings.TrimRight(s, "/ ")
	if t, ok := strings.CutPrefix(s, "USTD//"); ok {
		s = t
	} else if t, ok := strings.CutPrefix(s, "STRD/"); ok {
		_, ref, _ := strings.Cut(t, "/")
		e.CreditorRef = clean(ref)
	}
	e.Remittance = join(strings.TrimPrefix(clean(s), "/"), other)
	if e.Remittance == "" {
		e.Remittance = e.CreditorRef
	}
}

// partyCode reads /ORDP/ and /BENM/ followed by account and name instead of
// codes of their own.
func partyCode(e *Entry, s string) {
	account, rest, _ := strings.Cut(strings.Trim(s, "/ "), "/")
	if e.Counterparty == "" {
		e.Counterparty = name(clean(before(rest, "/")))
	}
	if e.CounterpartyIBAN == "" {
		e.CounterpartyIBAN = ibanOf(account)
	}
}

func before(s, sep string) string {
	s, _, _ = strings.Cut(s, sep)
	return s
}

func name(s string) string { return clean(before(s, "//")) }

var (
	accountLine = regexp.MustCompile(`(?i)(?:REK|IBAN|COMPTE)\s*:\s*([A-Z]{2}\d{2}[A-Z0-9 ]{11,30}?)(?:/|\s|$)`)
	payerLine   = regexp.MustCompile(`\bDE\s*:\s*(.+?)\s+(?:MOTIF|REF|ID|DATE|POUR|CHEZ)\s*:`)
	nameLine    = regexp.MustCompile(`(?i)(?:NAAM|NOM|NAME)\s*:\s*([^/]+)`)
)

// freeDetails reads lines without structure: all of it is the remittance, an
// account or a name in a usual form is taken out of it.
func freeDetails(e *Entry, lines []string) {
	e.Remittance = joinChunks(trimRight(lines), 65)
	if p := accountLine.FindStringSubmatch(e.Remittance); p != nil && e.CounterpartyIBAN == "" {
		e.CounterpartyIBAN = ibanOf(p[1])
	}
	if word := before(e.Remittance, " "); e.CounterpartyIBAN == "" {
		e.CounterpartyIBAN = ibanOf(word)
	}
	if p := payerLine.FindStringSubmatch(e.Remittance); p != nil && e.Counterparty == "" {
		e.Counterparty = clean(p[1])
	}
	if p := nameLine.FindStringSubmatch(e.Remittance); p != nil && e.Counterparty == "" {
		e.Counterparty = clean(p[1])
	}
}

func trimRight(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimRight(l, " \t")
	}
	return out
}
