package reconcile

import (
	"slices"
	"strings"

	"relance/internal/bank"
	"relance/internal/identifier"
	"relance/internal/money"
)

// Limits of what is read from one entry; beyond them a text is no reference.
const (
	maxWords  = 80  // words of an entry
	maxWindow = 4   // words that make one reference
	maxKeys   = 256 // references of an entry
	maxListed = 24  // short numbers that continue one reference
)

// Keys is what a bank entry offers to find invoices by.
type Keys struct {
	Refs       []Ref       // candidate references, in the order of the text
	Shorts     []string    // short numbers behind a word such as FACT, without leading zeros
	IBAN       string      // payer's account, or empty
	Names      []string    // index keys of the payer's name; see nameKeys
	Amount     money.Cents // as on the entry: money in is positive
	Currency   string
	EndToEndID string

	advance bool // a word such as ACOMPTE stands in the text

	payer [][]string // name words of ultimate debtor and counterparty
	text  []string   // words of the text that may be a name, when the bank gives no name
}

// Ref is a candidate reference and where it stood.
type Ref struct {
	Key
	structured bool     // from a field made for references
	listed     bool     // completed from a shorter number in a list
	glued      bool     // an announcing word was taken off
	announced  bool     // a word such as FACT stands before it
	from, to   int      // words of the text
	date       *written // the day or month that these words spell, nil when none
}

// KeysOf reads the keys of an entry.
func KeysOf(e bank.Entry) Keys {
	k := Keys{IBAN: e.CounterpartyIBAN, Amount: e.Amount, Currency: e.Currency, EndToEndID: e.EndToEndID}
	k.structured(e)
	ws := make([]word, 0, 32)
	for i, field := range [...]string{e.Remittance, e.EndToEndID, e.Label, e.Reference} {
		if field != "" && len(ws) < maxWords && (i != 2 || field != e.Remittance) {
			ws = words(ws, field)
		}
	}
	ws = ws[:min(len(ws), maxWords)]
	k.advance = slices.ContainsFunc(ws, func(w word) bool { return advances[w.text] })
	k.windows(ws)
	k.shorts(ws)
	k.names(e, ws)
	return k
}

// advances are the words by which a payer says that there is no invoice yet.
var advances = set("ACOMPTE ACOMPTES ACPTE ACPT AVANCE ARRHES PROVISION DEVIS PROFORMA CAUTION DEPOT")

// structured reads the fields that are made for references.
func (k *Keys) structured(e bank.Entry) {
	add := func(s string) {
		if c := compact(s); len(c) >= minRef && len(c) <= maxRef && strings.ContainsAny(c, "0123456789") {
			k.Refs = append(k.Refs, Ref{Key: Key{KeyFull, c}, structured: true, from: -1, to: -1})
		}
	}
	if e.CreditorRef != "" {
		if rf, err := identifier.ParseReference(e.CreditorRef); err == nil {
			add(rf.Body())
		} else {
			add(e.CreditorRef)
		}
	}
	for i, d := range e.Documents {
		if i < maxListed {
			add(d.Number)
		}
	}
}

// windows makes a key of every run of up to four words that could be a
// reference.
func (k *Keys) windows(ws []word) {
	for i := range ws {
		if ws[i].digits == 0 && len(ws[i].text) > 6 {
			continue
		}
		digits, joined, loose := 0, "", ""
		for j := i; j < len(ws) && j < i+maxWindow && len(k.Refs) < maxKeys; j++ {
			if j > i && ws[j].hard {
				break
			}
			if j > i && !continues(ws[j], digits) {
				break
			}
			digits += ws[j].digits
			joined += ws[j].text
			if ws[j].numeric() {
				loose += unpad(ws[j].text)
			} else {
				loose += ws[j].text
			}
			if len(joined) > maxRef {
				break
			}
			if ws[j].digits == 0 || digits == 0 {
				continue
			}
			k.window(ws, i, j+1, joined, loose)
		}
	}
}

// continues tells whether a word may go on with a reference that has so many
// digits: letters behind a blank begin something new.
func continues(w word, digits int) bool {
	if w.digits == 0 && len(w.text) > 3 {
		return false
	}
	return w.numeric() || !w.apart || digits == 0
}

// window adds the keys of the words from i to j.
func (k *Keys) window(ws []word, i, j int, joined, loose string) {
	r := Ref{from: i, to: j, date: spelled(ws[i:j]), announced: i > 0 && counting[ws[i-1].text] || i > 0 && marks(ws, i)}
	if len(joined) >= minRef {
		k.add(r, joined, loose)
	}
	if j == i+1 {
		k.creditorReference(joined, i, j)
	}
	if rest, ok := unglue(joined); ok && len(rest) >= minRef {
		r.glued, r.announced = true, r.announced || counting[joined[:len(joined)-len(rest)]]
		k.add(r, rest, rest)
	}
	if ws[j-1].last && len(joined) >= minPrefix && digitCount(joined) >= 3 {
		k.Refs = append(k.Refs, Ref{Key: Key{KeyPrefix, joined}, from: i, to: j})
	}
	k.list(ws, joined, j)
}

// spelled is the day or month that words spell, nil when none.
func spelled(ws []word) *written {
	if d, ok := dateIn(ws); ok {
		return &d
	}
	return nil
}

func (k *Keys) add(r Ref, joined, loose string) {
	r.Key = Key{KeyFull, joined}
	k.Refs = append(k.Refs, r)
	if len(loose) >= minDigits {
		r.Key = Key{KeyLoose, loose}
		k.Refs = append(k.Refs, r)
	}
	if len(joined) < minDigits {
		return
	}
	if digitCount(joined) == len(joined) {
		r.Key = Key{KeyDigits, joined}
		k.Refs = append(k.Refs, r)
	}
	r.Key = Key{KeyOrder, joined}
	k.Refs = append(k.Refs, r)
}

// creditorReference recognises an RF reference that was typed into free text.
func (k *Keys) creditorReference(s string, i, j int) {
	if !strings.HasPrefix(s, "RF") {
		return
	}
	if rf, err := identifier.ParseReference(s); err == nil {
		k.Refs = append(k.Refs, Ref{Key: Key{KeyFull, rf.Body()}, structured: true, from: i, to: j})
	}
}

// list completes the short numbers that follow a reference:
// « F2026-0142, 0143 et 0144 ».
func (k *Keys) list(ws []word, base string, j int) {
	tail := ""
	if ws[j-1].numeric() {
		tail = ws[j-1].text
	} else {
		tail = trailing(base)
	}
	if len(tail) < 2 || len(tail) > 6 || len(base)-len(tail) < 2 {
		return
	}
	for n := j; n < len(ws) && n < j+maxListed && len(k.Refs) < maxKeys; n++ {
		switch w := ws[n]; {
		case w.numeric() && len(w.text) == len(tail):
			full := base[:len(base)-len(tail)] + w.text
			k.Refs = append(k.Refs, Ref{Key: Key{KeyFull, full}, listed: true, from: n, to: n + 1})
			if digitCount(full) == len(full) {
				k.Refs = append(k.Refs, Ref{Key: Key{KeyDigits, full}, listed: true, from: n, to: n + 1})
			}
		case w.text == "ET" || w.text == "AND":
		default:
			return
		}
	}
}

// shorts collects the short numbers of three digits and more behind a word such
// as FACT, also glued to it.
func (k *Keys) shorts(ws []word) {
	for i, w := range ws {
		if rest, ok := unglue(w.text); ok && short(rest) && counting[w.text[:len(w.text)-len(rest)]] {
			k.Shorts = append(k.Shorts, unpad(rest))
		}
		if !counting[w.text] {
			continue
		}
		for j := i + 1; j < len(ws) && len(k.Shorts) < maxListed; j++ {
			if t := ws[j].text; short(t) {
				k.Shorts = append(k.Shorts, unpad(t))
			} else if !ws[j].numeric() && t != "N" && t != "NO" && t != "NUM" && t != "ET" {
				break
			}
		}
	}
}

func short(s string) bool { return len(s) >= 3 && len(s) <= 6 && digitCount(s) == len(s) }

// marks tells whether « FACT N 142 » or « FACTURE NO 142 » stands before.
func marks(ws []word, i int) bool {
	return i > 1 && (ws[i-1].text == "N" || ws[i-1].text == "NO" || ws[i-1].text == "NUM") && counting[ws[i-2].text]
}

// KeysAmong reads the keys of an entry, as far as an invoice has a number of that
// shape.
func KeysAmong(e bank.Entry, shapes map[string]bool) Keys { return KeysOf(e).Select(shapes) }

// Select keeps the references whose shape is known; prefixes are kept. It spares
// a store most look-ups.
func (k Keys) Select(known map[string]bool) Keys {
	kept := make([]Ref, 0, 8)
	buf := make([]byte, 0, maxRef+1)
	for i := range k.Refs {
		if r := &k.Refs[i]; r.Kind == KeyPrefix || known[string(r.shape(buf))] {
			kept = append(kept, *r)
		}
	}
	k.Refs = kept
	return k
}
