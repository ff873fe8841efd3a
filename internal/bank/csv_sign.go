package bank

import (
	"errors"
	"strings"

	"relance/internal/money"
	"relance/internal/tabular"
)

// survey is what the amounts and days of a whole file tell.
type survey struct {
	mark     byte          // decimal mark, 0 when the file does not tell
	order    tabular.Order // of days in figures
	negative bool          // some amount bears a minus
	currency string        // named in the heading of the amounts
}

// surveyOf looks at all cells of amounts and days.
func surveyOf(l layout, rows [][]string) survey {
	var s survey
	var marks tabular.Marks
	var days tabular.Days
	for _, row := range rows {
		for _, r := range []role{roleAmount, roleDebit, roleCredit, roleBalance} {
			for _, c := range l.columns[r] {
				v, side := tabular.CutSide(cell(row, c))
				marks.See(v)
				s.negative = s.negative || r == roleAmount && (side == tabular.Debit || strings.ContainsAny(v, "-−–("))
			}
		}
		for _, r := range []role{roleBooking, roleValue} {
			for _, c := range l.columns[r] {
				days.See(cell(row, c))
			}
		}
	}
	s.mark, s.order = marks.Mark(), days.Order()
	for _, r := range []role{roleAmount, roleCredit} {
		for _, c := range l.columns[r] {
			if c < len(l.titles) && s.currency == "" {
				if p := unitInTitle.FindStringSubmatch(l.titles[c]); p != nil && tabular.IsCurrency(p[1]+p[2]) {
					s.currency = p[1] + p[2]
				}
			}
		}
	}
	return s
}

// findSign looks for the column that says which way the money goes, when no
// heading gives it away: amounts without a sign, and a column in which each
// cell is a word for one side or the other.
func (l *layout) findSign(rows [][]string, negative bool) {
	if len(l.columns[roleSign]) > 0 || len(l.columns[roleAmount]) == 0 || negative {
		return
	}
	taken := map[int]bool{}
	for r, columns := range l.columns {
		for _, c := range columns {
			taken[c] = taken[c] || r != roleLabel
		}
	}
	for c := range widest(rows) {
		if taken[c] || !sides(rows, c) {
			continue
		}
		l.columns[roleSign] = []int{c}
		labels := l.columns[roleLabel][:0:0]
		for _, i := range l.columns[roleLabel] {
			if i != c {
				labels = append(labels, i)
			}
		}
		l.columns[roleLabel] = labels
		return
	}
}

// sides tells whether each filled cell of a column names a side. One side
// alone is believed only in the words of accounting.
func sides(rows [][]string, c int) bool {
	debit, credit, sure := 0, 0, true
	for _, row := range rows {
		v := cell(row, c)
		if v == "" {
			continue
		}
		switch tabular.SideOf(v) {
		case tabular.Debit:
			debit++
		case tabular.Credit:
			credit++
		default:
			return false
		}
		_, short := tabular.CutSide(v)
		sure = sure && short != tabular.NoSide
	}
	return debit > 0 && credit > 0 || debit+credit > 0 && sure
}

// sum is the signed amount of a row: credit minus debit, or one column with a
// sign of its own, or one whose side stands in another column. Banks write
// debits with or without a minus sign. ok is false when the row has no amount
// that is beyond doubt; the reason is a warning.
func (c *csvReader) sum(row []string, line int) (v money.Cents, currency string, ok bool) {
	debit, isDebit, fault1 := c.money(row, roleDebit, line)
	credit, isCredit, fault2 := c.money(row, roleCredit, line)
	switch {
	case fault1 || fault2:
		return 0, "", false
	case isDebit && isCredit && debit.Sum != 0 && credit.Sum != 0:
		c.warn(line, "débit et crédit sur la même ligne")
		return credit.Sum - abs(debit.Sum), credit.Currency, true
	case isDebit && debit.Sum != 0:
		return -abs(debit.Sum), debit.Currency, true
	case isCredit && (credit.Sum != 0 || len(c.columns[roleAmount]) == 0):
		return credit.Sum, credit.Currency, true
	}
	if len(c.columns[roleAmount]) == 0 {
		return 0, "", isDebit
	}
	return c.signed(row, line)
}

// signed reads the one column of amounts, with the column of sides if there
// is one.
func (c *csvReader) signed(row []string, line int) (money.Cents, string, bool) {
	text, side := tabular.CutSide(c.at(row, roleAmount))
	a, ok := c.parse("montant", text, line)
	if !ok {
		return 0, "", false
	}
	if written := c.at(row, roleSign); written != "" && len(c.columns[roleSign]) > 0 {
		own := tabular.SideOf(written)
		if own == tabular.NoSide && a.Sum >= 0 && !c.negative {
			c.warn(line, "sens %q inconnu (débit ou crédit\u00a0?), ligne ignorée", clip(written))
			return 0, "", false
		}
		side = own
	} else if written == "" && len(c.columns[roleSign]) > 0 && a.Sum > 0 && !c.negative && side == tabular.NoSide {
		c.warn(line, "sens absent (débit ou crédit\u00a0?), ligne ignorée")
		return 0, "", false
	}
	switch {
	case side == tabular.Debit:
		return -abs(a.Sum), a.Currency, true
	case side == tabular.Credit && a.Sum < 0:
		c.warn(line, "montant négatif au crédit (%s)\u00a0: lu comme une sortie", a.Sum)
	}
	return a.Sum, a.Currency, true
}

// money reads the amount of a role; there is none in an empty cell.
func (c *csvReader) money(row []string, r role, line int) (a tabular.Amount, filled, fault bool) {
	v, _ := tabular.CutSide(c.at(row, r))
	if v == "" || strings.Trim(v, "-–") == "" {
		return a, false, false
	}
	a, ok := c.parse(roleNames[r], v, line)
	return a, ok, !ok
}

// parse reads one amount; a doubt is a warning that names it.
func (c *csvReader) parse(what, text string, line int) (tabular.Amount, bool) {
	a, err := tabular.ParseAmount(text, c.mark)
	switch {
	case errors.Is(err, tabular.ErrAmbiguous), err == nil && a.Thousandth():
		c.warn(line, "%s ambigu %q (milliers ou décimales\u00a0?), ligne ignorée\u00a0: exporter avec deux décimales", what, clip(text))
		return a, false
	case err != nil:
		return a, false
	case a.Rounded():
		c.rounded++
		c.warn(line, "%s %q arrondi au centime (%s)", what, clip(text), a.Sum)
	}
	if a.Currency == "$" {
		a.Currency = "USD"
	}
	return a, true
}
