package einvoice

import (
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxEmbedded bounds the embedded files that are decoded.
const maxEmbedded = 64

// pdfWalk collects the embedded files of a PDF.
type pdfWalk struct {
	pdf   *model.Context
	files []embeddedFile
	seen  map[types.IndirectRef]bool

	listed map[types.IndirectRef]bool // streams that the document itself names
}

func sortedObjects(pdf *model.Context) []int {
	return slices.Sorted(maps.Keys(pdf.Table))
}

// object looks for file specifications in one indirect object.
func (w *pdfWalk) object(number int) {
	entry := w.pdf.Table[number]
	if entry == nil || entry.Free || entry.Generation == nil {
		return
	}
	o, err := w.pdf.Dereference(*types.NewIndirectRef(number, *entry.Generation))
	if err != nil {
		return // an unreadable object cannot be the one we need
	}
	w.visit(o, 0)
}

// visit descends into direct dictionaries and arrays; references are reached
// as objects of their own.
func (w *pdfWalk) visit(o types.Object, depth int) {
	if depth > maxPDFDepth || len(w.files) >= maxEmbedded {
		return
	}
	switch o := o.(type) {
	case types.Dict:
		w.fileSpec(o)
		for _, k := range slices.Sorted(maps.Keys(o)) {
			w.visit(o[k], depth+1)
		}
	case types.Array:
		for _, item := range o {
			w.visit(item, depth+1)
		}
	case types.StreamDict:
		w.visit(o.Dict, depth+1)
	}
}

// fileSpec reads the embedded file of a file specification dictionary.
func (w *pdfWalk) fileSpec(spec types.Dict) {
	o, found := spec.Find("EF")
	if !found {
		return
	}
	ef, err := w.pdf.DereferenceDict(o)
	if err != nil || ef == nil {
		return
	}
	for _, key := range []string{"UF", "F", "Unix", "Mac", "DOS"} {
		stream, found := ef.Find(key)
		if !found {
			continue
		}
		if data, ok := w.stream(stream); ok {
			ref, _ := stream.(types.IndirectRef)
			w.files = append(w.files, embeddedFile{w.name(spec), w.listed[ref], data})
			return
		}
	}
}

// stream decodes an embedded file, once.
func (w *pdfWalk) stream(o types.Object) ([]byte, bool) {
	if ref, ok := o.(types.IndirectRef); ok {
		if w.seen[ref] {
			return nil, false
		}
		if w.seen == nil {
			w.seen = map[types.IndirectRef]bool{}
		}
		w.seen[ref] = true
	}
	sd, _, err := w.pdf.DereferenceStreamDict(o)
	if err != nil || sd == nil {
		return nil, false
	}
	if err := sd.DecodeWithLimit(maxXMLBytes); err != nil {
		return nil, false
	}
	return sd.Content, true
}

// name is the file name that a specification gives.
func (w *pdfWalk) name(spec types.Dict) string {
	for _, key := range []string{"UF", "F", "Desc"} {
		o, found := spec.Find(key)
		if !found {
			continue
		}
		o, err := w.pdf.Dereference(o)
		if err != nil || o == nil {
			continue
		}
		if s, err := types.StringOrHexLiteral(o); err == nil && s != nil && *s != "" {
			return oneLine(*s)
		}
	}
	return "fichier joint"
}

// pages is the number of pages that the page tree claims.
func pages(pdf *model.Context) int {
	catalog, err := pdf.Catalog()
	if err != nil {
		return 0
	}
	o, _ := catalog.Find("Pages")
	tree, err := pdf.DereferenceDict(o)
	if err != nil || tree == nil {
		return 0
	}
	if n := tree.IntEntry("Count"); n != nil {
		return *n
	}
	return 0
}
