package tabular_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"relance/internal/tabular"
)

// archive is a ZIP file that holds files with these names and contents, in pairs.
func archive(t *testing.T, files ...string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAFileThatIsNoListSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ data, says string }{
		"Excel":           {archive(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>"), "un classeur Excel"},
		"binary Excel":    {archive(t, "xl/workbook.bin", "\x00"), "un classeur Excel"},
		"old Excel":       {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00", "un ancien classeur Excel"},
		"LibreOffice":     {archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<a/>"), "un classeur OpenDocument"},
		"archive":         {archive(t, "factures.csv", "numero;total\n"), "une archive ZIP"},
		"empty archive":   {archive(t), "une archive ZIP"},
		"PDF":             {"%PDF-1.7\nnumero;total\n", "un PDF"},
		"list":            {"numero;total\nF-1;12,00\n", ""},
		"list about PK":   {"PK;total\nF-1;12,00\n", ""},
		"list of a sheet": {"numero;total\nxl/workbook.xml;12,00\n", ""},
		"nothing":         {"", ""},
	} {
		got := tabular.NotAList([]byte(row.data))
		if (got == "") != (row.says == "") || !strings.Contains(got, row.says) {
			t.Errorf("%s: %q, want %q", name, got, row.says)
		}
	}
}
