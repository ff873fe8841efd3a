package reconcile

import "strings"

// KeyKind tells what a Key is compared with.
type KeyKind string

// The kinds of reference keys. A store indexes (kind, value).
const (
	KeyFull   KeyKind = "full"   // letters and digits of the number or payment reference, without separators
	KeyLoose  KeyKind = "loose"  // the same with the leading zeros of each part dropped
	KeyDigits KeyKind = "digits" // its digits alone, five at least
	KeyOrder  KeyKind = "order"  // the customer's order number: weak evidence
	KeyPrefix KeyKind = "prefix" // looked up only: beginning of a KeyFull that the bank cut off
)

// Key is one value to index or to look up.
type Key struct {
	Kind  KeyKind `json:"kind"`
	Value string  `json:"value"`
}

// Bounds of references, in characters.
const (
	minRef    = 4
	minDigits = 5
	minPrefix = 6
	maxRef    = 35
)

// IndexKeys gives the keys under which an item must be found: those of its
// number and payment reference, and its order number.
func IndexKeys(o OpenItem) []Key {
	f := formsOf(o)
	keys := make([]Key, 0, 4)
	for _, r := range f.refs {
		keys = append(keys, Key{KeyFull, r.full})
		if r.loose != r.full {
			keys = append(keys, Key{KeyLoose, r.loose})
		}
		if r.digits != "" && r.digits != r.full {
			keys = append(keys, Key{KeyDigits, r.digits})
		}
	}
	if f.order != "" {
		keys = append(keys, Key{KeyOrder, f.order})
	}
	return keys
}

// Shape is the pattern of a key: letters as they are, each digit as #. A
// creditor's numbers have a handful of shapes, so that a store which keeps the
// set of them (kind and shape) can skip most words of a text without asking an
// index; see Keys.Select.
func (k Key) Shape() string { return string(k.shape(make([]byte, 0, maxRef+1))) }

func (k Key) shape(b []byte) []byte {
	b = append(b, k.Kind[0])
	for i := 0; i < len(k.Value); i++ {
		if c := k.Value[i]; c >= '0' && c <= '9' {
			b = append(b, '#')
		} else {
			b = append(b, c)
		}
	}
	return b
}

// form is one reference of an item in the forms that a payer may write.
type form struct {
	full, loose, digits, tail string
}

type forms struct {
	refs  []form
	order string
}

func formsOf(o OpenItem) forms {
	var f forms
	if r, ok := formOf(o.Number); ok {
		f.refs = append(f.refs, r)
	}
	if o.PayRef != "" && o.PayRef != o.Number {
		if r, ok := formOf(o.PayRef); ok {
			f.refs = append(f.refs, r)
		}
	}
	if c := compact(o.OrderRef); len(c) >= minDigits && len(c) <= maxRef && strings.ContainsAny(c, "0123456789") {
		f.order = c
	}
	return f
}

// formOf reads a number; false when it is too short or has no digit, and so
// never is evidence.
func formOf(number string) (form, bool) {
	full := compact(number)
	digits := digitsOf(full)
	if len(full) < minRef || len(full) > maxRef || digits == "" {
		return form{}, false
	}
	f := form{full: full, loose: full}
	if len(digits) >= minDigits {
		f.digits = digits
	}
	ws := words(nil, number)
	if len(ws) > 1 || ws[0].numeric() {
		var b strings.Builder
		for _, w := range ws {
			if w.numeric() {
				b.WriteString(unpad(w.text))
			} else {
				b.WriteString(w.text)
			}
		}
		if b.Len() >= minDigits {
			f.loose = b.String()
		}
	}
	f.tail = unpad(trailing(full))
	if len(ws) > 1 && ws[len(ws)-1].numeric() {
		f.tail = unpad(ws[len(ws)-1].text)
	}
	return f, true
}

// trailing is the run of digits at the end.
func trailing(s string) string {
	i := len(s)
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
		i--
	}
	return s[i:]
}

// announcing are words that payers put before a number, also glued to it.
var announcing = map[string]bool{
	"FACTURE": true, "FACTURES": true, "FACT": true, "FACTS": true, "FAC": true, "FAT": true, "FA": true, "FT": true, "FCT": true, "FCTR": true, "FRE": true,
	"REF": true, "REFERENCE": true, "INV": true, "INVOICE": true, "N": true, "NO": true, "NR": true, "NUM": true, "NUMERO": true, "F": true,
	"REGLEMENT": true, "RGT": true, "REGLT": true, "PAIEMENT": true, "VIR": true, "VOTRE": true,
}

// counting are the announcing words behind which a short number is an
// invoice's: « FACT 142 ».
var counting = map[string]bool{
	"FACTURE": true, "FACTURES": true, "FACT": true, "FACTS": true, "FAC": true, "FA": true, "FT": true, "FCT": true, "INV": true, "INVOICE": true, "F": true,
}

// unglue takes an announcing word off the front of « FACT20260142 ».
func unglue(s string) (string, bool) {
	i := 0
	for i < len(s) && s[i] >= 'A' {
		i++
	}
	if i == 0 || i == len(s) {
		return "", false
	}
	for j := i; j > 0; j-- {
		if announcing[s[:j]] && (j == i || i-j <= 3 && j >= 3) {
			return s[j:], true
		}
	}
	return "", false
}
