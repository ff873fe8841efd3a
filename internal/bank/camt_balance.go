package bank

import (
	"relance/internal/calendar"
	"relance/internal/money"
)

// bal is one balance of a camt statement.
type bal struct {
	amount   money.Cents
	beyond   string // decimals after the second, with the sign; empty when there are none
	currency string
	day      calendar.Date
}

// balanceNode keeps the first balance of each type.
func (c *camtReader) balanceNode(n *node, line int) {
	kind := n.leaf("Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry")
	amt := n.first("Amt")
	if amt == nil {
		c.warn(line, "solde %s sans montant", kind)
		return
	}
	rounded := c.rounded
	v, ok := c.amount(line, "solde", amt.text)
	c.rounded = rounded // of entries only
	if !ok {
		c.warn(line, "solde %s illisible\u00a0: %q", kind, clean(amt.text))
		return
	}
	beyond := beyondCents(amt.text)
	if n.value("CdtDbtInd") == "DBIT" {
		v = -v
		if beyond != "" {
			beyond = "-" + beyond
		}
	}
	if c.bals == nil {
		c.bals = map[string]bal{}
	}
	if _, seen := c.bals[kind]; seen {
		return
	}
	c.bals[kind] = bal{amount: v, beyond: beyond, currency: amt.ccy, day: c.date(line, n, "Dt/Dt", "Dt/DtTm", "Dt")}
	if c.st.Currency == "" {
		c.st.Currency = amt.ccy
	}
}

// settleBalances takes the booked balances: opening or previously closed, and
// closing. Interim and available balances say nothing about the entries.
func (c *camtReader) settleBalances() {
	var beyond string
	for _, kind := range []string{"OPBD", "PRCD"} {
		if b, ok := c.bals[kind]; ok {
			beyond = b.beyond
			c.st.Opening = &b.amount
			if c.st.From.IsZero() {
				c.st.From = b.day
			}
			break
		}
	}
	if b, ok := c.bals["CLBD"]; ok {
		c.st.Closing = &b.amount
		c.uneven = beyond != b.beyond
		if c.st.To.IsZero() {
			c.st.To = b.day
		}
	}
	if c.st.Currency == "" && len(c.st.Entries) > 0 {
		c.st.Currency = c.st.Entries[0].Currency
	}
}
