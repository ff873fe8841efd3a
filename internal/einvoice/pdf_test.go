package einvoice

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// buildPDF writes a one-page PDF of the given objects, numbered from 4 on;
// catalog is what the catalog holds besides its page tree.
func buildPDF(header, catalog, pageExtra string, objects ...string) []byte {
	all := append([]string{
		"<< /Type /Catalog /Pages 2 0 R " + catalog + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] " + pageExtra + " >>",
	}, objects...)
	var out bytes.Buffer
	out.WriteString(header + "\n")
	offsets := make([]int, len(all))
	for i, o := range all {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(all)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(all)+1, start)
	return out.Bytes()
}

func plainStream(data []byte) string {
	return fmt.Sprintf("<< /Type /EmbeddedFile /Subtype /text#2Fxml /Length %d >>\nstream\n%s\nendstream", len(data), data)
}

func deflated(data []byte) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(data)
	_ = w.Close()
	return fmt.Sprintf("<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", z.Len(), z.Bytes())
}

func fileSpec(name string, object int) string {
	return fmt.Sprintf("<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Data /EF << /F %d 0 R >> >>", name, name, object)
}

const nameTree = "/Names << /EmbeddedFiles << /Names [(factur-x.xml) 4 0 R] >> >>"

func TestParseFindsTheInvoiceHoweverItIsAttached(t *testing.T) {
	t.Parallel()
	xml, other := fixture(t, "cii-minimum.xml"), fixture(t, "ubl-peppol-credit-note.xml")
	rows := map[string]struct {
		pdf      []byte
		number   string
		warnings int
	}{
		"name tree":                    {buildPDF("%PDF-1.7", nameTree, "", fileSpec("factur-x.xml", 5), deflated(xml)), "AB-2026-0107", 0},
		"associated file in PDF 1.3":   {buildPDF("%PDF-1.3", "/AF [4 0 R]", "", fileSpec("factur-x.xml", 5), plainStream(xml)), "AB-2026-0107", 0},
		"PDF 2.0":                      {buildPDF("%PDF-2.0", nameTree+" /AF [4 0 R]", "", fileSpec("factur-x.xml", 5), deflated(xml)), "AB-2026-0107", 0},
		"attachment annotation":        {buildPDF("%PDF-1.6", "", "/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS "+fileSpec("zugferd-invoice.xml", 4)+" >>]", deflated(xml)), "AB-2026-0107", 0},
		"inline in the name tree":      {buildPDF("%PDF-1.7", "/Names << /EmbeddedFiles << /Names [(x) "+fileSpec("xrechnung.xml", 4)+"] >> >>", "", deflated(xml)), "AB-2026-0107", 0},
		"orphan file specification":    {buildPDF("%PDF-1.7", "", "", fileSpec("data.xml", 5), deflated(xml)), "AB-2026-0107", 0},
		"two invoices, better name":    {buildPDF("%PDF-1.7", "", "", fileSpec("xrechnung.xml", 5), deflated(other), fileSpec("Factur-X.xml", 7), deflated(xml)), "AB-2026-0107", 1},
		"order beside the invoice":     {buildPDF("%PDF-1.7", "", "", fileSpec("factur-x.xml", 5), deflated([]byte("<Order/>")), fileSpec("b.xml", 7), deflated(xml)), "AB-2026-0107", 1},
		"UBL in a PDF":                 {buildPDF("%PDF-1.7", "", "", fileSpec("invoice.xml", 5), deflated(other)), "AV-2026-004", 0},
		"bytes before the header":      {append([]byte("\r\n\r\n"), buildPDF("%PDF-1.7", nameTree, "", fileSpec("factur-x.xml", 5), deflated(xml))...), "AB-2026-0107", 0},
		"one stream named twice":       {buildPDF("%PDF-1.7", "", "", fileSpec("a.xml", 6), fileSpec("b.xml", 6), deflated(xml)), "AB-2026-0107", 0},
		"stream without a filter, /EF": {buildPDF("%PDF-1.7", "", "", "<< /EF 6 0 R /Desc (x) >>", plainStream(xml), "<< /UF 5 0 R >>"), "AB-2026-0107", 0},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse("f.pdf", row.pdf)
			if err != nil {
				var e *Error
				errors.As(err, &e)
				t.Fatalf("%v (%v)", err, e.Cause)
			}
			if d.Format != FacturX || d.Number != row.number || len(d.Warnings) < row.warnings {
				t.Errorf("got %s %s %q", d.Format, d.Number, d.Warnings)
			}
		})
	}
}

func TestParseReadsCompressedObjectsAndRefusesPasswords(t *testing.T) {
	t.Parallel()
	plain := buildPDF("%PDF-1.7", nameTree, "", fileSpec("factur-x.xml", 5), deflated(fixture(t, "cii-minimum.xml")))
	var compact bytes.Buffer
	if err := api.Optimize(bytes.NewReader(plain), &compact, model.NewDefaultConfiguration()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(compact.Bytes(), []byte("/ObjStm")) {
		t.Fatal("the fixture has no object stream")
	}
	if d, err := Parse("f.pdf", compact.Bytes()); err != nil || d.Number != "AB-2026-0107" {
		t.Errorf("object streams: %q, %v", d.Number, err)
	}
	for name, row := range map[string]struct{ user, owner string }{"owner password only": {"", "o"}, "user password": {"u", "o"}} {
		var locked bytes.Buffer
		if err := api.Encrypt(bytes.NewReader(plain), &locked, model.NewAESConfiguration(row.user, row.owner, 256)); err != nil {
			t.Fatal(err)
		}
		d, err := Parse("f.pdf", locked.Bytes())
		var e *Error
		if row.user == "" && (err != nil || d.Number != "AB-2026-0107") {
			t.Errorf("%s: %q, %v", name, d.Number, err)
		}
		if row.user != "" && (!errors.As(err, &e) || e.Code != Encrypted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseRefusesPDF(t *testing.T) {
	t.Parallel()
	good := buildPDF("%PDF-1.7", nameTree, "", fileSpec("factur-x.xml", 5), deflated(fixture(t, "cii-minimum.xml")))
	rows := map[string]struct {
		data []byte
		code Code
		says string
	}{
		"without an attachment":  {buildPDF("%PDF-1.7", "", ""), NoInvoice, "aucun XML joint"},
		"with a picture only":    {buildPDF("%PDF-1.7", "", "", fileSpec("a.png", 5), deflated([]byte("\x89PNG"))), NoInvoice, "aucun XML joint"},
		"with ZUGFeRD 1 inside":  {buildPDF("%PDF-1.7", "", "", fileSpec("ZUGFeRD-invoice.xml", 5), deflated([]byte("<CrossIndustryDocument/>"))), Unsupported, "ZUGFeRD 1"},
		"with broken XML inside": {buildPDF("%PDF-1.7", "", "", fileSpec("factur-x.xml", 5), deflated([]byte("<a><b>"))), Malformed, "factur-x.xml"},
		"header and nothing":     {[]byte("%PDF-1.7\n"), Malformed, "endommagé"},
		"too many pages":         {bytes.Replace(good, []byte("/Count 1 "), []byte("/Count 9999 "), 1), TooLarge, "pages"},
		"beyond the size limit":  {append([]byte("%PDF-1.7\n"), make([]byte, maxPDFBytes)...), TooLarge, "Mo"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("f.pdf", row.data)
			var e *Error
			if !errors.As(err, &e) || e.Code != row.code || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v, want %s with %q", err, row.code, row.says)
			}
		})
	}
}
