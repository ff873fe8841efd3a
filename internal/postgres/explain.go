package postgres

// Explain gives an error of PostgreSQL a code and a sentence, as the methods of
// Store do; nil stays nil. It serves the packages below this one.
func Explain(doing string, err error) error { return explain(doing, err) }
