package invoices

import (
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/einvoice"
)

var formatNames = map[einvoice.Format]string{
	einvoice.FacturX: "Factur-X", einvoice.CII: "CII", einvoice.UBL: "UBL", einvoice.CSV: "CSV", einvoice.JSON: "JSON",
}

func formatName(s *frame.Session, d einvoice.Document, line int) string {
	name := formatNames[d.Format]
	if d.Profile != "" {
		name += " " + strings.ToUpper(string(d.Profile))
	}
	if line > 0 {
		name += s.W.Sprintf(", line %d", line)
	}
	return name
}
