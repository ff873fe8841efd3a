package tabular

import (
	"strings"
	"unicode"

	"golang.org/x/text/currency"
)

// trimUnits takes currency signs, currency codes and tax words off both ends.
// have is the currency found so far.
func trimUnits(s, have string) (bare, unit string) {
	isUnit := func(r rune) bool { return unicode.IsLetter(r) || strings.ContainsRune("€$£", r) }
	for {
		before := s
		s = strings.TrimSpace(s)
		head := s[:len(s)-len(strings.TrimLeftFunc(s, isUnit))]
		if code, ok := currencyOf(head); ok {
			s, have = s[len(head):], first(have, code)
		}
		tail := s[len(strings.TrimRightFunc(s, isUnit)):]
		if code, ok := currencyOf(tail); ok {
			s, have = s[:len(s)-len(tail)], first(have, code)
		}
		if s == before {
			return s, have
		}
	}
}

// currencyOf reads a unit; tax words are units without a currency.
func currencyOf(s string) (code string, ok bool) {
	switch strings.ToUpper(s) {
	case "":
		return "", false
	case "€", "EURO", "EUROS":
		return "EUR", true
	case "£":
		return "GBP", true
	case "$":
		return "$", true
	case "TTC", "HT":
		return "", true
	}
	return s, IsCurrency(s)
}

// IsCurrency tells whether s is an ISO 4217 code in capitals.
func IsCurrency(s string) bool {
	if len(s) != 3 || s != strings.ToUpper(s) {
		return false
	}
	_, err := currency.ParseISO(s)
	return err == nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Side says what stands behind an amount without a sign.
type Side int

// The sides of an account.
const (
	NoSide Side = iota
	Debit       // money out
	Credit      // money in
)

// sideWords are the words for a side, as headings are compared.
var sideWords = map[string]Side{
	"d": Debit, "dr": Debit, "db": Debit, "dt": Debit, "dbit": Debit, "deb": Debit, "debit": Debit, "debiteur": Debit, "debited": Debit,
	"c": Credit, "cr": Credit, "ct": Credit, "crdt": Credit, "cred": Credit, "credit": Credit, "crediteur": Credit, "credited": Credit,
	"au debit": Debit, "au credit": Credit, "sortie": Debit, "sorties": Debit, "entree": Credit, "entrees": Credit,
	"depense": Debit, "depenses": Debit, "recette": Credit, "recettes": Credit, "decaissement": Debit, "encaissement": Credit,
	"debit card": Debit, "sortant": Debit, "entrant": Credit, "emis": Debit, "recu": Credit, "envoye": Debit,
	"out": Debit, "in": Credit, "outgoing": Debit, "incoming": Credit, "money out": Debit, "money in": Credit,
	"sent": Debit, "received": Credit, "paid out": Debit, "paid in": Credit, "withdrawal": Debit, "deposit": Credit,
	"expense": Debit, "income": Credit, "outflow": Debit, "inflow": Credit, "revenu": Credit, "revenus": Credit,
	"retrait": Debit, "versement": Credit, "depot": Credit, "paiement": Debit, "paiement emis": Debit, "paiement recu": Credit,
	"virement emis": Debit, "virement recu": Credit, "virement sortant": Debit, "virement entrant": Credit,
	"soll": Debit, "haben": Credit, "s": Debit, "h": Credit, "af": Debit, "bij": Credit, "charge": Debit, "produit": Credit,
	"debit transfer": Debit, "credit transfer": Credit, "prelevement": Debit, "prelevement emis": Debit, "carte": Debit, "achat": Debit,
	"payment": Debit, "transfer out": Debit, "transfer in": Credit, "negatif": Debit, "positif": Credit,
	"operation au debit": Debit, "operation au credit": Credit, "debitrice": Debit, "creditrice": Credit,
	"operation debit": Debit, "operation credit": Credit, "a debiter": Debit, "a crediter": Credit,
}

// SideOf reads a cell that says whether an amount came in or went out: "C",
// "Débit", "+", "Sortie", "incoming". NoSide when it says neither.
func SideOf(cell string) Side {
	switch strings.TrimSpace(plainSigns.Replace(cell)) {
	case "-", "(-)":
		return Debit
	case "+", "(+)":
		return Credit
	}
	return sideWords[Heading(cell)]
}

// CutSide takes the side off an amount that bears it behind its digits, or
// before them: "120,00 CR", "D 45,10".
func CutSide(cell string) (rest string, side Side) {
	s := strings.TrimSpace(plainSigns.Replace(cell))
	letters := func(r rune) bool { return unicode.IsLetter(r) || r == '.' }
	tail := s[len(strings.TrimRightFunc(s, letters)):]
	if side = amountSide(tail); side != NoSide {
		return strings.TrimSpace(strings.TrimSuffix(s, tail)), side
	}
	head := s[:len(s)-len(strings.TrimLeftFunc(s, letters))]
	if side = amountSide(head); side != NoSide {
		return strings.TrimSpace(strings.TrimPrefix(s, head)), side
	}
	return cell, NoSide
}

// amountSide reads the abbreviations that stand beside digits; longer words
// belong into a column of their own.
func amountSide(s string) Side {
	switch strings.ToUpper(strings.Trim(s, ".")) {
	case "C", "CR", "CRDT", "CT", "CREDIT", "CRÉDIT":
		return Credit
	case "D", "DR", "DB", "DBIT", "DT", "DEBIT", "DÉBIT":
		return Debit
	}
	return NoSide
}
