package banktest_test

import (
	"strings"
	"testing"

	"relance/internal/bank"
	"relance/internal/bank/banktest"
	"relance/internal/calendar"
	"relance/internal/money"
)

func sample() []bank.Statement {
	opening, closing := money.Cents(100_000), money.Cents(112_000)
	day := calendar.NewDate(2026, 3, 2)
	return []bank.Statement{{IBAN: "FR7630006000011234567890189", Currency: "EUR", From: day, To: day, Opening: &opening, Closing: &closing,
		Entries: []bank.Entry{{BookingDate: day, ValueDate: day, Amount: 12_000, Currency: "EUR", Status: bank.Booked, Code: "05",
			Label: "VIR SEPA VASSEUR", Counterparty: "VASSEUR & FILS", Remittance: "FACTURE F-41"}}}}
}

func TestCFONBHasTheLayoutOfTheStandard(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSuffix(string(banktest.CFONB(sample(), banktest.CFONBOptions{})), "\r\n"), "\r\n")
	want := []string{
		"0130006    00001EUR2 12345678901  020326                                                  0000000010000{                ",
		"0430006000100001EUR2 1234567890105020326  020326VIR SEPA VASSEUR                 0000000  0000000001200{                ",
		"0530006000100001EUR2 1234567890105020326     NPYVASSEUR & FILS                                                          ",
		"0530006000100001EUR2 1234567890105020326     LCCFACTURE F-41                                                            ",
		"0730006    00001EUR2 12345678901  020326                                                  0000000011200{                ",
	}
	for i := range want {
		if i >= len(lines) || lines[i] != want[i] || len(lines[i]) != 120 {
			t.Fatalf("line %d:\n%q want\n%q", i+1, lines[i], want[i])
		}
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{
		"no decimals":       banktest.CFONB(sample(), banktest.CFONBOptions{Decimals: -1}),
		"camt version 2":    banktest.Camt053(sample(), banktest.CamtOptions{}),
		"camt version 8":    banktest.Camt053(sample(), banktest.CamtOptions{V8: true, Prefix: "ns2", Batch: 5}),
		"Latin-1, one line": banktest.CFONB(sample(), banktest.CFONBOptions{Latin1: true, OneLine: true}),
	} {
		f, err := bank.Parse(name, data, bank.Options{})
		if err != nil || len(f.Statements) != 1 || f.Statements[0].Balanced == nil || !*f.Statements[0].Balanced {
			t.Errorf("%s: %v %+v", name, err, f)
		}
	}
	f, err := bank.Parse("r", banktest.CFONB(sample(), banktest.CFONBOptions{NoClosing: true}), bank.Options{})
	if err != nil || f.Statements[0].Closing != nil {
		t.Errorf("without closing record: %v %+v", err, f)
	}
}
