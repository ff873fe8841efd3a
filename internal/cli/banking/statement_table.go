package banking

import (
	"fmt"
	"strings"

	"relance/internal/bank"
	"relance/internal/cli/frame"
	"relance/internal/identifier"
	"relance/internal/money"
)

// statementTable prints one statement for people: its account and balances,
// then a row for each entry.
func statementTable(s *frame.Session, st bank.Statement) error {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s\n", frame.JoinParts(s.W.Statement(st.Kind)+" "+accountText(st), st.Currency, periodText(s, st)))
	fmt.Fprintf(&b, "  %s\n", balanceText(s, st))
	if err := frame.PrintLine(s.Stdout, strings.TrimRight(b.String(), "\n")); err != nil {
		return err
	}
	rows := make([][]string, len(st.Entries))
	for i, e := range st.Entries {
		rows[i] = []string{
			"  " + s.W.ShortDate(e.BookingDate), s.W.ShortDate(e.ValueDate), s.W.Number(e.Amount), entryState(s, e),
			frame.Shorten(frame.JoinParts(e.Counterparty), 40), frame.Shorten(entryText(s, e), 90),
		}
	}
	if len(rows) > 0 {
		s.Figures([]string{"  DATE", "VALUE", "AMOUNT", "STATE", "COUNTERPARTY", "REMITTANCE"}, rows, 2)
	}
	return frame.PrintLine(s.Stdout, "")
}

func accountText(st bank.Statement) string {
	if iban, err := identifier.ParseIBAN(st.IBAN); err == nil {
		return iban.Formatted()
	}
	return st.Account
}

func periodText(s *frame.Session, st bank.Statement) string {
	switch {
	case st.From.IsZero() && st.To.IsZero():
		return ""
	case st.From.IsZero() || st.From == st.To:
		return s.W.Sprintf("at %s", st.To)
	case st.To.IsZero():
		return s.W.Sprintf("since %s", st.From)
	}
	return s.W.Sprintf("from %s to %s", st.From, st.To)
}

// balanceText shows the arithmetic of the statement.
func balanceText(s *frame.Session, st bank.Statement) string {
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
	text := s.W.Sprintf("opening %s, in %s, out %s, closing %s", balance(s, st.Opening), s.W.Number(in), s.W.Number(out), balance(s, st.Closing))
	switch {
	case st.Balanced == nil:
		return text
	case *st.Balanced:
		return text + s.W.Colon() + s.W.Text("it balances")
	}
	return text + s.W.Colon() + s.W.Text("IT DOES NOT BALANCE")
}

func balance(s *frame.Session, c *money.Cents) string {
	if c == nil {
		return s.W.Text("not stated")
	}
	return s.W.Number(*c)
}

func entryState(s *frame.Session, e bank.Entry) string {
	text := s.W.Entry(e.Status)
	if e.Reversal {
		text += s.W.Text(", reversal")
	}
	return text
}

// entryText is what the payer wrote, in one line, with the references a person
// looks for.
func entryText(s *frame.Session, e bank.Entry) string {
	text := strings.Join(strings.Fields(e.Remittance), " ")
	if text == "" {
		text = strings.Join(strings.Fields(e.Label), " ")
	}
	return frame.JoinParts(text, frame.Prefixed(s.W.Text("ref. "), e.EndToEndID), frame.Prefixed("RF ", e.CreditorRef),
		frame.Prefixed(s.W.Text("returned "), frame.JoinParts(e.ReturnReason, s.W.Reword(e.ReturnText))))
}
