package einvoice

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/money"
)

func TestParseAcceptsEveryEncoding(t *testing.T) {
	t.Parallel()
	plain := string(fixture(t, "cii-basic.xml"))
	want, err := Parse("f", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]byte{
		"byte-order mark":              []byte("\ufeff" + plain),
		"UTF-16 little endian, marked": append([]byte{0xFF, 0xFE}, toUTF16(plain, 0)...),
		"UTF-16 big endian, marked":    append([]byte{0xFE, 0xFF}, toUTF16(plain, 1)...),
		"UTF-16 without a mark":        toUTF16(strings.Replace(plain, "UTF-8", "UTF-16", 1), 0),
		"zero bytes after the end":     append([]byte(plain), 0, 0, 0),
		"spaces before the root":       []byte(strings.Replace("\n  "+plain[strings.Index(plain, "<a:"):], "\n", "\r\n", 3)),
		"declared upper case":          []byte(strings.Replace(plain, "UTF-8", "Utf-8", 1)),
	}
	for name, data := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse("f", data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-plain +encoded)\n%s", diff)
			}
		})
	}
}

func toUTF16(s string, high int) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		pair := []byte{byte(u), byte(u >> 8)}
		out = append(out, pair[high], pair[1-high])
	}
	return out
}

func TestParseRefusesWithReason(t *testing.T) {
	t.Parallel()
	good := string(fixture(t, "cii-minimum.xml"))
	deep := strings.Repeat("<a>", 70) + strings.Repeat("</a>", 70)
	rows := map[string]struct {
		data string
		code Code
		says string
	}{
		"empty file":               {"  \n", Malformed, "vide"},
		"neither PDF nor XML":      {"numero;montant", Unsupported, "ni un PDF"},
		"ZUGFeRD 1":                {`<x:CrossIndustryDocument xmlns:x="urn:ferd:CrossIndustryDocument:invoice:1p0"/>`, Unsupported, "ZUGFeRD 1"},
		"UBL order":                {`<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>`, Unsupported, "une commande UBL"},
		"bank statement":           {`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>`, Unsupported, "relevé bancaire"},
		"foreign invoice":          {`<Invoice xmlns="http://www.ebinterface.at/schema/5p0/"/>`, Unsupported, "ebinterface"},
		"unknown document":         {`<Recette/>`, Unsupported, "« Recette »"},
		"cut in the middle":        {good[:len(good)/2], Malformed, "ligne"},
		"markup in a text":         {strings.Replace(good, "Caron &amp; Fils", "Caron <b & Fils", 1), Malformed, "ligne 22"},
		"Latin-1 declared UTF-8":   {strings.Replace(good, "Menuiserie", "M\xe9nuiserie", 1), Malformed, "UTF-8"},
		"text after the end":       {good + "garbage", Malformed, "mal formé"},
		"two roots":                {good + "<a/>", Malformed, "mal formé"},
		"only a comment":           {"<!-- rien -->", Malformed, "sans contenu"},
		"unknown encoding":         {strings.Replace(good, "UTF-8", "KLINGON-1", 1), Malformed, "mal formé"},
		"nested too deeply":        {deep, TooLarge, "démesuré"},
		"too many elements":        {"<a>" + strings.Repeat("<b/>", maxNodes) + "</a>", TooLarge, "démesuré"},
		"entity bomb":              {`<!DOCTYPE a [<!ENTITY x "yyyy">]><a>&x;</a>`, Malformed, "mal formé"},
		"file beyond the limit":    {"<a>" + strings.Repeat(" ", maxXMLBytes) + "</a>", TooLarge, "Mo"},
		"odd envelope":             {"<StandardBusinessDocument><Header/></StandardBusinessDocument>", Unsupported, "StandardBusinessDocument"},
		"lookalike without a name": {"<Invoice><Total>1</Total></Invoice>", Unsupported, "étranger"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("f.xml", []byte(row.data))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v is not typed", err)
			}
			if e.Code != row.code || !strings.Contains(e.Error(), french(row.says)) {
				t.Errorf("got %s %q, want %s with %q", e.Code, e.Message, row.code, row.says)
			}
		})
	}
}

func TestParseLooksInsideAnEnvelope(t *testing.T) {
	t.Parallel()
	inner := string(fixture(t, "ubl-peppol-credit-note.xml"))
	d, err := Parse("f", []byte("<s:StandardBusinessDocument xmlns:s='urn:x'><s:Header/>"+inner+"</s:StandardBusinessDocument>"))
	if err != nil || d.Number != "AV-2026-004" || d.Format != UBL {
		t.Errorf("got %q %q, %v", d.Number, d.Format, err)
	}
}

func TestParseWarnsOfWhatAPersonMustSee(t *testing.T) {
	t.Parallel()
	minimum, ubl := string(fixture(t, "cii-minimum.xml")), string(fixture(t, "ubl-french-cius.xml"))
	rows := map[string]struct {
		base, old, new, says string
	}{
		"no number":                   {minimum, "AB-2026-0107", " ", "BT-1 : numéro"},
		"30 February":                 {minimum, "20260302", "20260230", "BT-2 : date impossible « 20260230 »"},
		"amount in words":             {minimum, "1200.00</ram:Due", "mille deux cents</ram:Due", "BT-115 : montant illisible"},
		"three decimals on the due":   {minimum, "1200.00</ram:Due", "1200.005</ram:Due", "BT-115 : montant 1200.005 arrondi à 1200.01"},
		"amount beyond reason":        {minimum, "1200.00</ram:Due", "99999999999999999999</ram:Due", "BT-115 : montant illisible"},
		"no currency":                 {minimum, ">EUR<", "><", "BT-5 : devise absente"},
		"invented currency":           {minimum, ">EUR<", ">QQQ<", "« QQQ » inconnue"},
		"totals do not add up":        {minimum, "1200.00</ram:Due", "1100.00</ram:Due", "donne 1200.00"},
		"IBAN with a wrong key":       {ubl, "xx", "xx", "FR7630006000011234567890188"},
		"due before issue":            {ubl, "2026-04-01", "2026-02-01", "antérieure"},
		"amount in another currency":  {ubl, `currencyID="EUR">99.5`, `currencyID="USD">99.5`, "exprimé en USD"},
		"comma in an amount":          {ubl, "xx", "xx", "virgule"},
		"currency only on the amount": {ubl, ">EUR</cbc:DocumentC", "></cbc:DocumentC", "EUR lue sur le net à payer"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse("f", []byte(strings.Replace(row.base, row.old, row.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(d.Warnings, "\n"), french(row.says)) {
				t.Errorf("no warning with %q in %q", row.says, d.Warnings)
			}
		})
	}
}

// TestAPayableInAnotherCurrencyIsKnownForWhatItIs keeps a sum in dollars from being
// asked for in euros.
func TestAPayableInAnotherCurrencyIsKnownForWhatItIs(t *testing.T) {
	t.Parallel()
	ubl := string(fixture(t, "ubl-french-cius.xml"))
	for currency, want := range map[string]string{"EUR": "", "USD": "USD", "usd": "USD"} {
		d, err := Parse("f", []byte(regexp.MustCompile(`(PayableAmount currencyID=")EUR`).ReplaceAllString(ubl, "${1}"+currency)))
		if err != nil || d.PayableIn != want {
			t.Errorf("in %s: %v, read as %q", currency, err, d.PayableIn)
		}
	}
}

func TestParseDateFormats(t *testing.T) {
	t.Parallel()
	day := calendar.NewDate(2026, 3, 2)
	rows := map[string]struct {
		text, format string
		want         calendar.Date
		ok           bool
	}{
		"102":                     {"20260302", "102", day, true},
		"102 without a qualifier": {"20260302", "", day, true},
		"203":                     {"202603021130", "203", day, true},
		"203 with a day only":     {"20260302", "203", day, true},
		"204":                     {"20260302113059", "204", day, true},
		"205":                     {"202603021130+0100", "205", day, true},
		"101":                     {"260302", "101", day, true},
		"610 is the month's end":  {"202602", "610", calendar.NewDate(2026, 2, 28), true},
		"ISO whatever it claims":  {"2026-03-02", "102", day, true},
		"ISO with a zone":         {"2026-03-02+01:00", "", day, true},
		"ISO with Z":              {"2026-03-02Z", "", day, true},
		"ISO with a time":         {"2026-03-02T23:59:00", "", day, true},
		"day that does not exist": {"20260230", "102", calendar.Date{}, false},
		"ISO day that is none":    {"2026-02-30", "", calendar.Date{}, false},
		"tail after ISO":          {"2026-03-02x", "", calendar.Date{}, false},
		"words":                   {"fin mars", "102", calendar.Date{}, false},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, ok := parseDate(row.text, row.format)
			if ok != row.ok || ok && got != row.want {
				t.Errorf("got %v %v, want %v %v", got, ok, row.want, row.ok)
			}
		})
	}
}

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		want    money.Cents
		rounded bool
		fails   bool
	}{
		"12": {1200, false, false}, "12.5": {1250, false, false}, "-12.34": {-1234, false, false},
		".5": {50, false, false}, "5.": {500, false, false}, "+3.00": {300, false, false}, "1.500": {150, false, false},
		"1.005": {101, true, false}, "1.0049": {100, true, false}, "-1.005": {-101, true, false}, "0.999": {100, true, false},
		"": {fails: true}, ".": {fails: true}, "-": {fails: true}, "1,5": {fails: true}, "1e3": {fails: true},
		"1.2.3": {fails: true}, "--1": {fails: true}, "12 €": {fails: true}, "99999999999999999999": {fails: true},
	}
	for text, row := range rows {
		got, rounded, err := parseDecimal(text)
		if got != row.want || rounded != row.rounded || (err != nil) != row.fails {
			t.Errorf("%q: got %v %v %v", text, got, rounded, err)
		}
	}
}

func TestParseDecimalReadsWhatCentsPrint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := money.Cents(rapid.Int64Range(-maxCents, maxCents).Draw(t, "cents"))
		got, rounded, err := parseDecimal(c.String())
		if got != c || rounded || err != nil {
			t.Fatalf("%s read as %s (%v, %v)", c, got, rounded, err)
		}
	})
}

func TestProfileOf(t *testing.T) {
	t.Parallel()
	rows := map[string]Profile{
		"":                            "",
		"urn:factur-x.eu:1p0:minimum": Minimum,
		"urn:factur-x.eu:1p0:basicwl": BasicWL,
		"urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic":                    Basic,
		"urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:basic":                        Basic,
		"urn:cen.eu:en16931:2017":                                                        EN16931,
		"urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended":                Extended,
		"urn:cen.eu:en16931:2017#conformant#urn:zugferd.de:2p0:extended":                 Extended,
		"urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr":        ExtendedCTCFR,
		"urn:cen.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_2.0":     XRechnung,
		"urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0":     Peppol,
		"urn:factur-x.eu:2p0:ultimate":                                                   OtherProfile,
		"A1":                                                                             OtherProfile,
		"urn:cen.eu:en16931:2017#compliant#urn:zatca.gov.sa:e-invoicing:1.0":             EN16931,
		"urn:oasis:names:specification:ubl:xpath:CreditNote-2.0:sbs-1.0-draft":           OtherProfile,
		"urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0": Peppol,
	}
	for specification, want := range rows {
		if got := profileOf(specification); got != want {
			t.Errorf("%s: got %q, want %q", specification, got, want)
		}
	}
}

func TestDocumentHelpers(t *testing.T) {
	t.Parallel()
	d, err := Parse("f", fixture(t, "cii-extended-instalments.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if got := d.NoteText("PMD"); got != "Pénalités de retard : 12 % l’an." {
		t.Errorf("NoteText = %q", got)
	}
	if got := d.AllMeans(); len(got) != 2 || got[0].Code != "30" || got[1].Code != "20" {
		t.Errorf("AllMeans = %v", got)
	}
	if got := (Document{}).AllMeans(); len(got) != 0 {
		t.Errorf("AllMeans of nothing = %v", got)
	}
	if err := refuse(Malformed, errDeep, "x"); !errors.Is(err, errDeep) {
		t.Error("the cause of a refusal is lost")
	}
}
