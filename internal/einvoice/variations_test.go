package einvoice

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relance/internal/money"
)

// TestParseReadsWhatOtherSoftwareMakesOfTheSameInvoice turns a fixture into
// forms that generators in other countries and of other years write: what
// decides about money must come out the same.
func TestParseReadsWhatOtherSoftwareMakesOfTheSameInvoice(t *testing.T) {
	t.Parallel()
	cii, ubl := string(fixture(t, "cii-basic.xml")), string(fixture(t, "ubl-french-cius.xml"))
	replace := func(s string, pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(s, pairs[i]) {
				t.Fatalf("the fixture has no %q", pairs[i])
			}
		}
		return strings.NewReplacer(pairs...).Replace(s)
	}
	bare := func(s string) string { // neither prefixes nor namespaces
		s = regexp.MustCompile(` xmlns(:\w+)?="[^"]*"`).ReplaceAllString(s, "")
		return regexp.MustCompile(`(</?)\w+:`).ReplaceAllString(s, "$1")
	}
	rows := map[string]struct {
		data    string
		profile Profile
	}{
		"CII without prefixes or namespaces": {bare(cii), Basic},
		"UBL without prefixes or namespaces": {bare(ubl), EN16931},
		"a document type before the root":    {replace(ubl, "<Invoice ", "<!DOCTYPE Invoice>\n<Invoice "), EN16931},
		"a style sheet before the root":      {replace(ubl, "<Invoice ", "<?xml-stylesheet href='x.xsl'?>\n<Invoice "), EN16931},
		"character data sections":            {replace(ubl, ">AB-2026-0301<", "><![CDATA[AB-2026-0301]]><", ">99.5<", "><![CDATA[99.5]]><"), EN16931},
		"comments inside values":             {replace(ubl, ">AB-2026-0301<", ">AB-<!-- x -->2026-0301<", ">99.5<", "><!-- y -->99.5<"), EN16931},
		"character references":               {replace(ubl, ">AB-2026-0301<", ">&#65;B&#x2D;2026-0301<"), EN16931},
		"values on lines of their own":       {replace(ubl, ">AB-2026-0301<", ">\n\t AB-2026-0301\r\n<", ">2026-04-01<", ">\n2026-04-01\n<", ">99.5<", "> 99.50\n<"), EN16931},
		"due date with an offset":            {replace(ubl, ">2026-04-01<", ">2026-04-01+02:00<"), EN16931},
		"due date as an instant":             {replace(ubl, ">2026-04-01<", ">2026-04-01T00:00:00Z<"), EN16931},
		"amounts with many zeros":            {replace(ubl, ">99.5<", ">+99.50000000<"), EN16931},
		"an attachment of a megabyte":        {replace(ubl, "UGnDqGNlIGpvaW50ZQ==", strings.Repeat("QUJD", 1<<18)), EN16931},
		"an invoice inside an attachment":    {replace(ubl, "UGnDqGNlIGpvaW50ZQ==", "<Invoice><ID>X-9</ID></Invoice>"), EN16931},
		"a signature":                        {replace(ubl, "<cbc:Note>Merci", "<cac:Signature><cbc:ID>S-1</cbc:ID></cac:Signature><cbc:Note>Merci"), EN16931},
		"totals of lines and of the lot":     {replace(ubl, "<cac:TaxTotal><cbc:TaxAmount currencyID=\"EUR\">20.00", "<cac:TaxTotal><cac:TaxSubtotal><cbc:TaxAmount currencyID=\"EUR\">7.77</cbc:TaxAmount></cac:TaxSubtotal><cbc:TaxAmount currencyID=\"EUR\">20.00"), EN16931},
		"document allowances":                {replace(ubl, "<cac:LegalM", "<cac:AllowanceCharge><cbc:Amount currencyID=\"EUR\">5.00</cbc:Amount></cac:AllowanceCharge><cac:LegalM"), EN16931},
		"Dutch NLCIUS":                       {replace(ubl, ">urn:cen.eu:en16931:2017<", ">urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0<"), EN16931},
		"Belgian UBL.BE":                     {replace(ubl, ">urn:cen.eu:en16931:2017<", ">urn:cen.eu:en16931:2017#conformant#urn:UBL.BE:1.0.0.20180214<"), EN16931},
		"Romanian RO_CIUS":                   {replace(ubl, ">urn:cen.eu:en16931:2017<", ">urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1<"), EN16931},
		"Croatian extension":                 {replace(ubl, ">urn:cen.eu:en16931:2017<", ">urn:cen.eu:en16931:2017#compliant#urn:mfin.gov.hr:cius-2025:1.0#conformant#urn:mfin.gov.hr:ext-2025:1.0<"), EN16931},
		"ZUGFeRD 2.0":                        {replace(cii, "#urn:factur-x.eu:1p0:basic<", "#urn:zugferd.de:2p0:basic<"), Basic},
		"French CIUS in CII":                 {replace(cii, "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic<", "urn:cen.eu:en16931:2017#compliant#urn:cpro.gouv.fr:1p0:cius-fr<"), EN16931},
		"dates in the other namespace":       {replace(cii, `<c:DateTimeString format="102">20260430</c:`, `<q:DateTimeString format="102">20260430</q:`), Basic},
		"due date as a month and a day":      {replace(cii, `format="102">20260430`, `format="610">20260430`), Basic},
		"amounts with their currency":        {replace(cii, "<b:DuePayableAmount>", `<b:DuePayableAmount currencyID="EUR">`), Basic},
		"due amount in two currencies":       {replace(cii, "<b:DuePayableAmount>", `<b:DuePayableAmount currencyID="USD">1156.00</b:DuePayableAmount><b:DuePayableAmount currencyID="EUR">`), Basic},
		"several deliveries":                 {replace(cii, "<b:ActualDelivery", "<b:ShipToTradeParty><b:Name>Dépôt</b:Name></b:ShipToTradeParty><b:ActualDelivery"), Basic},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse("f", []byte(row.data))
			if err != nil {
				t.Fatal(err)
			}
			number, due, payable := "AB-2026-0301", "2026-04-01", money.Cents(9950)
			if d.Format == CII {
				number, due, payable = "AB-2026-0212", "2026-04-30", 100000
			}
			if d.Number != number || d.Currency != "EUR" || d.DueDate.String() != due || d.DueDateRule != DueStated || d.Payable == nil || *d.Payable != payable {
				t.Errorf("got %s %s due %s payable %v", d.Number, d.Currency, d.DueDate, d.Payable)
			}
			if d.VAT == nil || *d.VAT != map[Format]money.Cents{UBL: 2000, CII: 20000}[d.Format] {
				t.Errorf("VAT is %v", d.VAT)
			}
			if d.Profile != row.profile {
				t.Errorf("profile %q, want %q", d.Profile, row.profile)
			}
		})
	}
}

// TestParseSaysWhenAKeyIsNotWhereTheStandardPutsIt asks for a warning wherever
// number, currency, amount due or due date had to be found or chosen.
func TestParseSaysWhenAKeyIsNotWhereTheStandardPutsIt(t *testing.T) {
	t.Parallel()
	cii, ubl := string(fixture(t, "cii-basic.xml")), string(fixture(t, "ubl-french-cius.xml"))
	const due = "<cbc:DueDate>2026-04-01</cbc:DueDate>"
	const terms = "<cac:PaymentTerms><cbc:Note>30 jours net</cbc:Note>"
	ciiTerm := regexp.MustCompile(`<b:SpecifiedTradePaymentTerms>.*</b:SpecifiedTradePaymentTerms>`)
	discount := func(day, more string) string {
		return `<b:SpecifiedTradePaymentTerms><b:DueDateDateTime><c:DateTimeString format="102">` + day + `</c:DateTimeString></b:DueDateDateTime>` + more + `</b:SpecifiedTradePaymentTerms>`
	}
	const offer = "<b:ApplicableTradePaymentDiscountTerms><b:CalculationPercent>2</b:CalculationPercent></b:ApplicableTradePaymentDiscountTerms>"
	rows := map[string]struct {
		data, due, warns string
	}{
		"due date with the terms": {strings.NewReplacer(due, "", terms, terms+"<cbc:PaymentDueDate>2026-05-01</cbc:PaymentDueDate>").Replace(ubl),
			"2026-05-01", "BT-9 : échéance 2026-05-01 lue dans PaymentTerms"},
		"due date with the means": {strings.NewReplacer(due, "", "<cbc:PaymentID>", "<cbc:PaymentDueDate>2026-05-02</cbc:PaymentDueDate><cbc:PaymentID>").Replace(ubl),
			"2026-05-02", "BT-9 : échéance 2026-05-02 lue dans PaymentMeans"},
		"two due dates":                     {strings.Replace(ubl, terms, terms+"<cbc:PaymentDueDate>2026-05-03</cbc:PaymentDueDate>", 1), "2026-05-03", "BT-9 : 2 échéances"},
		"currency in small letters":         {strings.Replace(ubl, "Code>EUR<", "Code>eur<", 1), "2026-04-01", "BT-5 : devise « eur », lue EUR"},
		"a discount, then the whole":        {ciiTerm.ReplaceAllString(cii, discount("20260312", offer)+discount("20260401", "")), "2026-04-01", "BT-9 : 2026-03-12 est la date limite d’un escompte"},
		"the whole, then a discount":        {ciiTerm.ReplaceAllString(cii, discount("20260401", "")+discount("20260312", offer)), "2026-04-01", "BT-9 : 2026-03-12 est la date limite d’un escompte"},
		"two discounts of different days":   {ciiTerm.ReplaceAllString(cii, discount("20260312", offer)+discount("20260322", offer)), "", "BT-9 : 2026-03-22 est la date limite d’un escompte"},
		"two discounts with one due date":   {ciiTerm.ReplaceAllString(cii, discount("20260401", offer)+discount("20260401", offer)), "2026-04-01", ""},
		"one term with discount and date":   {ciiTerm.ReplaceAllString(cii, discount("20260401", offer)), "2026-04-01", ""},
		"a month instead of a day":          {ciiTerm.ReplaceAllString(cii, discount("202604", "")), "", "BT-9 : date impossible « 202604 »"},
		"a month that says so":              {strings.Replace(ciiTerm.ReplaceAllString(cii, discount("202604", "")), `format="102">202604<`, `format="610">202604<`, 1), "2026-04-30", "BT-9 : le document ne donne qu’un mois"},
		"due date in the German order":      {strings.Replace(ubl, ">2026-04-01<", ">01.04.2026<", 1), "", "BT-9 : date impossible « 01.04.2026 »"},
		"due date in the order of day 4":    {ciiTerm.ReplaceAllString(cii, discount("01042026", "")), "", "BT-9 : date impossible « 01042026 »"},
		"an amount with thousands and mark": {strings.Replace(ubl, ">99.5<", ">1,099.50<", 1), "2026-04-01", "BT-115 : montant illisible « 1,099.50 »"},
		"an amount with a blank":            {strings.Replace(ubl, ">99.5<", ">1 099.50<", 1), "2026-04-01", "BT-115 : montant illisible « 1 099.50 »"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse("f", []byte(row.data))
			if err != nil {
				t.Fatal(err)
			}
			if d.DueDate.String() != row.due {
				t.Errorf("due %q, want %q (%q)", d.DueDate, row.due, d.Warnings)
			}
			said := slices.ContainsFunc(d.Warnings, func(w string) bool { return strings.Contains(w, french(row.warns)) })
			about := slices.ContainsFunc(d.Warnings, func(w string) bool { return strings.HasPrefix(w, "BT-9") })
			if row.warns != "" && !said || row.warns == "" && about {
				t.Errorf("want a warning with %q, got %q", row.warns, d.Warnings)
			}
		})
	}
}

// TestParseReadsNotesOfTheFrenchExtension: a UBL note has no place for its
// subject code, so EXTENDED-CTC-FR keeps coded notes in an extension.
func TestParseReadsNotesOfTheFrenchExtension(t *testing.T) {
	t.Parallel()
	const extension = `<e:UBLExtensions xmlns:e="urn:x" xmlns:v="urn:y"><e:UBLExtension><e:ExtensionContent><v:InvoiceExtension>` +
		`<v:Note code="PMD">Pénalités de retard : 11,15 % l’an.</v:Note><v:Note code="AAB">Pas d’escompte.</v:Note>` +
		`<v:Note code="PMT">40 euros.</v:Note><v:Note>sans code</v:Note></v:InvoiceExtension></e:ExtensionContent></e:UBLExtension></e:UBLExtensions>`
	ubl := string(fixture(t, "ubl-french-cius.xml"))
	data := strings.Replace(ubl, "<cbc:CustomizationID>urn:cen.eu:en16931:2017<", extension+"<cbc:CustomizationID>urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr<", 1)
	d, err := Parse("f", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	want := "Pénalités : trois fois le taux d’intérêt légal.\nPénalités de retard : 11,15 % l’an."
	if d.Profile != ExtendedCTCFR || d.NoteText("PMD") != want || d.NoteText("AAB") != "Pas d’escompte." || d.NoteText("PMT") != "40 euros." {
		t.Errorf("got %s %+v", d.Profile, d.Notes)
	}
}

// TestParsePrefersTheFileThatThePDFLists: when an invoice was attached anew,
// its earlier version often lies in the file still.
func TestParsePrefersTheFileThatThePDFLists(t *testing.T) {
	t.Parallel()
	live := fixture(t, "cii-minimum.xml")
	stale := bytes.ReplaceAll(live, []byte("1200.00"), []byte("9999.00"))
	rows := map[string]struct {
		catalog  string
		warnings int
	}{
		"listed in the name tree":       {"/Names << /EmbeddedFiles << /Names [(factur-x.xml) 6 0 R] >> >>", 1},
		"listed below a kid":            {"/Names << /EmbeddedFiles << /Kids [<< /Names [(factur-x.xml) 6 0 R] >>] >> >>", 1},
		"listed as an associated file":  {"/AF [6 0 R]", 1},
		"a name tree that is a circle":  {"/AF [6 0 R] /Names << /EmbeddedFiles 8 0 R >>", 1},
		"equal copies need no decision": {"/AF [6 0 R]", 0},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := stale
			if row.warnings == 0 {
				old = live
			}
			pdf := buildPDF("%PDF-1.7", row.catalog, "", fileSpec("factur-x.xml", 5), deflated(old), fileSpec("factur-x.xml", 7), deflated(live), "<< /Kids [8 0 R] >>")
			d, err := Parse("f.pdf", pdf)
			if err != nil {
				t.Fatal(err)
			}
			if d.Payable == nil || *d.Payable != 120000 || len(d.Warnings) != row.warnings {
				t.Errorf("payable %v, warnings %q", d.Payable, d.Warnings)
			}
		})
	}
}
