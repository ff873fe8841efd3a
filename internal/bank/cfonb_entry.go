package bank

import (
	"strings"
)

// cfonbEntry is a record 04 and what its 05s have added so far.
type cfonbEntry struct {
	Entry
	customer []string // LCC, LC2: label from customer to customer, cut at 70
	free     []string // LIB
	other    []string // qualifiers without a place of their own
	payer    string   // NPY
	payee    string   // NBE
	key      strings.Builder
}

// cfonbReversals are the interbank codes of money that comes back: unpaid
// cheques and bills, rejected and returned direct debits, recalls.
var cfonbReversals = map[string]string{
	"03": "chèque impayé",
	"10": "prélèvement rejeté",
	"27": "prélèvement impayé",
	"33": "effet impayé",
	"34": "effet impayé",
	"B3": "prélèvement SEPA rejeté",
	"B4": "prélèvement SEPA interentreprises rejeté",
	"C4": "virement rappelé",
	"99": "opération rejetée ou annulée",
}

// movement opens the entry of a record 04.
func (c *cfonbReader) movement(r record) error {
	if err := c.flush(); err != nil {
		return err
	}
	if err := c.sameAccount(r); err != nil {
		return err
	}
	if c.st == nil {
		c.warn(r.line, "opération 04 hors relevé (ancien solde 01 absent)")
		c.begin(r)
	}
	v, ok := c.money(r)
	if !ok {
		c.warn(r.line, "montant illisible %q, opération ignorée", r.field(91, 14))
		return nil
	}
	e := &cfonbEntry{Entry: Entry{Line: r.line, Amount: v, Status: Booked, Currency: r.currency()}}
	if e.BookingDate, ok = r.day(35); !ok {
		c.warn(r.line, "date d’opération illisible %q", r.field(35, 6))
	}
	if e.ValueDate, ok = r.day(43); !ok {
		c.warn(r.line, "date de valeur illisible %q", r.field(43, 6))
	}
	e.Code = r.field(33, 2)
	e.Label = clean(r.raw(49, 31))
	e.Reference = provided(r.field(105, 16))
	if e.Reference == "" {
		e.Reference = provided(r.field(82, 7))
	}
	e.reject(r.field(41, 2))
	e.key.WriteString(r.raw(33, 2) + r.raw(49, 31) + r.raw(82, 7) + r.raw(105, 16))
	c.cur = e
	return nil
}

// reject marks money that comes back, by code or by the reject reason.
func (e *cfonbEntry) reject(reason string) {
	if strings.Trim(reason, "0") == "" {
		reason = ""
	}
	text, known := cfonbReversals[e.Code]
	e.Reversal = known || reason != ""
	e.ReturnReason = reason
	if e.ReturnText = returnText(reason, ""); e.ReturnText == "" && e.Reversal {
		e.ReturnText = text
	}
}

// detail adds a record 05.
func (e *cfonbEntry) detail(r record) {
	info := r.raw(49, 70)
	e.key.WriteString(r.raw(46, 3) + info)
	first := clean(r.raw(49, 35))
	text := strings.TrimRight(info, " ")
	switch qualifier := r.field(46, 3); qualifier {
	case "NPY":
		e.payer = join(e.payer, text)
	case "NBE":
		e.payee = join(e.payee, text)
	case "NPO":
		e.UltimateDebtor = join(e.UltimateDebtor, text)
	case "NBU":
		e.UltimateCreditor = join(e.UltimateCreditor, text)
	case "LCC", "LC2":
		e.customer = append(e.customer, text)
	case "LCS":
		e.CreditorRef = provided(text)
	case "RCN":
		e.EndToEndID = provided(first)
	case "REF":
		e.BatchID = provided(first)
	case "RUM":
		e.MandateID = provided(first)
	case "LIB":
		e.free = append(e.free, text)
	case "IPY", "IBE", "IPO", "IBU", "MMO", "CBE", "CPY", "FEE":
		// Identifiers and original amounts: part of the fingerprint only.
	default:
		if clean(text) != "" {
			e.other = append(e.other, text)
		}
	}
}

// flush completes the entry being read.
func (c *cfonbReader) flush() error {
	e := c.cur
	if e == nil {
		return nil
	}
	c.cur = nil
	e.Counterparty = e.payer
	if e.Counterparty == "" || e.Amount < 0 && !e.Reversal && e.payee != "" {
		e.Counterparty = join(e.payee)
	}
	e.Remittance = join(joinChunks(e.customer, 70), joinChunks(e.free, 70), joinChunks(e.other, 70))
	if e.Remittance == "" {
		e.Remittance = e.Label
	}
	e.Entry.key = e.key.String()
	return c.add(c.st, e.Entry)
}
