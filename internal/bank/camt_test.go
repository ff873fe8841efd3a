package bank_test

import (
	"errors"
	"strings"
	"testing"

	"relance/internal/bank"
)

// camt053 wraps entries in a statement of 1000.00 to closing.
func camt053(closing, entries string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt>
<Id>S1</Id><ElctrncSeqNb>12</ElctrncSeqNb>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Atelier Brunel SARL</Nm></Ownr></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">` + closing + `</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
` + entries + `</Stmt></BkToCstmrStmt></Document>`
}

// ntry writes one entry in euros, booked on 2 March 2026.
func ntry(amount, direction, rest string) string {
	return `<Ntry><Amt Ccy="EUR">` + amount + `</Amt><CdtDbtInd>` + direction + `</CdtDbtInd>` + rest +
		`<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><DtTm>2026-03-03T00:30:00+01:00</DtTm></ValDt></Ntry>`
}

func TestCamtKnowsTheAmountOfACreditNoteThatIsSetOff(t *testing.T) {
	t.Parallel()
	_, st := only(t, camt053("1100.00", ntry("100.00", "CRDT", `<Sts>BOOK</Sts><NtryDtls><TxDtls><RmtInf>
<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>F-1</Nb></RfrdDocInf><RfrdDocAmt><DuePyblAmt Ccy="EUR">120.00</DuePyblAmt></RfrdDocAmt></Strd>
<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CREN</Cd></CdOrPrtry></Tp><Nb>AV-7</Nb></RfrdDocInf><RfrdDocAmt><CdtNoteAmt Ccy="EUR">20.00</CdtNoteAmt></RfrdDocAmt></Strd>
</RmtInf></TxDtls></NtryDtls>`)))
	docs := st.Entries[0].Documents
	equal(t, "documents", len(docs), 2)
	equal(t, "invoice", docs[0].Amount.String(), "120.00")
	equal(t, "credit note", docs[1].Amount.String(), "20.00")
}

func TestCamtEntryWithEverything(t *testing.T) {
	t.Parallel()
	f, st := only(t, camt053("1120.00", ntry("120.00", "CRDT", `<NtryRef>7</NtryRef><Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>BK0001234</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId><MndtId>RUM1</MndtId></Refs><Amt Ccy="EUR">120.00</Amt>
<RltdPties><Dbtr><Pty><Nm>Menuiserie Vasseur</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>FR14 2004 1010 0505 0001 3M02 606</IBAN></Id></DbtrAcct>
<UltmtDbtr><Pty><Nm>Groupe Vasseur</Nm></Pty></UltmtDbtr><Cdtr><Pty><Nm>Atelier Brunel SARL</Nm></Pty></Cdtr></RltdPties>
<RmtInf><Ustrd>FACTURE F-2026-041</Ustrd><Ustrd>MERCI</Ustrd><Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>F-2026-041</Nb></RfrdDocInf>
<RfrdDocAmt><RmtdAmt Ccy="EUR">120.00</RmtdAmt></RfrdDocAmt><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>
<AddtlNtryInf>VIREMENT SEPA RECU</AddtlNtryInf>`)))
	quiet(t, f)
	e := st.Entries[0]
	equal(t, "version", f.Version, "camt.053.001.08")
	equal(t, "account", st.Account, "FR7630006000011234567890189")
	equal(t, "sequence", st.Sequence, "12")
	equal(t, "balanced", *st.Balanced, true)
	equal(t, "id", e.ID, "BK0001234")
	equal(t, "booked", e.BookingDate.String(), "2026-03-02")
	equal(t, "value: the bank's own day", e.ValueDate.String(), "2026-03-03")
	equal(t, "payer", e.Counterparty, "Menuiserie Vasseur")
	equal(t, "payer's IBAN", e.CounterpartyIBAN, "FR1420041010050500013M02606")
	equal(t, "ultimate debtor", e.UltimateDebtor, "Groupe Vasseur")
	equal(t, "end to end", e.EndToEndID, "E2E-1")
	equal(t, "creditor reference", e.CreditorRef, "RF18539007547034")
	equal(t, "remittance", e.Remittance, "FACTURE F-2026-041 MERCI")
	equal(t, "document", e.Documents[0].Number, "F-2026-041")
	equal(t, "document amount", e.Documents[0].Amount.String(), "120.00")
	equal(t, "label", e.Label, "VIREMENT SEPA RECU")
	equal(t, "code", e.Code, "PMNT/RCDT/ESCT")
}

func TestCamtBatch(t *testing.T) {
	t.Parallel()
	detail := func(amount, currency, name string) string {
		return `<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="` + currency + `">` + amount +
			`</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>` + name + `</Nm></Dbtr></RltdPties></TxDtls>`
	}
	t.Run("details that add up are entries of their own", func(t *testing.T) {
		t.Parallel()
		f, st := only(t, camt053("1030.00", ntry("30.00", "CRDT", `<AcctSvcrRef>BK777</AcctSvcrRef><NtryDtls>`+detail("10.00", "EUR", "Un")+detail("20.00", "EUR", "Deux")+`</NtryDtls>`)))
		quiet(t, f)
		equal(t, "entries", len(st.Entries), 2)
		equal(t, "second", st.Entries[1].Amount.String()+st.Entries[1].Counterparty, "20.00Deux")
		equal(t, "NOTPROVIDED is no reference", st.Entries[0].EndToEndID, "")
		if a, b := st.Entries[0].ID, st.Entries[1].ID; a == b || !strings.HasPrefix(a, "BK777~") {
			t.Errorf("ids %q and %q", a, b)
		}
	})
	t.Run("details that do not add up stay one entry", func(t *testing.T) {
		t.Parallel()
		f, e := entryOf(t, camt053("1040.00", ntry("40.00", "CRDT", `<NtryDtls>`+detail("10.00", "EUR", "Un")+detail("20.00", "EUR", "Deux")+`</NtryDtls>`)))
		warned(t, f, "une seule opération")
		equal(t, "amount", e.Amount.String(), "40.00")
	})
	t.Run("details in another currency stay one entry", func(t *testing.T) {
		t.Parallel()
		_, e := entryOf(t, camt053("1030.00", ntry("30.00", "CRDT", `<NtryDtls>`+detail("10.00", "USD", "Un")+detail("20.00", "USD", "Deux")+`</NtryDtls>`)))
		equal(t, "amount", e.Amount.String(), "30.00")
	})
	t.Run("the entry's direction wins", func(t *testing.T) {
		t.Parallel()
		one := `<TxDtls><Amt Ccy="EUR">15.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>`
		f, st := only(t, camt053("970.00", ntry("30.00", "DBIT", `<NtryDtls>`+one+one+`</NtryDtls>`)))
		warned(t, f, "sens")
		equal(t, "amount", st.Entries[0].Amount.String(), "-15.00")
		equal(t, "balanced", *st.Balanced, true)
	})
	t.Run("a single detail of another amount", func(t *testing.T) {
		t.Parallel()
		f, e := entryOf(t, camt053("1028.00", ntry("28.00", "CRDT", `<NtryDtls>`+detail("30.00", "EUR", "Un")+`</NtryDtls>`)))
		warned(t, f, "l’emporte")
		equal(t, "amount", e.Amount.String(), "28.00")
	})
}

func TestCamtReversalKeepsDirectionAndPayer(t *testing.T) {
	t.Parallel()
	_, e := entryOf(t, camt053("880.00", ntry("120.00", "DBIT", `<RvslInd>true</RvslInd><Sts>BOOK</Sts><NtryDtls><TxDtls>
<RltdPties><Dbtr><Nm>Menuiserie Vasseur</Nm></Dbtr><Cdtr><Nm>Atelier Brunel SARL</Nm></Cdtr></RltdPties>
<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf></TxDtls></NtryDtls>`)))
	equal(t, "amount", e.Amount.String(), "-120.00")
	equal(t, "reversal", e.Reversal, true)
	equal(t, "counterparty", e.Counterparty, "Menuiserie Vasseur")
	equal(t, "reason", e.ReturnReason, "MD06")
	equal(t, "reason in words", e.ReturnText, "opération contestée par le débiteur")
}

func TestCamtStatus(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bank.Status{
		`<Sts>BOOK</Sts>`: bank.Booked, `<Sts><Cd>PDNG</Cd></Sts>`: bank.Pending, `<Sts>INFO</Sts>`: bank.Info,
		`<Sts><Cd>FUTR</Cd></Sts>`: bank.Pending, `<Sts><Prtry>ODD</Prtry></Sts>`: bank.Info, ``: bank.Booked,
	} {
		_, st := only(t, camt053("1000.00", ntry("10.00", "CRDT", in)))
		equal(t, in, st.Entries[0].Status, want)
		if balanced := want != bank.Booked; *st.Balanced != balanced {
			t.Errorf("%s: only booked entries count in the balance", in)
		}
	}
}

func TestCamtRepairs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, warning string }{
		{"does not add up", camt053("1010.00", ntry("20.00", "CRDT", "")), "mais solde final 1010.00"},
		{"no direction", camt053("1000.00", ntry("20.00", "", "")), "sens"},
		{"no amount", camt053("1000.00", `<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), "sans montant"},
		{"amount in words", camt053("1000.00", ntry("vingt", "CRDT", "")), "illisible"},
		{"more than cents", camt053("1000.00", ntry("0.001", "CRDT", "")), "arrondi"},
		{"other currency", camt053("1000.00", strings.ReplaceAll(ntry("5.00", "CRDT", ""), "EUR", "USD")), "ne sont pas en EUR"},
		{"bad date", camt053("1001.00", strings.ReplaceAll(ntry("1.00", "CRDT", ""), "2026-03-02", "2026-13-02")), "date illisible"},
		{"Latin-1 under a UTF-8 declaration", camt053("1001.00", ntry("1.00", "CRDT", "<AddtlNtryInf>re\xe7u</AddtlNtryInf>")), "Windows-1252"},
		{"a copy", strings.Replace(camt053("1000.00", ""), "<Acct>", "<CpyDplctInd>DUPL</CpyDplctInd><Acct>", 1), "copie"},
		{"a page of several", strings.Replace(camt053("1000.00", ""), "<Acct>", "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn><Acct>", 1), "pages"},
	} {
		f := read(t, tc.text)
		if !strings.Contains(strings.Join(f.Warnings, "\n"), tc.warning) {
			t.Errorf("%s: no warning %q in %q", tc.name, tc.warning, f.Warnings)
		}
	}
}

func TestCamtErrors(t *testing.T) {
	t.Parallel()
	good := camt053("1000.00", ntry("1.00", "CRDT", ""))
	for _, tc := range []struct {
		name, text, want string
		kept             int
	}{
		{"cut in an entry", good[:len(good)-80], "s’interrompt dans", 0},
		{"cut behind the statement", strings.TrimSuffix(good, "</BkToCstmrStmt></Document>"), "s’interrompt dans", 1},
		{"crossed tags", strings.Replace(good, "</BookgDt>", "</BookDt>", 1), "ne ferme rien", 0},
		{"no statement", `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>`, "aucun relevé", 0},
		{"another message", `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn/></Document>`, "CstmrCdtTrfInitn", 0},
		{"too deep", camt053("1.00", strings.Repeat("<a>", 100)), "imbriqués", 0},
	} {
		f, err := bank.Parse("r", []byte(tc.text), bank.Options{})
		if err == nil || !strings.Contains(err.Error(), tc.want) || f.Error != err.Error() {
			t.Errorf("%s: error %v, want %q", tc.name, err, tc.want)
		}
		equal(t, tc.name, len(f.Statements), tc.kept)
	}
}

func TestCamtInABusinessEnvelope(t *testing.T) {
	t.Parallel()
	text := strings.Replace(camt053("1001.00", ntry("1.00", "CRDT", "")), "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">", "<E><AppHdr><Fr/></AppHdr><Document>", 1) + "</E>"
	_, e := entryOf(t, text)
	equal(t, "amount", e.Amount.String(), "1.00")
}

func TestStreamStopsAtTheCallersError(t *testing.T) {
	t.Parallel()
	stop := errors.New("enough")
	_, err := bank.Stream("r", strings.NewReader(camt053("1000.00", "")), bank.Options{}, func(bank.Statement) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestCamtCounterpartyIsNeverOurselves(t *testing.T) {
	t.Parallel()
	parties := func(s string) string {
		return `<NtryDtls><TxDtls><RltdPties>` + s + `</RltdPties></TxDtls></NtryDtls>`
	}
	for _, tc := range []struct{ name, direction, parties, want, iban string }{
		{"only the creditor of money in", "CRDT", `<Cdtr><Nm>ATELIER BRUNEL</Nm></Cdtr>`, "", ""},
		{"the payer's bank instead of a name", "CRDT", `<Dbtr><Agt><FinInstnId><Nm>Banque du Port</Nm></FinInstnId></Agt></Dbtr>`, "Banque du Port", ""},
		{"the beneficiary of money out", "DBIT", `<Dbtr><Nm>Atelier Brunel SARL</Nm></Dbtr><Cdtr><Nm>Papeterie Louvet</Nm></Cdtr>`, "Papeterie Louvet", ""},
		{"an account that fails the check is shown as given", "CRDT", `<DbtrAcct><Id><IBAN>FR76 0000</IBAN></Id></DbtrAcct>`, "", "FR760000"},
		{"a national account number is no IBAN", "CRDT", `<Dbtr><Nm>Louvet</Nm></Dbtr><DbtrAcct><Id><Othr><Id>12345</Id></Othr></Id></DbtrAcct>`, "Louvet", ""},
	} {
		_, e := entryOf(t, camt053("1.00", ntry("1.00", tc.direction, parties(tc.parties))))
		equal(t, tc.name, e.Counterparty, tc.want)
		equal(t, tc.name+": account", e.CounterpartyIBAN, tc.iban)
	}
}

func TestCamtBalancesThatDifferBeyondTheCent(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, opening, closing string
		balanced               bool
	}{
		{"to the cent", "100.00", "101.00", true},
		{"the same decimals", "100.0005", "101.00050", true},
		{"others", "100.0000000000005", "101.0000000000001", false},
	} {
		text := camt053("1001.00", ntry("1.00", "CRDT", ""))
		text = strings.Replace(text, ">1000.00<", ">"+tc.opening+"<", 1)
		text = strings.Replace(text, ">1001.00<", ">"+tc.closing+"<", 1)
		f, err := bank.Parse("r", []byte(text), bank.Options{})
		if err != nil || len(f.Statements) != 1 || f.Statements[0].Balanced == nil {
			t.Fatalf("%s: %v %+v", tc.name, err, f)
		}
		equal(t, tc.name, *f.Statements[0].Balanced, tc.balanced)
	}
}
