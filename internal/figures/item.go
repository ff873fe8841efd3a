package figures

import (
	"math/big"
	"slices"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Move is money that came for an invoice, or a credit note; negative when it
// went back.
type Move struct {
	Date   calendar.Date
	Amount money.Cents
	Credit bool // a credit note: it is no money
}

// Sent is a notice that left.
type Sent struct {
	Date    calendar.Date
	Level   dunning.Level
	Channel dunning.Channel
	Cost    money.Cents // of the letter, with one of the invoices that it is about
	Wording string      // name of the text; empty for that of the program
}

// Promise is what a debtor promised about an invoice.
type Promise struct {
	Made, By calendar.Date
	Amount   money.Cents // 0 is all that was open
}

// Item is an invoice with what happened to it.
type Item struct {
	Creditor, Debtor, Name, Number string
	Issued, Due                    calendar.Date
	Currency                       string
	Total                          money.Cents // with VAT, as it was recorded
	Moves                          []Move      // by date
	Sent                           []Sent      // by date
	Promises                       []Promise   // by day
	Disputed, Insolvent            bool        // now
	Given                          bool        // it was written off, settled for less, cancelled or handed over …
	GivenOn                        calendar.Date
	Plan                           string
}

// OpenOn is what is owed at the end of a day; negative when more came than was
// owed. Nothing before the day of issue, nor from the day on which it was given
// up.
func (it Item) OpenOn(on calendar.Date) money.Cents {
	if it.Issued.After(on) || it.Given && !it.GivenOn.After(on) {
		return 0
	}
	open := it.Total
	for _, m := range it.Moves {
		if !m.Date.After(on) {
			open -= m.Amount
		}
	}
	return open
}

// PaidOn is the day on which nothing was owed any more, and stayed so; false
// while something is.
func (it Item) PaidOn(on calendar.Date) (day calendar.Date, ok bool) {
	open := it.Total
	for _, m := range it.Moves {
		if m.Date.After(on) {
			break
		}
		before := open
		if open -= m.Amount; open <= 0 && before > 0 {
			day, ok = m.Date, true
		} else if open > 0 {
			ok = false
		}
	}
	return day, ok
}

// Aged is the aged balance as of a day.
type Aged struct {
	Buckets map[desk.Bucket]money.Cents
	Number  map[desk.Bucket]int
	Credit  money.Cents // owed to debtors
	Total   money.Cents // the sum of the buckets, without Credit
}

// AgedOn is the aged balance at the end of a day. Ages count from the due date.
func AgedOn(items []Item, on calendar.Date) Aged {
	a := Aged{Buckets: map[desk.Bucket]money.Cents{}, Number: map[desk.Bucket]int{}}
	for _, it := range items {
		switch open := it.OpenOn(on); {
		case open > 0:
			b := desk.BucketOf(it.Due, on)
			a.Buckets[b] += open
			a.Number[b]++
			a.Total += open
		case open < 0:
			a.Credit -= open
		}
	}
	return a
}

// DebtorAged is a debtor's row of the aged balance.
type DebtorAged struct {
	Creditor, Debtor, Name string
	Aged
}

// ByDebtor gives each debtor's row, the largest sum first.
func ByDebtor(items []Item, on calendar.Date) []DebtorAged {
	groups := map[[2]string][]Item{}
	for _, it := range items {
		key := [2]string{it.Creditor, it.Debtor}
		groups[key] = append(groups[key], it)
	}
	var out []DebtorAged
	for key, own := range groups {
		if a := AgedOn(own, on); a.Total != 0 || a.Credit != 0 {
			out = append(out, DebtorAged{key[0], key[1], own[0].Name, a})
		}
	}
	slices.SortFunc(out, func(a, b DebtorAged) int {
		switch {
		case a.Total != b.Total:
			return int(min(max(b.Total-a.Total, -1), 1))
		case a.Name != b.Name:
			return map[bool]int{true: -1, false: 1}[a.Name < b.Name]
		}
		return map[bool]int{true: -1, false: 1}[a.Debtor < b.Debtor]
	})
	return out
}

// Due is what of the balance is past due at the end of a day.
func (a Aged) Due() money.Cents { return a.Total - a.Buckets[desk.NotDue] }

func rat(c money.Cents) *big.Rat { return new(big.Rat).SetInt64(int64(c)) }

func days(n int) *big.Rat { return new(big.Rat).SetInt64(int64(n)) }

// Tenths writes a figure with one decimal, half away from zero; "" for none.
func Tenths(r *big.Rat) string {
	if r == nil {
		return ""
	}
	return r.FloatString(1)
}
