package einvoice

import "strings"

// Where the parts of a Cross Industry Invoice are.
const (
	ciiContext    = "ExchangedDocumentContext/"
	ciiDocument   = "ExchangedDocument/"
	ciiAgreement  = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/"
	ciiDelivery   = "SupplyChainTradeTransaction/ApplicableHeaderTradeDelivery/"
	ciiSettlement = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/"
	ciiTotals     = ciiSettlement + "SpecifiedTradeSettlementHeaderMonetarySummation/"
	ciiBuyer      = ciiAgreement + "BuyerTradeParty/"
	ciiSeller     = ciiAgreement + "SellerTradeParty/"
)

var ciiTexts = []textField{
	{"BT-24", ciiContext + "GuidelineSpecifiedDocumentContextParameter/ID", func(d *Document) *string { return &d.Specification }},
	{"BT-23", ciiContext + "BusinessProcessSpecifiedDocumentContextParameter/ID", func(d *Document) *string { return &d.Frame }},
	{"BT-1", ciiDocument + "ID", func(d *Document) *string { return &d.Number }},
	{"BT-3", ciiDocument + "TypeCode", func(d *Document) *string { return &d.TypeCode }},
	{"BT-5", ciiSettlement + "InvoiceCurrencyCode", func(d *Document) *string { return &d.Currency }},
	{"BT-8", ciiSettlement + "ApplicableTradeTax/DueDateTypeCode", func(d *Document) *string { return &d.TaxDue }},
	{"BT-10", ciiAgreement + "BuyerReference", func(d *Document) *string { return &d.BuyerRef }},
	{"BT-12", ciiAgreement + "ContractReferencedDocument/IssuerAssignedID", func(d *Document) *string { return &d.ContractRef }},
	{"BT-13", ciiAgreement + "BuyerOrderReferencedDocument/IssuerAssignedID", func(d *Document) *string { return &d.OrderRef }},
	{"BT-27", ciiSeller + "Name", func(d *Document) *string { return &d.Seller.Name }},
	{"BT-30", ciiSeller + "SpecifiedLegalOrganization/ID", func(d *Document) *string { return &d.Seller.SIREN }},
	{"BT-31", ciiSeller + "SpecifiedTaxRegistration/ID[schemeID=VA]", func(d *Document) *string { return &d.Seller.VAT }},
	{"BT-44", ciiBuyer + "Name", func(d *Document) *string { return &d.Buyer.Name }},
	{"BT-45", ciiBuyer + "SpecifiedLegalOrganization/TradingBusinessName", func(d *Document) *string { return &d.Buyer.TradingName }},
	{"BT-46", ciiBuyer + "GlobalID[schemeID=0009]", func(d *Document) *string { return &d.Buyer.SIRET }},
	{"BT-47", ciiBuyer + "SpecifiedLegalOrganization/ID", func(d *Document) *string { return &d.Buyer.SIREN }},
	{"BT-48", ciiBuyer + "SpecifiedTaxRegistration/ID[schemeID=VA]", func(d *Document) *string { return &d.Buyer.VAT }},
	{"BT-49", ciiBuyer + "URIUniversalCommunication/URIID", func(d *Document) *string { return &d.Buyer.Endpoint }},
	{"BT-52", ciiBuyer + "PostalTradeAddress/CityName", func(d *Document) *string { return &d.Buyer.Address.City }},
	{"BT-53", ciiBuyer + "PostalTradeAddress/PostcodeCode", func(d *Document) *string { return &d.Buyer.Address.Postcode }},
	{"BT-55", ciiBuyer + "PostalTradeAddress/CountryID", func(d *Document) *string { return &d.Buyer.Address.Country }},
	{"BT-56", ciiBuyer + "DefinedTradeContact/PersonName", func(d *Document) *string { return &d.Buyer.Contact }},
	{"BT-57", ciiBuyer + "DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber", func(d *Document) *string { return &d.Buyer.Phone }},
	{"BT-58", ciiBuyer + "DefinedTradeContact/EmailURIUniversalCommunication/URIID", func(d *Document) *string { return &d.Buyer.Email }},
	{"BT-59", ciiSettlement + "PayeeTradeParty/Name", func(d *Document) *string { return &d.Payee }},
	{"BT-83", ciiSettlement + "PaymentReference", func(d *Document) *string { return &d.PaymentRef }},
	{"BT-89", ciiSettlement + "SpecifiedTradePaymentTerms/DirectDebitMandateID", func(d *Document) *string { return &d.Mandate }},
	{"BT-90", ciiSettlement + "CreditorReferenceID", func(d *Document) *string { return &d.CreditorID }},
}

var ciiAmounts = []amountField{
	{"BT-109", ciiTotals + "TaxBasisTotalAmount", netAmount},
	{"BT-110", ciiTotals + "TaxTotalAmount", vatAmount},
	{"BT-112", ciiTotals + "GrandTotalAmount", totalAmount},
	{"BT-113", ciiTotals + "TotalPrepaidAmount", prepaidAmount},
	{"BT-114", ciiTotals + "RoundingAmount", roundingAmount},
	{"BT-115", ciiTotals + "DuePayableAmount", payableAmount},
}

// readCII fills the document from a CrossIndustryInvoice.
func (r *reader) readCII(root *node) {
	d := r.doc
	r.readTexts(root, ciiTexts)
	r.readCurrency(root.at(ciiTotals + "DuePayableAmount"))
	r.readAmounts(root, ciiAmounts)
	r.readTaxes(root, ciiTaxes)
	d.IssueDate = r.date("BT-2", ciiDateNode(root.at(ciiDocument+"IssueDateTime")))
	d.DeliveryDate = r.date("BT-72", ciiDateNode(root.at(ciiDelivery+"ActualDeliverySupplyChainEvent/OccurrenceDateTime")))
	for _, line := range []string{"LineOne", "LineTwo", "LineThree"} {
		d.Buyer.addLine(root.text(ciiBuyer + "PostalTradeAddress/" + line))
	}
	d.Buyer.EndpointScheme = root.at(ciiBuyer + "URIUniversalCommunication/URIID").attr("schemeID")
	r.ciiNotes(root)
	r.ciiPreceding(root)
	r.ciiMeans(root)
	r.ciiTerms(root)
}

// ciiDateNode is the element that holds a date below a date-time element.
func ciiDateNode(n *node) *node {
	if n == nil {
		return nil
	}
	for _, name := range []string{"DateTimeString", "DateString", "DateTime", "Date"} {
		if m := n.at(name); m != nil {
			return m
		}
	}
	return n
}

func (r *reader) ciiNotes(root *node) {
	for _, n := range root.all(ciiDocument + "IncludedNote") {
		for _, content := range n.all("Content") {
			r.addNote(n.text("SubjectCode"), content.value)
		}
	}
}

func (r *reader) ciiPreceding(root *node) {
	for _, n := range root.all(ciiSettlement + "InvoiceReferencedDocument") {
		if number := n.text("IssuerAssignedID"); number != "" {
			issued := r.date("BT-26", ciiDateNode(n.at("FormattedIssueDateTime")))
			r.doc.Preceding = append(r.doc.Preceding, Preceding{number, issued})
		}
	}
}

func (r *reader) ciiMeans(root *node) {
	var all []Means
	for _, n := range root.all(ciiSettlement + "SpecifiedTradeSettlementPaymentMeans") {
		account := n.at("PayeePartyCreditorFinancialAccount")
		all = append(all, Means{
			Code:        n.text("TypeCode"),
			IBAN:        account.text("IBANID", "ProprietaryID"),
			BIC:         n.text("PayeeSpecifiedCreditorFinancialInstitution/BICID"),
			AccountName: account.text("AccountName"),
		})
	}
	r.doc.setMeans(all)
}

func (r *reader) ciiTerms(root *node) {
	var all []paymentTerm
	for _, n := range root.all(ciiSettlement + "SpecifiedTradePaymentTerms") {
		var texts []string
		for _, m := range n.all("Description") {
			texts = append(texts, m.value)
		}
		all = append(all, paymentTerm{
			due:      r.date("BT-9", ciiDateNode(n.at("DueDateDateTime"))),
			amount:   r.amount("BT-9", n.at("PartialPaymentAmount")),
			text:     strings.Join(texts, "\n"),
			discount: n.at("ApplicableTradePaymentDiscountTerms") != nil,
		})
	}
	r.setTerms(all)
}
