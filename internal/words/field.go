package words

import (
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Field names a field of an invoice or a debtor, by the name of its column in a
// list.
func (w Words) Field(name string) string { return of(w, fields, name) }

var fields = map[string]both{
	"debtor": {"client", "customer"}, "issue_date": {"date de facture", "invoice date"}, "due_date": {"échéance", "due date"},
	"completed": {"date de livraison", "delivery date"}, "currency": {"devise", "currency"}, "total": {"total", "total"},
	"payable": {"reste à payer", "amount payable"}, "amount": {"montant", "amount"}, "order_ref": {"numéro de commande", "order number"},
	"object": {"objet", "subject"}, "payment_ref": {"référence de paiement", "payment reference"}, "iban": {"IBAN", "IBAN"}, "bic": {"BIC", "BIC"},
	"terms": {"conditions de paiement", "payment terms"}, "document": {"PDF", "PDF"},
	"email": {"e-mail", "e-mail"}, "regime": {"régime", "regime"}, "language": {"langue", "language"}, "lre": {"LRE", "LRE"},
	"reference": {"référence", "reference"}, "SIREN": {"SIREN", "SIREN"}, "VAT": {"numéro de TVA", "VAT number"}, "name": {"nom", "name"},
	"address": {"adresse", "address"}, "postcode": {"code postal", "postcode"}, "city": {"ville", "city"}, "country": {"pays", "country"},
}

// FieldValue writes the value of a field as people read it: a day, a sum, a
// regime, a language. Any other value is given back.
func (w Words) FieldValue(field, value string) string {
	switch field {
	case "regime":
		return w.Regime(dunning.Regime(value))
	case "language":
		return w.LanguageName(value)
	case "issue_date", "due_date", "completed":
		if d, err := calendar.ParseDate(value); err == nil {
			return w.ShortDate(d)
		}
	case "total", "payable", "amount":
		if sum, err := money.ParseDecimal(value, money.PointDecimal); err == nil {
			return w.Number(sum)
		}
	}
	return value
}

// marks says who a line of a list means.
func (w Words) marks(m dunning.Marks) string {
	parts := make([]string, len(m))
	for i, d := range m {
		parts[i] = w.Field(d.Field) + " " + d.Given
	}
	return strings.Join(parts, ", ")
}
