package dunning

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Regime is the body of law that governs a claim. See docs/law.md.
type Regime string

// The regimes.
const (
	B2B             Regime = "b2b"              // professional debtor: C. com. L441-10
	B2C             Regime = "b2c"              // consumer: C. civ. 1231-6, C. conso. L121-21
	Public          Regime = "public"           // public buyer: C. commande publique L2192-13
	NonProfessional Regime = "non_professional" // association, co-owners …: cautious, as a consumer
)

// Regimes lists the regimes, the default first.
func Regimes() []Regime { return []Regime{B2B, B2C, Public, NonProfessional} }

// Consumer tells whether the cautious rules for consumers apply: no fee, no
// penalties before a formal notice, no mention of either.
func (r Regime) Consumer() bool { return r == B2C || r == NonProfessional }

// Address is a postal address as on an envelope.
type Address struct {
	Lines    []string `json:"lines,omitempty" yaml:"lines"` // below the name: person or service, building, street
	Postcode string   `json:"postcode,omitempty" yaml:"postcode"`
	City     string   `json:"city,omitempty" yaml:"city"`
	Country  string   `json:"country,omitempty" yaml:"country"` // ISO 3166-1 alpha-2; empty is FR
}

// Usable tells whether a letter could be posted to it.
func (a Address) Usable() bool { return len(a.Lines) > 0 && a.City != "" }

// Creditor is the business that chases its own invoices. It is the sender of
// every notice and the owner of the account that money is paid to.
type Creditor struct {
	ID          string      `json:"id" yaml:"id"`                           // short, stable: part of workflow IDs
	Name        string      `json:"name" yaml:"name"`                       // exact account-holder and legal name
	LegalForm   string      `json:"legal_form,omitempty" yaml:"legal_form"` // "SARL au capital de 10 000 €"; "EI" for a sole trader (C. com. R526-27)
	SIREN       string      `json:"siren,omitempty" yaml:"siren"`
	VAT         string      `json:"vat,omitempty" yaml:"vat"`
	RCS         string      `json:"rcs,omitempty" yaml:"rcs"` // "RCS Lyon 123 456 782"
	Address     Address     `json:"address" yaml:"address"`
	Phone       string      `json:"phone,omitempty" yaml:"phone"`
	Email       string      `json:"email" yaml:"email"`                 // From address of notices
	ReplyTo     string      `json:"reply_to,omitempty" yaml:"reply_to"` // where debtors answer; empty is Email
	IBAN        string      `json:"iban" yaml:"iban"`
	BIC         string      `json:"bic,omitempty" yaml:"bic"`
	Accounts    []string    `json:"accounts,omitempty" yaml:"accounts"`   // IBANs of further accounts that its invoices may name: another bank, a factor
	Signatory   string      `json:"signatory,omitempty" yaml:"signatory"` // person who signs
	Capacity    string      `json:"capacity,omitempty" yaml:"capacity"`   // "Gérante"
	Mediator    string      `json:"mediator,omitempty" yaml:"mediator"`   // consumer mediator (C. conso. L612-1)
	Zone        string      `json:"zone,omitempty" yaml:"zone"`           // holiday zone; empty is metropole
	Rate        string      `json:"rate,omitempty" yaml:"rate"`           // contract rate of late interest; empty is the legal default
	WaiveFee    bool        `json:"waive_fee,omitempty" yaml:"waive_fee"` // never claim the 40 €
	WaiveInt    bool        `json:"waive_interest,omitempty" yaml:"waive_interest"`
	DailyMax    int         `json:"daily_max,omitempty" yaml:"daily_max"`                     // messages a day; 0 is no maximum
	Letters     money.Cents `json:"letter_budget,omitempty" yaml:"letter_budget"`             // most euros for letters in a civil year; 0 is no limit
	BankMaxAge  int         `json:"bank_max_age_hours,omitempty" yaml:"bank_max_age_hours"`   // freshness gate; 0 is none
	InboxMaxAge int         `json:"inbox_max_age_hours,omitempty" yaml:"inbox_max_age_hours"` // the same for the mailbox that answers come to; 0 is none
	Plan        string      `json:"plan,omitempty" yaml:"plan"`                               // default plan; empty is "default"
	Privacy     string      `json:"privacy,omitempty" yaml:"privacy"`                         // contact for data protection; empty is ReplyTo
	OtherMeans  string      `json:"payment_methods,omitempty" yaml:"payment_methods"`         // French: other means of payment than a transfer, « par chèque à l’ordre de … »
	ClerkFee    money.Cents `json:"clerk_fee,omitempty" yaml:"clerk_fee"`                     // of the commercial court's clerk, VAT included; 0 prints a blank
	Mandate     string      `json:"agency_mandate,omitempty" yaml:"agency_mandate"`           // of a collection agency: which, of when (CPCE R124-3)
	Policy      string      `json:"insurance_policy,omitempty" yaml:"insurance_policy"`       // credit insurance: insurer and number
	Insurance   Insurance   `json:"insurance,omitzero" yaml:"insurance"`                      // the same with the periods of the policy
	MinWay      money.Cents `json:"min_way,omitempty" yaml:"min_way"`                         // below it the ways remind that the sum is small; 0 is none
	Abroad      bool        `json:"abroad,omitempty" yaml:"abroad"`                           // not established on the territory of French courts: four months to declare a claim (C. com. R622-24)
	// CollectedFrom is the first date of issue of the invoices whose VAT falls due
	// when they are paid and which go through a platform: their payments are
	// proposed as status 212 (CGI 290 A). Zero proposes none.
	CollectedFrom calendar.Date `json:"collected_from,omitzero" yaml:"collected_from"`

	Signature string `json:"-" yaml:"signature"`            // file with the picture of the signatory's signature
	Portal    Portal `json:"portal,omitzero" yaml:"portal"` // the debtors' own pages
}

// Portal says whether a creditor's debtors have a page of their own, reached by
// a link in their mails, and what it leaves out.
type Portal struct {
	On bool `json:"on,omitempty" yaml:"on"` // off by default
	// Without names what the page does not offer: dispute, promise, statement,
	// payment.
	Without []string `json:"without,omitempty" yaml:"without"`
}

// PortalParts lists what a page may go without.
func PortalParts() []string { return []string{"dispute", "promise", "statement", "payment"} }

// Offers tells whether a page offers one of PortalParts.
func (p Portal) Offers(part string) bool { return p.On && !slices.Contains(p.Without, part) }

// IsZero leaves a portal that says nothing out of the record.
func (p Portal) IsZero() bool { return !p.On && len(p.Without) == 0 }

// ReplyAddress is where a debtor's answers go.
func (c Creditor) ReplyAddress() string {
	if c.ReplyTo != "" {
		return c.ReplyTo
	}
	return c.Email
}

// Takes tells whether an account is the creditor's, or one of the further ones that
// its invoices may name.
func (c Creditor) Takes(iban string) bool {
	plain := func(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }
	return slices.ContainsFunc(append([]string{c.IBAN}, c.Accounts...), func(own string) bool { return plain(own) == plain(iban) })
}

// OwnAddress tells whether an e-mail address is one of the creditor's own.
// Notices to a debtor who bears it would come back to the creditor.
func (c Creditor) OwnAddress(email string) bool {
	return email != "" && (strings.EqualFold(email, c.Email) || strings.EqualFold(email, c.ReplyTo))
}

// SoleTrader tells whether the legal form is that of an entrepreneur individuel,
// whose name must carry the mention (C. com. R526-27).
func (c Creditor) SoleTrader() bool {
	f := strings.ToLower(strings.TrimSpace(c.LegalForm))
	for _, form := range []string{"ei ", "entrepreneur individuel", "entreprise individuelle", "micro-entrepreneur", "auto-entrepreneur"} {
		if strings.HasPrefix(f+" ", form) {
			return true
		}
	}
	return false
}

// Debtor is who owes. Key is the creditor's own customer reference.
type Debtor struct {
	ID       int64   `json:"id,omitempty"`
	Creditor string  `json:"creditor"`
	Key      string  `json:"key"`
	Name     string  `json:"name"`
	Regime   Regime  `json:"regime"`
	Language string  `json:"language"` // "fr" or "en"
	SIREN    string  `json:"siren,omitempty"`
	VAT      string  `json:"vat,omitempty"`
	Email    string  `json:"email,omitempty"`   // accounts-payable contact; empty is none
	Contact  string  `json:"contact,omitempty"` // who answers there: « Mme Jeanne Morel », « Service fournisseurs »
	Bounced  bool    `json:"bounced,omitempty"` // the address was refused for good
	Address  Address `json:"address"`
	Zone     string  `json:"zone,omitempty"` // holiday zone of the debtor; empty follows the postcode
	Plan     string  `json:"plan,omitempty"` // empty is the creditor's
	Version  int64   `json:"-"`              // grows with each change of what stands above

	PayDays int `json:"pay_days,omitempty"` // a public buyer's payment period, in days: 30, 50 or 60 (CCP R2192-10, R2192-11); 0 is not known

	Electronic ElectronicLetters `json:"electronic,omitzero"` // whether registered letters may come by e-mail
}

// Reference is the debtor's reference in the creditor's own books. It is empty
// when the list gave none: Key is then a number of the debtor's, or made.
func (d Debtor) Reference() string {
	if d.Key == d.SIREN || d.Key == d.VAT || strings.HasPrefix(d.Key, madeKey) {
		return ""
	}
	return d.Key
}

// madeKey begins the Key of a debtor for whom a list gave no reference and no
// number.
const madeKey = "nom-"

// Mailable tells whether e-mail can reach the debtor.
func (d Debtor) Mailable() bool { return d.Email != "" && !d.Bounced }
