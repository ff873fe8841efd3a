package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/einvoice"
)

// Reason is why a document is chased or not, from a closed list.
type Reason string

// The reasons. Only ReasonOpen leads to a case that chases.
const (
	ReasonOpen            Reason = "open"             // owed to the creditor: it is chased
	ReasonCreditNote      Reason = "credit_note"      // reduces the invoice it names
	ReasonProForma        Reason = "pro_forma"        // not an invoice
	ReasonNoClaim         Reason = "no_claim"         // quote, order, delivery note, payment, what was cancelled: nothing is owed
	ReasonDates           Reason = "dates"            // dates that cannot be right
	ReasonIncomplete      Reason = "incomplete"       // number, amount, currency or dates missing
	ReasonSelfBilled      Reason = "self_billed"      // made out by the buyer, and it is not known that the creditor is the seller
	ReasonPurchase        Reason = "purchase"         // another seller's invoice: the creditor may be its debtor
	ReasonFactored        Reason = "factored"         // to be paid to somebody else
	ReasonPaid            Reason = "paid"             // frame S2, B2 or M2, or nothing left to pay
	ReasonZero            Reason = "zero"             // an invoice of nothing
	ReasonNegative        Reason = "negative"         // the creditor owes the buyer
	ReasonDirectDebit     Reason = "direct_debit"     // the creditor collects it himself
	ReasonCard            Reason = "card"             // paid by card
	ReasonForeignCurrency Reason = "foreign_currency" // no plan for this currency
)

// Decision says whether a document may be chased.
type Decision struct {
	Chase  bool
	Reason Reason
	Text   string // French sentence for the bookkeeper
}

// Policy is what the decision needs to know about the creditor.
type Policy struct {
	SIREN      string        // SIREN of the creditor; "" when not known
	VAT        string        // VAT number of the creditor; "" when not known
	Currencies []string      // currencies that have a dunning plan; empty means EUR alone
	Today      calendar.Date // an invoice may not be dated later; zero skips that check
}

// The kinds of documents that are treated apart, by UNTDID 1001 code.
var (
	creditNotes = []string{"81", "83", "261", "262", "296", "308", "381", "396", "458", "502", "503", "532"}
	selfBilled  = []string{"261", "389", "471", "473", "500", "501", "502", "527"}
	factored    = []string{"393", "396", "472", "473", "501", "502"}
	proForma    = []string{typeProForma}
	noClaims    = []string{typeOffer, typeOrder, typeDelivery, typePayment, typeCancelled}
	debits      = []string{"49", "59"}       // UNTDID 4461
	cards       = []string{"48", "54", "55"} // UNTDID 4461
	paidFrames  = []string{"B2", "M2", "S2"} // French BT-23: already paid when issued
)

// kindNames are French names of what is no claim.
var kindNames = map[string]string{
	typeOffer: "devis, commande ou bon de livraison", typePayment: "paiement ou reçu", typeCancelled: "facture annulée",
}

var reasonTexts = map[Reason]string{
	ReasonOpen:            "facture à recouvrer",
	ReasonCreditNote:      "avoir : il réduit la facture qu’il nomme, il ne se relance pas",
	ReasonProForma:        "facture pro forma : ce n’est pas une créance",
	ReasonNoClaim:         "%s : ce n’est pas une créance",
	ReasonDates:           "%s : corrigez la facture avant de la relancer",
	ReasonIncomplete:      "il manque %s : complétez la facture avant de la relancer",
	ReasonSelfBilled:      "autofacture émise par l’acheteur : indiquez le SIREN du créancier pour savoir si elle est à recouvrer",
	ReasonPurchase:        "facture d’un autre vendeur (%s) : c’est peut-être l’un de vos achats",
	ReasonFactored:        "créance cédée ou encaissée par un tiers (%s) : ce n’est pas à vous de relancer",
	ReasonPaid:            "facture déjà payée",
	ReasonZero:            "facture d’un montant nul",
	ReasonNegative:        "net à payer négatif : c’est vous qui devez au client",
	ReasonDirectDebit:     "facture prélevée : rien à demander tant que le prélèvement n’est pas rejeté",
	ReasonCard:            "facture réglée par carte",
	ReasonForeignCurrency: "facture en %s : aucun plan de relance n’existe pour cette devise",
}

// Forcible tells whether a person who knows better may have a document chased
// in spite of the reason: a direct debit that will not be made, a payee who
// leaves the chasing to the seller, a card that was refused, a frame "paid"
// that is wrong, our own self-billed invoice. The other reasons say that there
// is nothing to chase, or nobody to chase.
func (d Decision) Forcible(doc einvoice.Document) bool {
	switch d.Reason {
	case ReasonDirectDebit, ReasonCard, ReasonFactored, ReasonSelfBilled:
		return missingKeys(doc) == "" && *doc.Payable > 0
	case ReasonPaid:
		return *doc.Payable > 0
	}
	return false
}

// Classify decides whether a document may be chased. The checks run from what
// the document is, over whose claim it is, to what is left to pay and how. A
// credit note of somebody else is a purchase, and reduces nothing of ours.
func Classify(d einvoice.Document, p Policy) Decision {
	reason, detail := classify(d, p)
	text := strings.Replace(reasonTexts[reason], "%s", detail, 1)
	return Decision{Chase: reason == ReasonOpen, Reason: reason, Text: french(text)}
}

func classify(d einvoice.Document, p Policy) (Reason, string) {
	switch {
	case slices.Contains(proForma, d.TypeCode):
		return ReasonProForma, ""
	case slices.Contains(noClaims, d.TypeCode):
		return ReasonNoClaim, cmp.Or(kindNames[d.TypeCode], kindNames[typeOffer])
	case d.TypeCode == typePurchase:
		return ReasonPurchase, orUnnamed(d.Seller.Name)
	case slices.Contains(creditNotes, d.TypeCode):
		if known, ours := p.sells(d.Seller); known && !ours {
			return ReasonPurchase, orUnnamed(d.Seller.Name)
		}
		return ReasonCreditNote, ""
	}
	if r, detail := classifyOwner(d, p); r != ReasonOpen {
		return r, detail
	}
	if missing := missingKeys(d); missing != "" {
		return ReasonIncomplete, missing
	}
	if fault := datesFault(d, p.Today); fault != "" {
		return ReasonDates, fault
	}
	return classifyAmount(d, p)
}

// A due date is not before the invoice, an invoice is not dated in the future
// (a day of grace for other time zones), and none is as old as that: such dates
// are typing errors, and interest would run for years.
const (
	oldestYear = 1970
	longestDue = 20 * 365 // days
	dayOfGrace = 1
)

// datesFault says in French what is wrong with the dates, "" when nothing is.
func datesFault(d einvoice.Document, today calendar.Date) string {
	switch {
	case d.IssueDate.Year < oldestYear:
		return fmt.Sprintf("date de facture %s trop ancienne", d.IssueDate)
	case !today.IsZero() && d.IssueDate.Sub(today) > dayOfGrace:
		return fmt.Sprintf("date de facture %s dans le futur", d.IssueDate)
	case !d.DueDate.IsZero() && d.DueDate.Before(d.IssueDate):
		return fmt.Sprintf("échéance %s antérieure à la date de facture %s", d.DueDate, d.IssueDate)
	case !d.DueDate.IsZero() && d.DueDate.Sub(d.IssueDate) > longestDue:
		return fmt.Sprintf("échéance %s à plus de vingt ans de la facture", d.DueDate)
	}
	return ""
}

// classifyOwner tells whose claim the document is.
func classifyOwner(d einvoice.Document, p Policy) (Reason, string) {
	known, ours := p.sells(d.Seller)
	switch {
	case known && !ours:
		return ReasonPurchase, orUnnamed(d.Seller.Name)
	case !known && slices.Contains(selfBilled, d.TypeCode):
		return ReasonSelfBilled, ""
	case d.Payee != "" && !strings.EqualFold(d.Payee, d.Seller.Name):
		return ReasonFactored, d.Payee
	case slices.Contains(factored, d.TypeCode), d.NoteText("ACC") != "":
		return ReasonFactored, "affacturage"
	}
	return ReasonOpen, ""
}

// sells tells whether policy and document both identify a seller, and whether
// it is the same one.
func (p Policy) sells(s einvoice.Seller) (known, same bool) {
	if a, b := compact(p.SIREN), compact(s.SIREN); len(a) >= 9 && len(b) >= 9 {
		return true, a[:9] == b[:9]
	}
	a, b := compact(p.VAT), compact(s.VAT)
	return a != "" && b != "", a == b
}

var noSpaces = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ".", "")

func compact(s string) string { return strings.ToUpper(noSpaces.Replace(s)) }

func orUnnamed(name string) string {
	if name == "" {
		return "sans nom"
	}
	return name
}

// missingKeys names what a case cannot start without.
func missingKeys(d einvoice.Document) string {
	var missing []string
	for _, m := range []struct {
		absent bool
		name   string
	}{
		{d.Number == "", "le numéro"},
		{d.Payable == nil, "le net à payer"},
		{d.Currency == "", "la devise"},
		{d.IssueDate.IsZero(), "la date de facture"},
		{d.Buyer.Name == "", "le nom du client"},
	} {
		if m.absent {
			missing = append(missing, m.name)
		}
	}
	return strings.Join(missing, ", ")
}

// classifyAmount looks at what is left to pay, and how.
func classifyAmount(d einvoice.Document, p Policy) (Reason, string) {
	switch {
	case slices.Contains(paidFrames, d.Frame):
		return ReasonPaid, ""
	case d.PayableIn != "":
		return ReasonForeignCurrency, d.PayableIn
	case *d.Payable < 0:
		return ReasonNegative, ""
	case *d.Payable == 0 && d.Total != nil && *d.Total == 0:
		return ReasonZero, ""
	case *d.Payable == 0:
		return ReasonPaid, ""
	case slices.Contains(debits, d.MeansCode):
		return ReasonDirectDebit, ""
	case slices.Contains(cards, d.MeansCode):
		return ReasonCard, ""
	case !p.plans(d.Currency):
		return ReasonForeignCurrency, d.Currency
	}
	return ReasonOpen, ""
}

func (p Policy) plans(currency string) bool {
	if len(p.Currencies) == 0 {
		return currency == "EUR"
	}
	return slices.Contains(p.Currencies, currency)
}
