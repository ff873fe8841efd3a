package einvoice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"relance/internal/xmltext"

	"github.com/pdfcpu/pdfcpu/pkg/api"
)

// BenchmarkParseXML reads every well-formed XML file at hand and reports the
// ratio to plain tokenising of the same bytes in the same run.
func BenchmarkParseXML(b *testing.B) {
	files := benchFiles(b, false)
	var parse, tokens time.Duration
	for b.Loop() {
		start := time.Now()
		for _, data := range files {
			if _, err := Parse("f", data); err != nil {
				b.Fatal(err)
			}
		}
		parse += time.Since(start)
		start = time.Now()
		for _, data := range files {
			tokenise(data)
		}
		tokens += time.Since(start)
	}
	b.ReportMetric(float64(parse)/float64(tokens), "x-tokenising")
	b.ReportMetric(float64(parse.Microseconds())/float64(b.N*len(files)), "µs/file")
}

func tokenise(data []byte) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = xmltext.CharsetReader
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) || err != nil {
			return
		}
	}
}

// BenchmarkParsePDF reports the median time per hybrid PDF beyond the PDF
// library's own reading.
func BenchmarkParsePDF(b *testing.B) {
	files := benchFiles(b, true)
	var beyond, whole []time.Duration
	for b.Loop() {
		for _, data := range files {
			start := time.Now()
			if _, err := Parse("f", data); err != nil {
				b.Fatal(err)
			}
			mine := time.Since(start)
			start = time.Now()
			if _, err := api.ReadContext(bytes.NewReader(data), pdfConfig()); err != nil {
				b.Fatal(err)
			}
			whole, beyond = append(whole, mine), append(beyond, mine-time.Since(start))
		}
	}
	b.ReportMetric(median(beyond), "ms-beyond-pdfcpu")
	b.ReportMetric(median(whole), "ms/file")
}

func median(d []time.Duration) float64 {
	sort.Slice(d, func(i, j int) bool { return d[i] < d[j] })
	return d[len(d)/2].Seconds() * 1000
}

// benchFiles are the published sample files when they are at hand, else the
// fixtures of this package.
func benchFiles(b *testing.B, pdf bool) [][]byte {
	var files [][]byte
	if _, err := os.Stat(corpusDir); err != nil {
		names, _ := filepath.Glob("testdata/invoices/*.xml")
		for _, name := range names {
			data := fixture(b, filepath.Base(name))
			if pdf {
				data = buildPDF("%PDF-1.7", nameTree, "", fileSpec("factur-x.xml", 5), deflated(data))
			}
			files = append(files, data)
		}
		return files
	}
	for _, k := range readKey(b) {
		if k["status"] == "ok" && (k["kind"] == "facturx") == pdf {
			files = append(files, k.read(b))
		}
	}
	return files
}
