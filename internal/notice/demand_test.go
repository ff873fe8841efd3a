package notice

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

func TestWrongNoticesAreRefused(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	tests := []struct {
		name   string
		level  dunning.Level
		regime dunning.Regime
		change func(*dunning.Notice)
		want   string
	}{
		{"no invoice", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Items = nil }, "without an invoice"},
		{"no level", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Level = "" }, `level ""`},
		{"a tone that is not the highest", dunning.Final, dunning.B2B, func(n *dunning.Notice) { n.Level = dunning.Second }, "highest level"},
		{"an unknown regime", dunning.First, "b2g", func(*dunning.Notice) {}, `regime "b2g"`},
		{"no SIREN", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Creditor.SIREN = " " }, "SIREN is missing"},
		{"no address", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Creditor.Address.Lines = nil }, "address is missing"},
		{"a debtor without a name", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Debtor.Name = "\t" }, "debtor's name"},
		{"no date", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Date = calendar.Date{} }, "date is missing"},
		{"a letter to nowhere", dunning.FormalNotice, dunning.B2B, func(n *dunning.Notice) { n.Debtor.Address = dunning.Address{} }, "postal address"},
		{"nobody signs", dunning.FormalNotice, dunning.B2B, func(n *dunning.Notice) { n.Creditor.Signatory = "" }, "signatory"},
		{"no deadline", dunning.Second, dunning.B2B, func(n *dunning.Notice) { n.Deadline = calendar.Date{} }, "last day to pay"},
		{"a deadline in the past", dunning.Second, dunning.B2B, func(n *dunning.Notice) { n.Deadline = n.Date.AddDays(-1) }, "lies before"},
		{"an unknown currency", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Currency = "EURO" }, "currency of the notice"},
		{"two currencies", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Invoice.Currency = "USD" }, "its currency is USD"},
		{"no number", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Invoice.Number = "\n" }, "number is missing"},
		{"no due date", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Invoice.Due = calendar.Date{} }, "due date is missing"},
		{"no account", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Creditor.IBAN = "" }, "account to pay invoice F-2026-014"},
		{"a wrong account", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Invoice.IBAN = "FR7630006000011234567890188" }, "account to pay"},
		{"a principal that does not add up", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Paid = 1 }, "do not leave the principal"},
		{"a total that does not add up", dunning.Final, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Claim.Total++ }, "is not the sum"},
		{"totals that differ from the items", dunning.Final, dunning.B2B, func(n *dunning.Notice) { n.Totals.Interest++ }, "add up to"},
		{"a negative fee", dunning.Final, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Claim.Fee = -1; n.Items[0].Claim.Total -= 4001 }, "negative"},
		{"more is asked for next than is left", dunning.PartReceipt, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Awaited.Amount = 650_01 }, "650.01 is asked for next"},
		{"a receipt for nothing", dunning.PartReceipt, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Receipt = 0 }, "without a payment"},
		{"thanks for nothing", dunning.Thanks, dunning.B2B, func(n *dunning.Notice) { n.Items[0].Received = nil }, "without a payment"},
		{"a fee for a consumer", dunning.Final, dunning.B2C, func(n *dunning.Notice) { addFee(n) }, "L121-21"},
		{"a fee for a non-professional", dunning.FormalNotice, dunning.NonProfessional, func(n *dunning.Notice) { addFee(n) }, "L121-21"},
		{"interest for a consumer before the formal notice", dunning.Final, dunning.B2C, func(n *dunning.Notice) { addInterest(n) }, "1231-6"},
		{"nothing left", dunning.First, dunning.B2B, func(n *dunning.Notice) {
			n.Items[0].Paid = 1200_00
			n.Items[0].Claim = dunning.Claim{}
			*n = withTotals(*n)
		}, "nothing is left"},
		{"a reminder before any due date", dunning.First, dunning.B2B, func(n *dunning.Notice) { n.Date = n.Items[0].Invoice.Due }, "no invoice of this first notice is past its due date"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := Sample(tt.level, tt.regime, "fr")
			tt.change(&n)
			_, err := ts.Render(n)
			if dunning.ErrorCode(err) != dunning.CodeInvalid || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Render: %v (code %q), want an error about %q", err, dunning.ErrorCode(err), tt.want)
			}
		})
	}
}

func addFee(n *dunning.Notice) {
	n.Items[0].Claim.Fee += 4000
	n.Items[0].Claim.Total += 4000
	*n = withTotals(*n)
}

func addInterest(n *dunning.Notice) {
	n.Items[0].Claim.Interest += 500
	n.Items[0].Claim.Total += 500
	*n = withTotals(*n)
}

func TestConsumerInterestIsAllowedInTheFormalNotice(t *testing.T) {
	t.Parallel()
	n := Sample(dunning.FormalNotice, dunning.B2C, "fr")
	addInterest(&n)
	r, err := builtin(t).Render(n)
	if err != nil || !strings.Contains(plain(r.Text), "1 205,00 €") || !strings.Contains(plain(r.Text), "continue de produire") {
		t.Errorf("Render: %v\n%s", err, r.Text)
	}
}

func TestWhatIsAsked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		level   dunning.Level
		regime  dunning.Regime
		variant string
		want    money.Cents
	}{
		{"a courtesy asks the principal", dunning.Courtesy, dunning.B2B, "single", 1200_00},
		{"a first reminder asks the principal though interest runs", dunning.First, dunning.B2B, "single", 1200_00},
		{"a second reminder too", dunning.Second, dunning.B2B, "single", 1200_00},
		{"the final reminder asks interest and fee", dunning.Final, dunning.B2B, "single", 1251_98},
		{"of a consumer only the principal", dunning.Final, dunning.B2C, "single", 1200_00},
		{"of a public buyer the principal, the rest within 45 days of it", dunning.FormalNotice, dunning.Public, "single", 1200_00},
		{"what was received and disputed is not asked", dunning.First, dunning.B2B, "disputed", 900_00},
		{"an invoice that is not due yet is not asked", dunning.Final, dunning.B2B, "upcoming", 1251_98},
	}
	for _, tt := range tests {
		d, err := demandOf(Variants(tt.level, tt.regime, "fr")[tt.variant])
		if err != nil || d.asked != tt.want {
			t.Errorf("%s: asked %v, %v, want %v", tt.name, d.asked, err, tt.want)
		}
	}
}

func TestCheckCreditorNamesAllThatIsMissing(t *testing.T) {
	t.Parallel()
	want := []string{"name", "address", "siren", "email", "iban"}
	if diff := cmp.Diff(want, CheckCreditor(dunning.Creditor{})); diff != "" {
		t.Error(diff)
	}
	if got := CheckCreditor(sampleCreditor()); got != nil {
		t.Errorf("complete creditor: %v", got)
	}
}
