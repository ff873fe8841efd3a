package bank

import (
	"fmt"
	"regexp"
	"strings"

	"relance/internal/money"
)

// csv reads the export of a bank's web site.
func (s *sink) csv(text string) error {
	if s.opts.Profile != "" && !known(s.opts.Profile) {
		return fmt.Errorf("profil CSV %q inconnu\u00a0: choisissez parmi %s", s.opts.Profile, strings.Join(Profiles(), ", "))
	}
	l, ok := guess(text, s.opts.Profile)
	if !ok {
		s.file.Format = ""
		return fmt.Errorf("%w\u00a0: il faut un camt, CFONB 120, MT940 ou OFX, ou un CSV avec des colonnes pour la date et pour le montant (ou débit et crédit)", ErrUnknownFormat)
	}
	s.file.Format, s.file.Version = CSV, l.profile.Name
	s.warn(0, "%s", l.describe())
	if l.header < 0 {
		s.warn(0, "fichier sans titres de colonnes\u00a0: contrôler l’interprétation ci-dessus")
	}
	rows, lines, err := csvRows(text, l.comma, 0)
	if err != nil {
		return err
	}
	c := &csvReader{sink: s, layout: l, sep: decimalMark(l, rows)}
	c.preamble(rows[:max(l.header, 0)])
	for i := l.header + 1; i < len(rows); i++ {
		if err := c.row(rows[i], lines[i]); err != nil {
			return err
		}
	}
	return c.end()
}

func known(profile string) bool {
	for _, p := range profiles {
		if p.Name == profile {
			return true
		}
	}
	return false
}

// csvReader collects the rows of each account.
type csvReader struct {
	*sink
	layout
	sep      byte // decimal separator, 0 when the file does not tell
	account  string
	closing  *money.Cents
	accounts []*csvAccount
}

// csvAccount is the statement of one account with its column of balances.
type csvAccount struct {
	Statement
	balances []*money.Cents
}

// decimalMark finds the decimal separator all amounts agree on.
func decimalMark(l layout, rows [][]string) byte {
	comma, point := 0, 0
	for _, r := range []role{roleAmount, roleDebit, roleCredit, roleBalance} {
		for _, c := range l.columns[r] {
			for _, row := range rows[l.header+1:] {
				v := strings.TrimRight(cell(row, c), " €EUR")
				switch i := strings.LastIndexAny(v, ".,"); {
				case i < 0 || len(v)-i-1 == 3:
				case v[i] == ',':
					comma++
				default:
					point++
				}
			}
		}
	}
	switch {
	case comma > 0 && point == 0:
		return ','
	case point > 0 && comma == 0:
		return '.'
	}
	return 0
}

var (
	preambleAccount = regexp.MustCompile(`(?i)compte[^0-9A-Z]*(?:n[°o]?\s*)?[:;,\s]*"?([0-9][0-9A-Z ]{5,22})`)
	preambleIBAN    = regexp.MustCompile(`\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b`)
)

// preamble reads account, currency and balance above the headings.
func (c *csvReader) preamble(rows [][]string) {
	for _, row := range rows {
		text := strings.Join(row, " ; ")
		if iban := ibanOf(preambleIBAN.FindString(text)); iban != "" {
			c.account = iban
		}
		if p := preambleAccount.FindStringSubmatch(text); p != nil && c.account == "" {
			c.account = compact(p[1])
		}
		if h := heading(cell(row, 0)); (h == "solde" || strings.HasPrefix(h, "solde au ")) && len(row) > 1 {
			if v, _, ok := decimal(trimUnit(cell(row, 1)), c.sep); ok && c.closing == nil {
				c.closing = &v
			}
		}
	}
}

// row takes in one row.
func (c *csvReader) row(row []string, line int) error {
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		return nil
	}
	text := c.at(row, roleBooking)
	day, ok := looseDate(text)
	if !ok {
		c.warn(line, "ligne sans date lisible (%q), ignorée", clip(strings.Join(row, " ")))
		return nil
	}
	v, ok := c.sum(row, line)
	if !ok {
		c.warn(line, "ligne sans montant lisible, ignorée\u00a0: %q", clip(strings.Join(row, " ")))
		return nil
	}
	a := c.accountOf(row, line)
	e := Entry{Line: line, BookingDate: day, Amount: v, Status: csvStatus(c.at(row, roleStatus))}
	if e.ValueDate, ok = looseDate(c.at(row, roleValue)); !ok {
		e.ValueDate = day
	}
	e.Currency = strings.ToUpper(c.at(row, roleCurrency))
	e.Reference = provided(c.at(row, roleReference))
	e.Counterparty = c.at(row, roleCounterparty)
	e.CounterpartyIBAN = ibanOf(c.at(row, roleIBAN))
	var labels []string
	for _, i := range c.columns[roleLabel] {
		labels = append(labels, cell(row, i))
	}
	e.Remittance = join(labels...)
	var balance *money.Cents
	if b, _, ok := decimal(trimUnit(c.at(row, roleBalance)), c.sep); ok {
		balance = &b
	}
	a.balances = append(a.balances, balance)
	return c.add(&a.Statement, e)
}

// at is the cell of the first column of a role.
func (c *csvReader) at(row []string, r role) string {
	if cols := c.columns[r]; len(cols) > 0 {
		return cell(row, cols[0])
	}
	return ""
}

// sum is the signed amount: one column, or credit minus debit, where banks
// write debits with or without a minus sign.
func (c *csvReader) sum(row []string, line int) (money.Cents, bool) {
	if len(c.columns[roleAmount]) > 0 {
		return c.amount(line, "montant", trimUnit(c.at(row, roleAmount)), c.sep)
	}
	debit, isDebit := c.filled(row, roleDebit, line)
	credit, isCredit := c.filled(row, roleCredit, line)
	switch {
	case isDebit && isCredit && debit != 0 && credit != 0:
		c.warn(line, "débit et crédit sur la même ligne")
		return credit - abs(debit), true
	case isDebit && debit != 0:
		return -abs(debit), true
	}
	return credit, isDebit || isCredit
}

func (c *csvReader) filled(row []string, r role, line int) (money.Cents, bool) {
	v := trimUnit(c.at(row, r))
	if v == "" {
		return 0, false
	}
	return c.amount(line, roleNames[r], v, c.sep)
}

// trimUnit removes a currency behind an amount.
func trimUnit(s string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(s, "€"), "EUR"), "Euros"))
}

func csvStatus(s string) Status {
	if s == "" {
		return Booked
	}
	switch s = fold(s); {
	case strings.Contains(s, "attente"), strings.Contains(s, "a venir"), s == "pending":
		return Pending
	case strings.Contains(s, "refus"), strings.Contains(s, "annul"), strings.Contains(s, "rejet"), s == "declined", s == "canceled":
		return Info
	}
	return Booked
}
