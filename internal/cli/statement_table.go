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
	fmt.Fprintf(&b, "  %s\n", joinParts(fr.Statement(st.Kind)+" "+accountText(st), st.Currency, periodText(st)))
	fmt.Fprintf(&b, "  %s\n", balanceText(st))
	if err := printLine(s.Stdout, strings.TrimRight(b.String(), "\n")); err != nil {
		return err
	}
	rows := make([][]string, len(st.Entries))
	for i, e := range st.Entries {
		rows[i] = []string{"  " + e.BookingDate.FrenchShort(), e.ValueDate.FrenchShort(), money.FrenchNumber(e.Amount), entryState(e), shorten(joinParts(e.Counterparty), 40), shorten(entryText(e), 90)}
	}
	if len(rows) > 0 {
		s.figures([]string{"  DATE", "VALEUR", "MONTANT", "ÉTAT", "CONTREPARTIE", "LIBELLÉ"}, rows, 2)
	}
	return printLine(s.Stdout, "")
}

func accountText(st bank.Statement) string {
	if iban, err := identifier.ParseIBAN(st.IBAN); err == nil {
		return iban.Formatted()
	}
	return st.Account
}

func periodText(st bank.Statement) string {
	switch {
	case st.From.IsZero() && st.To.IsZero():
		return ""
	case st.From.IsZero() || st.From == st.To:
		return "au " + st.To.FrenchShort()
	case st.To.IsZero():
		return "depuis le " + st.From.FrenchShort()
	}
	return "du " + st.From.FrenchShort() + " au " + st.To.FrenchShort()
}

// balanceText shows the arithmetic of the statement.
func balanceText(st bank.Statement) string {
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
	text := fmt.Sprintf("ouverture %s, entrées %s, sorties %s, clôture %s", balance(st.Opening), money.FrenchNumber(in), money.FrenchNumber(out), balance(st.Closing))
	switch {
	case st.Balanced == nil:
		return text
	case *st.Balanced:
		return text + "\u00a0: équilibré"
	}
	return text + "\u00a0: NE S’ÉQUILIBRE PAS"
}

func balance(c *money.Cents) string {
	if c == nil {
		return "non indiquée"
	}
	return money.FrenchNumber(*c)
}

func entryState(e bank.Entry) string {
	text := fr.Entry(e.Status)
	if e.Reversal {
		text += ", annulation"
	}
	return text
}

// entryText is what the payer wrote, in one line, with the references a person
// looks for.
func entryText(e bank.Entry) string {
	text := strings.Join(strings.Fields(e.Remittance), " ")
	if text == "" {
		text = strings.Join(strings.Fields(e.Label), " ")
	}
	return joinParts(text, prefixed("réf. ", e.EndToEndID), prefixed("RF ", e.CreditorRef), prefixed("rejet ", joinParts(e.ReturnReason, e.ReturnText)))
}
