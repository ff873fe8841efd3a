package intake

import (
	"slices"
	"testing"

	"relance/internal/einvoice"
)

// FuzzCSV and FuzzJSON ask that no input panics and that every result accounts
// for itself: an item is an error with a text, or a document that can be used.
func FuzzCSV(f *testing.F) {
	f.Add([]byte(frenchList))
	f.Add([]byte(head + "A;2026-03-02;;\"Ca\nron;120;1.234;€;Avoir;Payée;b2c\n\"x\n"))
	f.Add([]byte("sep=|\nnumber|total|date|client\r1|(1 234,5)|1er mars 2026|x\r"))
	f.Fuzz(func(t *testing.T, data []byte) {
		res := Result{File: "f", Format: einvoice.CSV}
		res.Items = slices.Collect(res.readCSV(data, Options{}))
		checkItems(t, res)
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`[{"number":"F-1","issue_date":"2026-03-02","buyer":{"name":"C","address":{"lines":["a"]}},"total":"1.5"},1]`))
	f.Add([]byte("{\"number\":1}\n{oops\n{\"invoices\":[{\"preceding\":[{\"number\":\"x\"}]}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		res := Result{File: "f", Format: einvoice.JSON}
		res.readJSON(data, Options{})
		res.Items = slices.Collect(res.taken(Options{}))
		checkItems(t, res)
	})
}

// FuzzContacts asks that every line of a list of contacts is an error with a
// text, or says who is meant.
func FuzzContacts(f *testing.F) {
	f.Add([]byte("Code client;E-mail;Régime\nC-1;compta@caron.example.fr;b2b\nC-2;x;y\n"))
	f.Add([]byte("siren,name,address,country\r404833048,Caron,\"1 rue\n2e\",France\r\"z"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list := ReadContacts("f", data, nil)
		if list.Error != nil && list.Error.Message == "" {
			t.Error("refused without a reason")
		}
		for _, c := range list.Contacts {
			if c.Error == nil && c.Customer+c.SIREN+c.VAT+c.Name == "" || c.Error != nil && c.Error.Message == "" || c.Line == 0 {
				t.Errorf("a contact of nobody: %+v", c)
			}
			BareName(c.Name)
		}
	})
}

func checkItems(t *testing.T, res Result) {
	if len(res.Items) == 0 {
		t.Fatal("no item")
	}
	if len(res.Items) != res.Count {
		t.Errorf("%d items, announced as %d", len(res.Items), res.Count)
	}
	for _, item := range res.Items {
		d := item.Document
		switch {
		case item.Error != nil && item.Error.Message == "":
			t.Error("an error without a text")
		case item.Error == nil && (d.Number == "" || d.Payable == nil || d.Currency == "" || d.DueDate.IsZero() || item.Line == 0):
			t.Errorf("an incomplete document passed: %+v", item)
		}
		Classify(d, Policy{SIREN: "732829320"})
	}
}
