package cli

import (
	"fmt"
	"strings"

	"relance/internal/einvoice"
)

func documentName(code string) string {
	switch code {
	case "380", "":
		return "Facture"
	case "381", "261", "262", "296", "308", "396", "420", "458", "502", "503", "532":
		return "Avoir"
	case "384":
		return "Facture rectificative"
	case "386":
		return "Facture d’acompte"
	case "389":
		return "Autofacture"
	case "325":
		return "Facture pro forma"
	case "326":
		return "Facture partielle"
	case "393":
		return "Facture affacturée"
	}
	return "Document de type " + code + ","
}

var formatNames = map[einvoice.Format]string{
	einvoice.FacturX: "Factur-X", einvoice.CII: "CII", einvoice.UBL: "UBL", einvoice.CSV: "CSV", einvoice.JSON: "JSON",
}

func formatName(d einvoice.Document, line int) string {
	name := formatNames[d.Format]
	if d.Profile != "" {
		name += " " + strings.ToUpper(string(d.Profile))
	}
	if line > 0 {
		name += fmt.Sprintf(", ligne %d", line)
	}
	return name
}

var dueRules = map[einvoice.DueRule]string{
	einvoice.DueStated:   "indiquée sur la facture",
	einvoice.DueTerms:    "calculée d’après les conditions de paiement",
	einvoice.DueCustomer: "calculée d’après les conditions convenues avec le client",
	einvoice.DueDefault:  "à défaut d’indication\u00a0: 30 jours, C. com. L441-10 I",
}

func meansName(code string) string {
	switch code {
	case "10":
		return "espèces"
	case "20", "21", "22", "23", "24", "25", "26":
		return "chèque"
	case "30", "31", "42", "58", "61":
		return "virement"
	case "48", "54", "55":
		return "carte bancaire"
	case "49", "59":
		return "prélèvement"
	case "57":
		return "ordre permanent"
	case "68":
		return "paiement en ligne"
	case "97":
		return "compensation"
	case "", "1", "ZZZ":
		return ""
	}
	return "moyen de paiement " + code
}
