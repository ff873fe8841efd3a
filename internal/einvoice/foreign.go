package einvoice

// foreignDocuments names what people also have in their folders, by root.
var foreignDocuments = map[string]string{
	"Order":                                 "une commande UBL",
	"OrderResponse":                         "une réponse à une commande UBL",
	"OrderChange":                           "une modification de commande UBL",
	"Quotation":                             "un devis UBL",
	"RequestForQuotation":                   "une demande de devis UBL",
	"DespatchAdvice":                        "un avis d’expédition UBL",
	"ReceiptAdvice":                         "un avis de réception UBL",
	"Reminder":                              "un rappel UBL",
	"Statement":                             "un relevé de compte client UBL",
	"Catalogue":                             "un catalogue UBL",
	"ApplicationResponse":                   "un accusé de traitement UBL",
	"SelfBilledInvoice":                     "une autofacture UBL",
	"SelfBilledCreditNote":                  "un avoir autofacturé UBL",
	"SCRDMCCBDACIOMessageStructure":         "une commande Order-X",
	"CrossIndustryOrder":                    "une commande CII",
	"CrossIndustryDespatchAdvice":           "un avis d’expédition CII",
	"CrossDomainAcknowledgementAndResponse": "un statut de cycle de vie (CDAR)",
	"CPPFacturePivot":                       "un flux pivot de Chorus Pro",
	"FatturaElettronica":                    "une facture italienne FatturaPA",
	"Facturae":                              "une facture espagnole Facturae",
	"Finvoice":                              "une facture finlandaise Finvoice",
	"Faktura":                               "une facture polonaise KSeF",
	"E-Invoice":                             "une facture estonienne",
	"Document":                              "un message bancaire ISO 20022 : importez-le comme relevé bancaire",
	"OFX":                                   "un relevé bancaire OFX : importez-le comme relevé bancaire",
	"html":                                  "une page web",
	"xmpmeta":                               "des métadonnées XMP",
}

// foreign is the refusal of a document that is no invoice this package reads.
func foreign(root *node) *Error {
	kind, known := foreignDocuments[root.name]
	switch {
	case root.name == "CrossIndustryDocument":
		e := refuse(Unsupported, nil, "facture ZUGFeRD 1 (format de 2014, remplacé en 2019) : faites-la réexporter en Factur-X ou ZUGFeRD 2")
		e.Kind = "ZUGFeRD 1"
		return e
	case root.name == "Invoice" || root.name == "CreditNote":
		kind = "une facture d’un format étranger (espace de noms « " + oneLine(root.space) + " »)"
	case !known:
		kind = "un document XML « " + oneLine(root.name) + " »"
	}
	kind = french(kind)
	e := refuse(Unsupported, nil, "le fichier est %s, pas une facture CII, UBL ou Factur-X", kind)
	e.Kind = kind
	return e
}
