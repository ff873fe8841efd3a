package bank_test

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"relance/internal/bank"
	"relance/internal/bank/banktest"
	"relance/internal/calendar"
	"relance/internal/money"
)

// year is a statement of n transfers, as files to measure on.
func year(n int) []bank.Statement {
	opening, closing := money.Cents(0), money.Cents(0)
	st := bank.Statement{AccountID: "30006 00001 12345678901", IBAN: "FR7630006000011234567890189", Currency: "EUR", ID: "R1",
		From: calendar.NewDate(2026, 1, 1), To: calendar.NewDate(2026, 12, 31), Opening: &opening, Closing: &closing}
	for i := range n {
		e := bank.Entry{BookingDate: st.From.AddDays(i * 365 / n), ValueDate: st.From.AddDays(i * 365 / n), Amount: money.Cents(10_000 + i%977),
			Currency: "EUR", Status: bank.Booked, Code: "05", Label: "VIR SEPA MENUISERIE VASSEUR", Counterparty: "MENUISERIE VASSEUR SAS",
			EndToEndID: fmt.Sprintf("E2E%08d", i+1), BankRef: fmt.Sprintf("BK%09d", i+1), Remittance: fmt.Sprintf("REGLEMENT FACTURE F-2026-%05d DU MOIS", i)}
		closing += e.Amount
		st.Entries = append(st.Entries, e)
	}
	return []bank.Statement{st}
}

func mtYear(n int) []byte {
	var b strings.Builder
	b.WriteString(":20:R1\n:25:FR7630006000011234567890189\n:28C:1/1\n:60F:C260101EUR0,00\n")
	for i := range n {
		fmt.Fprintf(&b, ":61:2603020302C%d,%02dNTRFNONREF//BK%09d\n:86:166?00VIREMENT?20EREF+E2E%08d?21SVWZ+REGLEMENT FACTURE F?22-2026-%05d?32MENUISERIE VASSEUR\n", 100, i%100, i+1, i+1, i)
	}
	return []byte(b.String())
}

func ofxYear(n int) []byte {
	var b strings.Builder
	b.WriteString("OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>12345678901</BANKACCTFROM><BANKTRANLIST>\n")
	for i := range n {
		fmt.Fprintf(&b, "<STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>20260302\n<TRNAMT>100,%02d\n<FITID>BK%09d\n<NAME>VIR SEPA VASSEUR\n<MEMO>REGLEMENT FACTURE F-2026-%05d\n</STMTTRN>\n", i%100, i+1, i)
	}
	return []byte(b.String() + "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>")
}

func csvYear(n int) []byte {
	var b strings.Builder
	b.WriteString("Date;Date de valeur;Débit;Crédit;Libellé\n")
	for i := range n {
		fmt.Fprintf(&b, "02/03/2026;02/03/2026;;100,%02d;VIR VASSEUR REGLEMENT FACTURE F-2026-%05d\n", i%100, i)
	}
	return []byte(b.String())
}

// BenchmarkParse gives MB/s for each format; BenchmarkTokens what merely
// cutting the same bytes into tokens costs.
func BenchmarkParse(b *testing.B) {
	for name, data := range benchFiles() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				f, err := bank.Parse(name, data, bank.Options{})
				if err != nil || len(f.Statements[0].Entries) != benchEntries {
					b.Fatalf("%v %d", err, len(f.Statements))
				}
			}
		})
	}
}

// BenchmarkTokens is the floor of BenchmarkParse.
func BenchmarkTokens(b *testing.B) {
	for name, data := range benchFiles() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if name == "camt" {
					tokens(b, data)
				} else {
					rows(b, data)
				}
			}
		})
	}
}

const benchEntries = 10_000

func benchFiles() map[string][]byte {
	statements := year(benchEntries)
	return map[string][]byte{
		"camt":  banktest.Camt053(statements, banktest.CamtOptions{V8: true}),
		"cfonb": banktest.CFONB(statements, banktest.CFONBOptions{}),
		"mt940": mtYear(benchEntries), "ofx": ofxYear(benchEntries), "csv": csvYear(benchEntries),
	}
}

func tokens(b *testing.B, data []byte) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func rows(b *testing.B, data []byte) {
	s := bufio.NewScanner(bytes.NewReader(data))
	n := 0
	for s.Scan() {
		n += len(strings.Fields(s.Text()))
	}
	if n == 0 {
		b.Fatal("no words")
	}
}
