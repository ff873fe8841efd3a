package bank

import (
	"regexp"
	"strconv"
	"strings"

	"relance/internal/calendar"
)

// mtMovement cuts the first line of :61:: value date, entry date MMDD (may be
// blanks or missing), mark, funds letter, amount, type, references.
var mtMovement = regexp.MustCompile(`^(\d{6})(\d{4}|\s{4})?\s*(E?R?[CD])\s?([A-Z])?\s*(\d[0-9.,]*)\s*(?:([NSF][A-Z0-9 ]{3})(.*)|(.*))$`)

// movement opens an entry.
func (m *mtReader) movement(f mtField) {
	st := m.open(f.line)
	p := mtMovement.FindStringSubmatch(strings.TrimSpace(f.first()))
	if p == nil {
		m.warn(f.line, "opération :61: illisible %q, ignorée", clip(f.text()))
		return
	}
	v, ok := m.amount(f.line, "montant", p[5])
	if !ok {
		m.warn(f.line, "montant illisible %q, opération ignorée", p[5])
		return
	}
	e := &Entry{Line: f.line, Status: Booked, Currency: st.Currency}
	mark := p[3]
	if strings.HasPrefix(mark, "E") { // MT942: expected
		e.Status, mark = Pending, mark[1:]
	}
	e.Reversal = strings.HasPrefix(mark, "R")
	if mark == "D" || mark == "RC" {
		v = -v
	}
	e.Amount = v
	e.ValueDate = m.mtDate(f.line, p[1])
	e.BookingDate = m.entryDate(f.line, e.ValueDate, strings.TrimSpace(p[2]))
	e.Code = strings.TrimSpace(p[6])
	m.references(e, p[7]+p[8], f.lines[1:])
	m.cur = e
}

// entryDate completes MMDD with the year that puts it closest to the value
// date; without MMDD the value date serves.
func (m *mtReader) entryDate(line int, value calendar.Date, mmdd string) calendar.Date {
	if mmdd == "" || value.IsZero() {
		return value
	}
	year := value.Year
	switch month, _ := strconv.Atoi(mmdd[:2]); {
	case month-int(value.Month) > 6:
		year--
	case int(value.Month)-month > 6:
		year++
	}
	return m.mtDate(line, twoDigits(year%100)+mmdd)
}

// references reads what follows the type: the customer's reference, after //
// the bank's, and the second line.
func (m *mtReader) references(e *Entry, refs string, more []string) {
	own, bankRef, _ := strings.Cut(refs, "//")
	e.Reference = provided(own)
	switch e.Reference {
	case "EREF", "PREF", "KREF+", "EREF+", "MARF", "IREF": // announces a reference in :86:
		e.Reference = ""
	}
	e.BankRef = provided(bankRef)
	second := join(more...)
	if iban := ibanOf(second); iban != "" {
		e.CounterpartyIBAN = iban
	} else {
		e.Label = second
	}
}

// flush completes the entry being read.
func (m *mtReader) flush() error {
	e := m.cur
	if e == nil {
		return nil
	}
	m.cur = nil
	if n := len(strings.Join(m.info, "")); n > maxInfo {
		m.warn(e.Line, "libellé de %d caractères coupé à %d", n, maxInfo)
	}
	details(e, m.info)
	nonSwift(e, m.extra)
	if e.Remittance == "" {
		e.Remittance = join(e.Label, e.Reference)
	}
	m.info, m.extra = nil, nil
	return m.add(m.st, *e)
}

// nonSwift reads the numbered texts of :NS:, used before :86: was structured:
// 01 to 14 purpose, 15 and 16 name.
func nonSwift(e *Entry, lines []string) {
	var purpose, name []string
	for _, l := range lines {
		if len(l) < 2 || !digit(l[0]) || !digit(l[1]) {
			continue
		}
		switch code := l[:2]; {
		case code >= "01" && code <= "14":
			purpose = append(purpose, l[2:])
		case code == "15" || code == "16":
			name = append(name, l[2:])
		}
	}
	if len(purpose) > 0 {
		e.Remittance = join(e.Remittance, join(purpose...))
	}
	if e.Counterparty == "" {
		e.Counterparty = join(name...)
	}
}
