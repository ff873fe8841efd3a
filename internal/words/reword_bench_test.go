package words_test

import (
	"fmt"
	"testing"

	"relance/internal/words"
)

// BenchmarkRewordAList words the remarks of a list of 200 rows, as relance tasks,
// unmatched or status list print them: three of each row, some of the catalogue,
// some with values, some of no catalogue at all.
func BenchmarkRewordAList(b *testing.B) {
	var texts []string
	for i := range 200 {
		texts = append(texts,
			fmt.Sprintf("F-%d: montant à payer non indiqué", i),
			fmt.Sprintf("the address compta%d@example.com is the creditor's own: notices would not reach the debtor", i),
			fmt.Sprintf("VIREMENT SEPA RECU DE MENUISERIE CARON REF %d; MERCI. Bonne journée", i),
		)
	}
	for _, lang := range []words.Language{words.French, words.English} {
		b.Run(string(lang), func(b *testing.B) {
			w := words.In(lang)
			w.Reword(texts[0]) // the catalogue is read once
			for b.Loop() {
				for _, t := range texts {
					w.Reword(t)
				}
			}
		})
	}
}
