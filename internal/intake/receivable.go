package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"relance/internal/dunning"
	"relance/internal/einvoice"
	"relance/internal/identifier"
	"relance/internal/money"
	"relance/internal/publicbuyer"
	"relance/internal/terms"
)

// RegimeRule says how the body of law for a debtor was found.
type RegimeRule string

// The rules, from the surest to the most cautious.
const (
	RegimeStated   RegimeRule = "stated"       // the list says it
	RegimePublicID RegimeRule = "public_siren" // SIRENs of public bodies begin with 1 or 2
	RegimeBusiness RegimeRule = "identifier"   // the buyer has a SIREN or a VAT number
	// RegimeCautious: nothing tells, so nothing is claimed that a consumer may
	// not be asked for (C. conso. L121-21).
	RegimeCautious RegimeRule = "cautious"
)

// Receivable is an item in the words of a case.
type Receivable struct {
	Invoice dunning.Invoice
	Debtor  dunning.Debtor
	Regime  RegimeRule
	Notes   []string        // French: what was assumed or left out
	Due     []terms.Warning // what a business must look at in the due date
}

// ToReceivable puts an item that Classify lets chase into the words of a case
// of a creditor. It invents nothing: an identifier that fails its check is
// left out with a note, an e-mail address that cannot be one too.
func ToReceivable(item Item, creditor string) Receivable {
	d := item.Document
	r := Receivable{Invoice: dunning.Invoice{
		Creditor: creditor, Number: strings.TrimSpace(d.Number), Issued: d.IssueDate, Due: d.DueDate,
		DueRule: dunning.DueRule(d.DueDateRule), Completed: d.DeliveryDate, Received: item.Extra.Received, Currency: d.Currency,
		OrderRef: d.OrderRef, PayRef: d.PaymentRef, Terms: termsOf(d), Source: source(item), Tax: taxOf(d),
	}}
	r.amounts(d)
	r.account(d)
	r.debtor(item, creditor)
	r.publicPeriod()
	r.ceilings(d)
	r.Invoice.Debtor = r.Debtor.Key
	if d.TypeCode == corrective && len(d.Preceding) > 0 {
		r.note("facture rectificative de %s : si elle la remplace, fermez l’ancien dossier comme annulé", d.Preceding[0].Number)
	}
	return r
}

// corrective is the UNTDID 1001 code of an invoice that corrects another.
const corrective = "384"

// source is the place that the invoice came from, as file:line.
func source(item Item) string {
	if item.Line == 0 {
		return item.Document.File
	}
	return fmt.Sprintf("%s:%d", item.Document.File, item.Line)
}

// amounts takes the amount due as written; a total that is not stated is what
// is due and what was paid before.
func (r *Receivable) amounts(d einvoice.Document) {
	var prepaid money.Cents
	if d.Payable != nil {
		r.Invoice.Payable = *d.Payable
	}
	if d.Prepaid != nil {
		prepaid = *d.Prepaid
	}
	r.Invoice.Total = r.Invoice.Payable + prepaid
	if d.Total != nil {
		r.Invoice.Total = *d.Total
	}
}

// account keeps the IBAN of the invoice only when money sent there arrives.
func (r *Receivable) account(d einvoice.Document) {
	if d.IBAN == "" {
		return
	}
	iban, err := identifier.ParseIBAN(d.IBAN)
	if err != nil {
		r.note("IBAN de la facture écarté, celui du créancier sera demandé : %s", inFrench(err))
		return
	}
	r.Invoice.IBAN, r.Invoice.BIC = iban.String(), compact(d.BIC)
}

func (r *Receivable) debtor(item Item, creditor string) {
	b := item.Document.Buyer
	r.Debtor = dunning.Debtor{
		Creditor: creditor, Name: oneLine(b.Name), Email: r.email(b.Email), Language: r.language(item.Extra.Language),
		Contact: strings.TrimSpace(b.Contact), PayDays: item.Extra.PayDays,
		Address: dunning.Address{Postcode: oneLine(b.Address.Postcode), City: oneLine(b.Address.City), Country: b.Address.Country},
	}
	if len(b.Address.Lines) > 0 {
		for _, line := range b.Address.Lines {
			r.Debtor.Address.Lines = append(r.Debtor.Address.Lines, oneLine(line))
		}
	}
	r.identify(b)
	r.Debtor.Key = cmp.Or(item.Extra.Customer, r.Debtor.SIREN, r.Debtor.VAT, nameKey(b))
	r.regime(item.Extra.Regime)
}

// publicPeriod works out when a public buyer is late: the date printed on the
// invoice does not bind him. What is not on record is said.
func (r *Receivable) publicPeriod() {
	if r.Debtor.Regime != dunning.Public || r.Invoice.Issued.IsZero() {
		return
	}
	due, known := publicbuyer.Due(r.Invoice, r.Debtor.PayDays)
	if due != r.Invoice.Due {
		r.note("échéance portée au %s : délai de paiement d’un acheteur public (CCP R2192-10 à R2192-15)", due.French())
		r.Invoice.Due, r.Invoice.DueRule = due, dunning.DuePublic
	}
	if !known {
		r.note("réception de la demande ou durée du délai (30, 50 ou 60 jours) non renseignée : indiquez received et pay_days ; " +
			"à défaut, la demande est réputée reçue deux jours après sa date (CCP R2192-14)")
	}
}

// ceilings compares the due date that businesses agreed on with the longest that
// the law allows (C. com. L441-10, I). A public buyer's is worked out, and
// others have none.
func (r *Receivable) ceilings(d einvoice.Document) {
	if r.Debtor.Regime == dunning.B2B {
		rule, _ := terms.Parse(d.Terms)
		r.Due = terms.Warnings(rule, r.Invoice.Issued, r.Invoice.Due, string(dunning.B2B))
	}
}

// identify keeps the buyer's numbers that pass their check, and takes the
// SIREN out of a SIRET or a French VAT number when it is not given.
func (r *Receivable) identify(b einvoice.Buyer) {
	if vat, err := identifier.ParseVAT(b.VAT); err == nil {
		r.Debtor.VAT = vat.String()
		if siren, ok := vat.SIREN(); ok {
			r.Debtor.SIREN = siren.String()
		}
	} else if b.VAT != "" {
		r.note("numéro de TVA du client écarté : %s", inFrench(err))
	}
	if siret, err := identifier.ParseSIRET(cmp.Or(b.SIRET, b.SIREN)); err == nil {
		r.Debtor.SIREN = siret.SIREN().String()
	} else if siren, err := identifier.ParseSIREN(b.SIREN); err == nil {
		r.Debtor.SIREN = siren.String()
	} else if b.SIREN != "" {
		r.note("SIREN du client écarté : %s", inFrench(err))
	}
}

// nameKeyPrefix begins the references that are made of a name.
const nameKeyPrefix = "nom-"

// nameKey stands for a customer without any number. It tells nobody the name,
// since references are seen in logs and in Temporal; namesakes of different
// towns are different customers.
func nameKey(b einvoice.Buyer) string {
	sum := sha256.Sum256([]byte(normalise(b.Name) + "/" + compact(b.Address.Postcode)))
	return nameKeyPrefix + hex.EncodeToString(sum[:6])
}

// regime decides which law applies; see RegimeRule.
func (r *Receivable) regime(stated string) {
	d := &r.Debtor
	switch {
	case stated != "":
		d.Regime, r.Regime = dunning.Regime(stated), RegimeStated
	case strings.HasPrefix(d.SIREN, "1"), strings.HasPrefix(d.SIREN, "2"):
		d.Regime, r.Regime = dunning.Public, RegimePublicID
		r.note("client public d’après son SIREN (%s)", d.SIREN)
	case d.SIREN != "" || d.VAT != "":
		d.Regime, r.Regime = dunning.B2B, RegimeBusiness
	default:
		d.Regime, r.Regime = dunning.NonProfessional, RegimeCautious
		r.note("ni SIREN ni numéro de TVA : traité comme un non-professionnel, sans indemnité ni pénalités ; " +
			"une colonne « regime » ou la page du client en décide autrement")
	}
}

// email takes the first address of a list that can be one.
func (r *Receivable) email(written string) string {
	if strings.TrimSpace(written) == "" {
		return ""
	}
	a := addressIn(written)
	switch {
	case a == "":
		r.note("adresse e-mail « %s » inutilisable : le dossier attend une adresse", shorten(visible(written)))
	case a != strings.TrimSpace(written):
		r.note("plusieurs adresses e-mail ou du texte autour (« %s ») : %s retenue", shorten(visible(written)), a)
	}
	if !ascii(a) {
		r.note("adresse e-mail %s avec des lettres accentuées : elle n’est joignable que si votre serveur accepte SMTPUTF8", a)
	}
	return a
}

// language is French or English; any other language is written to in English.
func (r *Receivable) language(code string) string {
	switch base, _, _ := strings.Cut(strings.ReplaceAll(code, "_", "-"), "-"); base {
	case "":
		return ""
	case "fr", "francais", "français", "french":
		return "fr"
	case "en", "anglais", "english":
		return "en"
	}
	r.note("langue « %s » : les relances seront en anglais", shorten(code))
	return "en"
}

func (r *Receivable) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(french(format), args...))
}

// MatchCreditor finds whose invoice an item is: the creditor that it names,
// else the one with the seller's SIREN or VAT number, else the only one there
// is. Its number must fit with the creditor into the identity of a case. The
// *Error names the file, the line and the remedy.
func MatchCreditor(item Item, creditors []dunning.Creditor) (dunning.Creditor, error) {
	c, err := owner(item, creditors)
	if err != nil {
		return c, err
	}
	if id := (dunning.Ref{Creditor: c.ID, Number: item.Document.Number, Cycle: mostCycles}).ID(); len(id) > maxIdentity {
		return dunning.Creditor{}, &Error{File: item.Document.File, Line: item.Line, Code: Invalid,
			Message: fmt.Sprintf(french("numéro « %s » trop long : avec le créancier il ferait %d octets, %d au plus (une lettre accentuée en compte six)"),
				shorten(item.Document.Number), len(id), maxIdentity)}
	}
	return c, nil
}

// The bounds of the identity of a workflow: Temporal refuses more bytes, and a
// case may live again some times.
const (
	maxIdentity = 255
	mostCycles  = 99
)

func owner(item Item, creditors []dunning.Creditor) (dunning.Creditor, error) {
	var ids []string
	for _, c := range creditors {
		if ids = append(ids, c.ID); c.ID == item.Extra.Creditor {
			return c, nil
		}
	}
	known := strings.Join(ids, ", ")
	seller := item.Document.Seller
	switch {
	case len(creditors) == 0:
		return dunning.Creditor{}, item.noCreditor("aucun créancier n’est configuré : décrivez votre entreprise sous creditors dans relance.yaml")
	case item.Extra.Creditor != "":
		return dunning.Creditor{}, item.noCreditor("créancier « %s » inconnu : écrivez l’un de %s, ou ajoutez-le sous creditors dans relance.yaml",
			shorten(item.Extra.Creditor), known)
	case len(creditors) == 1:
		return creditors[0], nil
	}
	for _, c := range creditors {
		if known, same := (Policy{SIREN: c.SIREN, VAT: c.VAT}).sells(seller); known && same {
			return c, nil
		}
	}
	if seller.SIREN+seller.VAT == "" {
		return dunning.Creditor{}, item.noCreditor("créancier non précisé : remplissez la colonne creditor ou nommez-le (%s)", known)
	}
	return dunning.Creditor{}, item.noCreditor("vendeur %s (%s) inconnu : ce n’est aucun des créanciers configurés (%s)",
		orUnnamed(seller.Name), cmp.Or(seller.SIREN, seller.VAT), known)
}

// noCreditor says in French why nobody claims an item.
func (item Item) noCreditor(format string, args ...any) *Error {
	return &Error{File: item.Document.File, Line: item.Line, Code: NotFound, Message: fmt.Sprintf(french(format), args...)}
}
