package intake

import (
	"regexp"
	"slices"
	"strings"

	"relance/internal/tabular"
)

// The UNTDID 1001 codes that words stand for.
const (
	typeInvoice    = "380"
	typeCreditNote = "381"
	typeCorrective = "384"
	typeDeposit    = "386"
	typeProForma   = "325"
	typeOffer      = "310"
	typeOrder      = "220"
	typeDelivery   = "270"

	// Kinds of lists that UNTDID has no code for.
	typePurchase  = "achat"
	typePayment   = "paiement"
	typeCancelled = "annulée"
)

// kinds are the words that lists use for the kind of a document, in the form
// of headings. The first that is found decides: "Avoir sur facture d’acompte"
// is a credit note, "Facture pro forma" is none.
var kinds = []struct {
	code  string
	words *regexp.Regexp
}{
	{typePurchase, anyWord(`(factures?|avoirs?|notes? de credit) (de )?fournisseurs?|((factures?|avoirs?) )?d ?achats?|achats?|(purchase|vendor|supplier) (bills?|invoices?|credit notes?|refunds?)|in (invoice|refund)|notes? de frais|expenses?( reports?)?`)},
	{typeCreditNote, anyWord(`avoirs?|notes? de credit|facture crediteur|credit ?notes?|credit ?memos?|sales credit|creditnote|(customer )?refunds?|out refund|remboursements?|gutschrift|nota de credito|nota di credito|rectificative negative|ristourne|rabais|remises? (accordee|sur facture)|rrr`)},
	{typeProForma, anyWord(`pro ?formas?|pro ?format`)},
	{typeCancelled, anyWord(`annul\w*|cancel\w*|void\w*|supprim\w*`)},
	{typeOffer, anyWord(`devis|quotes?|quotations?|estimates?|offres?( de prix| commerciale)?|propositions?( commerciale)?|offer|angebot|presupuesto|chiffrages?|simulations?`)},
	{typeDelivery, anyWord(`(bons?|bordereaux?|bordereau) de (livraison|reception|retour|preparation)|livraisons?|delivery ?(notes?|slips?|orders?)?|packing (slips?|lists?)|goods received|lieferschein`)},
	{typeOrder, anyWord(`(bons?|accuses?|confirmations?) de commande|commandes?( client| fournisseur)?|(sales|purchase|work) orders?|orders?|auftrag|contrats?|bons? d intervention|pedido`)},
	{typeCorrective, anyWord(`rectificatives?|de remplacement|corrective|corrected invoice`)},
	{typeDeposit, anyWord(`acomptes?|arrhes|avances?|deposit|down ?payment|prepayment`)},
	{typePayment, anyWord(`(reglements?|paiements?|encaissements?|virements?|prelevements?|cheques?)( client| recu| partiel)?|payments?|(cash |payment )?receipts?|quittances?|recus?`)},
	{typeInvoice, anyWord(`factures?|facturation|invoices?|out invoice|rechnung|factura|fattura|situations?( de travaux)?|notes? d honoraires|honoraires|decomptes?|abonnements?|solde|vente|ventes|sales|sale|standard|simple|finale?|recurrente?|client`)},
}

// shortKinds are abbreviations that mean a kind only when they stand alone.
var shortKinds = map[string]string{
	"av": typeCreditNote, "avo": typeCreditNote, "avc": typeCreditNote, "a": typeCreditNote, "nc": typeCreditNote, "cn": typeCreditNote, "cm": typeCreditNote, "cr": typeCreditNote,
	"fav": typeCreditNote, "fa": typeInvoice, "fac": typeInvoice, "fc": typeInvoice, "f": typeInvoice, "inv": typeInvoice, "ft": typeInvoice, "vt": typeInvoice,
	"dev": typeOffer, "dv": typeOffer, "de": typeOffer, "d": typeOffer, "bl": typeDelivery, "bdl": typeDelivery, "bc": typeOrder, "bdc": typeOrder, "cde": typeOrder, "cmd": typeOrder,
	"pf": typeProForma, "fp": typeProForma,
}

func anyWord(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^| )(?:` + words + `)(?: |$)`)
}

// kindOf reads the kind of a document from words; "" when they name none.
func kindOf(written string) string {
	h := tabular.Heading(written)
	if code, ok := shortKinds[h]; ok {
		return code
	}
	for _, k := range kinds {
		if k.words.MatchString(h) {
			return k.code
		}
	}
	return ""
}

// readType reads the column of kinds. Where it says nothing, a number or a
// subject that begins with the name of another kind says it: such a document
// must not be chased as an invoice.
func (d *incoming) readType() {
	written := d.values["type_code"]
	code := kindOf(written)
	if (len(written) == 2 || len(written) == 3) && strings.Trim(written, "0123456789") == "" {
		code = written
	}
	if code == "" || code == typeInvoice {
		if other := d.kindElsewhere(); other != "" {
			code = other
		}
	}
	if code == "" && written != "" {
		d.warn("type_code : « %s » inconnu, lu comme une facture", shorten(written))
	}
	if code == "" {
		code = typeInvoice
	}
	d.item.Document.TypeCode = code
}

// kindElsewhere looks at the first words of the number and of the subject.
func (d *incoming) kindElsewhere() string {
	for _, field := range []string{"number", "subject"} {
		h := tabular.Heading(d.values[field])
		word, rest, _ := strings.Cut(h, " ")
		if next, _, _ := strings.Cut(rest, " "); word == "facture" && next != "" { // Facture d’avoir, Facture pro forma
			if word = next; next == "d" || next == "pro" {
				word = strings.TrimPrefix(rest, "d ")
			}
		}
		code := kindOf(leading(word, h))
		if slices.Contains([]string{typeCreditNote, typeProForma, typeOffer}, code) && len(word) > 3 {
			d.warn("%s : « %s » annonce autre chose qu’une facture", d.named(field), shorten(d.values[field]))
			return code
		}
	}
	return ""
}

// leading gives the first words of h that can name a kind.
func leading(word, h string) string {
	for _, name := range []string{"note de credit", "credit note", "credit memo", "pro forma", "avoir", "devis", "proforma"} {
		if strings.HasPrefix(h, name) {
			return name
		}
	}
	if strings.HasPrefix(word, "pro forma") {
		return "pro forma"
	}
	return strings.Fields(word + " -")[0]
}
