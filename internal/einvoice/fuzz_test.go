package einvoice

import (
	"path/filepath"
	"testing"
)

// FuzzXML feeds the XML reader: no input may panic, and a document that is
// read keeps the promises of its type.
func FuzzXML(f *testing.F) {
	files, _ := filepath.Glob("testdata/invoices/*.xml")
	for _, file := range files {
		f.Add(fixture(f, filepath.Base(file)))
	}
	f.Add([]byte("<CrossIndustryDocument/>"))
	f.Fuzz(func(t *testing.T, data []byte) { checkPromises(t, data) })
}

// FuzzPDF feeds the PDF reader.
func FuzzPDF(f *testing.F) {
	xml := fixture(f, "cii-minimum.xml")
	f.Add(buildPDF("%PDF-1.7", nameTree, "", fileSpec("factur-x.xml", 5), deflated(xml)))
	f.Add(buildPDF("%PDF-1.3", "/AF [4 0 R]", "", fileSpec("factur-x.xml", 5), plainStream(xml)))
	f.Add(buildPDF("%PDF-1.7", "", ""))
	f.Fuzz(func(t *testing.T, data []byte) { checkPromises(t, append([]byte("%PDF-1.7\n"), data...)) })
}

func checkPromises(t *testing.T, data []byte) {
	d, err := Parse("f", data)
	if err != nil {
		if err.Error() == "" {
			t.Error("refused without a reason")
		}
		return
	}
	if d.Format == "" || d.Warnings == nil || d.OtherMeans == nil || d.Buyer.Address.Lines == nil {
		t.Errorf("incomplete document: %+v", d)
	}
	if (d.DueDateRule == DueStated) == d.DueDate.IsZero() {
		t.Errorf("due date %v with rule %q", d.DueDate, d.DueDateRule)
	}
	if d.Payable == nil && len(d.Warnings) == 0 {
		t.Error("no amount due and no warning")
	}
}
