package letter

import (
	"bytes"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"relance/internal/dunning"
)

// Set once: letters are made side by side. Without it pdfcpu writes a file
// into the user's configuration.
func init() { api.DisableConfigDir() }

// Append puts the pages of annexes, as the copies of the invoices, behind a
// letter's own: what is posted is one document. The result is a plain PDF: an
// invoice is seldom PDF/A. It fails when an annex cannot be read.
func Append(page []byte, annexes ...[]byte) ([]byte, error) {
	if len(annexes) == 0 {
		return page, nil
	}
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	parts := []io.ReadSeeker{bytes.NewReader(page)}
	for _, a := range annexes {
		parts = append(parts, bytes.NewReader(a))
	}
	var out bytes.Buffer
	if err := api.MergeRaw(parts, &out, false, conf); err != nil {
		return nil, fmt.Errorf("appending the annexes: %w", err)
	}
	return out.Bytes(), nil
}

// Pages counts the pages of a PDF. CodeInvalid when it cannot be read.
func Pages(pdf []byte) (int, error) {
	n, err := api.PageCount(bytes.NewReader(pdf), nil)
	if err != nil {
		return 0, dunning.Errorf(dunning.CodeInvalid, "counting the pages of a PDF: %w", err)
	}
	return n, nil
}
