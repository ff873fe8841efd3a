package bank

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sameWithin is how many days apart two files may book one entry.
const sameWithin = 10

// AccountKey names the account across files and formats: the IBAN when it is
// known, else the account as written without blanks.
func (s Statement) AccountKey() string {
	if s.IBAN != "" {
		return s.IBAN
	}
	return compact(s.Account)
}

// Same tells whether two entries of one account (see Statement.AccountKey) are
// the same booking seen twice: equal amounts, and either equal Fingerprints or
// equal IDs booked at most ten days apart. The amount and the days guard
// against banks that use a reference again.
func Same(a, b Entry) bool {
	if a.Amount != b.Amount || a.Currency != b.Currency {
		return false
	}
	if a.Fingerprint == b.Fingerprint {
		return true
	}
	if a.ID != b.ID || a.BookingDate.IsZero() || b.BookingDate.IsZero() {
		return a.ID == b.ID
	}
	days := a.BookingDate.Sub(b.BookingDate)
	return days >= -sameWithin && days <= sameWithin
}

// identify sets Fingerprint and ID of all entries of a complete statement.
func identify(st *Statement) {
	account := st.AccountKey()
	seen := make(map[string]int, len(st.Entries))
	refs := make(map[string]int, len(st.Entries))
	for i := range st.Entries {
		e := &st.Entries[i]
		h := fingerprint(account, e)
		seen[h]++
		e.Fingerprint = h + "-" + strconv.Itoa(seen[h])
		e.ref = identifying(e.ref)
		refs[e.ref]++
	}
	for i := range st.Entries {
		e := &st.Entries[i]
		switch {
		case e.ref == "":
			e.ID = e.Fingerprint
		case refs[e.ref] == 1:
			e.ID = e.ref
		default:
			e.ID = e.ref + "~" + e.Fingerprint
		}
	}
}

// fingerprint hashes what a line keeps in every file that repeats it. Status
// and value date are left out: they change between report and statement.
func fingerprint(account string, e *Entry) string {
	day := e.BookingDate
	if day.IsZero() {
		day = e.ValueDate
	}
	var b strings.Builder
	b.Grow(256 + len(e.key))
	for _, part := range []string{account, day.String(), e.Amount.String(), e.Currency} {
		b.WriteString(part)
		b.WriteByte('|')
	}
	if e.key != "" {
		letters(&b, e.key)
	} else {
		for _, part := range []string{e.Counterparty, e.Remittance, e.EndToEndID, e.CreditorRef, e.BankRef, e.Reference} {
			letters(&b, part)
			b.WriteByte('|')
		}
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:10])
}

// letters writes the letters and digits of s in upper case: blanks, wrapping
// and punctuation differ between a bank's channels.
func letters(b *strings.Builder, s string) {
	for i, r := range s {
		if r < utf8.RuneSelf {
			switch c := s[i]; {
			case c >= 'a' && c <= 'z':
				b.WriteByte(c - 'a' + 'A')
			case digit(c), letter(c):
				b.WriteByte(c)
			}
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
}

// identifying keeps a reference that can tell bookings apart: at least five
// characters, a digit other than zero.
func identifying(ref string) string {
	ref = provided(ref)
	if len(ref) < 5 || !strings.ContainsAny(ref, "123456789") {
		return ""
	}
	return ref
}
