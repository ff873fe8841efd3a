package poppler_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/poppler"
)

func reader(t *testing.T) *poppler.Reader {
	t.Helper()
	r := poppler.Find()
	if r == nil {
		t.Skip("there is no poppler-utils on this machine")
	}
	return r
}

func TestAPageIsDrawnAndRead(t *testing.T) {
	t.Parallel()
	r := reader(t)
	pdf, err := letter.RenderSheet(letter.Sheet{
		Language: "fr", Title: "Relevé de compte", Date: calendar.NewDate(2026, 11, 27), Foot: "Atelier Brunel",
		Sections: []letter.Section{{Blocks: []notice.Block{{Kind: notice.Paragraph, Text: "Somme due : 1 200,00 €."}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // drawn, then from memory
		drawn, err := r.Image(t.Context(), pdf, 1)
		if err != nil {
			t.Fatal(err)
		}
		page, err := png.Decode(bytes.NewReader(drawn))
		if err != nil || page.Bounds().Dx() < 800 || page.Bounds().Dy() < 1200 {
			t.Fatalf("%v: %v", page.Bounds(), err)
		}
	}
	text, err := r.Text(t.Context(), pdf)
	if err != nil || !strings.Contains(text, "Relevé de compte") || !strings.Contains(text, "1 200,00 €") {
		t.Errorf("%q, %v", text, err)
	}
	for _, page := range []int{0, -1, 7} {
		if _, err := r.Image(t.Context(), pdf, page); dunning.ErrorCode(err) != dunning.CodeNotFound {
			t.Errorf("page %d: %v", page, err)
		}
	}
}

func TestAFileThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, body := range [][]byte{nil, []byte("%PDF-1.7\ngarbage"), bytes.Repeat([]byte("x"), 1<<20)} {
		if _, err := r.Image(t.Context(), body, 1); dunning.ErrorCode(err) != dunning.CodeUnavailable {
			t.Errorf("%d bytes: %v", len(body), err)
		}
		if _, err := r.Text(t.Context(), body); err == nil {
			t.Errorf("%d bytes have a text", len(body))
		}
	}
}
