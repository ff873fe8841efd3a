package reconcile

import (
	"strings"

	"relance/internal/money"
)

// Reason is one piece of evidence, or what speaks against it.
type Reason struct {
	Code ReasonCode `json:"code"`
	Text string     `json:"text"` // French, for a bookkeeper; names no person and no account
}

// ReasonCode is from a closed list.
type ReasonCode string

// Evidence for an answer.
const (
	RefStructured  ReasonCode = "reference_structured"
	RefExact       ReasonCode = "reference_exact"
	RefJoined      ReasonCode = "reference_joined"
	RefListed      ReasonCode = "reference_listed"
	RefDigits      ReasonCode = "reference_digits"
	RefTruncated   ReasonCode = "reference_truncated"
	RefShort       ReasonCode = "reference_short"
	RefNear        ReasonCode = "reference_near"
	RefOrder       ReasonCode = "reference_order"
	PayerAccount   ReasonCode = "payer_account"
	PayerName      ReasonCode = "payer_name"
	PayerSimilar   ReasonCode = "payer_similar"
	AmountExact    ReasonCode = "amount_exact"
	AmountSum      ReasonCode = "amount_sum"
	AmountFee      ReasonCode = "amount_bank_fee"
	AmountDiscount ReasonCode = "amount_discount"
	AmountInterest ReasonCode = "amount_interest"
	AmountPartial  ReasonCode = "amount_partial"
	AmountOver     ReasonCode = "amount_over"
	AmountOnly     ReasonCode = "amount_only"
	Combination    ReasonCode = "combination"
	OldestFirst    ReasonCode = "oldest_first"
)

// What speaks against an answer or needs a person.
const (
	OtherPayer       ReasonCode = "other_payer"
	OtherAccount     ReasonCode = "other_account"
	OtherReference   ReasonCode = "other_reference"
	UnknownReference ReasonCode = "unknown_reference"
	SeveralDebtors   ReasonCode = "several_debtors"
	OtherCurrency    ReasonCode = "other_currency"
	BeforeIssue      ReasonCode = "before_issue"
	AlreadySettled   ReasonCode = "already_settled"
	Repeated         ReasonCode = "repeated_payment"
	OtherInvoice     ReasonCode = "other_invoice_fits"
	NumberNear       ReasonCode = "number_near"
	Tie              ReasonCode = "tie"
	SaysAdvance      ReasonCode = "says_advance"
	LooksLikeDate    ReasonCode = "looks_like_date"
	BelowPolicy      ReasonCode = "below_policy"
)

// What the entry is.
const (
	NotBooked      ReasonCode = "not_booked"
	NoAmount       ReasonCode = "no_amount"
	Unmatched      ReasonCode = "unmatched"
	Advance        ReasonCode = "advance"
	Debit          ReasonCode = "debit"
	Refund         ReasonCode = "refund"
	ReturnFound    ReasonCode = "return_found"
	ReturnAsk      ReasonCode = "return_ask"
	ReturnUnknown  ReasonCode = "return_unknown"
	CreditReversal ReasonCode = "credit_reversal"
	ManualPayment  ReasonCode = "manual_payment"
	PayoutKnown    ReasonCode = "payout_known"
)

// sentences are the French texts; % stands for the detail.
var sentences = map[ReasonCode]string{
	RefStructured:  "La référence structurée du virement désigne %.",
	RefExact:       "Le libellé cite %.",
	RefJoined:      "Le libellé cite %, écrite autrement.",
	RefListed:      "Le libellé cite % en abrégé dans une liste.",
	RefDigits:      "Le libellé cite les chiffres de %.",
	RefTruncated:   "Le libellé, coupé par la banque, commence comme %.",
	RefShort:       "Le libellé cite le numéro court de %.",
	RefNear:        "Le libellé cite un numéro qui ne diffère de % que par une faute de frappe.",
	RefOrder:       "Le libellé cite le numéro de commande de %.",
	PayerAccount:   "Le compte du payeur est connu pour ce client.",
	PayerName:      "Le nom du payeur est celui du client.",
	PayerSimilar:   "Le nom du payeur ressemble à celui du client.",
	AmountExact:    "Le montant est exactement le solde de %.",
	AmountSum:      "Le montant est exactement la somme des soldes de %.",
	AmountFee:      "Il manque %, sans doute des frais bancaires.",
	AmountDiscount: "Il manque %, sans doute un escompte.",
	AmountInterest: "Le supplément de % correspond aux pénalités de retard ou à l’indemnité forfaitaire.",
	AmountPartial:  "Paiement partiel : il reste % à payer.",
	AmountOver:     "Trop-perçu de %, à affecter.",
	AmountOnly:     "Seul le montant correspond, à %.",
	Combination:    "Le montant est la somme de %, factures ouvertes de ce client.",
	OldestFirst:    "Rien ne désigne de facture : proposition de la plus ancienne à la plus récente (C. civ. art. 1342-10).",

	OtherPayer:       "Le payeur semble être un autre client.",
	OtherAccount:     "Le compte du payeur est connu pour un autre client.",
	OtherReference:   "Le libellé cite aussi %.",
	UnknownReference: "Le libellé cite %, qui n’est le numéro d’aucune facture connue.",
	SeveralDebtors:   "Les références citées sont celles de plusieurs clients.",
	OtherCurrency:    "% est dans une autre devise.",
	BeforeIssue:      "Le paiement est antérieur à l’émission de %.",
	AlreadySettled:   "Déjà réglé : %. Double paiement possible.",
	Repeated:         "Un paiement identique a été reçu le %. Double paiement possible.",
	OtherInvoice:     "Le montant est exactement le solde de %, que le libellé ne cite pas.",
	NumberNear:       "% a le même montant et un numéro très proche, et rien ne confirme le payeur.",
	Tie:              "Plusieurs réponses conviennent aussi bien.",
	LooksLikeDate:    "Ce qui désigne % s’écrit comme une date, et rien ne confirme le payeur.",
	SaysAdvance:      "Le libellé parle d’un acompte ou d’une commande à venir.",
	BelowPolicy:      "L’indice est jugé insuffisant par le réglage en vigueur.",

	NotBooked:      "Opération annoncée mais non comptabilisée par la banque.",
	NoAmount:       "Opération sans montant.",
	Unmatched:      "Aucune facture ouverte ne correspond.",
	Advance:        "Le payeur est un client qui n’a aucune facture ouverte : acompte ou trop-perçu.",
	Debit:          "Sortie d’argent sans lien avec un encaissement connu.",
	Refund:         "Remboursement probable à un client.",
	ReturnFound:    "Rejet ou retour du paiement du %.",
	ReturnAsk:      "Rejet ou retour, peut-être du paiement du % : à confirmer.",
	ReturnUnknown:  "Rejet ou retour d’un paiement qui n’a pas été retrouvé.",
	CreditReversal: "Annulation d’une sortie d’argent : à affecter à la main.",
	PayoutKnown:    "Versement du prestataire de paiement (%) : les paiements par carte qu’il contient sont déjà enregistrés.",
	ManualPayment:  "Confirme le paiement saisi à la main le %.",
}

// because makes a reason; detail fills its sentence.
func because(code ReasonCode, detail string) Reason {
	s := strings.Replace(sentences[code], "%", detail, 1)
	if strings.HasPrefix(s, "la facture") {
		s = "L" + s[1:]
	} else if strings.HasPrefix(s, "l’avoir") {
		s = "L" + s[1:]
	}
	return Reason{Code: code, Text: s}
}

// euros writes a sum for a sentence.
func euros(c money.Cents, currency string) string {
	return money.French(money.Amount{Cents: c, Currency: currency})
}

// called names an item in a sentence: « la facture F2026-0142 ».
func called(items ...*found) string {
	if len(items) == 1 {
		if items[0].Balance < 0 {
			return "l’avoir " + items[0].Number
		}
		return "la facture " + items[0].Number
	}
	ns := make([]string, len(items))
	for i, f := range items {
		ns[i] = f.Number
	}
	return strings.Join(ns[:len(ns)-1], ", ") + " et " + ns[len(ns)-1]
}
