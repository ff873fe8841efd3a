package bank_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"relance/internal/bank"
	"relance/internal/bank/banktest"
	"relance/internal/calendar"
	"relance/internal/money"
)

// label draws a text as payers and banks write it: no blanks at the ends, none
// doubled.
func label(maxLen int) *rapid.Generator[string] {
	letters := []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij0123456789éèàçÉô'&<>.-/:+")
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringOfN(rapid.SampledFrom(append(letters, ' ', ' ')), 1, maxLen, -1).Draw(t, "text")
		s = strings.Join(strings.Fields(s), " ")
		if strings.Trim(s, "0 -./") == "" {
			return "FACTURE 1"
		}
		return s
	})
}

func day() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.NewDate(2026, 1, 1).AddDays(rapid.IntRange(0, 700).Draw(t, "day"))
	})
}

func sum() *rapid.Generator[money.Cents] {
	return rapid.Custom(func(t *rapid.T) money.Cents {
		v := money.Cents(rapid.Int64Range(-999_999_999_99, 999_999_999_99).Draw(t, "cents"))
		if v == 0 {
			return 1
		}
		return v
	})
}

func reference() *rapid.Generator[string] { return rapid.StringMatching(`[A-Z]{2}[1-9][0-9]{4,10}`) }

// optional draws from g or gives "".
func optional(t *rapid.T, name string, g *rapid.Generator[string]) string {
	if rapid.Bool().Draw(t, "has "+name) {
		return g.Draw(t, name)
	}
	return ""
}

// rib draws an account of a French bank.
func rib() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return rapid.StringMatching(`[1-9][0-9]{4}`).Draw(t, "bank") + " " +
			rapid.StringMatching(`[0-9]{5}`).Draw(t, "branch") + " " +
			rapid.StringMatching(`[0-9A-Z]{11}`).Draw(t, "account")
	})
}

func statements() *rapid.Generator[[]bank.Statement] {
	return rapid.Custom(func(t *rapid.T) []bank.Statement {
		return rapid.SliceOfN(rapid.Custom(statement), 1, 3).Draw(t, "statements")
	})
}

func statement(t *rapid.T) bank.Statement {
	opening := sum().Draw(t, "opening")
	closing := opening
	st := bank.Statement{
		AccountID: rib().Draw(t, "rib"), Currency: "EUR", ID: "R1", Sequence: "7",
		From: day().Draw(t, "from"), To: day().Draw(t, "to"), Opening: &opening, Closing: &closing,
		Entries: rapid.SliceOfN(rapid.Custom(entry), 0, 6).Draw(t, "entries"),
	}
	for _, e := range st.Entries {
		closing += e.Amount
	}
	ok := true
	st.Balanced = &ok
	return st
}

func entry(t *rapid.T) bank.Entry {
	e := bank.Entry{
		BookingDate: day().Draw(t, "booked"), ValueDate: day().Draw(t, "value"), Amount: sum().Draw(t, "amount"),
		Currency: "EUR", Status: bank.Booked, Code: "05",
		Label:        label(31).Draw(t, "label"),
		Counterparty: optional(t, "payer", label(70)),
		EndToEndID:   optional(t, "end to end", label(35)),
		CreditorRef:  optional(t, "creditor ref", label(35)),
		MandateID:    optional(t, "mandate", reference()),
		Remittance:   label(140).Draw(t, "remittance"),
		Reference:    optional(t, "reference", reference()),
	}
	if rapid.IntRange(0, 9).Draw(t, "reversal") == 0 {
		e.Code, e.Reversal, e.ReturnReason = "B3", true, "66"
	}
	return e
}

// content compares what a file carries, not what reading derives.
var content = cmp.Options{
	cmpopts.IgnoreUnexported(bank.Entry{}),
	cmpopts.IgnoreFields(bank.Entry{}, "ID", "Fingerprint", "Line", "ReturnText"),
	cmpopts.IgnoreFields(bank.Statement{}, "Line", "IBAN", "Account", "AccountID", "Kind", "ID", "Sequence"),
	cmpopts.EquateEmpty(),
}

func TestCFONBRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := statements().Draw(t, "book")
		o := banktest.CFONBOptions{
			Decimals:  rapid.SampledFrom([]int{2, 3}).Draw(t, "decimals"),
			OneLine:   rapid.Bool().Draw(t, "one line"),
			Latin1:    rapid.Bool().Draw(t, "latin1"),
			LowerCase: rapid.Bool().Draw(t, "lower case"),
			LineEnd:   rapid.SampledFrom([]string{"", "\n", "\r", "\n\n"}).Draw(t, "line end"),
		}
		f, err := bank.Parse("r.txt", banktest.CFONB(want, o), bank.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, f.Statements, content); d != "" {
			t.Fatalf("CFONB (-written +read):\n%s", d)
		}
	})
}

func TestCamtRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := statements().Draw(t, "book")
		for i := range want {
			for j := range want[i].Entries {
				e := &want[i].Entries[j]
				e.Code, e.Label, e.Reference = "", "", ""
				e.Remittance = label(400).Draw(t, "long remittance")
				e.BankRef = optional(t, "bank ref", reference())
				e.UltimateDebtor = optional(t, "ultimate debtor", label(70))
				if number := optional(t, "document", reference()); number != "" {
					e.Documents = []bank.Document{{Type: "CINV", Number: number}}
				}
			}
		}
		o := banktest.CamtOptions{
			V8:     rapid.Bool().Draw(t, "v8"),
			Prefix: rapid.SampledFrom([]string{"", "n0"}).Draw(t, "prefix"),
			Batch:  rapid.IntRange(0, 3).Draw(t, "batch"),
		}
		f, err := bank.Parse("r.xml", banktest.Camt053(want, o), bank.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, f.Statements, content); d != "" {
			t.Fatalf("camt (-written +read):\n%s", d)
		}
	})
}
