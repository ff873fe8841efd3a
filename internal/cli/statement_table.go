package cli

import (
	"fmt"
	"strings"

	"relance/internal/bank"
	"relance/internal/identifier"
	"relance/internal/money"
)

// statementTable prints one statement for people: its account and balances,
// then a row for each entry.
func (s *session) statementTable(st bank.Statement) error {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s\n", joinParts(s.w.Statement(st.Kind)+" "+accountText(st), st.Currency, s.periodText(st)))
	fmt.Fprintf(&b, "  %s\n", s.balanceText(st))
	if err := printLine(s.Stdout, strings.TrimRight(b.String(), "\n")); err != nil {
		return err
	}
	rows := make([][]string, len(st.Entries))
	for i, e := range st.Entries {
		rows[i] = []string{
			"  " + s.w.ShortDate(e.BookingDate), s.w.ShortDate(e.ValueDate), s.w.Number(e.Amount), s.entryState(e),
			shorten(joinParts(e.Counterparty), 40), shorten(s.entryText(e), 90),
		}
	}
	if len(rows) > 0 {
		s.figures([]string{"  DATE", "VALUE", "AMOUNT", "STATE", "COUNTERPARTY", "REMITTANCE"}, rows, 2)
	}
	return printLine(s.Stdout, "")
}

func accountText(st bank.Statement) string {
	if iban, err := identifier.ParseIBAN(st.IBAN); err == nil {
		return iban.Formatted()
	}
	return st.Account
}

func (s *session) periodText(st bank.Statement) string {
	switch {
	case st.From.IsZero() && st.To.IsZero():
		return ""
	case st.From.IsZero() || st.From == st.To:
		return s.w.Sprintf("at %s", st.To)
	case st.To.IsZero():
		return s.w.Sprintf("since %s", st.From)
	}
	return s.w.Sprintf("from %s to %s", st.From, st.To)
}

// balanceText shows the arithmetic of the statement.
func (s *session) balanceText(st bank.Statement) string {
	var in, out money.Cents
	for _, e := range st.Entries {
		switch {
		case e.Status != bank.Booked:
		case e.Amount >= 0:
			in += e.Amount
		default:
			out += e.Amount
		}
	}
	text := s.w.Sprintf("opening %s, in %s, out %s, closing %s", s.balance(st.Opening), s.w.Number(in), s.w.Number(out), s.balance(st.Closing))
	switch {
	case st.Balanced == nil:
		return text
	case *st.Balanced:
		return text + s.w.Colon() + s.w.Text("it balances")
	}
	return text + s.w.Colon() + s.w.Text("IT DOES NOT BALANCE")
}

func (s *session) balance(c *money.Cents) string {
	if c == nil {
		return s.w.Text("not stated")
	}
	return s.w.Number(*c)
}

func (s *session) entryState(e bank.Entry) string {
	text := s.w.Entry(e.Status)
	if e.Reversal {
		text += s.w.Text(", reversal")
	}
	return text
}

// entryText is what the payer wrote, in one line, with the references a person
// looks for.
func (s *session) entryText(e bank.Entry) string {
	text := strings.Join(strings.Fields(e.Remittance), " ")
	if text == "" {
		text = strings.Join(strings.Fields(e.Label), " ")
	}
	return joinParts(text, prefixed(s.w.Text("ref. "), e.EndToEndID), prefixed("RF ", e.CreditorRef),
		prefixed(s.w.Text("returned "), joinParts(e.ReturnReason, s.w.Reword(e.ReturnText))))
}
