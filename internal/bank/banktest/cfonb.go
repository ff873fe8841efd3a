package banktest

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
)

// CFONBOptions varies the file as banks do. The zero value is the usual form.
type CFONBOptions struct {
	Decimals  int    // decimals of the amounts; 0 means 2, -1 means none
	LineEnd   string // between records; empty means CR LF
	OneLine   bool   // no line ends at all
	Latin1    bool   // Windows-1252 instead of UTF-8
	LowerCase bool   // overpunched digits in lower case and é, è for the braces
	NoClosing bool   // leave out the records 07
}

// CFONB writes statements as CFONB 120. Statement.AccountID must be "bank
// branch account" (5, 5 and 11 characters), as bank.Parse sets it, or empty
// beside a French IBAN. Texts are
// cut to the columns that the layout gives them; amounts must be whole units
// of the chosen decimals.
func CFONB(statements []bank.Statement, o CFONBOptions) []byte {
	w := &cfonbWriter{o: o}
	if w.o.Decimals == 0 {
		w.o.Decimals = 2
	}
	for _, st := range statements {
		w.statement(st)
	}
	end := o.LineEnd
	if end == "" {
		end = "\r\n"
	}
	if o.OneLine {
		end = ""
	}
	text := strings.Join(w.records, end) + end
	if o.Latin1 {
		out, err := charmap.Windows1252.NewEncoder().String(text)
		if err == nil {
			return []byte(out)
		}
	}
	return []byte(text)
}

type cfonbWriter struct {
	o       CFONBOptions
	records []string
	st      bank.Statement
	rib     [3]string
}

func (w *cfonbWriter) statement(st bank.Statement) {
	w.st = st
	w.rib = [3]string{}
	copy(w.rib[:], strings.Fields(st.AccountID))
	if n := st.IBAN; st.AccountID == "" && len(n) == 27 && n[:2] == "FR" {
		w.rib = [3]string{n[4:9], n[9:14], n[14:25]}
	}
	w.balance("01", st.From, value(st.Opening))
	for i := range st.Entries {
		w.entry(&st.Entries[i])
	}
	if !w.o.NoClosing {
		w.balance("07", st.To, value(st.Closing))
	}
}

func value(c *money.Cents) money.Cents {
	if c == nil {
		return 0
	}
	return *c
}

// head is columns 1 to 34; op is the bank's operation code, code the
// interbank code.
func (w *cfonbWriter) head(kind, op, code string) string {
	dec := max(w.o.Decimals, 0)
	return kind + col(w.rib[0], 5) + col(op, 4) + col(w.rib[1], 5) + col(w.st.Currency, 3) +
		fmt.Sprint(dec) + " " + col(w.rib[2], 11) + col(code, 2)
}

func (w *cfonbWriter) balance(kind string, day calendar.Date, v money.Cents) {
	w.records = append(w.records, w.head(kind, "", "")+ddmmyy(day)+col("", 50)+w.overpunch(v)+col("", 16))
}

func (w *cfonbWriter) entry(e *bank.Entry) {
	head := w.head("04", "0001", e.Code)
	w.records = append(w.records, head+ddmmyy(e.BookingDate)+col(e.ReturnReason, 2)+ddmmyy(e.ValueDate)+
		col(e.Label, 31)+col("", 2)+"0000000"+col("", 2)+w.overpunch(e.Amount)+col(e.Reference, 16))
	for _, d := range details(e) {
		w.records = append(w.records, w.head("05", "0001", e.Code)+ddmmyy(e.BookingDate)+col("", 5)+d.qualifier+col(d.text, 70)+"  ")
	}
}

type detail struct{ qualifier, text string }

// details are the records 05 of an entry.
func details(e *bank.Entry) []detail {
	var out []detail
	add := func(qualifier, text string) {
		if text != "" {
			out = append(out, detail{qualifier, text})
		}
	}
	if e.Amount < 0 && !e.Reversal {
		add("NBE", e.Counterparty)
	} else {
		add("NPY", e.Counterparty)
	}
	add("NPO", e.UltimateDebtor)
	add("NBU", e.UltimateCreditor)
	add("RCN", e.EndToEndID)
	add("RUM", e.MandateID)
	add("LCS", e.CreditorRef)
	if e.Remittance != e.Label {
		text := []rune(e.Remittance)
		for i, q := 0, "LCC"; i < len(text) && i < 140; i, q = i+70, "LC2" {
			add(q, string(text[i:min(i+70, len(text))]))
		}
	}
	return out
}

// overpunch writes an amount in 14 columns, the sign in the last.
func (w *cfonbWriter) overpunch(v money.Cents) string {
	n, negative := int64(v), v < 0
	if negative {
		n = -n
	}
	for d := max(w.o.Decimals, 0); d > 2; d-- {
		n *= 10
	}
	for d := max(w.o.Decimals, 0); d < 2; d++ {
		n /= 10
	}
	signs := "{ABCDEFGHI"
	if negative {
		signs = "}JKLMNOPQR"
	}
	last := signs[n%10 : n%10+1]
	if w.o.LowerCase {
		last = strings.NewReplacer("{", "é", "}", "è").Replace(strings.ToLower(last))
	}
	return fmt.Sprintf("%013d", n/10) + last
}

func ddmmyy(d calendar.Date) string {
	if d.IsZero() {
		return col("", 6)
	}
	return fmt.Sprintf("%02d%02d%02d", d.Day, int(d.Month), d.Year%100)
}

// col pads or cuts s to n characters.
func col(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		r = r[:n]
	}
	return string(r) + strings.Repeat(" ", n-len(r))
}
