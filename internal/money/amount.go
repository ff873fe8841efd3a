package money

// Amount is a sum with its ISO 4217 currency code.
type Amount struct {
	Cents    Cents  `json:"amount"`
	Currency string `json:"currency"`
}

// EUR is a sum in euros.
func EUR(c Cents) Amount { return Amount{Cents: c, Currency: "EUR"} }
