package letter

import (
	"bytes"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

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
