package money

// MarshalText writes the decimal form, "1234.56".
func (c Cents) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the decimal form, as ParseCents does.
func (c *Cents) UnmarshalText(b []byte) error {
	n, err := ParseCents(string(b))
	if err != nil {
		return err
	}
	*c = n
	return nil
}
