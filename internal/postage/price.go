package postage

import (
	"relance/internal/calendar"
	"relance/internal/money"
)

// Price is a line of a carrier's price list. Amounts are cents of euros,
// all that is paid: with VAT where it cannot be recovered. Zero adds nothing.
type Price struct {
	Carrier string        `json:"carrier" yaml:"carrier"`           // folder, maileva …
	From    calendar.Date `json:"from" yaml:"from"`                 // holds from this day on, until a later line
	Simple  bool          `json:"simple,omitempty" yaml:"simple"`   // of simple letters; otherwise of registered ones
	Sheets  int           `json:"sheets,omitempty" yaml:"sheets"`   // for letters of up to so many sheets; 0 is any
	Letter  money.Cents   `json:"letter" yaml:"letter"`             // each letter: postage and handling
	Sheet   money.Cents   `json:"sheet,omitempty" yaml:"sheet"`     // each sheet of paper
	Colour  money.Cents   `json:"colour,omitempty" yaml:"colour"`   // more for each sheet in colour
	Receipt money.Cents   `json:"receipt,omitempty" yaml:"receipt"` // acknowledgement of receipt
	Source  string        `json:"source" yaml:"source"`             // where it was read
}

// Posting is what a letter's price depends on.
type Posting struct {
	Carrier string
	Simple  bool
	Sheets  int
	Colour  bool
	Receipt bool // of registered letters
	On      calendar.Date
}

// PriceOf estimates what a letter costs by the list that holds on its day, and
// tells the line. False when no line covers it: nobody knows then.
func PriceOf(list []Price, p Posting) (money.Cents, Price, bool) {
	var from calendar.Date
	for _, l := range list {
		if l.matches(p) && l.From.After(from) {
			from = l.From
		}
	}
	var best Price
	found := false
	for _, l := range list {
		if !l.matches(p) || l.From != from || l.Sheets != 0 && p.Sheets > l.Sheets {
			continue
		}
		if !found || best.Sheets == 0 || l.Sheets != 0 && l.Sheets < best.Sheets {
			best, found = l, true
		}
	}
	if !found {
		return 0, best, false
	}
	sum := best.Letter + best.Sheet*money.Cents(p.Sheets)
	if p.Colour {
		sum += best.Colour * money.Cents(p.Sheets)
	}
	if p.Receipt && !p.Simple {
		sum += best.Receipt
	}
	return sum, best, true
}

// matches tells whether a line speaks of such letters on that day.
func (l Price) matches(p Posting) bool {
	return l.Carrier == p.Carrier && l.Simple == p.Simple && !l.From.After(p.On)
}

// WithOwn puts a user's lines in the place of the built-in ones for the same
// carrier and sort of letter.
func WithOwn(builtin, own []Price) []Price {
	type sort struct {
		carrier string
		simple  bool
	}
	mine := map[sort]bool{}
	for _, l := range own {
		mine[sort{l.Carrier, l.Simple}] = true
	}
	out := append([]Price(nil), own...)
	for _, l := range builtin {
		if !mine[sort{l.Carrier, l.Simple}] {
			out = append(out, l)
		}
	}
	return out
}
