package bank

import (
	"regexp"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
)

// header takes in a tag of the statement itself.
func (m *mtReader) header(f mtField) error {
	if m.inside() && (f.tag == "20" || strings.HasPrefix(f.tag, "25")) {
		m.info = append(m.info, ":"+f.tag+":"+f.text())
		return nil
	}
	st := m.open(f.line)
	switch f.tag {
	case "20":
		st.ID = clean(f.first())
	case "25", "25P":
		if m.cur != nil { // some exports write :25: for :86:
			m.warn(f.line, "balise :25: à la place de :86:, lue comme libellé")
			m.info = append(m.info, f.lines...)
			return nil
		}
		st.Account = clean(f.first())
	case "28", "28C":
		st.Sequence = compact(f.text())
	case "34F", "13", "13D", "90C", "90D":
		st.Kind = KindReport
		if st.Currency == "" && f.tag == "34F" && len(f.first()) >= 3 {
			st.Currency = f.first()[:3]
		}
	case "60", "60F", "60M":
		if v, day, ok := m.balance940(f); ok {
			st.Opening, st.From = &v, day
		}
	case "62", "62F", "62M":
		if err := m.flush(); err != nil {
			return err
		}
		if v, day, ok := m.balance940(f); ok {
			st.Closing, st.To = &v, day
		}
		m.closed = true
	}
	return nil
}

var mtBalance = regexp.MustCompile(`^([CD])(\d{6})([A-Z]{3})?\s*([0-9.,]+)`)

// balance940 reads C|D, date, currency (missing in some files), amount.
func (m *mtReader) balance940(f mtField) (money.Cents, calendar.Date, bool) {
	p := mtBalance.FindStringSubmatch(compact(f.first()))
	if p == nil {
		m.warn(f.line, "solde :%s: illisible %q", f.tag, clip(f.text()))
		return 0, calendar.Date{}, false
	}
	v, ok := m.amount(f.line, "solde", p[4])
	if !ok {
		m.warn(f.line, "solde :%s: illisible %q", f.tag, clip(f.text()))
		return 0, calendar.Date{}, false
	}
	if p[1] == "D" {
		v = -v
	}
	if p[3] == "" {
		m.warn(f.line, "solde :%s: sans devise", f.tag)
	} else if m.st.Currency == "" {
		m.st.Currency = p[3]
	}
	return v, m.mtDate(f.line, p[2]), true
}

// mtDate reads YYMMDD. A 30 February, which banks use as a value date in
// months of thirty days, becomes the last day of the month.
func (m *mtReader) mtDate(line int, s string) calendar.Date {
	if d, ok := ymd(s[0:2], s[2:4], s[4:6]); ok {
		return d
	}
	first, ok := ymd(s[0:2], s[2:4], "01")
	if !ok || s[4:6] < "29" || s[4:6] > "31" {
		m.warn(line, "date illisible %q", s)
		return calendar.Date{}
	}
	last := calendar.NewDate(first.Year, first.Month+1, 0)
	m.warn(line, "le %s n’existe pas\u00a0: lu comme %s", s, last)
	return last
}
