package intake

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"relance/internal/calendar"
	"relance/internal/einvoice"
)

const frenchList = `N° facture;Date;Échéance;Client;E-mail;SIREN;Adresse;Code postal;Ville;Pays;Montant TTC;Reste dû;Devise;IBAN;Commande;Conditions;Langue;Régime;Fichier
F-1;02/03/2026;01/04/2026;Menuiserie Caron;compta@caron.example.fr;404 833 048;"3 quai des Antilles
Bât. C";44000;Nantes;France;"1 234,56 €";1 000,00;€;FR76 3000 6000 0112 3456 7890 189;BC-9;30 jours;fr;professionnel;F-1.pdf
`

func TestReadFrenchList(t *testing.T) {
	t.Parallel()
	res := Read("factures.csv", []byte(frenchList), Options{Creditor: "brunel"})
	item := only(t, res)
	if item.Error != nil {
		t.Fatal(item.Error)
	}
	d := item.Document
	got := []string{d.Number, d.IssueDate.String(), d.DueDate.String(), string(d.DueDateRule), d.Total.String(), d.Payable.String(), d.Currency,
		d.Buyer.Name, d.Buyer.Email, d.Buyer.SIREN, strings.Join(d.Buyer.Address.Lines, "/"), d.Buyer.Address.Postcode, d.Buyer.Address.City,
		d.Buyer.Address.Country, d.IBAN, d.OrderRef, d.Terms, d.TypeCode, item.Extra.Creditor, item.Extra.Language, item.Extra.Regime, item.Extra.Attachment}
	want := []string{"F-1", "2026-03-02", "2026-04-01", "stated", "1234.56", "1000.00", "EUR",
		"Menuiserie Caron", "compta@caron.example.fr", "404833048", "3 quai des Antilles/Bât. C", "44000", "Nantes",
		"FR", "FR7630006000011234567890189", "BC-9", "30 jours", "380", "brunel", "fr", "b2b", "F-1.pdf"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(d.Warnings) != 0 || len(res.Warnings) != 0 {
		t.Errorf("unexpected warnings %q %q", d.Warnings, res.Warnings)
	}
}

func only(t *testing.T, res Result) Item {
	t.Helper()
	if len(res.Items) != 1 {
		t.Fatalf("%d items: %+v", len(res.Items), res.Items)
	}
	return res.Items[0]
}

func TestReadFindsEncodingAndSeparator(t *testing.T) {
	t.Parallel()
	encode := func(e interface{ Bytes([]byte) ([]byte, error) }, s string) []byte {
		out, err := e.Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	plain := "numéro;date;échéance;client;total;devise\nF-1;02/03/2026;01/04/2026;Bœuf & Cœur;1 200,50;€\n"
	cp1252 := strings.ReplaceAll(plain, "Bœuf", "“Bœuf”")
	rows := map[string]struct {
		data []byte
		says string
		name string
	}{
		"UTF-8":                   {[]byte(plain), "", "Bœuf & Cœur"},
		"UTF-8 with a mark":       {[]byte("\ufeff" + plain), "", "Bœuf & Cœur"},
		"ISO-8859-15":             {encode(charmap.ISO8859_15.NewEncoder(), plain), "ISO-8859-15", "Bœuf & Cœur"},
		"CP1252":                  {encode(charmap.Windows1252.NewEncoder(), cp1252), "CP1252", "“Bœuf” & Cœur"},
		"CP1252 without oddities": {encode(charmap.Windows1252.NewEncoder(), strings.NewReplacer("œ", "é", "€", "EUR").Replace(plain)), "CP1252", "Béuf & Céur"},
		"UTF-16":                  {encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), plain), "UTF-16", "Bœuf & Cœur"},
		"comma":                   {[]byte(strings.ReplaceAll(strings.ReplaceAll(plain, "1 200,50", "1200.50"), ";", ",")), "", "Bœuf & Cœur"},
		"tab":                     {[]byte(strings.ReplaceAll(plain, ";", "\t")), "", "Bœuf & Cœur"},
		"bar":                     {[]byte(strings.ReplaceAll(plain, ";", "|")), "", "Bœuf & Cœur"},
		"separator line of Excel": {[]byte("sep=;\n" + plain), "", "Bœuf & Cœur"},
		"old Mac line ends":       {[]byte(strings.ReplaceAll(plain, "\n", "\r")), "", "Bœuf & Cœur"},
		"Windows line ends":       {[]byte(strings.ReplaceAll(plain, "\n", "\r\n")), "", "Bœuf & Cœur"},
		"preamble and empty lines": {[]byte("Atelier Brunel SARL\n\nExport du 03/03/2026;;\n" + strings.ReplaceAll(plain, "\nF", "\n;;;;;\n\nF")),
			"2 lignes avant l’en-tête", "Bœuf & Cœur"},
		"a column that is none": {[]byte(strings.ReplaceAll(strings.Replace(plain, "devise", "devise;couleur", 1), "€", "€;bleu")),
			"colonnes non lues\u00a0: couleur", "Bœuf & Cœur"},
		"English headers":  {[]byte(strings.Replace(plain, "numéro;date;échéance;", "number;issued;due;", 1)), "", "Bœuf & Cœur"},
		"total line below": {[]byte(plain + "Total;;;;1 200,50;\n"), "ligne 3\u00a0: ligne de total", "Bœuf & Cœur"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res := Read("f.csv", row.data, Options{})
			item := only(t, res)
			if item.Error != nil {
				t.Fatal(item.Error)
			}
			if d := item.Document; d.Buyer.Name != row.name || d.Payable.String() != "1200.50" || d.Currency != "EUR" || d.DueDate.String() != "2026-04-01" {
				t.Errorf("read %q %s %s %s", d.Buyer.Name, d.Payable, d.Currency, d.DueDate)
			}
			if !strings.Contains(strings.Join(res.Warnings, "\n"), row.says) {
				t.Errorf("warnings %q do not say %q", res.Warnings, row.says)
			}
		})
	}
}

const head = "number;issue_date;due_date;buyer_name;total;payable;currency;type_code;status;regime\n"

func TestReadReportsEachBrokenLineAndReadsTheOthers(t *testing.T) {
	t.Parallel()
	good := "G-%d;2026-03-02;2026-04-01;Caron;120.00;120.00;EUR;;;\n"
	rows := map[string]struct {
		line string
		code Code
		says string
	}{
		"missing number":           {";2026-03-02;;Caron;120.00;120.00;EUR;;;", Invalid, "numéro de facture absent"},
		"missing customer":         {"B;2026-03-02;;;120.00;120.00;EUR;;;", Invalid, "nom du client absent"},
		"missing issue date":       {"B;;;Caron;120.00;120.00;EUR;;;", Invalid, "date de facture absente"},
		"impossible date":          {"B;30/02/2026;;Caron;120.00;120.00;EUR;;;", Invalid, "date impossible « 30/02/2026 »"},
		"no such month":            {"B;25/25/2026;;Caron;120.00;120.00;EUR;;;", Invalid, "jj/mm/aaaa"},
		"negative amount":          {"B;2026-03-02;;Caron;-120.00;-120.00;EUR;;;", Invalid, "381 dans type_code"},
		"amount in words":          {"B;2026-03-02;;Caron;cent;cent;EUR;;;", Invalid, "montant illisible « cent »"},
		"no amount":                {"B;2026-03-02;;Caron;;;EUR;;;", Invalid, "montant absent"},
		"unknown currency":         {"B;2026-03-02;;Caron;120.00;120.00;QQQ;;;", Invalid, "devise « QQQ » inconnue"},
		"dollar sign":              {"B;2026-03-02;;Caron;120.00;120.00;$;;;", Invalid, "USD ou CAD"},
		"too many columns":         {"B;2026-03-02;;Caron;120.00;120.00;EUR;;;;x", Unreadable, "11 colonnes au lieu de 10"},
		"too few columns":          {"B;2026-03-02;;Caron", Unreadable, "4 colonnes au lieu de 10"},
		"mark never closed":        {`"B;2026-03-02;;Caron;120.00;120.00;EUR;;;`, Unreadable, "guillemet non fermé"},
		"draft":                    {"B;2026-03-02;;Caron;120.00;120.00;EUR;;Brouillon;", NotIssued, "non émise"},
		"unknown regime":           {"B;2026-03-02;;Caron;120.00;120.00;EUR;;;martien", Invalid, "regime"},
		"same number, other total": {"G-1;2026-03-02;2026-04-01;Caron;130.00;120.00;EUR;;;", Conflict, "ligne 2 avec un autre contenu (total 120.00 puis 130.00)"},
		"two faults at once":       {";30/02/2026;;Caron;120.00;120.00;EUR;;;", Invalid, "numéro de facture absent : remplissez la colonne number\u202f; issue_date"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := head + fmt.Sprintf(good, 1) + row.line + "\n" + fmt.Sprintf(good, 2) + fmt.Sprintf(good, 3)
			res := Read("liste.csv", []byte(text), Options{})
			if len(res.Items) != 4 {
				t.Fatalf("%d items", len(res.Items))
			}
			for i, item := range res.Items {
				if (item.Error != nil) != (i == 1) || item.Line != i+2 {
					t.Errorf("item %d: line %d, %v", i, item.Line, item.Error)
				}
			}
			e := res.Items[1].Error
			if e.Code != row.code || !strings.Contains(e.Error(), french(row.says)) || !strings.HasPrefix(e.Error(), "liste.csv, ligne 3") {
				t.Errorf("got %s %q, want %s with %q", e.Code, e, row.code, row.says)
			}
		})
	}
}

func TestReadWarnsWithoutRefusing(t *testing.T) {
	t.Parallel()
	rows := map[string]struct{ header, line, says, payable string }{
		"due before issue":            {"", "B;2026-03-02;2026-02-02;Caron;120.00;120.00;EUR;;;", "antérieure", "120.00"},
		"unknown type":                {"", "B;2026-03-02;;Caron;120.00;120.00;EUR;Truc;;", "lu comme une facture", "120.00"},
		"amount due left out":         {"", "B;2026-03-02;;Caron;120.00;;EUR;;;", "reste dû vide", "120.00"},
		"paid, but something left":    {"", "B;2026-03-02;;Caron;120.00;20.00;EUR;;Payée;", "il reste 20.00", "20.00"},
		"three decimals that count":   {"", "B;2026-03-02;;Caron;120.00;119.9951;EUR;;;", "arrondi à 120.00", "120.00"},
		"doubtful e-mail":             {"number;issue_date;buyer_name;total;email", "B;2026-03-02;Caron;120.00;caron@", "douteuse", "120.00"},
		"SIREN with a wrong key":      {"number;issue_date;buyer_name;total;siren", "B;2026-03-02;Caron;120.00;404833049", "buyer_siren", "120.00"},
		"IBAN with a wrong key":       {"number;issue_date;buyer_name;total;iban", "B;2026-03-02;Caron;120.00;FR7630006000011234567890188", "iban", "120.00"},
		"country nobody knows":        {"number;issue_date;buyer_name;total;pays", "B;2026-03-02;Caron;120.00;Atlantide", "« Atlantide » inconnu", "120.00"},
		"paid, worked out":            {"number;issue_date;buyer_name;total;statut", "B;2026-03-02;Caron;120.00;Payée", "", "0.00"},
		"prepaid is taken off":        {"number;issue_date;buyer_name;total;déjà réglé", "B;2026-03-02;Caron;120.00;20,50", "", "99.50"},
		"credit note may be negative": {"", "B;2026-03-02;;Caron;-120.00;-120.00;EUR;Avoir;;", "", "-120.00"},
		"SIRET gives the SIREN":       {"number;issue_date;buyer_name;total;siret", "B;2026-03-02;Caron;120.00;40483304800022", "", "120.00"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := head
			if row.header != "" {
				header = row.header + "\n"
			}
			item := only(t, Read("f.csv", []byte(header+strings.ReplaceAll(row.line, "\n", "")+"\n"), Options{}))
			if item.Error != nil {
				t.Fatal(item.Error)
			}
			all := strings.Join(item.Document.Warnings, "\n")
			if !strings.Contains(all, french(row.says)) || row.says == "" && all != "" {
				t.Errorf("warnings %q, want %q", all, row.says)
			}
			if item.Document.Payable.String() != row.payable {
				t.Errorf("payable %s, want %s", item.Document.Payable, row.payable)
			}
		})
	}
}

func TestReadMarksTheSameInvoiceTwice(t *testing.T) {
	t.Parallel()
	line := "B;2026-03-02;2026-04-01;Caron;120.00;120.00;EUR;;;\n"
	res := Read("f.csv", []byte(head+line+"\n"+line), Options{})
	if len(res.Items) != 2 || res.Items[0].DuplicateOf != 0 || res.Items[1].DuplicateOf != 2 || res.Items[1].Error != nil {
		t.Errorf("%+v", res.Items)
	}
}

func TestReadOneStrayMarkDoesNotSwallowTheFile(t *testing.T) {
	t.Parallel()
	text := "number;issue_date;buyer_name;total\n" +
		"A;2026-03-02;\"Le \"Petit\" Caron\";10.00\n" + // stray marks inside one line
		"B;2026-03-02;\"Caron;10.00\n" + // opened, never closed
		"C;2026-03-02;\"Car\"\"on\";10.00\n" +
		"D;2026-03-02;Ca\"ron;10.00\n"
	res := Read("f.csv", []byte(text), Options{})
	var got []string
	for _, i := range res.Items {
		got = append(got, fmt.Sprintf("%d %s %v", i.Line, i.Document.Buyer.Name, i.Error == nil))
	}
	want := []string{`2 Le "Petit" Caron true`, "3  false", `4 Car"on true`, `5 Ca"ron true`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReadMapping(t *testing.T) {
	t.Parallel()
	text := "Clef;Jour;Qui;Combien;Autre\nF-1;2026-03-02;Caron;120.00;12\n"
	o := Options{Map: map[string]string{"number": "Clef", "issue_date": "jour", "buyer_name": "#3", "total": "Combien"}}
	res := Read("f.csv", []byte(text), o)
	if item := only(t, res); item.Error != nil || item.Document.Number != "F-1" || item.Document.Buyer.Name != "Caron" {
		t.Errorf("%+v", item)
	}
	want := []Column{{"Clef", "number", Given}, {"Jour", "issue_date", Given}, {"Qui", "buyer_name", Given}, {"Combien", "total", Given}, {"Autre", "", Ignored}}
	if diff := cmp.Diff(want, res.Columns); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for name, row := range map[string]struct {
		o    Options
		text string
		says string
	}{
		"no such column":  {Options{Map: map[string]string{"iban": "Compte"}}, frenchList, "aucune colonne « Compte »"},
		"no such field":   {Options{Map: map[string]string{"couleur": "Date"}}, frenchList, "champ « couleur » inconnu"},
		"no such profile": {Options{Profile: "Sage 1964"}, frenchList, "profil « Sage 1964 » inconnu"},
		"no header":       {Options{}, "a;b\n1;2\n", "aucune ligne d’en-tête reconnue"},
		"header only":     {Options{}, head, "aucune facture sous la ligne d’en-tête"},
	} {
		item := only(t, Read("f.csv", []byte(row.text), row.o))
		if item.Error == nil || !strings.Contains(item.Error.Error(), french(row.says)) {
			t.Errorf("%s: %v", name, item.Error)
		}
	}
	res = Read("f.csv", []byte(frenchList), Options{Map: map[string]string{"iban": ""}})
	if item := only(t, res); item.Document.IBAN != "" {
		t.Errorf("an unmapped field was read: %q", item.Document.IBAN)
	}
}

func TestReadKnowsSoftwareExports(t *testing.T) {
	t.Parallel()
	rows := map[string]struct{ name, number, due, total, payable string }{
		"dolibarr.csv": {"Dolibarr", "FA2603-0012", "2026-04-01", "1200.00", "700.00"},
		"odoo.csv":     {"Odoo", "INV/2026/00042", "2026-04-01", "1200.00", "700.00"},
	}
	for file, row := range rows {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		res := Read(file, data, Options{})
		item := only(t, res)
		d := item.Document
		if item.Error != nil || d.Number != row.number || d.DueDate.String() != row.due || d.Total.String() != row.total || d.Payable.String() != row.payable || !strings.HasPrefix(d.Buyer.Name, "Menuiserie Caron") {
			t.Errorf("%s: %v %+v", file, item.Error, d)
		}
		if !strings.Contains(strings.Join(res.Warnings, "\n"), row.name) {
			t.Errorf("%s: profile not reported: %q", file, res.Warnings)
		}
		if again := only(t, Read(file, data, Options{Profile: strings.ToLower(row.name)})); again.Document.Number != row.number {
			t.Errorf("%s: profile by name: %+v", file, again)
		}
	}
}

func TestReadOdooListInFrench(t *testing.T) {
	t.Parallel()
	res := Read("odoo.csv", []byte("Société,Nom d'affichage du partenaire de la facture,Numéro,Date de facturation,Date d'échéance,Statut,Statut du paiement,Montant HT Signé,Total signé en devises\n"+
		"Brunel,Caron,FAC/2026/00001,2026-03-02,2026-04-01,Comptabilisé,Non payées,1000.00,1200.00\n"+
		"Brunel,Caron,FAC/2026/00002,2026-03-02,2026-04-01,Comptabilisé,Payé,1000.00,1200.00\n"+
		"Brunel,Caron,FAC/2026/00003,2026-03-02,2026-04-01,Comptabilisé,Partiellement payé,1000.00,1200.00\n"+
		"Brunel,Caron,FAC/2026/00004,2026-03-02,2026-04-01,Brouillon,Non payées,1000.00,1200.00\n"+
		"Brunel,Caron,/,2026-03-02,2026-04-01,,Non payées,1000.00,1200.00\n"), Options{})
	want := []struct {
		payable string
		code    Code
		says    string
	}{{"1200.00", "", ""}, {"0.00", "", ""}, {"1200.00", Invalid, "remplissez payable"}, {"1200.00", NotIssued, "non émise"}, {"1200.00", NotIssued, "brouillon"}}
	if len(res.Items) != len(want) {
		t.Fatalf("%d items: %+v", len(res.Items), res)
	}
	for i, w := range want {
		item := res.Items[i]
		if item.Document.Payable.String() != w.payable || item.Document.Buyer.Name != "Caron" {
			t.Errorf("line %d: payable %s to %q", item.Line, item.Document.Payable, item.Document.Buyer.Name)
		}
		if (item.Error != nil) != (w.code != "") || item.Error != nil && (item.Error.Code != w.code || !strings.Contains(item.Error.Message, w.says)) {
			t.Errorf("line %d: %v, want %s", item.Line, item.Error, w.code)
		}
	}
}

func TestReadJSON(t *testing.T) {
	t.Parallel()
	one := `{"number":"F-1","issue_date":"2026-03-02","buyer":{"name":"Caron","address":{"lines":["3 quai","Bât. C"],"postcode":"44000","city":"Nantes","country":"FR"}},"total":"1234.5","payable":1000,"currency":"EUR"}`
	two := `{"numéro":"F-2","issue_date":"2026-03-02","buyer_name":"Caron","total":"12.00"}`
	rows := map[string]struct {
		text string
		want []string
	}{
		"object":            {one, []string{"1 F-1 1000.00"}},
		"indented object":   {strings.ReplaceAll(one, ",\"", ",\n  \""), []string{"1 F-1 1000.00"}},
		"array":             {"[\n" + one + ",\n" + two + "\n]", []string{"2 F-1 1000.00", "3 F-2 12.00"}},
		"lines":             {"\ufeff" + one + "\n\n" + two + "\n", []string{"1 F-1 1000.00", "3 F-2 12.00"}},
		"wrapped":           {`{"invoices": [` + one + `]}`, []string{"1 F-1 1000.00"}},
		"broken line":       {one + "\n{\"number\": oops}\n" + two, []string{"1 F-1 1000.00", "2 unreadable", "3 F-2 12.00"}},
		"no object":         {"[1, " + two + "]", []string{"1 unreadable", "1 F-2 12.00"}},
		"array cut short":   {"[" + one + ",", []string{"1 F-1 1000.00", "1 unreadable"}},
		"empty array":       {"[]", []string{"0 unreadable"}},
		"faulty value":      {"[" + strings.Replace(two, "12.00", "douze", 1) + "," + one + "]", []string{"1 invalid", "1 F-1 1000.00"}},
		"number that is 1e": {strings.Replace(one, "1000", "1e3", 1), []string{"1 invalid"}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res := Read("f.json", []byte(row.text), Options{})
			var got []string
			for _, i := range res.Items {
				if i.Error != nil {
					got = append(got, fmt.Sprintf("%d %s", i.Line, i.Error.Code))
				} else {
					got = append(got, fmt.Sprintf("%d %s %s", i.Line, i.Document.Number, i.Document.Payable))
				}
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s\n%+v", diff, res.Items)
			}
		})
	}
	d := only(t, Read("f.json", []byte(one), Options{})).Document
	if diff := cmp.Diff(einvoice.Address{Lines: []string{"3 quai", "Bât. C"}, Postcode: "44000", City: "Nantes", Country: "FR"}, d.Buyer.Address); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	odd := only(t, Read("f.json", []byte(strings.Replace(two, "{", `{"couleur":"bleu",`, 1)), Options{}))
	if !strings.Contains(strings.Join(odd.Document.Warnings, ""), "couleur") {
		t.Errorf("unknown name not reported: %q", odd.Document.Warnings)
	}
}

func TestReadRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ data, says string }{
		"empty":       {" \n", "vide"},
		"workbook":    {"PK\x03\x04 xl/workbook.xml", "ce fichier est un classeur Excel"},
		"archive":     {"PK\x03\x04\x00\x00", "décompressez-la"},
		"old Excel":   {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00", "ancien classeur"},
		"picture":     {"\x89PNG\x00\x00", "format inconnu"},
		"ZUGFeRD 1":   {"<CrossIndustryDocument/>", "ZUGFeRD 1"},
		"damaged PDF": {"%PDF-1.7\nnothing", "endommagé"},
	} {
		item := only(t, Read("f", []byte(row.data), Options{}))
		if item.Error == nil || item.Error.Code != Unreadable || !strings.Contains(item.Error.Error(), row.says) {
			t.Errorf("%s: %v", name, item.Error)
		}
	}
	var e *einvoice.Error
	if item := only(t, Read("f", []byte("<Order/>"), Options{})); !errors.As(item.Error, &e) || e.Code != einvoice.Unsupported {
		t.Errorf("the cause of a refusal is lost: %v", item.Error)
	}
}

func TestReadEInvoiceGetsADueDate(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../einvoice/testdata/invoices/cii-minimum.xml")
	if err != nil {
		t.Fatal(err)
	}
	item := only(t, Read("f.xml", data, Options{}))
	if item.Error != nil || item.Document.DueDate != calendar.NewDate(2026, 4, 1) || item.Document.DueDateRule != einvoice.DueDefault {
		t.Errorf("%v %v %v", item.Error, item.Document.DueDate, item.Document.DueDateRule)
	}
}

// A file without due dates says so: the dates that cases start with are then
// others than whoever wrote it may think.
func TestAFileWithoutDueDatesSaysSo(t *testing.T) {
	t.Parallel()
	for head, says := range map[string]bool{"number;issue_date;limite;total": true, "number;issue_date;terms;total": false} {
		res := Read("f.csv", []byte(head+"\nF-1;02/03/2026;45 jours;1200,00\n"), Options{})
		if got := strings.Contains(strings.Join(res.Warnings, "\n"), "pas de colonne «\u00a0échéance\u00a0»"); got != says {
			t.Errorf("%s: said %t, want %t: %q", head, got, says, res.Warnings)
		}
	}
}

func TestAFaultNamesTheColumnAsTheFileDoes(t *testing.T) {
	t.Parallel()
	text := "N° facture;Date facture;Échéance;Nom du client;Montant TTC;Reste dû\nA;2026-03-02;30/02/2026;Caron;120,00;120,00\nB;;2026-04-01;Caron;cent;120,00\n"
	res := Read("liste.csv", []byte(text), Options{})
	if len(res.Items) != 2 {
		t.Fatalf("%d items", len(res.Items))
	}
	for i, says := range []string{"Échéance\u00a0: date impossible", "remplissez la colonne Date facture"} {
		if got := res.Items[i].Error; got == nil || !strings.Contains(got.Error(), says) || strings.Contains(got.Error(), "_date") {
			t.Errorf("line %d: %v, want %q", i, got, says)
		}
	}
}
