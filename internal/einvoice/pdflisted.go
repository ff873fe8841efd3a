package einvoice

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxListed bounds the objects that the search for listed files looks at.
const maxListed = 10_000

// listing walks from the catalog to the embedded files that it names: through
// the name tree of embedded files and the associated files (/AF). A file that
// was replaced often stays in the PDF without being listed any more.
type listing struct {
	pdf   *model.Context
	left  int
	files map[types.IndirectRef]bool
}

// listedStreams gives the streams of the files that the catalog names.
func listedStreams(pdf *model.Context) map[types.IndirectRef]bool {
	l := listing{pdf: pdf, left: maxListed, files: map[types.IndirectRef]bool{}}
	catalog, err := pdf.Catalog()
	if err != nil {
		return l.files
	}
	if names := l.dict(catalog["Names"]); names != nil {
		l.visit(names["EmbeddedFiles"], 0)
	}
	l.visit(catalog["AF"], 0)
	return l.files
}

func (l *listing) dict(o types.Object) types.Dict {
	d, err := l.pdf.DereferenceDict(o)
	if err != nil {
		return nil
	}
	return d
}

// visit descends into arrays, nodes of the name tree and file specifications.
func (l *listing) visit(o types.Object, depth int) {
	if l.left--; o == nil || depth > maxPDFDepth || l.left < 0 {
		return
	}
	o, err := l.pdf.Dereference(o)
	if err != nil {
		return
	}
	switch o := o.(type) {
	case types.Array:
		for _, item := range o {
			l.visit(item, depth+1)
		}
	case types.Dict:
		for _, stream := range l.dict(o["EF"]) {
			if ref, ok := stream.(types.IndirectRef); ok {
				l.files[ref] = true
			}
		}
		l.visit(o["Kids"], depth+1)
		l.visit(o["Names"], depth+1)
	}
}
