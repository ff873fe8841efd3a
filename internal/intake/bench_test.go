package intake

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkReadCSV reports the rate of a list of 10,000 invoices.
func BenchmarkReadCSV(b *testing.B) {
	var text strings.Builder
	text.WriteString(head)
	for i := range 10_000 {
		fmt.Fprintf(&text, "F-%05d;02/03/2026;01/04/2026;\"Menuiserie Caron; Nantes\";1 234,56 €;1 000,00;EUR;Facture;;b2b\n", i)
	}
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if res := Read("f.csv", data, Options{}); len(res.Items) != 10_000 || res.Items[9_999].Error != nil {
			b.Fatal(len(res.Items))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/10_000, "µs/line")
}
