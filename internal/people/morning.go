package people

// Morning is a person's wish for a mail on working mornings.
type Morning struct {
	Login   string
	Address string // where it goes; empty is no wish
}
