package registeredmail

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/postage"
)

//go:embed prices.csv
var prices string

// Prices is the built-in price list: what La Poste asks at the counter for
// letters posted by hand, and what is known of electronic ones. Sheets weigh
// 5 g and the envelope 5 g, or 20 g above five sheets. Each line names its
// source; some are carried on from an older list and say so. Maileva publishes
// no prices: those are for the user to enter.
func Prices() ([]postage.Price, error) {
	rows, err := csv.NewReader(strings.NewReader(prices)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading the built-in prices: %w", err)
	}
	var out []postage.Price
	for i, row := range rows[1:] {
		p, err := price(row)
		if err != nil {
			return nil, fmt.Errorf("reading the built-in prices: line %d: %w", i+2, err)
		}
		out = append(out, p)
	}
	return out, nil
}

// price reads a line; empty amounts and numbers are 0.
func price(row []string) (p postage.Price, err error) {
	p.Carrier, p.Simple, p.Source = row[0], row[2] == "yes", row[8]
	if p.From, err = calendar.ParseDate(row[1]); err != nil {
		return p, err
	}
	if row[3] != "" {
		if p.Sheets, err = strconv.Atoi(row[3]); err != nil {
			return p, err
		}
	}
	for i, to := range map[int]*money.Cents{4: &p.Letter, 5: &p.Sheet, 6: &p.Colour, 7: &p.Receipt} {
		if row[i] == "" {
			continue
		}
		if *to, err = money.ParseCents(row[i]); err != nil {
			return p, err
		}
	}
	return p, nil
}

// Measurer is a Carrier whose envelopes hold so much paper and no more.
type Measurer interface {
	// Sheets counts the sheets of paper that a document takes, address sheet
	// included, and tells how many an envelope holds.
	Sheets(pdf []byte) (sheets, most int, err error)
}
