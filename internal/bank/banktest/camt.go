package banktest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"relance/internal/bank"
	"relance/internal/money"
)

// CamtOptions varies the file as versions and banks do. The zero value is
// camt.053.001.02 with one TxDtls for each entry.
type CamtOptions struct {
	V8     bool   // camt.053.001.08: Sts/Cd, Pty, amounts in TxDtls
	Prefix string // namespace prefix, without colon
	Batch  int    // put up to this many neighbouring booked entries of one day and sign into one Ntry; 0 means never
}

// Camt053 writes statements as camt.053.
func Camt053(statements []bank.Statement, o CamtOptions) []byte {
	w := &camtWriter{o: o}
	version := "camt.053.001.02"
	if o.V8 {
		version = "camt.053.001.08"
	}
	w.buf.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	ns := "xmlns"
	if o.Prefix != "" {
		ns += ":" + o.Prefix
	}
	w.open("Document", ns+`="urn:iso:std:iso:20022:tech:xsd:`+version+`"`)
	w.open("BkToCstmrStmt", "")
	w.open("GrpHdr", "")
	w.leaf("MsgId", "SIMULATION")
	w.close("GrpHdr")
	for i := range statements {
		w.statement(&statements[i])
	}
	w.close("BkToCstmrStmt")
	w.close("Document")
	return w.buf.Bytes()
}

type camtWriter struct {
	o   CamtOptions
	buf bytes.Buffer
}

func (w *camtWriter) name(n string) string {
	if w.o.Prefix == "" {
		return n
	}
	return w.o.Prefix + ":" + n
}

func (w *camtWriter) open(n, attr string) {
	if attr != "" {
		attr = " " + attr
	}
	fmt.Fprintf(&w.buf, "<%s%s>", w.name(n), attr)
}

func (w *camtWriter) close(n string) { fmt.Fprintf(&w.buf, "</%s>\n", w.name(n)) }

// leaf writes path "A/B/C" around a text, or nothing around an empty one.
func (w *camtWriter) leaf(path, text string) {
	if text == "" {
		return
	}
	names := strings.Split(path, "/")
	for _, n := range names {
		w.open(n, "")
	}
	_ = xml.EscapeText(&w.buf, []byte(text)) // a bytes.Buffer never fails
	for i := len(names) - 1; i >= 0; i-- {
		w.close(names[i])
	}
}

func (w *camtWriter) amount(v money.Cents, currency string) {
	w.open("Amt", `Ccy="`+currency+`"`)
	w.buf.WriteString(unsigned(v))
	w.close("Amt")
}

func unsigned(v money.Cents) string { return strings.TrimPrefix(v.String(), "-") }

func direction(v money.Cents) string {
	if v < 0 {
		return "DBIT"
	}
	return "CRDT"
}

func (w *camtWriter) statement(st *bank.Statement) {
	w.open("Stmt", "")
	w.leaf("Id", st.ID)
	w.leaf("ElctrncSeqNb", st.Sequence)
	w.open("Acct", "")
	if st.IBAN != "" {
		w.leaf("Id/IBAN", st.IBAN)
	} else {
		w.leaf("Id/Othr/Id", st.Account)
	}
	w.leaf("Ccy", st.Currency)
	w.close("Acct")
	w.balance("OPBD", st.Opening, st.From.String(), st.Currency)
	w.balance("CLBD", st.Closing, st.To.String(), st.Currency)
	for i := 0; i < len(st.Entries); {
		n := w.run(st.Entries[i:])
		w.entry(st.Entries[i : i+n])
		i += n
	}
	w.close("Stmt")
}

func (w *camtWriter) balance(kind string, v *money.Cents, day, currency string) {
	if v == nil {
		return
	}
	w.open("Bal", "")
	w.leaf("Tp/CdOrPrtry/Cd", kind)
	w.amount(*v, currency)
	w.leaf("CdtDbtInd", direction(*v))
	w.leaf("Dt/Dt", day)
	w.close("Bal")
}

// run is how many entries from the first one share a Ntry.
func (w *camtWriter) run(entries []bank.Entry) int {
	a, n := entries[0], 1
	for n < len(entries) && n < w.o.Batch {
		b := entries[n]
		if a.Status != bank.Booked || b.Status != bank.Booked || a.Reversal || b.Reversal ||
			a.BookingDate != b.BookingDate || a.ValueDate != b.ValueDate || a.Amount < 0 != (b.Amount < 0) {
			break
		}
		n++
	}
	return n
}

func (w *camtWriter) entry(es []bank.Entry) {
	var sum money.Cents
	for i := range es {
		sum += es[i].Amount
	}
	e := &es[0]
	w.open("Ntry", "")
	w.leaf("NtryRef", e.Reference)
	w.amount(sum, e.Currency)
	w.leaf("CdtDbtInd", direction(sum))
	if e.Reversal {
		w.leaf("RvslInd", "true")
	}
	status := map[bank.Status]string{bank.Booked: "BOOK", bank.Pending: "PDNG", bank.Info: "INFO"}[e.Status]
	if w.o.V8 {
		w.leaf("Sts/Cd", status)
	} else {
		w.leaf("Sts", status)
	}
	w.leaf("BookgDt/Dt", e.BookingDate.String())
	w.leaf("ValDt/Dt", e.ValueDate.String())
	if len(es) == 1 {
		w.leaf("AcctSvcrRef", e.BankRef)
	}
	w.open("NtryDtls", "")
	for i := range es {
		w.transaction(&es[i], len(es) > 1)
	}
	w.close("NtryDtls")
	w.leaf("AddtlNtryInf", e.Label)
	w.close("Ntry")
}

func (w *camtWriter) transaction(e *bank.Entry, batch bool) {
	w.open("TxDtls", "")
	w.open("Refs", "")
	if batch {
		w.leaf("AcctSvcrRef", e.BankRef)
	}
	id := e.EndToEndID
	if id == "" {
		id = "NOTPROVIDED"
	}
	w.leaf("EndToEndId", id)
	w.leaf("MndtId", e.MandateID)
	w.close("Refs")
	if w.o.V8 {
		w.amount(e.Amount, e.Currency)
		w.leaf("CdtDbtInd", direction(e.Amount))
	} else {
		w.open("AmtDtls", "")
		w.open("TxAmt", "")
		w.amount(e.Amount, e.Currency)
		w.close("TxAmt")
		w.close("AmtDtls")
	}
	w.parties(e)
	w.remittance(e)
	if e.ReturnReason != "" {
		w.open("RtrInf", "")
		w.leaf("Rsn/Cd", e.ReturnReason)
		w.close("RtrInf")
	}
	w.close("TxDtls")
}

// parties writes the counterparty on its side: a reversal keeps the sides of
// what it reverses.
func (w *camtWriter) parties(e *bank.Entry) {
	side := "Dbtr"
	if (e.Amount < 0) != e.Reversal {
		side = "Cdtr"
	}
	nm := "/Nm"
	if w.o.V8 {
		nm = "/Pty/Nm"
	}
	w.open("RltdPties", "")
	w.leaf(side+nm, e.Counterparty)
	w.leaf(side+"Acct/Id/IBAN", e.CounterpartyIBAN)
	w.leaf("UltmtDbtr"+nm, e.UltimateDebtor)
	w.close("RltdPties")
}

func (w *camtWriter) remittance(e *bank.Entry) {
	w.open("RmtInf", "")
	text := []rune(e.Remittance)
	for i := 0; i < len(text); i += 140 {
		w.leaf("Ustrd", string(text[i:min(i+140, len(text))]))
	}
	if e.CreditorRef != "" || len(e.Documents) > 0 {
		w.open("Strd", "")
		for _, d := range e.Documents {
			w.open("RfrdDocInf", "")
			w.leaf("Tp/CdOrPrtry/Cd", d.Type)
			w.leaf("Nb", d.Number)
			w.close("RfrdDocInf")
		}
		w.leaf("CdtrRefInf/Ref", e.CreditorRef)
		w.close("Strd")
	}
	w.close("RmtInf")
}
