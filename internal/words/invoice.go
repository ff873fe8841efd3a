package words

import (
	"strings"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/einvoice"
)

// Added says what became of an invoice that was to be recorded.
func (w Words) Added(s dunning.AddState) string { return of(w, addStates, s) }

var addStates = map[dunning.AddState]both{
	dunning.AddCreated: {"enregistrée", "recorded"}, dunning.AddSame: {"déjà enregistrée", "on record already"},
	dunning.AddConflict: {"enregistrée autrement", "on record with other facts"}, dunning.AddFailed: {"refusée", "refused"},
}

// DueRule says what gave a recorded invoice its due date.
func (w Words) DueRule(r dunning.DueRule) string { return of(w, dueRules, r) }

var dueRules = map[dunning.DueRule]both{
	dunning.DueStated:   {"indiquée sur la facture", "stated on the invoice"},
	dunning.DueTerms:    {"d’après ses conditions de paiement", "by its payment terms"},
	dunning.DueCustomer: {"d’après les conditions du client", "by the customer's terms"},
	dunning.DuePublic:   {"fin du délai de paiement public", "end of the public payment period"},
	dunning.DueDefault:  {"par défaut\u00a0: date de facture + 30 jours", "by default: invoice date + 30 days"},
}

// DueRuleShort is DueRule in a word or two, for a column of a table.
func (w Words) DueRuleShort(r dunning.DueRule) string { return of(w, shortDueRules, r) }

var shortDueRules = map[dunning.DueRule]both{
	dunning.DueStated:   {"facture", "invoice"},
	dunning.DueTerms:    {"conditions", "terms"},
	dunning.DueCustomer: {"client", "customer"},
	dunning.DuePublic:   {"délai public", "public period"},
	dunning.DueDefault:  {"défaut", "default"},
}

// DocumentDueRule says what gives a document that was read its due date.
func (w Words) DocumentDueRule(r einvoice.DueRule) string { return of(w, documentDueRules, r) }

var documentDueRules = map[einvoice.DueRule]both{
	einvoice.DueStated:   {"indiquée sur la facture", "stated on the invoice"},
	einvoice.DueTerms:    {"calculée d’après les conditions de paiement", "worked out from the payment terms"},
	einvoice.DueCustomer: {"calculée d’après les conditions convenues avec le client", "worked out from the terms agreed with the customer"},
	einvoice.DueDefault:  {"à défaut d’indication\u00a0: 30 jours, C. com. L441-10 I", "none stated: 30 days, C. com. L441-10 I"},
}

// DocumentType names a document by its code of UNTDID 1001.
func (w Words) DocumentType(code string) string {
	if t, ok := documentTypes[code]; ok {
		return w.Pick(t.fr, t.en)
	}
	return w.Pick("Document de type "+code+",", "Document of type "+code+",")
}

var documentTypes = func() map[string]both {
	types := map[string]both{
		"": {"Facture", "Invoice"}, "380": {"Facture", "Invoice"}, "384": {"Facture rectificative", "Corrected invoice"},
		"386": {"Facture d’acompte", "Prepayment invoice"}, "389": {"Autofacture", "Self-billed invoice"},
		"325": {"Facture pro forma", "Pro forma invoice"}, "326": {"Facture partielle", "Partial invoice"},
		"393": {"Facture affacturée", "Factored invoice"},
	}
	for _, code := range []string{"381", "261", "262", "296", "308", "396", "420", "458", "502", "503", "532"} {
		types[code] = both{"Avoir", "Credit note"}
	}
	return types
}()

// Means names a means of payment by its code of UNTDID 4461, "" for one that
// says nothing.
func (w Words) Means(code string) string {
	if t, ok := paymentMeans[code]; ok {
		return w.Pick(t.fr, t.en)
	}
	return w.Pick("moyen de paiement ", "means of payment ") + code
}

var paymentMeans = func() map[string]both {
	means := map[string]both{"": {}, "1": {}, "ZZZ": {}}
	for codes, t := range map[string]both{
		"10": {"espèces", "cash"}, "20 21 22 23 24 25 26": {"chèque", "cheque"}, "30 31 42 58 61": {"virement", "transfer"},
		"48 54 55": {"carte bancaire", "card"}, "49 59": {"prélèvement", "direct debit"}, "57": {"ordre permanent", "standing order"},
		"68": {"paiement en ligne", "online payment"}, "97": {"compensation", "set-off"},
	} {
		for _, code := range strings.Fields(codes) {
			means[code] = t
		}
	}
	return means
}()

// Entry says whether a bank line is booked.
func (w Words) Entry(s bank.Status) string { return of(w, entryStates, s) }

var entryStates = map[bank.Status]both{
	bank.Booked: {"comptabilisé", "booked"}, bank.Pending: {"en attente", "pending"}, bank.Info: {"pour information", "for information"},
}

// Statement names a kind of bank file.
func (w Words) Statement(k bank.Kind) string { return of(w, statementKinds, k) }

var statementKinds = map[bank.Kind]both{
	bank.KindStatement: {"Relevé", "Statement"}, bank.KindReport: {"Mouvements du jour", "Movements of the day"},
	bank.KindNotification: {"Avis de mouvement", "Notice of movements"},
}
