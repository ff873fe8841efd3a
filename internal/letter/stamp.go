package letter

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Measures of the mark on a page of an exhibit, in millimetres.
const (
	stampWidth  = 74.0
	stampHeight = 6.0
)

// Stamp prints a mark in a frame at the top right of each page of a PDF, as its
// exhibit and its place in a bound document: marks has one for each page, and the
// page of an empty one is left as it is. The page itself is not changed below.
// The font is embedded. It fails when the PDF cannot be read.
func Stamp(pdf []byte, marks []string) ([]byte, error) {
	over, err := markPages(marks)
	if err != nil {
		return nil, err
	}
	mark, err := api.PDFMultiWatermarkForReadSeeker(bytes.NewReader(over), 1, 1, "pos:tr, off:-14 -10, rot:0, scale:1 abs", true, false, types.POINTS)
	if err != nil {
		return nil, fmt.Errorf("numbering the pages: %w", err)
	}
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	var out bytes.Buffer
	if err := api.AddWatermarks(bytes.NewReader(pdf), &out, nil, mark, conf); err != nil {
		return nil, fmt.Errorf("numbering the pages: %w", err)
	}
	return out.Bytes(), nil
}

// markPages are small pages that bear one mark each; that of an empty one is empty.
func markPages(marks []string) ([]byte, error) {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: stampWidth, Ht: stampHeight}})
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pdf.AddUTF8FontFromBytes("sans", "", liberationsansregular.TTF)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetLineWidth(0.2)
	pdf.SetFillColor(255, 255, 255)
	for _, text := range marks {
		pdf.AddPage()
		pdf.SetFont("sans", "", small.size)
		if text = plain(text); text == "" {
			continue
		}
		width := min(pdf.GetStringWidth(text)+4, stampWidth-0.6)
		pdf.Rect(stampWidth-width-0.3, 0.3, width, stampHeight-0.6, "FD")
		pdf.Text(stampWidth-width+1.7, stampHeight/2+small.size*point*0.36, text)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("numbering the pages: %w", err)
	}
	return out.Bytes(), nil
}
