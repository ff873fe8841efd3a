package lifecycle

import (
	"cmp"
	"strings"

	"relance/internal/status"
)

// Category groups the reasons of a status by what a person does about them.
type Category string

// The categories. An unknown reason is to be read.
const (
	DocumentWanted Category = "document_wanted"
	BankDetails    Category = "bank_details"
	Terms          Category = "terms_contested"
	Reference      Category = "reference"
	AmountWrong    Category = "amount_contested"
	Performance    Category = "performance"
	InvoiceWrong   Category = "invoice_wrong"
	Duplicate      Category = "duplicate"
	WrongDebtor    Category = "wrong_debtor"
	NotIssued      Category = "not_issued" // technical controls of a platform
	ToRead         Category = "to_read"
)

var categories = map[string]Category{
	"JUSTIF_ABS": DocumentWanted, "COORD_BANC_ERR": BankDetails, "MODPAI_ERR": Terms,
	"CMD_ERR": Reference, "CMD_EJ_ERR": Reference, "SIRET_ERR": Reference, "CODE_ROUTAGE_ERR": Reference, "REF_CT_ABSENT": Reference,
	"REF_ERR": Reference, "ADR_ERR": Reference, "SE_ERR": Reference,
	"PU_ERR": AmountWrong, "REM_ERR": AmountWrong, "QTE_ERR": AmountWrong, "ART_ERR": AmountWrong, "MONTANT_ERR": AmountWrong,
	"QUALITE_ERR": Performance, "LIVR_INCOMP": Performance, "TRANSAC_INC": Performance, "CONTRAT_TERM": Performance, "MARCHE_TERM": Performance,
	"TX_TVA_ERR": InvoiceWrong, "MONTANTTOTAL_ERR": InvoiceWrong, "CALCUL_ERR": InvoiceWrong, "NON_CONFORME": InvoiceWrong, "FACT_NON_CONFORME": InvoiceWrong,
	"DOUBLON": Duplicate, "DOUBLE_FACT": Duplicate, "DEST_ERR": WrongDebtor, "DEST_INC": WrongDebtor, "EMMET_INC": WrongDebtor, "CREANCIER_ERR": WrongDebtor,
	"REJ_SEMAN": NotIssued, "REJ_UNI": NotIssued, "REJ_COH": NotIssued, "REJ_ADR": NotIssued, "REJ_CONT_B2G": NotIssued,
	"REJ_REF_PJ": NotIssued, "REJ_ASS_PJ": NotIssued, "ROUTAGE_ERR": NotIssued,
}

// categoryOf is the category of the first reason of a status; the document that
// 208 waits for when it gives none.
func categoryOf(s status.Status) Category {
	for _, r := range s.Reasons {
		if c, ok := categories[strings.TrimSpace(r)]; ok {
			return c
		}
	}
	if s.Code == status.Suspended {
		return DocumentWanted
	}
	return ToRead
}

// actions are the deeds that a status asks for (MDT-121), in French.
var actions = map[string]string{
	"PIN": "donner une information", "NIN": "établir une facture rectificative", "CNF": "établir un avoir total",
	"CNP": "établir un avoir partiel", "CNA": "établir un avoir du montant indiqué", "OTH": "autre demande",
}

// advice says in French what each category is about and what usually helps.
var advice = map[Category]string{
	DocumentWanted: "une pièce est demandée\u00a0: l’envoyer, puis émettre le statut 209",
	BankDetails:    "les coordonnées bancaires sont contestées\u00a0: répondre seulement avec le compte enregistré, après vérification par une personne",
	Terms:          "le délai de paiement est contesté\u00a0: comparer le contrat et l’échéance, revoir les pénalités déjà réclamées",
	Reference:      "une référence manque ou est fausse\u00a0: réémettre avec la référence, souvent sans avoir",
	AmountWrong:    "le prix, la quantité ou la remise sont contestés",
	Performance:    "la prestation ou la livraison est contestée\u00a0: réunir les preuves d’exécution",
	InvoiceWrong:   "la facture contient une erreur\u00a0: avoir et nouvelle facture",
	Duplicate:      "la facture est dite reçue deux fois",
	WrongDebtor:    "le client dit ne pas être le destinataire",
	NotIssued:      "une plateforme a rejeté la facture\u00a0: elle n’est pas émise",
	ToRead:         "le motif est à lire dans le message",
}

// adviceOn says in French what a status asks for, in one line.
func adviceOn(s status.Status) string {
	text := cmp.Or(advice[categoryOf(s)], advice[ToRead])
	for _, a := range s.Actions {
		if what, ok := actions[strings.TrimSpace(a)]; ok {
			text += "\u00a0; demandé\u00a0: " + what
		}
	}
	return text
}
