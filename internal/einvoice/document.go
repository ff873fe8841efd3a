package einvoice

import (
	"relance/internal/calendar"
	"relance/internal/money"
)

// Format names the kind of file an invoice came from.
type Format string

// The formats of invoice files. Parse reads the first three; the last two are
// read by package intake into the same Document.
const (
	FacturX Format = "facturx" // PDF with the invoice embedded as XML
	CII     Format = "cii"     // UN/CEFACT Cross Industry Invoice
	UBL     Format = "ubl"     // OASIS UBL 2 Invoice or CreditNote
	CSV     Format = "csv"
	JSON    Format = "json"
)

// DueRule says where the due date of a document comes from.
type DueRule string

// The rules for a due date, from the surest to the weakest.
const (
	DueStated   DueRule = "stated"   // the document states the date (BT-9)
	DueTerms    DueRule = "terms"    // worked out from the terms in words (BT-20)
	DueCustomer DueRule = "customer" // issue date and the terms agreed with the customer
	DueDefault  DueRule = "default"  // issue date + 30 days (C. com. art. L441-10)
)

// Document is one invoice or credit note as its seller wrote it. Amounts are
// in the document's currency, in cents, and nil when the document does not
// state them; dates are civil dates, zero when not stated.
type Document struct {
	File    string  `json:"file"`
	Format  Format  `json:"format"`
	Profile Profile `json:"profile"` // short name of BT-24, see Profile

	TypeCode    string        `json:"type_code"`  // BT-3, UNTDID 1001: 380, 381, 384, 386, 389 …
	Number      string        `json:"number"`     // BT-1
	IssueDate   calendar.Date `json:"issue_date"` // BT-2
	DueDate     calendar.Date `json:"due_date"`   // BT-9; the last one when there are instalments
	DueDateRule DueRule       `json:"due_date_rule"`

	Currency string       `json:"currency"` // BT-5, ISO 4217
	Total    *money.Cents `json:"total"`    // BT-112, with VAT
	Prepaid  *money.Cents `json:"prepaid"`  // BT-113
	Payable  *money.Cents `json:"payable"`  // BT-115 as written, may be zero or negative
	// PayableIn is the currency that stands on BT-115 when it is another one than the
	// document's: the sum can then not be asked for as it is written.
	PayableIn string `json:"-"`

	Seller Seller `json:"seller"` // BG-4
	Buyer  Buyer  `json:"buyer"`  // BG-7

	OrderRef   string  `json:"order_ref"`   // BT-13
	PaymentRef string  `json:"payment_ref"` // BT-83, expected on the bank line
	MeansCode  string  `json:"means_code"`  // BT-81 of the first payment means, UNTDID 4461
	OtherMeans []Means `json:"means"`       // the payment means after the first
	IBAN       string  `json:"iban"`        // BT-84 of the first payment means, as written
	BIC        string  `json:"bic"`         // BT-86 of the first payment means
	Terms      string  `json:"terms"`       // BT-20; several are joined by line ends

	Warnings []string `json:"warnings"` // French, one sentence each
	Error    string   `json:"error"`    // set by callers that list files; Parse returns its error

	Details
}

// Details holds what dunning needs beyond the fields that are listed for every
// file. They are left out of the JSON form when empty.
type Details struct {
	Specification string        `json:"specification,omitempty"` // BT-24 as written
	Frame         string        `json:"frame,omitempty"`         // BT-23: S1, B1, M1 …; S2, B2, M2 already paid
	Preceding     []Preceding   `json:"preceding,omitempty"`     // BG-3
	BuyerRef      string        `json:"buyer_ref,omitempty"`     // BT-10
	ContractRef   string        `json:"contract_ref,omitempty"`  // BT-12
	DeliveryDate  calendar.Date `json:"delivery_date,omitzero"`  // BT-72
	Payee         string        `json:"payee,omitempty"`         // BT-59, a factor or another collector
	AccountName   string        `json:"account_name,omitempty"`  // BT-85 of the first payment means
	Mandate       string        `json:"mandate,omitempty"`       // BT-89, direct debit mandate
	CreditorID    string        `json:"creditor_id,omitempty"`   // BT-90
	Net           *money.Cents  `json:"net,omitempty"`           // BT-109, without VAT
	VAT           *money.Cents  `json:"vat,omitempty"`           // BT-110, in the document's currency
	Rounding      *money.Cents  `json:"rounding,omitempty"`      // BT-114
	Taxes         []Tax         `json:"taxes,omitempty"`         // BG-23
	TaxDue        string        `json:"tax_due,omitempty"`       // BT-8: when the VAT falls due, UNTDID 2475 (72 on payment) or 2005 (432)
	Instalments   []Instalment  `json:"instalments,omitempty"`   // only when there are several due dates
	Notes         []Note        `json:"notes,omitempty"`         // BG-1
}

// Seller is the creditor named by the document (BG-4).
type Seller struct {
	Name  string `json:"name"`  // BT-27
	SIREN string `json:"siren"` // BT-30 as written: the SIREN in France, a local register elsewhere
	VAT   string `json:"vat"`   // BT-31
}

// Buyer is the debtor named by the document (BG-7).
type Buyer struct {
	Name    string  `json:"name"`    // BT-44
	SIREN   string  `json:"siren"`   // BT-47 as written
	VAT     string  `json:"vat"`     // BT-48
	Email   string  `json:"email"`   // BT-58, else BT-49 when its scheme is EM
	Address Address `json:"address"` // BG-8

	SIRET          string `json:"siret,omitempty"`           // BT-46 with scheme 0009
	TradingName    string `json:"trading_name,omitempty"`    // BT-45
	Contact        string `json:"contact,omitempty"`         // BT-56
	Phone          string `json:"phone,omitempty"`           // BT-57
	Endpoint       string `json:"endpoint,omitempty"`        // BT-49
	EndpointScheme string `json:"endpoint_scheme,omitempty"` // BT-49-1: EM e-mail, 0225 French directory …
}

// Address is a postal address (BG-8): BT-50, 51, 163, 53, 52, 55.
type Address struct {
	Lines    []string `json:"lines"`
	Postcode string   `json:"postcode"`
	City     string   `json:"city"`
	Country  string   `json:"country"` // ISO 3166-1, two letters
}

// Means is one way to pay (BG-16).
type Means struct {
	Code        string `json:"code"`                   // BT-81
	IBAN        string `json:"iban"`                   // BT-84
	BIC         string `json:"bic"`                    // BT-86
	PaymentRef  string `json:"payment_ref,omitempty"`  // BT-83, where the syntax has one for each means
	AccountName string `json:"account_name,omitempty"` // BT-85
}

// Instalment is one of several due dates.
type Instalment struct {
	DueDate calendar.Date `json:"due_date"`
	Amount  *money.Cents  `json:"amount,omitempty"` // nil when not stated
	Terms   string        `json:"terms,omitempty"`
}

// Preceding names an earlier invoice (BG-3): the one a credit note reduces.
type Preceding struct {
	Number    string        `json:"number"`              // BT-25
	IssueDate calendar.Date `json:"issue_date,omitzero"` // BT-26
}

// Note is a free text of the seller with its subject (BT-21, BT-22). In French
// invoices PMD holds the late-payment penalties, PMT the 40 € recovery
// compensation, AAB the discount for early payment, ACC a subrogation clause.
type Note struct {
	Code string `json:"code,omitempty"` // UNTDID 4451
	Text string `json:"text"`
}

// NoteText joins the texts of all notes with the given subject code, or is "".
func (d Document) NoteText(code string) string {
	text := ""
	for _, n := range d.Notes {
		if n.Code == code {
			text = joinLines(text, n.Text)
		}
	}
	return text
}

// AllMeans lists every payment means of the document, the first one first.
func (d Document) AllMeans() []Means {
	first := Means{Code: d.MeansCode, IBAN: d.IBAN, BIC: d.BIC, PaymentRef: d.PaymentRef, AccountName: d.AccountName}
	if first == (Means{}) {
		return d.OtherMeans
	}
	return append([]Means{first}, d.OtherMeans...)
}

// setMeans shows the first payment means and lists the others.
func (d *Document) setMeans(all []Means) {
	if len(all) == 0 {
		return
	}
	d.MeansCode, d.IBAN, d.BIC, d.AccountName = all[0].Code, all[0].IBAN, all[0].BIC, all[0].AccountName
	if d.PaymentRef == "" {
		d.PaymentRef = all[0].PaymentRef
	}
	d.OtherMeans = append(d.OtherMeans, all[1:]...)
}

func joinLines(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
