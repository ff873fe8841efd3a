package bank

import (
	"regexp"
	"strings"
)

// loose gives the columns that no list of headings names a role by the words
// of their headings: banks word the same columns in ever new ways.
func loose(headings []string, columns map[role][]int, used map[int]bool) {
	for i, h := range headings {
		if used[i] || h == "" {
			continue
		}
		r := looseRole(h)
		if r == "" || len(columns[r]) > 0 && !several(r) {
			continue
		}
		columns[r], used[i] = append(columns[r], i), true
	}
}

// words matches any of the given words, or beginnings of words with a star.
func words(list string) *regexp.Regexp {
	var parts []string
	for w := range strings.SplitSeq(list, " ") {
		if stem, ok := strings.CutSuffix(w, "*"); ok {
			w = regexp.QuoteMeta(stem) + `[a-z]*`
		}
		parts = append(parts, strings.ReplaceAll(w, "_", " "))
	}
	return regexp.MustCompile(`(?:^| )(?:` + strings.Join(parts, "|") + `)(?: |$)`)
}

// The words of headings. An underscore stands for a blank.
var (
	wordsNoise = words("categor* card carte exchange taux rate cours orig* initial initiateur initiator foreign etranger* attachment* piece_jointe vat tva pointage pointe " +
		"francs fx converted conversion sort routing bic swift merchant_id mcc ht hors_taxe latitude country pays ville city")
	wordsDate   = words("date dates dateop dateval jour created posted completed timestamp horodatage")
	wordsValue  = words("valeur value settle* dateval reglement")
	wordsNoDate = words("echeance due naissance birth facture invoice expir* fin_de_validite")

	wordsDebit   = words("debit* sortie* depense* retrait* decaissement* money_out paid_out withdrawal* outgoing spent soll debited")
	wordsCredit  = words("credit* entree* recette* encaissement* versement* money_in paid_in deposit* incoming haben credited")
	wordsSign    = words("sens direction signe sign dc cd c_d d_c cr_dr dr_cr db_cr dbcr crdr drcr indicateur indicator cdtdbtind sh s_h af_bij")
	wordsBalance = words("solde* balance* saldo")
	wordsAmount  = words("montant* amount* somme betrag gross sum importe valeur_en")
	wordsFee     = words("fee fees frais commission*")
	wordsMoney   = words("devise* currency monnaie ccy curr")
	wordsStatus  = words("statut status etat state")

	wordsOther   = words("beneficiaire* beneficiary payee payer debtor creditor counterparty contrepartie emetteur destinataire tiers donneur* recipient sender partner payeur debiteur crediteur correspondant from_name to_name from_email_address de_la_part expediteur")
	wordsAccount = words("compte* account* iban rib konto acct")
	wordsName    = words("nom name libelle label intitule type titulaire holder bank banque")
	wordsText    = words("libelle* label* detail* description* motif* communication* reference* ref remittance memo* note* message* information* info commentaire* comment* " +
		"narrative narration purpose objet texte text verwendungszweck omschrijving mededeling particulars intitule nature facture* invoice* subject sujet complement* e2e end_to_end concept concerne")
	wordsPayRef = words("paiement payment virement transfer client customer end_to_end e2e donneur remittance facture invoice structured structuree communication")
)

// looseRole tells the role of a heading by its words, "" for none.
func looseRole(h string) role {
	isSign := wordsSign.MatchString(h) || wordsDebit.MatchString(h) && wordsCredit.MatchString(h)
	switch {
	case wordsNoise.MatchString(h) && !isSign:
		return ""
	case wordsDate.MatchString(h):
		return looseDateRole(h)
	case isSign:
		return roleSign
	case wordsBalance.MatchString(h):
		return roleBalance
	case wordsFee.MatchString(h):
		return roleFee
	case wordsOther.MatchString(h), wordsAccount.MatchString(h):
		return partyRole(h)
	case wordsDebit.MatchString(h):
		return roleDebit
	case wordsCredit.MatchString(h):
		return roleCredit
	case wordsAmount.MatchString(h):
		return roleAmount
	case wordsMoney.MatchString(h):
		return roleCurrency
	case wordsStatus.MatchString(h):
		return roleStatus
	case wordsText.MatchString(h):
		return textRole(h)
	}
	return ""
}

func looseDateRole(h string) role {
	switch {
	case wordsNoDate.MatchString(h):
		return ""
	case wordsValue.MatchString(h):
		return roleValue
	}
	return roleBooking
}

// partyRole tells the other party's name and account from the own account.
func partyRole(h string) role {
	other, account := wordsOther.MatchString(h), wordsAccount.MatchString(h)
	switch {
	case other && account:
		return roleIBAN
	case other:
		return roleCounterparty
	case h == "iban":
		return roleIBAN
	case wordsName.MatchString(h): // Intitulé du compte
		return ""
	}
	return roleAccount
}

// textRole keeps what the payer wrote apart from the bank's own reference:
// both are searched, only the former is shown as the reason of the payment.
func textRole(h string) role {
	if wordsRef.MatchString(h) && !wordsPayRef.MatchString(h) {
		return roleReference
	}
	return roleLabel
}

var wordsRef = words("reference* ref")

var unitInTitle = regexp.MustCompile(`\(\s*([A-Z]{3})\s*\)|\b(?:en|in) ([A-Z]{3})\b`)
