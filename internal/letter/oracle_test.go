package letter

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"relance/internal/dunning"
	"relance/internal/notice"
)

// The tests of this file look at letters with programs of others: Poppler's
// (poppler-utils) and PDFBox Preflight (libpdfbox2-java libactivation-java
// libjaxb-api-java and a JDK). Without the program they say so and are skipped.

var update = flag.Bool("update", false, "write the golden files anew")

func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(tool(t, name), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func write(t *testing.T, dir, name string, pdf []byte) string {
	t.Helper()
	path := filepath.Join(dir, name+".pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLettersReadAsRecorded(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	dir := t.TempDir()
	for name, n := range samples() {
		got := string(run(t, "pdftotext", "-layout", write(t, dir, name, render(t, n, Options{})), "-"))
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; run the test with -update and read what it writes", err)
		}
		if diff := cmp.Diff(words(string(want)), words(got)); diff != "" {
			t.Errorf("%s differs (-recorded +now):\n%s", name, diff)
		}
	}
}

// words drops the spacing, which differs between releases of pdftotext.
func words(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if w := strings.Join(strings.Fields(line), " "); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func TestFormalNoticesSayWhatTheLawWants(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	dir := t.TempDir()
	common := []string{"Lettre recommandée avec avis de réception", "mise en demeure", "1344", "16 avril 2026",
		"4 mai 2026", "F-2026-014", "02/03/2026", "FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP", "Hélène Brunel, gérante",
		"SIREN 123 456 782", "12 rue des Tanneurs", "Agencement de la salle d’accueil",
		"9 mars 2026", "17 mars 2026", "1er avril 2026", "CNIL"}
	tests := []struct {
		regime       dunning.Regime
		says, silent []string
	}{
		{dunning.B2B, []string{"17,98 €", "12,15 %", "45", "40,00 €", "1 257,98 €", "0,40 € par jour", "L441-10", "D441-5", "juridiction compétente", "TVA", "1231-6", "vous rencontrez une difficulté"}, []string{"médiateur", "taux légal"}},
		{dunning.B2C, []string{"1 200,00 €", "intérêts au taux légal", "réception de la présente lettre", "1231-6", "vous rencontrez une difficulté", "Médiation Exemple", "tribunal compétent"}, []string{"40", "indemnité", "pénalité", "L441"}},
		{dunning.NonProfessional, []string{"1 200,00 €", "intérêts au taux légal"}, []string{"40", "indemnité", "pénalité", "médiateur"}},
		{dunning.Public, []string{"10,15 %", "L2192-13", "D2192-35", "R2192-36", "40 €", "Intérêts moratoires"}, []string{"L441-10", "médiateur", "pénalités", "1231-6", "plusieurs fois"}},
	}
	for _, tt := range tests {
		got := string(run(t, "pdftotext", "-layout", write(t, dir, string(tt.regime), render(t, formal(tt.regime, "fr"), Options{})), "-"))
		text := strings.Join(strings.Fields(strings.ReplaceAll(got, "\u00a0", " ")), " ")
		for _, want := range append(tt.says, common...) {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing", tt.regime, want)
			}
		}
		text = strings.ReplaceAll(text, "69100", "") // no postcode is meant by « 40 »
		for _, bad := range tt.silent {
			if strings.Contains(strings.ToLower(text), strings.ToLower(bad)) {
				t.Errorf("%s: says %q", tt.regime, bad)
			}
		}
	}
}

// A second sheet for a note on personal data is paid for and looks careless.
func TestASimpleReminderFitsOnePage(t *testing.T) {
	t.Parallel()
	for _, level := range []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Thanks} {
		for _, regime := range dunning.Regimes() {
			for _, lang := range []string{"fr", "en"} {
				n, err := Pages(render(t, notice.Sample(level, regime, lang), Options{}))
				if err != nil || n != 1 {
					t.Errorf("%s %s %s: %d pages, %v", lang, level, regime, n, err)
				}
			}
		}
	}
}

// A signature parted from every line of its text could belong to anything.
func TestTheSignatureNeverStandsAloneOnAPage(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	dir := t.TempDir()
	for rows := range 14 {
		n := formal(dunning.B2B, "fr")
		for i := range rows {
			it := n.Items[0]
			it.Invoice.Number = fmt.Sprintf("F-2026-%03d", 100+i)
			n.Items = append(n.Items, it)
		}
		n.Totals = dunning.Claim{On: n.Date, Rate: n.Totals.Rate}
		for _, it := range n.Items {
			n.Totals.Principal += it.Claim.Principal
			n.Totals.Interest += it.Claim.Interest
			n.Totals.Fee += it.Claim.Fee
			n.Totals.Total += it.Claim.Total
			n.Totals.Daily += it.Claim.Daily
		}
		pdf := write(t, dir, fmt.Sprintf("rows-%d", rows), render(t, n, Options{ByHand: true}))
		for _, page := range strings.Split(string(run(t, "pdftotext", "-layout", pdf, "-")), "\f") {
			if strings.Contains(page, "Hélène Brunel") && !strings.Contains(page, "Veuillez agréer") {
				t.Errorf("with %d more invoices the signature stands apart from its formula", rows)
			}
		}
	}
}

// A window shows what lies in it: the address, whole, and nothing else.
func TestOnlyTheAddressLiesBehindTheWindow(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	n := formal(dunning.B2B, "fr")
	n.Debtor.Name = "Compagnie générale des menuiseries et agencements du Forez"
	n.Debtor.Address.Lines = []string{"Service des fournisseurs étrangers", "128 boulevard du Maréchal de Lattre", "Lieu-dit Montplaisir la Plaine"}
	n.Creditor.LegalForm = "Société à responsabilité limitée à associé unique au capital de 10 000 €"
	n.Creditor.Address.Lines = []string{"Parc d’activités des Tanneurs", "Bâtiment B, escalier 4", "12 rue des Tanneurs"}
	out := run(t, "pdftotext", "-bbox", "-l", "1", write(t, t.TempDir(), "window", render(t, n, Options{})), "-")
	var page struct {
		Words []struct {
			XMin float64 `xml:"xMin,attr"`
			YMin float64 `xml:"yMin,attr"`
			XMax float64 `xml:"xMax,attr"`
			YMax float64 `xml:"yMax,attr"`
			Text string  `xml:",chardata"`
		} `xml:"body>doc>page>word"`
	}
	if err := xml.Unmarshal(out, &page); err != nil {
		t.Fatal(err)
	}
	const mm = 25.4 / 72
	var shown []string
	for _, w := range page.Words {
		x1, y1, x2, y2 := w.XMin*mm, w.YMin*mm, w.XMax*mm, w.YMax*mm
		if x2 < 95 || x1 > 205 || y2 < 40 || y1 > 90 {
			continue
		}
		shown = append(shown, w.Text)
		if x1 < 109.5 || x2 > 190.5 || y1 < 54 || y2 > 80 {
			t.Errorf("%q lies at %.1f–%.1f × %.1f–%.1f mm, outside the window", w.Text, x1, x2, y1, y2)
		}
	}
	address, err := AddressLines(n.Debtor)
	if err != nil || len(address) != 6 {
		t.Fatalf("address %q, %v", address, err)
	}
	if diff := cmp.Diff(strings.Fields(strings.Join(address, " ")), shown); diff != "" {
		t.Errorf("the window shows:\n%s", diff)
	}
}

func TestLongLettersNumberTheirPagesAndRepeatTheHead(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	pdf := write(t, t.TempDir(), "long", render(t, manyInvoices(45), Options{}))
	pages := strings.Split(strings.TrimSuffix(string(run(t, "pdftotext", "-layout", pdf, "-")), "\f"), "\f")
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		if want := fmt.Sprintf("Page %d sur %d", i+1, len(pages)); !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
		if strings.Contains(page, "F-2026-1") && strings.Contains(page, "1 200,00") && !strings.Contains(page, "Facture ") {
			t.Errorf("page %d has rows without a head", i+1)
		}
	}
	for i := range 45 {
		if number := fmt.Sprintf("F-2026-%03d", i+100); !strings.Contains(strings.Join(pages, ""), number) {
			t.Errorf("%s is not in the letter", number)
		}
	}
}

func TestQRCodeOnPaperIsReadBack(t *testing.T) {
	t.Parallel()
	tool(t, "pdftoppm")
	dir := t.TempDir()
	n := notice.Sample(dunning.First, dunning.B2B, "fr")
	run(t, "pdftoppm", "-r", "200", "-png", "-f", "1", "-l", "1", "-singlefile", write(t, dir, "qr", render(t, n, Options{})), filepath.Join(dir, "page"))
	file, err := os.ReadFile(filepath.Join(dir, "page.png"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	read, err := qrcode.NewQRCodeReader().Decode(bmp, hints)
	if err != nil || !strings.HasPrefix(read.GetText(), "BCD\n002\n1\nSCT\nAGRIFRPP\nAtelier Brunel\nFR7630006000011234567890189\nEUR1200.00\n") {
		t.Errorf("%v, %v", read, err)
	}
}

func TestEveryFontIsEmbedded(t *testing.T) {
	t.Parallel()
	tool(t, "pdffonts")
	out := strings.Split(strings.TrimSpace(string(run(t, "pdffonts", write(t, t.TempDir(), "fonts", render(t, formal(dunning.B2B, "fr"), Options{}))))), "\n")
	if len(out) < 4 {
		t.Fatalf("pdffonts: %q", out)
	}
	for _, line := range out[2:] {
		if !strings.Contains(line, " yes ") {
			t.Errorf("not embedded: %s", line)
		}
	}
}

func TestPreflightSaysPDFA(t *testing.T) {
	t.Parallel()
	tool(t, "java")
	var classpath []string
	for _, jar := range []string{"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api"} {
		path := filepath.Join("/usr/share/java", jar+".jar")
		if _, err := os.Stat(path); err != nil {
			t.Skipf("PDFBox Preflight is not installed: %v", err)
		}
		classpath = append(classpath, path)
	}
	dir := t.TempDir()
	args := []string{"-cp", strings.Join(classpath, ":"), filepath.Join("testdata", "Preflight.java")}
	for name, n := range samples() {
		args = append(args, write(t, dir, name, render(t, n, Options{})))
	}
	out := run(t, "java", args...)
	if got := strings.Count(string(out), "valid=true"); got != len(samples()) {
		t.Errorf("%d of %d letters are PDF/A-1b:\n%s", got, len(samples()), out)
	}
}
