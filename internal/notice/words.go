package notice

import (
	"math/big"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// words are the labels of tables and blocks in one language, and the ways to
// write dates and sums in it. Sentences live in the templates.
type words struct {
	lang string

	invoice, issued, due, amount, received, credited, disputed, remaining, left, total       string
	principal, penalties, moratory, legalInterest, fee, costs, covered, coveredPaid, totalOn string
	dayOne, dayMany, perYear                                                                 string
	holder, reference, toPay                                                                 string
	period, days, base, rate, interest, and, customer, more                                  string
	order, semicolon, attention, numberSign, extrasOn                                        string
	ownPage, ownPageByCode                                                                   string

	date  func(calendar.Date) string
	short func(calendar.Date) string
	sum   func(money.Amount) string
	pct   func(*big.Rat) string
}

var french = &words{
	lang:    "fr",
	invoice: "Facture", issued: "Émise le", due: "Échéance", amount: "Montant TTC",
	received: "Déjà reçu", credited: "Avoir", disputed: "Contesté", remaining: "À régler", left: "Reste dû", total: "Total",
	principal: "Principal restant dû, TTC", penalties: "Pénalités de retard",
	moratory: "Intérêts moratoires", legalInterest: "Intérêts au taux légal",
	fee: "Indemnité forfaitaire pour frais de recouvrement", costs: "Frais de recouvrement justifiés", covered: "Part déjà couverte par l’indemnité forfaitaire",
	coveredPaid: "Part déjà couverte par l’indemnité forfaitaire et les paiements",
	totalOn:     "Total au ", dayOne: "jour", dayMany: "jours", perYear: " l’an",
	holder: "Titulaire du compte", reference: "Référence à rappeler", toPay: "Montant",
	period: "Période", days: "Jours", base: "Base", rate: "Taux", interest: "Intérêts",
	and: "et", customer: "Client ", more: "autres", order: "commande ", semicolon: "\u202f; ", attention: "À l’attention de ", numberSign: "n°\u00a0", extrasOn: "Total des accessoires au ",
	ownPageByCode: "Vous pouvez aussi consulter vos factures et nous répondre sur votre page personnelle, sans créer de compte. À cette adresse, entrez le code de cette lettre\u00a0:",
	ownPage:       "Vous pouvez aussi consulter vos factures et nous répondre sur votre page personnelle, sans compte ni mot de passe\u00a0:",
	date:          func(d calendar.Date) string { return dateSpace(d.French()) }, short: calendar.Date.FrenchShort, sum: money.French, pct: money.FrenchPercent,
}

var english = &words{
	lang:    "en",
	invoice: "Invoice", issued: "Issued", due: "Due date", amount: "Incl. VAT",
	received: "Received", credited: "Credit note", disputed: "Disputed", remaining: "To pay", left: "Remaining", total: "Total",
	principal: "Principal outstanding, incl. VAT", penalties: "Late-payment penalties",
	moratory: "Default interest", legalInterest: "Interest at the statutory rate",
	fee: "Fixed compensation for recovery costs", costs: "Proven recovery costs", covered: "Part already covered by the fixed compensation",
	coveredPaid: "Part already covered by the fixed compensation and payments",
	totalOn:     "Total on ", dayOne: "day", dayMany: "days", perYear: " a year",
	holder: "Account holder", reference: "Payment reference", toPay: "Amount",
	period: "Period", days: "Days", base: "Base", rate: "Rate", interest: "Interest",
	and: "and", customer: "Customer ", more: "more", order: "order ", semicolon: "; ", attention: "For the attention of ", numberSign: "no.\u00a0", extrasOn: "Total in addition to the principal on ",
	ownPageByCode: "You can also look at your invoices and answer us on a page of your own, without an account. At this address, enter the code of this letter:",
	ownPage:       "You can also look at your invoices and answer us on a page of your own, without account or password:",
	date:          func(d calendar.Date) string { return dateSpace(d.English()) }, short: englishShort, sum: money.English, pct: englishPercent,
}

func wordsFor(lang string) *words {
	if lang == "en" {
		return english
	}
	return french
}

// englishShort writes "2 Mar 2026": figures alone would be read month first by
// half of the readers.
func englishShort(d calendar.Date) string { return d.UTC().Format("2\u00a0Jan\u00a02006") }

func englishPercent(r *big.Rat) string {
	return strings.ReplaceAll(strings.ReplaceAll(money.FrenchPercent(r), ",", "."), "\u00a0", "")
}

// numbered puts « n° » before a number that is nothing but digits.
func (w *words) numbered(s string) string {
	s = clean(s)
	if s != "" && strings.Trim(s, "0123456789") == "" {
		return w.numberSign + s
	}
	return s
}

// percent writes a rate as claims carry it, "12.40"; what is no number, as
// « taux légal », is shown as it is.
func (w *words) percent(s string) string {
	if r, ok := new(big.Rat).SetString(s); ok {
		return w.pct(r)
	}
	return clean(s)
}

// interestName is what the law calls interest in a regime.
func (w *words) interestName(r dunning.Regime) string {
	switch {
	case r.Consumer():
		return w.legalInterest
	case r == dunning.Public:
		return w.moratory
	}
	return w.penalties
}

func (w *words) list(items []string) string { return join(items, ", ", " "+w.and+" ") }

// join writes a list: sep between items, last before the last one.
func join(items []string, sep, last string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	n := len(items) - 1
	return strings.Join(items[:n], sep) + last + items[n]
}
