package bank

import (
	"fmt"
	"regexp"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/tabular"
)

// csv reads the export of a bank's web site.
func (s *sink) csv(text string) error {
	if s.opts.Profile != "" && !known(s.opts.Profile) {
		return fmt.Errorf("profil CSV %q inconnu\u00a0: choisissez parmi %s", s.opts.Profile, strings.Join(profileNames(), ", "))
	}
	l, ok := guess(text, s.opts.Profile)
	if !ok {
		s.file.Format = ""
		return fmt.Errorf("%w\u00a0: il faut un camt, CFONB 120, MT940 ou OFX, ou un CSV avec des colonnes pour la date et pour le montant (ou débit et crédit)", ErrUnknownFormat)
	}
	s.file.Format, s.file.Version = CSV, l.profile.Name
	rows, lines, err := csvRows(text, l.comma, 0)
	if err != nil {
		return err
	}
	c := newCSVReader(s, l, rows, lines)
	c.preamble(rows[:max(l.header, 0)])
	for i := l.header + 1; i < len(rows); i++ {
		if err := c.row(rows[i], lines[i]); err != nil {
			return err
		}
	}
	return c.end()
}

// newCSVReader looks through the whole file before the first row is read.
func newCSVReader(s *sink, l layout, all [][]string, lines []int) *csvReader {
	rows := all[l.header+1:]
	c := &csvReader{sink: s, layout: l, survey: surveyOf(l, rows)}
	c.last, c.worded = lastDated(l, rows, lines[l.header+1:])
	if l.header >= 0 {
		c.ownAccount(rows)
		c.findSign(rows, c.negative)
	}
	s.warn(0, "%s", c.describe())
	if unread := c.unread(); unread != "" {
		s.warn(0, "colonnes non lues\u00a0: %s", unread)
	}
	if l.header < 0 {
		s.warn(0, "fichier sans titres de colonnes\u00a0: contrôler l’interprétation ci-dessus")
	}
	switch c.order {
	case tabular.MonthFirst:
		s.warn(0, "dates lues mois d’abord (mm/jj/aaaa), comme le prouvent certaines lignes")
	case tabular.Mixed:
		s.warn(0, "dates contradictoires\u00a0: certaines lignes prouvent que le jour vient d’abord, d’autres que c’est le mois\u00a0; exporter avec des dates aaaa-mm-jj")
	}
	if len(c.columns[roleAmount]) > 0 && len(c.columns[roleSign])+len(c.columns[roleDebit]) == 0 && !c.negative && c.looksOutgoing(rows) {
		s.warn(0, "aucun montant n’est négatif et aucune colonne ne dit le sens, alors que des libellés parlent de débits\u00a0: contrôler le sens des opérations")
	}
	return c
}

var outgoing = regexp.MustCompile(`(?i)^\s*(prlv|prelevement|prélèvement|achat|retrait|paiement (par )?carte|carte |cb |cotis|frais |vir(ement)? (sepa )?(emis|émis)|ch[eè]que (emis|émis|n))`)

// looksOutgoing tells whether a label speaks of money that leaves.
func (c *csvReader) looksOutgoing(rows [][]string) bool {
	for _, row := range rows {
		for _, i := range c.columns[roleLabel] {
			if outgoing.MatchString(cell(row, i)) {
				return true
			}
		}
	}
	return false
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
	survey
	last     int  // line of the last row with a day
	worded   bool // the rows before it mostly have words
	account  string
	closing  *money.Cents
	opening  *money.Cents
	accounts []*csvAccount
}

// csvAccount is the statement of one account with its column of balances.
type csvAccount struct {
	Statement
	balances []*money.Cents
	fees     []*money.Cents
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
		if h := heading(cell(row, 0)); (h == "solde" || strings.HasPrefix(h, "solde ")) && len(row) > 1 && c.closing == nil {
			c.takeBalance(h, row[1:])
		}
	}
}

// row takes in one row.
func (c *csvReader) row(row []string, line int) error {
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		return nil
	}
	if c.balanceRow(row, line) {
		return nil
	}
	day, ok := c.day(row, roleBooking)
	if !ok {
		if day, ok = c.day(row, roleValue); !ok {
			c.warn(line, "ligne sans date lisible (%q), ignorée", clip(strings.Join(row, " ")))
			return nil
		}
	}
	v, currency, ok := c.sum(row, line)
	if !ok {
		c.warn(line, "ligne sans montant lisible, ignorée\u00a0: %q", clip(strings.Join(row, " ")))
		return nil
	}
	a := c.accountOf(row, line)
	e := Entry{Line: line, BookingDate: day, Amount: v, Currency: c.currencyOf(row, currency, line)}
	e.Status = c.status(c.at(row, roleStatus), line)
	if e.ValueDate, ok = c.day(row, roleValue); !ok {
		e.ValueDate = day
	}
	e.Reference = provided(c.at(row, roleReference))
	e.Counterparty = c.party(row, v)
	e.CounterpartyIBAN = ibanOf(c.at(row, roleIBAN))
	var labels []string
	for _, i := range c.columns[roleLabel] {
		labels = append(labels, provided(cell(row, i)))
	}
	e.Remittance = join(labels...)
	a.balances = append(a.balances, c.balanceIn(c.at(row, roleBalance)))
	a.fees = append(a.fees, c.balanceIn(c.at(row, roleFee)))
	return c.add(&a.Statement, e)
}

// day is the first readable day of a role.
func (c *csvReader) day(row []string, r role) (calendar.Date, bool) {
	for _, i := range c.columns[r] {
		if d, err := tabular.ParseDay(cell(row, i), c.order); err == nil {
			return d, true
		}
	}
	return calendar.Date{}, false
}

// currencyOf is the currency of a row: its column, what stands beside the
// amount, the heading.
func (c *csvReader) currencyOf(row []string, beside string, line int) string {
	column := strings.ToUpper(c.at(row, roleCurrency))
	switch column {
	case "€", "EURO", "EUROS":
		column = "EUR"
	case "$":
		column = "USD"
	case "£":
		column = "GBP"
	}
	if column != "" && beside != "" && column != beside {
		c.warn(line, "montant en %s, mais la colonne devise dit %s\u00a0: %s retenu", beside, clip(column), beside)
	}
	return first(beside, column, c.survey.currency)
}

// party is the other party's name: of several columns, the payee's on money
// out and the payer's on money in.
func (c *csvReader) party(row []string, v money.Cents) string {
	fallback := ""
	for _, i := range c.columns[roleCounterparty] {
		name := cell(row, i)
		if name == "" {
			continue
		}
		if len(c.columns[roleCounterparty]) > 1 && i < len(c.titles) && paysIn.MatchString(heading(c.titles[i])) != (v > 0) {
			fallback = first(fallback, name)
			continue
		}
		return name
	}
	return fallback
}

var paysIn = words("payer payeur emetteur sender debtor donneur* from debiteur expediteur")

// status reads the column of statuses. What is not booked for sure settles
// nothing.
func (c *csvReader) status(s string, line int) Status {
	switch s = unaccented(s); {
	case s == "":
	case matches(s, "attente", "a venir", "pending", "processing", "en cours", "authori", "autoris", "planned", "schedul", "programm", "a confirmer", "non comptabilise", "not booked", "unsettled"):
		return Pending
	case matches(s, "refus", "annul", "rejet", "declin", "cancel", "revert", "fail", "echou", "echec", "reject", "delet", "supprim", "suspend", "expir", "void", "impaye",
		"rembours", "refund", "disput"):
		c.warn(line, "opération %q\u00a0: montrée, elle ne règle rien", clip(s))
		return Info
	}
	return Booked
}

func matches(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
