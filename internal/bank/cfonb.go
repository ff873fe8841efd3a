package bank

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"relance/internal/calendar"
	"relance/internal/money"
)

// pieceBytes is how much of a file without line breaks is taken at once.
const pieceBytes = 256 << 10

// cfonb reads CFONB 120 statements: 01 (04 (05)*)* 07, any number of them.
func (s *sink) cfonb(r io.Reader) error {
	text := utf8Reader(r)
	c := &cfonbReader{sink: s}
	in := bufio.NewScanner(text)
	in.Buffer(make([]byte, 64<<10), 2*pieceBytes)
	in.Split(splitRecords)
	for line := 1; in.Scan(); line++ {
		if err := c.row(in.Text(), line); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	if text.note() != "" {
		s.warn(0, "fichier lu en %s (accents)", text.note())
	}
	return c.end(false)
}

// splitRecords is a bufio.SplitFunc: a line ends with LF, CR or CR LF, or,
// where neither comes, at a whole number of records.
func splitRecords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	switch i := bytes.IndexAny(data, "\r\n"); {
	case i >= 0 && data[i] == '\r' && i+1 == len(data) && !atEOF:
		return 0, nil, nil
	case i >= 0 && data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	case i >= 0:
		return i + 1, data[:i], nil
	case atEOF && len(data) > 0:
		return len(data), data, nil
	case len(data) < pieceBytes:
		return 0, nil, nil
	}
	n := 0
	for i := range string(data) {
		if n > 0 && n%recordLen == 0 {
			advance = i
		}
		n++
	}
	return advance, data[:advance], nil
}

// cfonbReader holds the statement and the entry being read.
type cfonbReader struct {
	*sink
	st    *Statement
	cur   *cfonbEntry
	rib   string // account of the statement, as written
	acct  string // its account number alone
	ribOK bool   // varying bank codes were reported
	dec   int
	cut   bool // the missing line breaks were reported
	padOK bool // short lines were reported
}

// row takes in one line: one record, or several without line breaks.
func (c *cfonbReader) row(row string, line int) error {
	if strings.TrimSpace(row) == "" {
		return nil
	}
	if n := utf8.RuneCountInString(row); n > recordLen {
		return c.longRow([]rune(row), line)
	} else if n < recordLen && !c.padOK {
		c.padOK = true
		c.warn(line, "enregistrement de %d caractères au lieu de %d, complété par des blancs (ainsi que les suivants)", n, recordLen)
	}
	return c.record(newRecord(row, line))
}

func (c *cfonbReader) longRow(row []rune, line int) error {
	for start := 0; start < len(row); start += recordLen {
		part := string(row[start:min(start+recordLen, len(row))])
		if strings.TrimSpace(part) == "" {
			continue
		}
		if start > 0 && !knownRecord(part) {
			c.warn(line, "texte au-delà de la colonne %d ignoré\u00a0: %q", start, clip(part))
			continue
		}
		if start > 0 && !c.cut {
			c.cut = true
			c.warn(line, "fins de ligne absentes\u00a0: le fichier est coupé tous les %d caractères", recordLen)
		}
		if err := c.record(newRecord(part, line)); err != nil {
			return err
		}
	}
	return nil
}

func knownRecord(s string) bool {
	return len(s) >= 2 && s[0] == '0' && strings.IndexByte("1457", s[1]) >= 0
}

// record takes in one record.
func (c *cfonbReader) record(r record) error {
	switch r.kind() {
	case "01":
		if err := c.end(false); err != nil {
			return err
		}
		c.begin(r)
		c.st.Opening, c.st.From = c.balanceRecord(r)
	case "04":
		return c.movement(r)
	case "05":
		if c.cur == nil {
			c.warn(r.line, "complément 05 sans opération 04, ignoré")
			return nil
		}
		c.cur.detail(r)
	case "07":
		return c.closeWith(r)
	default:
		c.warn(r.line, "enregistrement %q inconnu, ignoré", r.kind())
	}
	return nil
}

// begin opens a statement for the account of r.
func (c *cfonbReader) begin(r record) {
	st := &Statement{Account: r.rib(), Line: r.line, Currency: r.currency()}
	if iban := ribIBAN(r.bank(), r.branch(), r.account()); iban != "" {
		st.AccountID, st.Account, st.IBAN = st.Account, iban, iban
	} else {
		c.warn(r.line, "RIB %q incomplet\u00a0: pas d’IBAN", st.Account)
	}
	dec, stated := r.decimals()
	if st.Currency == "" {
		st.Currency = "EUR"
		c.warn(r.line, "devise absente\u00a0: EUR supposé")
	}
	if !stated {
		c.warn(r.line, "nombre de décimales absent\u00a0: 2 supposées")
	}
	c.st, c.dec, c.rib, c.acct = st, dec, r.rib(), r.account()
}

// balanceRecord reads amount and date of a 01 or 07.
func (c *cfonbReader) balanceRecord(r record) (*money.Cents, calendar.Date) {
	day, ok := r.day(35)
	if !ok {
		c.warn(r.line, "date de solde illisible %q", r.field(35, 6))
	}
	v, ok := c.money(r)
	if !ok {
		c.warn(r.line, "solde illisible %q", r.field(91, 14))
		return nil, day
	}
	return &v, day
}

// money is the amount of r in cents.
func (c *cfonbReader) money(r record) (money.Cents, bool) {
	n, plain, ok := r.units()
	if !ok {
		return 0, false
	}
	if plain {
		c.warn(r.line, "montant %q sans signe, lu comme un crédit", r.field(91, 14))
	}
	dec, stated := r.decimals()
	if !stated {
		dec = c.dec
	}
	neg := n < 0
	if neg {
		n = -n
	}
	v, exact, ok := scaled(n, dec)
	if neg {
		v = -v
	}
	if ok && !exact {
		c.warn(r.line, "montant %q à %d décimales arrondi au centime (%s)", r.field(91, 14), dec, v)
	}
	return v, ok
}

// closeWith ends the statement with the balance of a 07.
func (c *cfonbReader) closeWith(r record) error {
	if err := c.sameAccount(r); err != nil {
		return err
	}
	if c.st == nil {
		c.warn(r.line, "nouveau solde 07 sans ancien solde 01")
		c.begin(r)
	}
	c.st.Closing, c.st.To = c.balanceRecord(r)
	return c.end(true)
}

// sameAccount ends the statement when r belongs to another account. Only the
// account number counts: banks have been seen to vary bank and branch code.
func (c *cfonbReader) sameAccount(r record) error {
	if c.st == nil || c.rib == r.rib() {
		return nil
	}
	if c.acct != r.account() {
		c.warn(r.line, "enregistrement %s du compte %s dans le relevé du compte %s", r.kind(), r.rib(), c.rib)
		return c.end(false)
	}
	if !c.ribOK {
		c.ribOK = true
		c.warn(r.line, "codes banque ou guichet %q différents de ceux du relevé (%s), qui l’emportent", r.rib(), c.rib)
	}
	return nil
}

// end hands out the statement being read, if any.
func (c *cfonbReader) end(closed bool) error {
	if c.st == nil {
		return nil
	}
	if err := c.flush(); err != nil {
		return err
	}
	if !closed {
		c.warn(c.st.Line, "compte %s\u00a0: nouveau solde 07 absent", c.st.Account)
	}
	st := c.st
	c.st = nil
	return c.done(st)
}

func clip(s string) string {
	s = clean(s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
