package bank

import (
	"errors"
	"fmt"

	"relance/internal/money"
)

// maxWarnings is how many warnings of a file are kept word for word.
const maxWarnings = 200

// errTooManyEntries stops a file that exceeds Options.MaxEntries.
var errTooManyEntries = errors.New("trop d’opérations")

// sink receives what a parser finds: it counts against the limits, collects
// warnings and completes each statement before handing it out.
type sink struct {
	opts    Options
	file    *File
	emit    func(Statement) error
	entries int
	lost    int  // warnings beyond maxWarnings
	skipped bool // a statement was left out on purpose
	rounded int  // amounts of entries of this statement with more than two decimals
	uneven  bool // balances of this statement differ beyond the cent
}

// warn adds a warning; line 0 means the file as a whole.
func (s *sink) warn(line int, format string, args ...any) {
	if len(s.file.Warnings) >= maxWarnings {
		s.lost++
		return
	}
	text := fmt.Sprintf(format, args...)
	if line > 0 {
		text = fmt.Sprintf("ligne %d\u00a0: %s", line, text)
	}
	s.file.Warnings = append(s.file.Warnings, text)
}

// add appends an entry to st.
func (s *sink) add(st *Statement, e Entry) error {
	if s.entries++; s.entries > s.opts.MaxEntries {
		return fmt.Errorf("%w\u00a0: ce fichier en a plus de %d\u00a0; demandez à la banque un fichier par mois ou par compte", errTooManyEntries, s.opts.MaxEntries)
	}
	if e.Currency == "" {
		e.Currency = st.Currency
	}
	st.Entries = append(st.Entries, e)
	return nil
}

// amount reads a sum and warns when it does not fit cents exactly.
func (s *sink) amount(line int, what, text string) (money.Cents, bool) {
	c, exact, ok := decimal(text, 0)
	if ok && !exact {
		s.rounded++
		s.warn(line, "%s %q arrondi au centime (%s)", what, clean(text), c)
	}
	return c, ok
}

// done completes st and hands it out.
func (s *sink) done(st *Statement) error {
	if st.Kind == "" {
		st.Kind = KindStatement
	}
	if st.IBAN == "" {
		st.IBAN = ibanOf(st.Account)
	}
	if st.Entries == nil {
		st.Entries = []Entry{}
	}
	s.balance(st)
	s.rounded, s.uneven = 0, false
	identify(st)
	return s.emit(*st)
}

// balance sets Balanced and warns when the statement does not add up.
func (s *sink) balance(st *Statement) {
	if st.Opening == nil || st.Closing == nil {
		return
	}
	sum, foreign := *st.Opening, 0
	for i := range st.Entries {
		e := &st.Entries[i]
		if e.Status != Booked {
			continue
		}
		if e.Currency != st.Currency {
			foreign++
		}
		sum += e.Amount
	}
	uneven := s.uneven && s.rounded == 0 // what was rounded in the entries may make up for it
	ok := sum == *st.Closing && foreign == 0 && !uneven
	st.Balanced = &ok
	switch {
	case foreign > 0:
		s.warn(st.Line, "compte %s\u00a0: %d opérations ne sont pas en %s, le solde ne peut pas être vérifié", st.Account, foreign, st.Currency)
	case uneven && sum == *st.Closing:
		s.warn(st.Line, "compte %s\u00a0: au-delà du centime, les soldes ne se suivent pas", st.Account)
	case !ok:
		s.warn(st.Line, "compte %s\u00a0: solde initial %s + opérations = %s, mais solde final %s", st.Account, *st.Opening, sum, *st.Closing)
	}
}

// finish writes the count of the warnings that were not kept.
func (s *sink) finish() {
	if s.lost > 0 {
		s.file.Warnings = append(s.file.Warnings, fmt.Sprintf("… et %d autres avertissements", s.lost))
	}
}
