package bank

import (
	"relance/internal/money"
)

// entry turns one Ntry into one entry, or into one for each of its TxDtls
// when these carry amounts that add up to what was booked.
func (c *camtReader) entry(n *node, line int) error {
	e, ok := c.booking(n, line)
	if !ok {
		return nil
	}
	details := transactions(n)
	amounts, split := c.split(details, e, line)
	if !split {
		c.single(&e, n, details, line)
		return c.add(c.st, e)
	}
	for i, tx := range details {
		part := e
		part.Amount = amounts[i]
		part.BankRef, part.ref = "", ""
		c.fillDetail(&part, tx)
		if part.BankRef == "" {
			part.BankRef, part.ref = e.BankRef, e.ref
		}
		c.fillRemittance(&part, n, tx)
		if err := c.add(c.st, part); err != nil {
			return err
		}
	}
	return nil
}

// booking reads what belongs to the Ntry itself.
func (c *camtReader) booking(n *node, line int) (Entry, bool) {
	e := Entry{Line: line}
	amt := n.first("Amt")
	if amt == nil {
		c.warn(line, "opération sans montant, ignorée")
		return e, false
	}
	v, ok := c.amount(line, "montant", amt.text)
	if !ok {
		c.warn(line, "montant illisible %q, opération ignorée", clean(amt.text))
		return e, false
	}
	e.Status = c.status(n, line)
	switch ind := n.value("CdtDbtInd"); ind {
	case "DBIT":
		v = -v
	case "CRDT":
	default:
		c.warn(line, "sens de l’opération inconnu (CdtDbtInd %q)\u00a0: reprise pour information seulement", ind)
		e.Status = Info
	}
	e.Amount, e.Currency = v, amt.ccy
	e.Reversal = isTrue(n.value("RvslInd"))
	e.BookingDate = c.date(line, n, "BookgDt/Dt", "BookgDt/DtTm")
	e.ValueDate = c.date(line, n, "ValDt/Dt", "ValDt/DtTm")
	e.BankRef = n.value("AcctSvcrRef")
	e.ref = e.BankRef
	e.Reference = n.value("NtryRef")
	e.Code = txCode(n)
	e.BatchID = n.leaf("NtryDtls/Btch/PmtInfId", "Btch/PmtInfId")
	return e, true
}

// status reads Sts in both of its forms. An unknown code is never money.
func (c *camtReader) status(n *node, line int) Status {
	switch code := n.leaf("Sts/Cd", "Sts/Prtry", "Sts"); code {
	case "BOOK", "":
		return Booked
	case "PDNG", "FUTR":
		return Pending
	case "INFO":
		return Info
	default:
		c.warn(line, "état d’opération inconnu %q\u00a0: reprise pour information seulement", code)
		return Info
	}
}

// transactions are the TxDtls of an entry, in order; version 1 has them
// directly below Ntry.
func transactions(n *node) []*node {
	out := n.all("TxDtls")
	for _, d := range n.all("NtryDtls") {
		out = append(out, d.all("TxDtls")...)
	}
	return out
}

// split gives the amounts of the details when an entry with several may be
// cut into them: all carry one in the entry's currency and they add up.
func (c *camtReader) split(details []*node, e Entry, line int) ([]money.Cents, bool) {
	if len(details) < 2 {
		return nil, false
	}
	amounts := make([]money.Cents, len(details))
	var signed, plain money.Cents
	for i, tx := range details {
		v, ok := c.detailAmount(tx, e.Currency, line)
		if !ok {
			return nil, false
		}
		amounts[i] = v
		plain += v
		if tx.value("CdtDbtInd") == "DBIT" || tx.value("CdtDbtInd") == "" && e.Amount < 0 {
			amounts[i] = -v
		}
		signed += amounts[i]
	}
	if signed == e.Amount {
		return amounts, true
	}
	if abs(e.Amount) != plain {
		c.warn(line, "les %d détails font %s, l’opération %s\u00a0: une seule opération est reprise", len(details), plain, abs(e.Amount))
		return nil, false
	}
	c.warn(line, "le sens des %d détails contredit celui de l’opération, qui l’emporte", len(details))
	for i, v := range amounts {
		if v = abs(v); e.Amount < 0 {
			v = -v
		}
		amounts[i] = v
	}
	return amounts, true
}

// detailAmount is the amount of one TxDtls in the currency of its entry.
func (c *camtReader) detailAmount(tx *node, currency string, line int) (money.Cents, bool) {
	for _, path := range [][]string{{"Amt"}, {"AmtDtls", "TxAmt", "Amt"}, {"AmtDtls", "InstdAmt", "Amt"}} {
		if a := tx.first(path...); a != nil && a.ccy == currency {
			return c.amount(line, "montant", a.text)
		}
	}
	return 0, false
}

// single fills an entry that stays one: from its only detail, or, when
// several could not be told apart, from the texts of all of them.
func (c *camtReader) single(e *Entry, n *node, details []*node, line int) {
	if len(details) == 1 {
		tx := details[0]
		if v, ok := c.detailAmount(tx, e.Currency, line); ok && v != abs(e.Amount) {
			c.warn(line, "le détail dit %s, l’opération %s, qui l’emporte", v, abs(e.Amount))
		}
		ref, bankRef := e.ref, e.BankRef
		c.fillDetail(e, tx)
		if ref != "" {
			e.ref, e.BankRef = ref, bankRef
		}
	}
	c.fillRemittance(e, n, details...)
}

func isTrue(s string) bool { return s == "true" || s == "1" }

func abs(c money.Cents) money.Cents {
	if c < 0 {
		return -c
	}
	return c
}

// txCode is the bank transaction code: domain/family/sub-family, or the
// bank's own.
func txCode(n *node) string {
	b := n.first("BkTxCd")
	if d := b.value("Domn", "Cd"); d != "" {
		return d + "/" + b.value("Domn", "Fmly", "Cd") + "/" + b.value("Domn", "Fmly", "SubFmlyCd")
	}
	return b.leaf("Prtry/Cd")
}
