package reconcile

import (
	"slices"
	"strings"

	"relance/internal/bank"
)

// Line is a bank entry with what tells where it was read.
type Line struct {
	Account string      // bank.Statement.AccountKey
	Kind    bank.Kind   // of the statement
	Format  bank.Format // of the file
	Entry   bank.Entry
}

// crossDays is how many days apart a notification and the statement may book
// one entry.
const crossDays = 5

// SameEntry tells whether two lines of different files may be one booking. Within
// one kind and format it is bank.Same; between an intraday report, a
// notification and a statement, or between formats, the amount, the days and one
// identifier or the text must agree. Two genuine identical lines of one day are
// alike: use Pair, which lets each known line answer for one line only.
func SameEntry(a, b Line) bool {
	if a.Account != b.Account || a.Entry.Amount != b.Entry.Amount || a.Entry.Currency != b.Entry.Currency {
		return false
	}
	if bank.Same(a.Entry, b.Entry) {
		return true
	}
	if a.Kind == b.Kind && a.Format == b.Format {
		return stem(a.Entry) == stem(b.Entry)
	}
	days := a.Entry.BookingDate.Sub(b.Entry.BookingDate)
	if a.Entry.BookingDate.IsZero() || b.Entry.BookingDate.IsZero() || days < -crossDays || days > crossDays {
		return false
	}
	return crossed(&a.Entry, &b.Entry)
}

// crossed compares two entries whose texts may be cut and laid out differently.
func crossed(a, b *bank.Entry) bool {
	for _, pair := range [][2]string{{a.EndToEndID, b.EndToEndID}, {a.BankRef, b.BankRef}, {a.CreditorRef, b.CreditorRef}} {
		x, y := compact(pair[0]), compact(pair[1])
		if len(x) >= minRef && len(y) >= minRef {
			return x == y
		}
	}
	if a.CounterpartyIBAN != "" && b.CounterpartyIBAN != "" && a.CounterpartyIBAN != b.CounterpartyIBAN {
		return false
	}
	x, y := compact(a.Remittance), compact(b.Remittance)
	if len(x) > len(y) {
		a, b, x, y = b, a, y, x
	}
	if len(x) >= 8 {
		return strings.Contains(y, x) || strings.Contains(compact(b.Label), x)
	}
	return x == y && compact(a.Counterparty) == compact(b.Counterparty) && x+a.Counterparty != ""
}

// stem is the fingerprint without the number of the occurrence.
func stem(e bank.Entry) string {
	s, _, _ := strings.Cut(e.Fingerprint, "-")
	if s == "" {
		return e.ID
	}
	return s
}

// Pair finds which lines of a newly read file are known: for each incoming line
// the index of its known line, or -1 when it is new. Each known line is used
// once, the surest pairs first, so that of two identical bookings neither is
// lost when one of them was read before. Incoming lines are never paired with
// each other: call Pair for one file after another.
func Pair(known, incoming []Line) []int {
	out := slices.Repeat([]int{-1}, len(incoming))
	used := make([]bool, len(known))
	type amount struct {
		account, currency string
		cents             int64
	}
	by := make(map[amount][]int, len(known))
	for i, k := range known {
		a := amount{k.Account, k.Entry.Currency, int64(k.Entry.Amount)}
		by[a] = append(by[a], i)
	}
	for _, fits := range []func(a, b Line) bool{
		func(a, b Line) bool { return a.Entry.ID == b.Entry.ID && bank.Same(a.Entry, b.Entry) },
		func(a, b Line) bool { return bank.Same(a.Entry, b.Entry) },
		SameEntry,
	} {
		for i, in := range incoming {
			if out[i] >= 0 {
				continue
			}
			for _, n := range by[amount{in.Account, in.Entry.Currency, int64(in.Entry.Amount)}] {
				if !used[n] && fits(known[n], in) {
					out[i], used[n] = n, true
					break
				}
			}
		}
	}
	return out
}
