package bank

import "strings"

// fillDetail takes references, parties and return reason from one TxDtls.
func (c *camtReader) fillDetail(e *Entry, tx *node) {
	if v := provided(tx.value("Refs", "AcctSvcrRef")); v != "" {
		e.BankRef, e.ref = v, v
	}
	e.EndToEndID = provided(tx.value("Refs", "EndToEndId"))
	e.MandateID = provided(tx.value("Refs", "MndtId"))
	if v := tx.value("Refs", "PmtInfId"); v != "" {
		e.BatchID = v
	}
	if v := txCode(tx); v != "" {
		e.Code = v
	}
	if r := tx.first("RtrInf"); r != nil {
		e.ReturnReason = r.leaf("Rsn/Cd", "RtrRsn/Cd", "Rsn/Prtry", "RtrRsn/Prtry")
		e.ReturnText = returnText(e.ReturnReason, joinNodes(r.all("AddtlInf")))
	}
	c.fillParties(e, tx.first("RltdPties"))
}

// fillParties picks the party on the other side: who paid for money in, who
// was paid for money out; a reversal keeps the parties of what it reverses.
func (c *camtReader) fillParties(e *Entry, p *node) {
	if p == nil {
		return
	}
	sides := []string{"Dbtr", "Cdtr"}
	if (e.Amount < 0) != e.Reversal {
		sides = []string{"Cdtr", "Dbtr"}
	}
	if !e.Reversal && e.ReturnReason == "" {
		sides = sides[:1] // the other side is the account holder
	}
	for _, side := range sides {
		name := p.leaf(side+"/Nm", side+"/Pty/Nm", side+"/Agt/FinInstnId/Nm")
		iban := compact(p.value(side+"Acct", "Id", "IBAN")) // as the bank gives it, valid or not
		other := compact(p.leaf(side+"Acct/Id/Othr/Id", side+"Acct/Id/PrtryAcct/Id", side+"Acct/Id/BBAN"))
		if name == "" && iban+other == "" || c.own(name, first(iban, other)) {
			continue
		}
		e.Counterparty, e.CounterpartyIBAN = name, first(iban, ibanOf(other))
		break
	}
	e.UltimateDebtor = p.leaf("UltmtDbtr/Nm", "UltmtDbtr/Pty/Nm")
	e.UltimateCreditor = p.leaf("UltmtCdtr/Nm", "UltmtCdtr/Pty/Nm")
}

// own tells whether a party is the account holder.
func (c *camtReader) own(name, iban string) bool {
	if iban != "" {
		return iban == c.st.Account
	}
	return c.owner != "" && unaccented(name) == c.owner
}

// fillRemittance collects what the payer wrote; where the bank gives nothing
// structured, its own text stands in.
func (c *camtReader) fillRemittance(e *Entry, n *node, details ...*node) {
	var texts, labels []string
	for _, tx := range details {
		labels = append(labels, joinNodes(tx.all("AddtlTxInf")))
		for _, r := range tx.all("RmtInf") {
			texts = append(texts, c.remittance(e, r)...)
		}
	}
	e.Label = join(append(labels, joinNodes(n.all("AddtlNtryInf")))...)
	e.Remittance = joinChunks(texts, 140)
	if e.Remittance == "" {
		e.Remittance = e.Label
	}
}

// remittance reads one RmtInf: unstructured pieces are returned, the first
// creditor reference and all documents go to the entry.
func (c *camtReader) remittance(e *Entry, r *node) []string {
	var texts []string
	for _, u := range r.all("Ustrd") {
		if t := strings.Trim(u.text, "\r\n\t"); strings.TrimSpace(t) != "" {
			texts = append(texts, t)
		}
	}
	for _, s := range r.all("Strd") {
		if ref := s.leaf("CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"); ref != "" && e.CreditorRef == "" {
			e.CreditorRef = ref
		} else if ref != "" && ref != e.CreditorRef {
			texts = append(texts, ref)
		}
		for _, d := range append(s.all("RfrdDocInf"), s.all("RfrdDocInfAndAmt")...) {
			c.document(e, s, d)
		}
		for _, a := range s.all("AddtlRmtInf") {
			texts = append(texts, clean(a.text))
		}
	}
	return texts
}

// document adds one referred document; its amount stands beside it.
func (c *camtReader) document(e *Entry, s, d *node) {
	doc := Document{
		Type:   d.leaf("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "RfrdDocTp/Cd"),
		Number: d.leaf("Nb", "RfrdDocNb"),
	}
	if doc.Number == "" {
		return
	}
	if len(s.all("RfrdDocInf")) <= 1 {
		a := s.first("RfrdDocAmt", "RmtdAmt")
		for _, of := range []string{"DuePyblAmt", "CdtNoteAmt"} {
			if a == nil {
				a = s.first("RfrdDocAmt", of)
			}
		}
		if a != nil {
			if v, _, ok := decimal(a.text, 0); ok {
				doc.Amount = &v
			}
		}
	}
	e.Documents = append(e.Documents, doc)
}

func joinNodes(nodes []*node) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = n.text
	}
	return join(parts...)
}
