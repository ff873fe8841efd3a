package einvoice

import (
	"regexp"
	"strings"

	"relance/internal/calendar"
)

// Where the parties of a UBL document are.
const (
	ublSeller = "AccountingSupplierParty/Party/"
	ublBuyer  = "AccountingCustomerParty/Party/"
)

var ublTexts = []textField{
	{"BT-24", "CustomizationID", func(d *Document) *string { return &d.Specification }},
	{"BT-23", "ProfileID", func(d *Document) *string { return &d.Frame }},
	{"BT-1", "ID", func(d *Document) *string { return &d.Number }},
	{"BT-5", "DocumentCurrencyCode", func(d *Document) *string { return &d.Currency }},
	{"BT-8", "InvoicePeriod/DescriptionCode", func(d *Document) *string { return &d.TaxDue }},
	{"BT-10", "BuyerReference", func(d *Document) *string { return &d.BuyerRef }},
	{"BT-12", "ContractDocumentReference/ID", func(d *Document) *string { return &d.ContractRef }},
	{"BT-13", "OrderReference/ID", func(d *Document) *string { return &d.OrderRef }},
	{"BT-30", ublSeller + "PartyLegalEntity/CompanyID", func(d *Document) *string { return &d.Seller.SIREN }},
	{"BT-45", ublBuyer + "PartyName/Name", func(d *Document) *string { return &d.Buyer.TradingName }},
	{"BT-46", ublBuyer + "PartyIdentification/ID[schemeID=0009]", func(d *Document) *string { return &d.Buyer.SIRET }},
	{"BT-47", ublBuyer + "PartyLegalEntity/CompanyID", func(d *Document) *string { return &d.Buyer.SIREN }},
	{"BT-49", ublBuyer + "EndpointID", func(d *Document) *string { return &d.Buyer.Endpoint }},
	{"BT-52", ublBuyer + "PostalAddress/CityName", func(d *Document) *string { return &d.Buyer.Address.City }},
	{"BT-53", ublBuyer + "PostalAddress/PostalZone", func(d *Document) *string { return &d.Buyer.Address.Postcode }},
	{"BT-55", ublBuyer + "PostalAddress/Country/IdentificationCode", func(d *Document) *string { return &d.Buyer.Address.Country }},
	{"BT-56", ublBuyer + "Contact/Name", func(d *Document) *string { return &d.Buyer.Contact }},
	{"BT-57", ublBuyer + "Contact/Telephone", func(d *Document) *string { return &d.Buyer.Phone }},
	{"BT-58", ublBuyer + "Contact/ElectronicMail", func(d *Document) *string { return &d.Buyer.Email }},
	{"BT-89", "PaymentMeans/PaymentMandate/ID", func(d *Document) *string { return &d.Mandate }},
	{"BT-90", ublSeller + "PartyIdentification/ID[schemeID=SEPA]", func(d *Document) *string { return &d.CreditorID }},
}

var ublAmounts = []amountField{
	{"BT-109", "LegalMonetaryTotal/TaxExclusiveAmount", netAmount},
	{"BT-110", "TaxTotal/TaxAmount", vatAmount},
	{"BT-112", "LegalMonetaryTotal/TaxInclusiveAmount", totalAmount},
	{"BT-113", "LegalMonetaryTotal/PrepaidAmount", prepaidAmount},
	{"BT-114", "LegalMonetaryTotal/PayableRoundingAmount", roundingAmount},
	{"BT-115", "LegalMonetaryTotal/PayableAmount", payableAmount},
}

// readUBL fills the document from a UBL Invoice or CreditNote.
func (r *reader) readUBL(root *node) {
	d := r.doc
	r.readTexts(root, ublTexts)
	r.readCurrency(root.at("LegalMonetaryTotal/PayableAmount"))
	r.readAmounts(root, ublAmounts)
	r.readTaxes(root, ublTaxes)
	d.TypeCode = root.text("InvoiceTypeCode", "CreditNoteTypeCode")
	if d.TypeCode == "" && root.name == "CreditNote" {
		d.TypeCode = "381"
		r.warn("BT-3 : avoir sans code de type, lu comme 381")
	}
	d.IssueDate = r.date("BT-2", root.at("IssueDate"))
	d.DeliveryDate = r.date("BT-72", root.at("Delivery/ActualDeliveryDate"))
	r.ublParties(root)
	r.ublNotes(root)
	r.ublPreceding(root)
	r.ublMeans(root)
	r.ublTerms(root)
}

// ublParties reads what UBL keeps in more than one place. The legal name comes
// first; older documents only give a party or a tax registration name.
func (r *reader) ublParties(root *node) {
	d := r.doc
	names := func(party string) string {
		return root.text(party+"PartyLegalEntity/RegistrationName", party+"PartyName/Name", party+"PartyTaxScheme/RegistrationName")
	}
	d.Seller.Name, d.Buyer.Name = names(ublSeller), names(ublBuyer)
	d.Seller.VAT = ublVAT(root.all(ublSeller + "PartyTaxScheme"))
	d.Buyer.VAT = ublVAT(root.all(ublBuyer + "PartyTaxScheme"))
	d.Buyer.EndpointScheme = root.at(ublBuyer + "EndpointID").attr("schemeID")
	if d.Buyer.TradingName == d.Buyer.Name {
		d.Buyer.TradingName = ""
	}
	d.Payee = root.text("PayeeParty/PartyName/Name", "PayeeParty/PartyLegalEntity/RegistrationName")
	for _, line := range []string{"StreetName", "AdditionalStreetName", "AddressLine/Line"} {
		d.Buyer.addLine(root.text(ublBuyer + "PostalAddress/" + line))
	}
}

// ublVAT is the identifier in the VAT scheme; a party may have others, such as
// a local tax number.
func ublVAT(schemes []*node) string {
	for _, n := range schemes {
		if strings.Contains(strings.ToUpper(n.text("TaxScheme/ID", "TaxScheme/TaxTypeCode")), "VAT") {
			if id := n.text("CompanyID"); id != "" {
				return id
			}
		}
	}
	return ""
}

// subjectMark is the subject code that the standard puts before a UBL note.
var subjectMark = regexp.MustCompile(`^#([A-Z]{3})#\s*`)

func (r *reader) ublNotes(root *node) {
	for _, n := range root.all("Note") {
		r.ublNote("", n.value)
	}
	for _, n := range root.all("UBLExtensions/UBLExtension/ExtensionContent") {
		r.ublExtension(n, 0)
	}
}

func (r *reader) ublNote(code, text string) {
	if m := subjectMark.FindStringSubmatch(text); m != nil {
		code, text = m[1], text[len(m[0]):]
	}
	r.addNote(code, text)
}

// extensionDepth is how deep below an extension its notes are looked for.
const extensionDepth = 6

// ublExtension reads the notes with a subject code that EXTENDED-CTC-FR keeps
// in an extension, since a UBL note has no place for the code.
func (r *reader) ublExtension(n *node, depth int) {
	if depth > extensionDepth {
		return
	}
	for _, kid := range n.kids {
		if code := kid.attr("code"); kid.name == "Note" && code != "" {
			r.ublNote(code, kid.value)
		}
		r.ublExtension(kid, depth+1)
	}
}

func (r *reader) ublPreceding(root *node) {
	for _, kind := range []string{"InvoiceDocumentReference", "CreditNoteDocumentReference"} {
		for _, n := range root.all("BillingReference/" + kind) {
			if number := n.text("ID"); number != "" {
				r.doc.Preceding = append(r.doc.Preceding, Preceding{number, r.date("BT-26", n.at("IssueDate"))})
			}
		}
	}
}

func (r *reader) ublMeans(root *node) {
	var all []Means
	for _, n := range root.all("PaymentMeans") {
		account := n.at("PayeeFinancialAccount")
		all = append(all, Means{
			Code:        n.text("PaymentMeansCode"),
			IBAN:        account.text("ID"),
			BIC:         account.text("FinancialInstitutionBranch/ID", "FinancialInstitutionBranch/FinancialInstitution/ID"),
			PaymentRef:  n.text("PaymentID"),
			AccountName: account.text("Name"),
		})
	}
	r.doc.setMeans(all)
}

// ublTerms reads the due date, the terms in words and the instalments that
// UBL documents beyond EN 16931 may state.
func (r *reader) ublTerms(root *node) {
	var all []paymentTerm
	if due := r.ublDueDate(root); !due.IsZero() {
		all = append(all, paymentTerm{due: due})
	}
	for _, n := range root.all("PaymentTerms") {
		t := paymentTerm{amount: r.amount("BT-20", n.at("Amount")), discount: n.at("SettlementDiscountPercent") != nil}
		for _, name := range []string{"PaymentDueDate", "InstallmentDueDate"} {
			if t.due.IsZero() && n.at(name) != nil {
				t.due = r.date("BT-9", n.at(name))
				if !t.due.IsZero() && (len(all) == 0 || all[0].due != t.due) {
					r.warn("BT-9 : échéance %s lue dans PaymentTerms/%s", t.due, name)
				}
			}
		}
		for _, m := range n.all("Note") {
			t.text = joinLines(t.text, m.value)
		}
		all = append(all, t)
	}
	r.setTerms(all)
}

// ublDueDate is BT-9. Credit notes keep it with the payment means, and so did
// invoices before UBL 2.1.
func (r *reader) ublDueDate(root *node) calendar.Date {
	if due := r.date("BT-9", root.at("DueDate")); !due.IsZero() {
		return due
	}
	var last calendar.Date
	for _, n := range root.all("PaymentMeans/PaymentDueDate") {
		if due := r.date("BT-9", n); due.After(last) {
			last = due
		}
	}
	if root.name == "Invoice" && !last.IsZero() {
		r.warn("BT-9 : échéance %s lue dans PaymentMeans/PaymentDueDate, faute de DueDate", last)
	}
	return last
}
