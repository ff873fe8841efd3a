package bank_test

import (
	"fmt"

	"relance/internal/bank"
)

func ExampleParse() {
	data := ":20:REL1\n:25:FR7630006000011234567890189\n:60F:C260302EUR1000,00\n" +
		":61:2603020302C120,00NTRFNONREF//BK123\n:86:VIR SEPA VASSEUR FACTURE F-41\n:62F:C260302EUR1120,00\n-\n"
	f, err := bank.Parse("releve.sta", []byte(data), bank.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, st := range f.Statements {
		fmt.Println(f.Format, st.Account, "balanced:", *st.Balanced)
		for _, e := range st.Entries {
			fmt.Println(e.BookingDate, e.Amount, e.Currency, e.Remittance)
		}
	}
	// Output:
	// mt940 FR7630006000011234567890189 balanced: true
	// 2026-03-02 120.00 EUR VIR SEPA VASSEUR FACTURE F-41
}
