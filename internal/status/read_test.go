package status

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sample is a message about one invoice; its parts can be replaced.
func sample(parts ...string) string {
	text := `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="urn:r" xmlns:udt="urn:u" xmlns:qdt="urn:q">
<rsm:ExchangedDocumentContext><ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>REGULATED</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn.cpro.gouv.fr:1p0:CDV:invoice</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>M-1</ram:ID><ram:IssueDateTime><udt:DateTimeString format="204">20260302101500</udt:DateTimeString></ram:IssueDateTime>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">732829320</ram:GlobalID><ram:RoleCode>BY</ram:RoleCode></ram:IssuerTradeParty></rsm:ExchangedDocument>
<rsm:AcknowledgementDocument><ram:TypeCode>23</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="204">20260302101000</udt:DateTimeString></ram:IssueDateTime>
<ram:ReferenceReferencedDocument><!-- <ram:IssuerAssignedID>no</ram:IssuerAssignedID> --><ram:IssuerAssignedID> F-2026-014 </ram:IssuerAssignedID><ram:TypeCode>380</ram:TypeCode>
<ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20260131</qdt:DateTimeString></ram:FormattedIssueDateTime>
<ram:ProcessConditionCode>207</ram:ProcessConditionCode><ram:ProcessCondition>En_litige</ram:ProcessCondition>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">404833048</ram:GlobalID></ram:IssuerTradeParty>
<ram:SpecifiedDocumentStatus><ram:ReasonCode>QTE_ERR</ram:ReasonCode><ram:RequestedActionCode>CNP</ram:RequestedActionCode>
<ram:IncludedNote><ram:Content>deux colis
	manquent</ram:Content></ram:IncludedNote></ram:SpecifiedDocumentStatus>
</ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>`
	return strings.NewReplacer(parts...).Replace(text)
}

func TestAMessageSaysWhatBecameOfAnInvoice(t *testing.T) {
	t.Parallel()
	all := Read("m.xml", []byte(sample()))
	if len(all) != 1 {
		t.Fatalf("%d entries, want 1", len(all))
	}
	s := all[0]
	if s.Error != "" || len(s.Warnings) > 0 {
		t.Fatalf("error %q, warnings %q", s.Error, s.Warnings)
	}
	got := fmt.Sprintf("%d %s %s %s %s %s %s %s %s %s %v %v %v", s.Ref, s.MessageID, s.Created, s.StatusAt, s.IssuerRole, s.IssuerID,
		s.Invoice, s.InvoiceDate, s.Code, s.SellerSIREN, s.Reasons, s.Actions, s.Comments)
	want := "1 M-1 2026-03-02T10:15:00 2026-03-02T10:10:00 BY 732829320 F-2026-014 2026-01-31 207 404833048 [QTE_ERR] [CNP] [deux colis manquent]"
	if got != want {
		t.Errorf("read\n %s, want\n %s", got, want)
	}
	if s.Code.French() != "En litige" {
		t.Errorf("status %s is called %q", s.Code, s.Code.French())
	}
}

func TestWhatIsAgainstTheRulesIsAWarning(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change []string
		warns  string
	}{
		"no status":                {[]string{"<ram:ProcessConditionCode>207</ram:ProcessConditionCode>", ""}, "code de statut absent"},
		"an unknown status":        {[]string{">207<", ">999<"}, "statut «\u00a0999\u00a0» inconnu"},
		"no reason":                {[]string{"<ram:ReasonCode>QTE_ERR</ram:ReasonCode>", ""}, "motif absent"},
		"no time":                  {[]string{">20260302101000<", ">soon<"}, "date du statut absente"},
		"an impossible day":        {[]string{">20260131<", ">20260231<"}, "date de facture absente ou illisible"},
		"no number":                {[]string{" F-2026-014 ", ""}, "numéro de facture absent"},
		"the portal's placeholder": {[]string{" F-2026-014 ", placeholderNumber}, "numéro fictif"},
		"a SIRET for the seller":   {[]string{">404833048<", ">40483304800022<"}, "SIRET à la place du SIREN"},
		"a wrong SIREN":            {[]string{">404833048<", ">404833049<"}, "impossible"},
		"another type":             {[]string{"<ram:TypeCode>23<", "<ram:TypeCode>99<"}, "type d’accusé"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Read("m.xml", []byte(sample(row.change...)))[0]
			if s.Error != "" || !slices.ContainsFunc(s.Warnings, func(w string) bool { return strings.Contains(w, row.warns) }) {
				t.Errorf("error %q, warnings %q; want one with %q", s.Error, s.Warnings, row.warns)
			}
		})
	}
}

func TestWhatIsNoStatusMessageIsRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<a>", maxDepth+1) + strings.Repeat("</a>", maxDepth+1)
	for name, row := range map[string]struct{ data, says string }{
		"empty":                 {"", "pas un fichier XML"},
		"not XML":               {"%PDF-1.7", "pas un fichier XML"},
		"an invoice":            {`<CrossIndustryInvoice xmlns="urn:x"/>`, "pas un message de cycle de vie"},
		"the name elsewhere":    {`<CrossDomainAcknowledgementAndResponse xmlns="urn:x"/>`, "pas un message de cycle de vie"},
		"a document type":       {`<!DOCTYPE x [<!ENTITY a "b">]>` + sample(), "DTD"},
		"an entity":             {sample(" F-2026-014 ", "&boom;"), "mal formé"},
		"cut":                   {sample()[:900], "mal formé"},
		"too deep":              {sample(" F-2026-014 ", deep), "démesuré"},
		"something behind":      {sample() + "<x/>", "suit la fin"},
		"no reference":          {`<r:CrossDomainAcknowledgementAndResponse xmlns:r="` + namespace + `"/>`, "sans facture"},
		"bytes of another code": {sample(" F-2026-014 ", "F\xe9"), "mal formé"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := Read("m.xml", []byte(row.data))
			if len(all) != 1 || !strings.Contains(all[0].Error, row.says) || all[0].Reasons == nil {
				t.Errorf("got %+v, want an error with %q", all, row.says)
			}
		})
	}
}

func TestAnArchiveIsReadEntryByEntry(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"a.xml", "readme.txt", "../../b.XML"} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(sample())); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, s := range ReadFile("s.zip", b.Bytes()) {
		files = append(files, s.File+" "+s.Invoice+s.Error)
	}
	if got, want := strings.Join(files, ", "), "s.zip/a.xml F-2026-014, s.zip/b.XML F-2026-014"; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
	if s := ReadFile("s.zip", b.Bytes()[:40])[0]; !strings.Contains(s.Error, "endommagée") {
		t.Errorf("a cut archive says %q", s.Error)
	}
}

// FuzzRead: no input may panic, and every entry has an error or a number of its
// own.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sample()))
	f.Add([]byte("\ufeff" + sample(">23<", ">305<")))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all := ReadFile("f", data)
		if len(all) == 0 {
			t.Fatal("no entry")
		}
		for _, s := range all {
			if (s.Error == "") == (s.Ref == 0) || s.Amounts == nil || s.Recipients == nil || s.Warnings == nil {
				t.Errorf("incomplete entry: %+v", s)
			}
		}
	})
}
