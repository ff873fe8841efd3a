package bank

import (
	"regexp"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/tabular"
)

// Rows that hold a balance or a total stand among the movements of some
// exports. Only words that cannot be the reason of a payment are taken for
// one: „Solde de tout compte“ or „Solde facture 12“ is what payers write.
var (
	closingWords = regexp.MustCompile(`^(nouveau solde( (au|le|en|du|a la date) .*)?|solde (final|crediteur|debiteur|comptable|actuel|nouveau|disponible|reel|de cloture|de fin|en fin de periode|fin de periode|du compte|courant)( .*)?|solde (au|a la date du|le|en date du) \d.*|closing balance.*|ending balance.*|end balance.*|available balance.*|current balance.*|balance carried forward|balance c f|solde en (euros?|eur))$`)
	openingWords = regexp.MustCompile(`^(ancien solde( (au|le|en|du|a la date) .*)?|solde (initial|precedent|anterieur|reporte|ancien|d ouverture|de depart|de debut|en debut de periode|debut de periode|debiteur precedent|crediteur precedent)( .*)?|report( (a nouveau|du solde|solde|de solde))?|opening balance.*|starting balance.*|beginning balance.*|previous balance.*|balance brought forward|balance b f)$`)
	totalWords   = regexp.MustCompile(`^(sous )?(total|totaux)( (general|des (operations|mouvements|debits?|credits?|ecritures|lignes)|debits?|credits?|mouvements|operations|du compte|periode|de la periode))*$|^(grand |sub)?totals?$`)
	accountCell  = regexp.MustCompile(`^(\d{4,5} )?\d{6,16}[A-Z]?$`)
)

// balanceRow takes a row of a balance or a total out of the movements, and
// keeps what it says.
func (c *csvReader) balanceRow(row []string, line int) bool {
	if account, ok := c.closingWithoutWords(row, line); ok {
		if c.account == "" {
			c.account = account
		}
		return true
	}
	if name := c.at(row, roleCounterparty); name != "" {
		return false
	}
	for i := range row {
		h := tabular.Heading(cell(row, i))
		if h == "" || isDay(cell(row, i)) {
			continue
		}
		switch bare := h == "solde" || h == "balance"; {
		case totalWords.MatchString(h):
			c.warn(line, "ligne de total (%q)\u00a0: ce n’est pas une opération", clip(cell(row, i)))
		case bare && i == 0, closingWords.MatchString(h), openingWords.MatchString(h), bare && c.alone(row, i):
			c.takeBalance(h, row)
			c.warn(line, "ligne de solde (%q)\u00a0: ce n’est pas une opération", clip(cell(row, i)))
		default:
			return false
		}
		return true
	}
	return false
}

// alone tells that the row has no other text than cell i.
func (c *csvReader) alone(row []string, i int) bool {
	for j := range row {
		v := cell(row, j)
		if _, err := tabular.ParseAmount(v, c.mark); j != i && v != "" && !isDay(v) && err != nil && !accountCell.MatchString(v) {
			return false
		}
	}
	return true
}

func isDay(s string) bool {
	_, err := tabular.ParseDay(s, tabular.DayFirst)
	return err == nil
}

// takeBalance keeps the last amount of a row that speaks of a balance.
func (c *csvReader) takeBalance(heading string, row []string) {
	var sum *money.Cents
	for i := range row {
		v := cell(row, i)
		if a, err := tabular.ParseAmount(v, c.mark); err == nil && !isDay(v) && strings.ContainsAny(v, ".,") {
			sum = &a.Sum
		}
	}
	switch {
	case sum == nil:
	case openingWords.MatchString(heading):
		c.opening = sum
	default:
		c.closing = sum
	}
}

// lastDated is the line of the last row with a day, 0 when there is none. It
// is worded when at least half of the rows before have words.
func lastDated(l layout, rows [][]string, lines []int) (last int, worded bool) {
	texts, dated := 0, 0
	for i, row := range rows {
		if !isDay(l.at(row, roleBooking)) {
			continue
		}
		if worded = texts > 0 && texts*2 >= dated; l.hasWords(row) {
			texts++
		}
		last, dated = lines[i], dated+1
	}
	return last, worded
}

// at is the first filled cell of a role.
func (l layout) at(row []string, r role) string {
	for _, i := range l.columns[r] {
		if v := cell(row, i); v != "" {
			return v
		}
	}
	return ""
}

func (l layout) hasWords(row []string) bool {
	for _, i := range l.columns[roleLabel] {
		if v := cell(row, i); v != "" && !accountCell.MatchString(v) {
			return true
		}
	}
	return false
}

// closingWithoutWords recognises the balance that LCL puts below a file
// without headings: the last row has a day and an amount like the others, but
// no words, while the others have; what it has besides is an account number.
func (c *csvReader) closingWithoutWords(row []string, line int) (account string, ok bool) {
	if c.header >= 0 || line != c.last {
		return "", false
	}
	day, amount := false, (*money.Cents)(nil)
	for i := range row {
		v := cell(row, i)
		a, err := tabular.ParseAmount(v, c.mark)
		switch {
		case v == "":
		case isDay(v) && !day:
			day = true
		case accountCell.MatchString(v):
			account = compact(v)
		case err == nil && strings.ContainsAny(v, ".,") && amount == nil:
			amount = &a.Sum
		case err == nil:
		default:
			return "", false
		}
	}
	if !day || amount == nil || !c.worded {
		return "", false
	}
	c.closing = amount
	c.warn(line, "dernière ligne sans libellé\u00a0: c’est le solde du compte, pas une opération")
	return account, true
}

// balanceIn reads a balance or a fee; nil when the cell holds none.
func (c *csvReader) balanceIn(text string) *money.Cents {
	text, side := tabular.CutSide(text)
	a, err := tabular.ParseAmount(text, c.mark)
	if err != nil || a.Thousandth() {
		return nil
	}
	if side == tabular.Debit {
		a.Sum = -abs(a.Sum)
	}
	return &a.Sum
}

// deductFees takes the fees off the amounts when the balances prove that the
// bank did: some exports give them in a column of their own.
func (a *csvAccount) deductFees(c *csvReader) {
	charged := false
	for _, f := range a.fees {
		charged = charged || f != nil && *f != 0
	}
	if !charged || len(c.columns[roleAmount]) == 0 {
		return
	}
	without := make([]money.Cents, len(a.Entries))
	for i := range a.Entries {
		without[i] = a.Entries[i].Amount
		if f := a.fees[i]; f != nil {
			a.Entries[i].Amount -= abs(*f)
		}
	}
	if len(a.Entries) > 1 && complete(a.balances) && (a.runs(1) || a.runs(-1)) {
		c.warn(a.Line, "frais déduits des montants, comme le montrent les soldes")
		return
	}
	for i := range a.Entries {
		a.Entries[i].Amount = without[i]
	}
	if !complete(a.balances) || !a.runs(1) && !a.runs(-1) {
		c.warn(a.Line, "colonne de frais\u00a0: les montants sont lus tels quels, sans les déduire")
	}
}

// ownAccount decides whose account a column is that stands beside the other
// party's name: the holder's is on each row, and the same whoever pays.
func (c *csvReader) ownAccount(rows [][]string) {
	account, iban := c.columns[roleAccount], c.columns[roleIBAN]
	if len(account) > 0 && len(iban) == 0 && c.othersAccount(rows, account[0]) {
		c.columns[roleIBAN] = account
		delete(c.columns, roleAccount)
		return
	}
	if len(account) == 0 && len(iban) > 0 && iban[0] < len(c.titles) && heading(c.titles[iban[0]]) == "iban" && c.everyRow(rows, iban[0]) {
		c.columns[roleAccount] = iban
		delete(c.columns, roleIBAN)
	}
}

// othersAccount: the heading speaks of a number, the column stands right
// behind the other party's name, and the cells are not all the same.
func (c *csvReader) othersAccount(rows [][]string, account int) bool {
	if account == 0 || account >= len(c.titles) || !wordsAccount.MatchString(heading(c.titles[account])) {
		return false
	}
	behind := false
	for _, p := range c.columns[roleCounterparty] {
		behind = behind || p == account-1
	}
	return behind && (len(rows) == 1 || !c.everyRow(rows, account))
}

// everyRow tells that a column holds one and the same value on all of at least
// two rows.
func (c *csvReader) everyRow(rows [][]string, column int) bool {
	n, value := 0, ""
	for _, row := range rows {
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		v := cell(row, column)
		if v == "" || n > 0 && v != value {
			return false
		}
		n, value = n+1, v
	}
	return n > 1
}

// bookingDays is how many cells of a column are days.
func bookingDays(rows [][]string, c int) int {
	n := 0
	for _, row := range rows {
		if d, err := tabular.ParseDay(cell(row, c), tabular.DayFirst); err == nil && d != (calendar.Date{}) {
			n++
		}
	}
	return n
}
