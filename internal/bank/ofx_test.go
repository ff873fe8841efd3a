package bank_test

import (
	"errors"
	"strings"
	"testing"

	"relance/internal/bank"
)

const sgml = `OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:1252

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260303<LANGUAGE>FRE</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260303
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260302120000.000[-5:EST]<TRNAMT>+120,00<FITID>2026030200017<CHECKNUM>0000000<NAME>VIR SEPA VASSEUR &amp; FILS<MEMO>FACTURE F-2026-041</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260303<TRNAMT>-1.234,56<FITID>00000000<NAME>PRLV SEPA
</BANKTRANLIST>
<LEDGERBAL><BALAMT>885,44<DTASOF>00000000</LEDGERBAL><AVAILBAL><BALAMT>1,00<DTASOF>20260303</AVAILBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`

// asXML is the same file as OFX 2, with comments and CDATA.
const asXML = `<?xml version="1.0" encoding="US-ASCII"?><?OFX OFXHEADER="200" VERSION="211"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF><!-- <ACCTID>999</ACCTID> -->
<BANKACCTFROM><BANKID>30006</BANKID><BRANCHID>00001</BRANCHID><ACCTID>12345678901</ACCTID></BANKACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260302</DTPOSTED><TRNAMT>120.00</TRNAMT><FITID>2026030200017</FITID>
<NAME><![CDATA[VIR SEPA VASSEUR & FILS]]></NAME><MEMO>FACTURE <!-- ! --> F-2026-041</MEMO></STMTTRN>
<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260303</DTPOSTED><TRNAMT>-1234.56</TRNAMT><FITID>0</FITID><NAME>PRLV SEPA</NAME></STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>885.44</BALAMT><DTASOF>20260303</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`

func TestOFXInEverySyntax(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"SGML": sgml, "XML": asXML,
		"all on one line":    strings.ReplaceAll(sgml, "\n", ""),
		"no header":          sgml[strings.Index(sgml, "<OFX>"):],
		"lower case tags":    strings.ReplaceAll(strings.ToLower(sgml), "vir sepa vasseur", "VIR SEPA VASSEUR"),
		"a byte-order mark":  "\xef\xbb\xbf" + asXML,
		"list never closed":  strings.Replace(sgml, "</BANKTRANLIST>", "", 1),
		"wrapped in <START>": "<START><OFXHEADER>100</OFXHEADER></START>\n" + sgml[strings.Index(sgml, "<OFX>"):],
	} {
		f, st := only(t, text)
		quiet(t, f)
		if len(st.Entries) != 2 {
			t.Errorf("%s: %d entries", name, len(st.Entries))
			continue
		}
		a, b := st.Entries[0], st.Entries[1]
		equal(t, name+": account", st.Account, "12345678901")
		equal(t, name+": IBAN from the RIB", st.IBAN, "FR7630006000011234567890189")
		equal(t, name+": closing", st.Closing.String(), "885.44")
		equal(t, name+": amount", a.Amount.String(), "120.00")
		equal(t, name+": date", a.BookingDate.String(), "2026-03-02")
		equal(t, name+": id", a.ID, "2026030200017")
		equal(t, name+": name", strings.ToUpper(a.Counterparty), "VIR SEPA VASSEUR & FILS")
		equal(t, name+": memo", strings.ToUpper(a.Remittance), "FACTURE F-2026-041")
		equal(t, name+": second amount", b.Amount.String(), "-1234.56")
		equal(t, name+": a zero FITID is none", b.ID, b.Fingerprint)
	}
}

func TestOFXRepairs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, warning string }{
		{"no amount", strings.Replace(sgml, "<TRNAMT>+120,00", "", 1), "sans montant"},
		{"no date", strings.Replace(sgml, "<DTPOSTED>20260303", "", 1), "sans date"},
		{"bad date", strings.Replace(sgml, "<DTPOSTED>20260303", "<DTPOSTED>demain", 1), "date illisible"},
		{"empty balance", strings.Replace(sgml, "<BALAMT>885,44", "<BALAMT>?", 1), "solde illisible"},
		{"no account", strings.Replace(sgml, "<ACCTID>12345678901", "", 1), "sans numéro"},
		{"thirteen decimals", strings.Replace(sgml, "+120,00", "1303.7355652284177", 1), "arrondi"},
		{"Windows-1252", strings.Replace(sgml, "FACTURE", "R\xe8glement", 1), "Windows-1252"},
		{"a card statement besides", strings.Replace(sgml, "</OFX>", "<CCSTMTRS><CCACCTFROM><ACCTID>4111</CCACCTFROM><BANKTRANLIST><STMTTRN><TRNAMT>5<FITID>1</STMTTRN></BANKTRANLIST></CCSTMTRS></OFX>", 1), "carte"},
		{"an investment statement besides", strings.Replace(sgml, "</OFX>", "<INVSTMTRS><INVTRANLIST></INVSTMTRS></OFX>", 1), "titres"},
	} {
		f, _ := only(t, tc.text)
		warned(t, f, tc.warning)
	}
}

func TestOFXWithoutStatement(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":          "OFXHEADER:100\n\n<OFX></OFX>",
		"header alone":   "OFXHEADER:100\n",
		"the bank's no":  `<OFX><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Signon invalid</STATUS></SONRS></OFX>`,
		"broken tag":     "<OFX><STMTRS",
		"unclosed quote": "<OFX><!-- never closed",
	} {
		f, err := bank.Parse("x.ofx", []byte(text), bank.Options{})
		if !errors.Is(err, bank.ErrNoStatement) || f.Format != bank.OFX {
			t.Errorf("%s: %v (%s)", name, err, f.Format)
		}
		if name == "the bank's no" && !strings.Contains(err.Error(), "Signon invalid") {
			t.Errorf("the bank's words are lost: %v", err)
		}
	}
	f, err := bank.Parse("card.ofx", []byte("<OFX><CCSTMTRS></CCSTMTRS></OFX>"), bank.Options{})
	if err != nil || len(f.Warnings) != 1 {
		t.Errorf("a file of cards alone: %v %q", err, f.Warnings)
	}
}

func TestOFXListWithoutItsStatement(t *testing.T) {
	t.Parallel()
	list := sgml[strings.Index(sgml, "<BANKTRANLIST>") : strings.Index(sgml, "</BANKTRANLIST>")+len("</BANKTRANLIST>")]
	for name, text := range map[string]string{"behind a header": "OFXHEADER:100\nDATA:OFXSGML\n\n" + list, "alone": list} {
		f := read(t, text)
		want := read(t, sgml).Statements[0].Entries
		if f.Format != bank.OFX || len(f.Statements) != 1 || len(f.Statements[0].Entries) != len(want) || f.Statements[0].Currency != "EUR" {
			t.Fatalf("%s: %+v, %v", name, f.Statements, f.Warnings)
		}
		for i, e := range f.Statements[0].Entries {
			if e.Amount != want[i].Amount || e.BookingDate != want[i].BookingDate {
				t.Errorf("%s: entry %d is %v of %s, want %v of %s", name, i, e.Amount, e.BookingDate, want[i].Amount, want[i].BookingDate)
			}
		}
		if !strings.Contains(strings.Join(f.Warnings, "|"), "à contrôler") {
			t.Errorf("%s: nothing is said of the account: %v", name, f.Warnings)
		}
	}
}

func TestOFXPendingAndPayee(t *testing.T) {
	t.Parallel()
	_, e := entryOf(t, "<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST><STMTTRNP><TRNTYPE>CREDIT<DTTRAN>20260302<TRNAMT>5<PAYEE><NAME>Vasseur</NAME><CITY>Lyon</PAYEE><BANKACCTTO><ACCTID>FR7630006000011234567890189</BANKACCTTO></STMTTRNP></BANKTRANLIST></STMTRS></OFX>")
	equal(t, "status", e.Status, bank.Pending)
	equal(t, "payee", e.Counterparty, "Vasseur")
	equal(t, "account", e.CounterpartyIBAN, "FR7630006000011234567890189")
	equal(t, "date", e.BookingDate.String(), "2026-03-02")
}

func TestOFXTransactionsThatAreNeverClosed(t *testing.T) {
	t.Parallel()
	text := sgml[:strings.Index(sgml, "</BANKTRANLIST>")] + strings.Repeat("<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260302<TRNAMT>1<NAME>VIR\n", 200) + sgml[strings.Index(sgml, "</BANKTRANLIST>"):]
	_, st := only(t, strings.ReplaceAll(text, "</STMTTRN>", ""))
	equal(t, "entries", len(st.Entries), 202)
}

// OFX 2.2 §5.2: CURRENCY is the currency of the amount, ORIGCURRENCY the one
// that it was converted from.
func TestOFXCurrencyOfOneTransaction(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, element, want string }{
		{"none", "", "EUR"},
		{"not converted", "<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>", "USD"},
		{"not converted, in small letters", "<CURRENCY><CURSYM>usd</CURSYM><CURRATE>1.1</CURRATE></CURRENCY>", "USD"},
		{"not converted, the code alone", "<CURRENCY>USD", "USD"},
		{"converted", "<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>", "EUR"},
		{"the account's own", "<CURRENCY><CURRATE>1<CURSYM>EUR</CURRENCY>", "EUR"},
	} {
		f, e := entryOf(t, "OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260303<TRNAMT>120.00"+
			tc.element+"<FITID>F1<NAME>VIR</STMTTRN></BANKTRANLIST></STMTRS></OFX>")
		equal(t, tc.name, e.Currency, tc.want)
		equal(t, tc.name+": the name is kept", e.Counterparty, "VIR")
		if tc.want == "USD" {
			warned(t, f, "USD")
		}
	}
}
