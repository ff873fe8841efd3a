package letter

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/notice"
)

func TestAppendPutsTheInvoiceBehindTheLetter(t *testing.T) {
	t.Parallel()
	page, err := Render(notice.Sample(dunning.FormalNotice, dunning.B2B, "fr"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	both, err := Append(page, page)
	if err != nil {
		t.Fatal(err)
	}
	one, err := api.PageCount(bytes.NewReader(page), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := api.PageCount(bytes.NewReader(both), nil); err != nil || n != 2*one {
		t.Errorf("%d pages (%v), want %d", n, err, 2*one)
	}
	if _, err := Append(page, []byte("%PDF-1.4 broken")); err == nil {
		t.Error("an annex that cannot be read passes")
	}
}

// Letters of several cases are made at the same time. The race detector sees
// what they share.
func TestLettersAreMadeSideBySide(t *testing.T) {
	t.Parallel()
	page, err := Render(notice.Sample(dunning.FormalNotice, dunning.B2B, "fr"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			both, err := Append(page, page)
			if err != nil {
				t.Error(err)
				return
			}
			pages, err := Pages(both)
			if err != nil || pages < 2 {
				t.Errorf("%d pages (%v), want the letter twice", pages, err)
			}
			if _, err := Stamp(both, []string{"", "Pièce n° 1"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// Pages of every size and direction bear their mark, and a page without one is
// left as it is.
func TestAMarkIsPrintedOnEachPageThatHasOne(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddPage()
	pdf.AddPageFormat("L", fpdf.SizeType{Wd: 210, Ht: 297})
	pdf.AddPageFormat("P", fpdf.SizeType{Wd: 105, Ht: 148})
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	out, err := Stamp(b.Bytes(), []string{"", "Pièce n°\u00a01 – page\u00a02 sur 3", "Pièce n°\u00a02 – page\u00a03 sur 3"})
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(string(run(t, "pdftotext", "-layout", write(t, t.TempDir(), "marks", out), "-")), "\f")
	for i, want := range []string{"", "page 2 sur 3", "page 3 sur 3"} {
		if got := strings.TrimSpace(strings.ReplaceAll(pages[i], "\u00a0", " ")); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("page %d bears %q, want %q", i+1, got, want)
		}
	}
	if _, err := Stamp([]byte("no PDF"), []string{"x"}); err == nil {
		t.Error("what is no PDF was marked")
	}
}

// A part of something longer bears the numbers of the whole.
func TestAPartOfSomethingLongerBearsTheNumbersOfTheWhole(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	s := Sheet{Language: "fr", Title: "Bordereau de pièces", Foot: "Bordereau", Date: calendar.NewDate(2026, 11, 27), Before: 3, Of: 9}
	pdf, err := RenderSheet(s)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(run(t, "pdftotext", "-layout", write(t, t.TempDir(), "part", pdf), "-")); !strings.Contains(got, "Page 4 sur 9") {
		t.Errorf("the page bears other numbers:\n%s", got)
	}
}

// A heading of a column that breaks only for being bold does not run into the row
// below it.
func TestAHeadingOfAColumnThatBreaksStandsAboveItsRow(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	long := strings.Repeat("une règle dite au long ", 4)
	for letters := 14; letters < 24; letters++ { // in narrow columns some of them break in bold alone
		head := "Colonne " + strings.Repeat("m", letters) + " dernier"
		s := Sheet{Language: "fr", Title: "Fiche", Date: calendar.NewDate(2026, 11, 27), Sections: []Section{{Blocks: []notice.Block{{
			Kind: notice.Invoices, Table: notice.Table{Head: []string{head, "B", "C", "D", "E"}, Figure: make([]bool, 5), Rows: [][]string{{"dessous", long, long, long, long}}},
		}}}}}
		pdf, err := RenderSheet(s)
		if err != nil {
			t.Fatal(err)
		}
		boxes := string(run(t, "pdftotext", "-bbox", write(t, t.TempDir(), "x", pdf), "-"))
		if heading, row := bound(t, boxes, "yMax", "dernier"), bound(t, boxes, "yMin", "dessous"); heading > row {
			t.Errorf("%q ends at %.1f, its row begins at %.1f", head, heading, row)
		}
	}
}

// bound is an edge of a word, as pdftotext -bbox gives it.
func bound(t *testing.T, boxes, edge, word string) float64 {
	t.Helper()
	m := regexp.MustCompile(edge + `="([0-9.]+)"[^>]*>` + word + "<").FindStringSubmatch(boxes)
	if m == nil {
		t.Fatalf("no %s in %s", word, boxes)
	}
	y, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// No heading stands at the foot of a page without what follows it, and no place to
// sign at the head of one without anything above it.
func TestHeadingsAndSignaturesOfADocumentStandWithTheirText(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	long := strings.Repeat("Chaque créance est arrêtée à la veille du jugement d’ouverture. ", 6)
	for lines := 20; lines < 60; lines++ {
		items := make([]string, lines)
		for i := range items {
			items[i] = "Un fait."
		}
		s := Sheet{Language: "fr", Title: "Fiche", Date: calendar.NewDate(2026, 11, 27), Sections: []Section{
			{Heading: "Faits", Blocks: []notice.Block{{Kind: notice.List, Items: items}}},
			{Heading: "Somme due", Blocks: []notice.Block{{Kind: notice.ClaimRows, Rows: []notice.Row{{Label: "Principal restant", Value: "1,00"}, {Label: "Intérêts", Value: "1,00"},
				{Label: "Indemnité", Value: "1,00"}, {Label: "Recherche", Value: "1,00"}, {Label: "Total", Value: "4,00", Strong: true}}}}},
			{Heading: "Autres mentions", Blocks: []notice.Block{{Kind: notice.Paragraph, Text: long}, {Kind: notice.List, Items: []string{"Dernier point."}}}},
			{Together: true, Blocks: []notice.Block{{Kind: notice.Paragraph, Text: "Fait à Lyon"}, {Kind: notice.Paragraph, Text: "Signature :\n\n"}}},
		}}
		pdf, err := RenderSheet(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range strings.Split(string(run(t, "pdftotext", "-layout", write(t, t.TempDir(), "x", pdf), "-")), "\f") {
			if strings.Contains(page, "Autres mentions") && !strings.Contains(page, "Chaque créance") {
				t.Errorf("with %d lines the heading stands alone", lines)
			}
			if strings.Contains(page, "Somme due") && !strings.Contains(page, "Principal restant") {
				t.Errorf("with %d lines the heading of sums stands alone", lines)
			}
			if strings.Contains(page, "Fait à Lyon") && !strings.Contains(page, "Dernier point") {
				t.Errorf("with %d lines the signature stands alone", lines)
			}
		}
	}
}

// The last row of a table, the place to sign in a sheet of values, does not stand
// alone on a page, nor does a total.
func TestTheLastRowOfATableStandsWithTheOneBefore(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	for lines := 32; lines < 42; lines++ {
		table := notice.Table{Head: []string{"N°", "Rubrique"}, Figure: make([]bool, 2)}
		for range lines {
			table.Rows = append(table.Rows, []string{"n", "Valeur"})
		}
		table.Rows = append(table.Rows, []string{"z", "Avant-dernière"}, []string{"z", "Lieu, date, signature\nClaire Exemple"})
		totalled := table
		totalled.Foot = []string{"", "Total de tout"}
		for last, tb := range map[string]notice.Table{"Lieu, date": table, "Total de tout": totalled} {
			above := map[string]string{"Lieu, date": "Avant-dernière", "Total de tout": "Lieu, date"}[last]
			pdf, err := RenderSheet(Sheet{Language: "fr", Title: "Valeurs", Date: calendar.NewDate(2026, 11, 27), Sections: []Section{{Blocks: []notice.Block{{Kind: notice.Invoices, Table: tb}}}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, page := range strings.Split(string(run(t, "pdftotext", "-layout", write(t, t.TempDir(), "x", pdf), "-")), "\f") {
				if strings.Contains(page, last) && !strings.Contains(page, above) {
					t.Errorf("with %d rows %q stands alone on a page", lines, last)
				}
			}
		}
	}
}
