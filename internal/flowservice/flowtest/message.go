package flowtest

import "fmt"

// Said is what a buyer says of an invoice.
type Said struct {
	Invoice, Code string // number, and status: 207
	At            string // time of the status: 20260930080000
	Issued        string // date of the invoice: 20260801
	Buyer, Seller string // company numbers
}

// Message writes it as a lifecycle message.
func (s Said) Message() []byte {
	return fmt.Appendf(nil, `<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>%[1]s-%[2]s-%[3]s</ram:ID><ram:IssuerTradeParty><ram:GlobalID schemeID="0002">%[4]s</ram:GlobalID><ram:RoleCode>BY</ram:RoleCode></ram:IssuerTradeParty></rsm:ExchangedDocument>
<rsm:AcknowledgementDocument><ram:TypeCode>23</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="204">%[3]s</udt:DateTimeString></ram:IssueDateTime>
<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>%[1]s</ram:IssuerAssignedID><ram:TypeCode>380</ram:TypeCode>
<ram:FormattedIssueDateTime><udt:DateTimeString format="102">%[6]s</udt:DateTimeString></ram:FormattedIssueDateTime>
<ram:ProcessConditionCode>%[2]s</ram:ProcessConditionCode><ram:IssuerTradeParty><ram:GlobalID schemeID="0002">%[5]s</ram:GlobalID></ram:IssuerTradeParty>
<ram:SpecifiedDocumentStatus><ram:ReasonCode>QTE_ERR</ram:ReasonCode></ram:SpecifiedDocumentStatus></ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>`, s.Invoice, s.Code, s.At, s.Buyer, s.Seller, s.Issued)
}
