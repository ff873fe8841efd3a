package collected

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/status"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// messages are the reports of a year in the life of an invoice.
func messages() map[string][]byte {
	a := account(2000, 120000, 1000, 33000, 550, 21100, 210, 5000)
	a.Invoice.Number, a.Invoice.Tax.Address, a.Deposited = "F-2026/7 & fils", "732829320_COMPTA", "2026-10-01T15:10:00"
	seller := dunning.Creditor{SIREN: "404833048", Name: "Atelier <Moulin> & Cie"}
	now := time.Date(2026, 10, 5, 8, 30, 0, 0, time.UTC)
	out := map[string][]byte{}
	a.Payments = []Payment{bank(41, 1, 50000)}
	part, _ := Propose(a)
	_, out["part"] = Message(a, seller, part[0], DatedBoth, now)
	_, out["part-110"] = Message(a, seller, part[0], DatedStatus, now)
	_, out["part-219"] = Message(a, seller, part[0], DatedAmount, now)
	a.keep(part)
	back := bank(42, 9, -50000)
	back.Undoes = 41
	a.Payments = append(a.Payments, back)
	reversal, _ := Propose(a)
	_, out["reversal"] = Message(a, seller, reversal[0], DatedBoth, now.AddDate(0, 0, 9))
	return out
}

func TestMessagesAreAsWritten(t *testing.T) {
	t.Parallel()
	for name, got := range messages() {
		file := filepath.Join("testdata", name+".xml")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s has changed (%v):\n%s", file, err, got)
		}
	}
}

func TestAMessageIsReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	s := status.Read("x.xml", messages()["reversal"])[0]
	if s.Error != "" || len(s.Warnings) > 0 || s.Code != status.Collected || s.SellerSIREN != "404833048" || s.IssuerRole != "SE" || s.Invoice != "F-2026/7 & fils" {
		t.Errorf("read as %+v", s)
	}
	if s.StatusAt != "2026-10-14T10:30:00" || s.EffectiveDay != "2026-10-10" || len(s.Comments) != 1 || len(s.Amounts) != 4 {
		t.Errorf("read as %+v", s)
	}
	if m := s.Amounts[0]; m != (status.Amount{Type: "MEN", Value: "-335.01", Currency: "EUR", Percent: "20.00", Date: "2026-10-10"}) {
		t.Errorf("the first amount is %+v", m)
	}
}

// children gives the names of an XML file's elements by the path of their
// parent, each in the order of its first appearance.
func children(t *testing.T, data []byte) map[string][][]string {
	t.Helper()
	dec, path := xml.NewDecoder(bytes.NewReader(data)), []string{}
	out, open := map[string][][]string{}, [][]string{nil}
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if list := &open[len(open)-1]; !slices.Contains(*list, e.Name.Local) {
				*list = append(*list, e.Name.Local)
			}
			path, open = append(path, e.Name.Local), append(open, nil)
		case xml.EndElement:
			key := strings.Join(path, "/")
			out[key] = append(out[key], open[len(open)-1])
			path, open = path[:len(path)-1], open[:len(open)-1]
		}
	}
}

// TestMessagesHaveTheShapeOfPublishedOnes compares with real messages: each
// element stands where some published message has it, and two neighbours never
// stand in the opposite order.
func TestMessagesHaveTheShapeOfPublishedOnes(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../shared/corpus/cdar/*.xml")
	if len(files) == 0 {
		t.Skip("the corpus of lifecycle messages is not there")
	}
	known, before := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for parent, lists := range children(t, bytes.TrimPrefix(data, []byte("\ufeff"))) {
			for _, list := range lists {
				for i, a := range list {
					known[parent+"/"+a] = true
					for _, b := range list[i+1:] {
						before[parent+"|"+a+"|"+b] = true
					}
				}
			}
		}
	}
	for name, data := range messages() {
		for parent, lists := range children(t, data) {
			for _, list := range lists {
				for i, a := range list {
					if !known[parent+"/"+a] && !strings.Contains(parent+"/"+a+"/", "/SpecifiedDocumentStatus/ReferenceDateTime/") { // MDT-110: its place is in the schema, no published 212 dates the money
						t.Errorf("%s: no published message has %s/%s", name, parent, a)
					}
					for _, b := range list[i+1:] {
						if before[parent+"|"+b+"|"+a] {
							t.Errorf("%s: %s stands before %s under %s", name, a, b, parent)
						}
					}
				}
			}
		}
	}
}
