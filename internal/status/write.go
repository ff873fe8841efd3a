package status

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// Statement is a status that the seller states of one of his invoices: a message
// to write. Times are 2006-01-02T15:04:05 as at Paris, days 2006-01-02.
type Statement struct {
	MessageID   string // MDT-4
	Name        string // MDT-5
	Created     string // MDT-8
	At          string // MDT-78
	Seller      Company
	Buyer       Company
	Invoice     string // MDT-87
	InvoiceType string // MDT-91
	InvoiceDate string // MDT-100
	Received    string // MDT-95: when the invoice was deposited; empty leaves it out
	Code        Code   // MDT-105
	Day         string // MDT-110; empty leaves it out
	Comment     string // MDT-126; empty leaves it out
	Amounts     []Amount
}

// Company is a party of a message that is written.
type Company struct {
	SIREN   string
	Name    string
	Address string // in the directory of electronic invoices (scheme 0225); empty is the SIREN
}

// Profile and process of messages between platforms.
const (
	profileInvoice = "urn.cpro.gouv.fr:1p0:CDV:invoice"
	regulated      = "REGULATED"
	schemeSIREN    = "0002"
	schemeAddress  = "0225"
	schemePlatform = "0238"
	portalID       = "0000"
	formatInstant  = "204"
	formatDay      = "102"
	unclPaid       = "47"
)

// Write gives the message: UTF-8 XML in the order of the schema (CDAR D22B), to
// the buyer and to the public portal. It goes to the seller's platform, which
// sends it on.
func Write(s Statement) []byte {
	w := &writer{}
	w.b.WriteString(xml.Header)
	w.open("rsm:"+rootName, "xmlns:rsm", namespace,
		"xmlns:ram", "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
		"xmlns:udt", "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
		"xmlns:qdt", "urn:un:unece:uncefact:data:standard:QualifiedDataType:100")
	w.in("rsm:ExchangedDocumentContext", func() {
		w.in("ram:BusinessProcessSpecifiedDocumentContextParameter", func() { w.leaf("ram:ID", regulated) })
		w.in("ram:GuidelineSpecifiedDocumentContextParameter", func() { w.leaf("ram:ID", profileInvoice) })
	})
	w.in("rsm:ExchangedDocument", func() { w.exchanged(s) })
	w.in("rsm:AcknowledgementDocument", func() { w.acknowledgement(s) })
	w.close("rsm:" + rootName)
	return w.b.Bytes()
}

func (w *writer) exchanged(s Statement) {
	w.leaf("ram:ID", s.MessageID)
	w.leaf("ram:Name", s.Name)
	w.stamp("ram:IssueDateTime", "udt", formatInstant, s.Created)
	w.in("ram:SenderTradeParty", func() { w.leaf("ram:RoleCode", "WK") })
	w.in("ram:IssuerTradeParty", func() {
		w.leaf("ram:GlobalID", s.Seller.SIREN, "schemeID", schemeSIREN)
		w.leaf("ram:Name", s.Seller.Name)
		w.leaf("ram:RoleCode", "SE")
	})
	w.in("ram:RecipientTradeParty", func() {
		w.leaf("ram:GlobalID", s.Buyer.SIREN, "schemeID", schemeSIREN)
		w.leaf("ram:Name", s.Buyer.Name)
		w.leaf("ram:RoleCode", "BY")
		address := s.Buyer.Address
		if address == "" {
			address = s.Buyer.SIREN
		}
		w.in("ram:URIUniversalCommunication", func() { w.leaf("ram:URIID", address, "schemeID", schemeAddress) })
	})
	w.in("ram:RecipientTradeParty", func() {
		w.leaf("ram:GlobalID", portalID, "schemeID", schemePlatform)
		w.leaf("ram:Name", "PPF")
		w.leaf("ram:RoleCode", "DFH")
	})
}

func (w *writer) acknowledgement(s Statement) {
	w.in("ram:MultipleReferencesIndicator", func() { w.leaf("udt:Indicator", "false") })
	w.leaf("ram:TypeCode", treatment)
	w.stamp("ram:IssueDateTime", "udt", formatInstant, s.At)
	w.in("ram:ReferenceReferencedDocument", func() {
		w.leaf("ram:IssuerAssignedID", s.Invoice)
		w.leaf("ram:StatusCode", unclPaid)
		w.leaf("ram:TypeCode", s.InvoiceType)
		w.stamp("ram:ReceiptDateTime", "udt", formatInstant, s.Received)
		w.stamp("ram:FormattedIssueDateTime", "qdt", formatDay, s.InvoiceDate)
		w.leaf("ram:ProcessConditionCode", string(s.Code))
		w.leaf("ram:ProcessCondition", s.Code.French())
		w.in("ram:IssuerTradeParty", func() { w.leaf("ram:GlobalID", s.Seller.SIREN, "schemeID", schemeSIREN) })
		w.in("ram:SpecifiedDocumentStatus", func() { w.details(s) })
	})
}

func (w *writer) details(s Statement) {
	w.stamp("ram:ReferenceDateTime", "udt", formatDay, s.Day)
	w.leaf("ram:SequenceNumeric", "1")
	if s.Comment != "" {
		w.in("ram:IncludedNote", func() { w.leaf("ram:Content", s.Comment) })
	}
	for _, a := range s.Amounts {
		w.in("ram:SpecifiedDocumentCharacteristic", func() {
			w.leaf("ram:TypeCode", a.Type)
			w.in("ram:ValueChangedIndicator", func() { w.leaf("udt:IndicatorString", "false") })
			w.leaf("ram:ValueAmount", a.Value, "currencyID", a.Currency)
			w.stamp("ram:ValueDateTime", "udt", formatDay, a.Date)
			if a.Percent != "" {
				w.leaf("ram:ValuePercent", a.Percent)
			}
		})
	}
}

// writer writes indented XML.
type writer struct {
	b     bytes.Buffer
	depth int
}

func (w *writer) open(name string, attrs ...string) {
	w.b.WriteString(strings.Repeat("  ", w.depth) + "<" + name)
	for i := 0; i < len(attrs); i += 2 {
		w.b.WriteString(" " + attrs[i] + `="` + escaped(attrs[i+1]) + `"`)
	}
	w.b.WriteString(">\n")
	w.depth++
}

func (w *writer) close(name string) {
	w.depth--
	w.b.WriteString(strings.Repeat("  ", w.depth) + "</" + name + ">\n")
}

func (w *writer) in(name string, content func()) {
	w.open(name)
	content()
	w.close(name)
}

func (w *writer) leaf(name, text string, attrs ...string) {
	w.b.WriteString(strings.Repeat("  ", w.depth) + "<" + name)
	for i := 0; i < len(attrs); i += 2 {
		w.b.WriteString(" " + attrs[i] + `="` + escaped(attrs[i+1]) + `"`)
	}
	w.b.WriteString(">" + escaped(text) + "</" + name + ">\n")
}

// stamp writes a time as figures alone; an empty one is left out.
func (w *writer) stamp(name, space, format, at string) {
	if at == "" {
		return
	}
	figures := strings.NewReplacer("-", "", ":", "", "T", "").Replace(at)
	w.in(name, func() { w.leaf(space+":DateTimeString", figures, "format", format) })
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(clean(s))) // a buffer takes everything
	return b.String()
}
