package bank

import (
	"relance/internal/calendar"
	"relance/internal/money"
)

// accountOf is the statement of the row's account.
func (c *csvReader) accountOf(row []string, line int) *csvAccount {
	account := c.at(row, roleAccount)
	if account == "" {
		account = c.account
	}
	for _, a := range c.accounts {
		if a.Account == account {
			return a
		}
	}
	a := &csvAccount{Statement: Statement{Account: account, Line: line}}
	c.accounts = append(c.accounts, a)
	return a
}

// end hands out one statement for each account, in order of appearance.
func (c *csvReader) end() error {
	for _, a := range c.accounts {
		if a.Account == "" && len(c.accounts) == 1 {
			a.Account = c.account // named below the movements
		}
	}
	if len(c.accounts) == 0 && (c.account != "" || c.closing != nil) {
		c.accounts = append(c.accounts, &csvAccount{Statement: Statement{Account: c.account}})
	}
	if len(c.accounts) == 0 {
		c.skipped = true
		c.warn(0, "aucune opération sous les titres de colonnes")
	}
	for _, a := range c.accounts {
		st := &a.Statement
		if st.Account == "" {
			c.warn(st.Line, "le fichier ne dit pas de quel compte il s’agit")
		}
		c.settleCurrency(st)
		a.deductFees(c)
		a.settle(c)
		if err := c.done(st); err != nil {
			return err
		}
	}
	return nil
}

// settleCurrency takes the currency of the first entry; euros otherwise.
func (c *csvReader) settleCurrency(st *Statement) {
	for i := range st.Entries {
		if e := &st.Entries[i]; e.Currency != "" && st.Currency == "" {
			st.Currency = e.Currency
		}
	}
	if st.Currency == "" {
		st.Currency = "EUR"
	}
	for i := range st.Entries {
		if e := &st.Entries[i]; e.Currency == "" {
			e.Currency = st.Currency
		}
	}
}

// settle finds the balances: a column that runs with the amounts, oldest or
// newest first, or that repeats the closing balance; else the preamble's.
func (a *csvAccount) settle(c *csvReader) {
	st := &a.Statement
	st.From, st.To = span(st.Entries)
	if len(c.accounts) == 1 {
		st.Closing, st.Opening = c.closing, c.opening
	}
	b := a.balances
	n := len(b)
	if n == 0 || !complete(b) {
		return
	}
	switch {
	case n > 1 && constant(b) && !a.runs(1) && !a.runs(-1):
		st.Closing = b[0]
	case a.runs(1):
		opening := *b[0] - st.Entries[0].Amount
		st.Opening, st.Closing = &opening, b[n-1]
	case a.runs(-1):
		opening := *b[n-1] - st.Entries[n-1].Amount
		st.Opening, st.Closing = &opening, b[0]
	default:
		c.warn(st.Line, "la colonne solde ne suit pas les montants\u00a0: elle n’est pas utilisée")
	}
}

// runs tells whether each balance follows from its neighbour, reading in
// direction 1 (oldest first) or -1 (newest first).
func (a *csvAccount) runs(direction int) bool {
	for i := 1; i < len(a.balances); i++ {
		older, newer := i-1, i
		if direction < 0 {
			older, newer = i, i-1
		}
		if *a.balances[older]+a.Entries[newer].Amount != *a.balances[newer] {
			return false
		}
	}
	return true
}

func complete(b []*money.Cents) bool {
	for _, v := range b {
		if v == nil {
			return false
		}
	}
	return true
}

func constant(b []*money.Cents) bool {
	for _, v := range b {
		if *v != *b[0] {
			return false
		}
	}
	return true
}

// span is the first and last booking date.
func span(entries []Entry) (from, to calendar.Date) {
	for i := range entries {
		d := entries[i].BookingDate
		if from.IsZero() || d.Before(from) {
			from = d
		}
		if to.IsZero() || d.After(to) {
			to = d
		}
	}
	return from, to
}
