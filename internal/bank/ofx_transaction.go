package bank

import "strings"

// transaction completes the STMTTRN being read, if any.
func (o *ofxReader) transaction() error {
	tx := o.tx
	o.tx = nil
	if tx == nil || o.st == nil {
		return nil
	}
	v, ok := o.amount(o.txLine, "montant", tx["TRNAMT"])
	if !ok {
		o.warn(o.txLine, "opération sans montant lisible (%q), ignorée", clip(tx["TRNAMT"]))
		return nil
	}
	e := Entry{Line: o.txLine, Amount: v, Status: Booked, Code: tx["TRNTYPE"]}
	// CURRENCY: the amount is in this currency; ORIGCURRENCY: it was converted
	// from that one into the account's (OFX 2.2 §5.2).
	if e.Currency = strings.ToUpper(clean(tx["CURRENCY"])); e.Currency != "" && e.Currency != o.st.Currency {
		o.warn(o.txLine, "opération en %s sur un compte en %s", clip(e.Currency), o.st.Currency)
	}
	if tx[""] == "STMTTRNP" {
		e.Status = Pending
	}
	for _, name := range []string{"DTPOSTED", "DTTRAN", "DTUSER"} {
		if text := tx[name]; text != "" && e.BookingDate.IsZero() {
			e.BookingDate = o.date(text, o.txLine)
		}
	}
	if e.BookingDate.IsZero() {
		o.warn(o.txLine, "opération sans date")
	}
	e.ValueDate = e.BookingDate
	if tx["DTAVAIL"] != "" {
		e.ValueDate = o.date(tx["DTAVAIL"], o.txLine)
	}
	o.texts(&e, tx)
	return o.add(o.st, e)
}

// texts fills names and references. French banks put the head of the label
// into NAME (32 characters) and the rest into MEMO.
func (o *ofxReader) texts(e *Entry, tx map[string]string) {
	name := first(tx["PAYEE.NAME"], tx["PAYEE2"], tx["NAME"], tx["PAYEE"])
	e.Counterparty = name
	e.Label = first(tx["NAME"], name)
	e.Remittance = first(tx["MEMO"], tx["NAME"], name)
	e.BankRef = provided(tx["FITID"])
	e.ref = e.BankRef
	e.Reference = provided(first(tx["CHECKNUM"], tx["REFNUM"]))
	e.CounterpartyIBAN = ibanOf(tx["TO.ACCTID"])
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
