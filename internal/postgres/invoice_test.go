package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
)

func TestInvoiceOpensACaseAndOrdersItsWorkflow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-2026/31"))

	c := b.loaded(ref)
	if c.State != dunning.Scheduled || c.Balance != 120000 || c.Version != 1 || c.Due != day("2026-05-12") {
		t.Errorf("opened as %+v", c)
	}
	if first := c.Steps[0]; first.ID != "first" || first.At.Before(monday.Add(-2*time.Hour)) {
		t.Errorf("a late invoice starts with %s at %s, want the first reminder from today on", first.ID, first.At)
	}
	due, err := b.Due(b.ctx(), 10, 10)
	b.must(err)
	if len(due) != 1 || due[0].Kind != dunning.OutboxStart || due[0].Workflow != "invoice/atelier/F-2026%2F31" {
		t.Fatalf("outbox holds %+v, want one start", due)
	}
	if diff := cmp.Diff(c, due[0].Case); diff != "" {
		t.Errorf("the workflow starts from another case (-stored +started):\n%s", diff)
	}
	b.proved(ref)
}

func TestImportAgain(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		change func(*dunning.NewInvoice)
		state  dunning.AddState
		fields []string
	}{
		"the same file is a no-op":             {func(*dunning.NewInvoice) {}, dunning.AddSame, nil},
		"another source is a no-op":            {func(n *dunning.NewInvoice) { n.Invoice.Source = "other.csv" }, dunning.AddSame, nil},
		"another amount is a conflict":         {func(n *dunning.NewInvoice) { n.Invoice.Payable = 90000 }, dunning.AddConflict, []string{"payable"}},
		"another date and buyer is a conflict": {func(n *dunning.NewInvoice) { n.Invoice.Due = day("2026-06-12"); n.Debtor.Key = "C-8" }, dunning.AddConflict, []string{"debtor", "due_date"}},
	}
	b := setup(t)
	ref := b.add(invoice("F-1"))
	before := b.loaded(ref)
	for name, row := range rows {
		n := invoice("F-1")
		row.change(&n)
		added, err := b.AddInvoice(b.ctx(), n)
		b.must(err)
		var fields []string
		for _, d := range added.Differences {
			fields = append(fields, d.Field)
		}
		if added.State != row.state || !cmp.Equal(fields, row.fields) {
			t.Errorf("%s: %s with %v, want %s with %v", name, added.State, fields, row.state, row.fields)
		}
	}
	if diff := cmp.Diff(before, b.loaded(ref)); diff != "" {
		t.Errorf("an import changed the case:\n%s", diff)
	}
	if n := b.count("cases"); n != 1 {
		t.Errorf("%d cases, want 1", n)
	}
}

func TestFaultyInvoicesAreNamed(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		change func(*dunning.NewInvoice)
		code   dunning.Code
	}{
		"no number":        {func(n *dunning.NewInvoice) { n.Invoice.Number = "" }, dunning.CodeInvalid},
		"nothing open":     {func(n *dunning.NewInvoice) { n.Invoice.Payable = 0 }, dunning.CodeInvalid},
		"credit note":      {func(n *dunning.NewInvoice) { n.Invoice.Payable = -500 }, dunning.CodeInvalid},
		"no due date":      {func(n *dunning.NewInvoice) { n.Invoice.Due = calendar.Date{} }, dunning.CodeInvalid},
		"no currency":      {func(n *dunning.NewInvoice) { n.Invoice.Currency = "" }, dunning.CodeInvalid},
		"no customer":      {func(n *dunning.NewInvoice) { n.Debtor.Key = "" }, dunning.CodeInvalid},
		"unknown creditor": {func(n *dunning.NewInvoice) { n.Creditor = "nobody" }, dunning.CodeNotFound},
		"unknown plan":     {func(n *dunning.NewInvoice) { n.Invoice.Plan = "nothing" }, dunning.CodeNotFound},
		"unknown zone":     {func(n *dunning.NewInvoice) { n.Debtor.Zone = "atlantis" }, dunning.CodeInvalid},
		"character nul":    {func(n *dunning.NewInvoice) { n.Invoice.Object = "a\x00b" }, dunning.CodeInvalid},
	}
	b := setup(t)
	for name, row := range rows {
		n := invoice("F-1")
		row.change(&n)
		added, err := b.AddInvoice(b.ctx(), n)
		if added.State != dunning.AddFailed || dunning.ErrorCode(err) != row.code {
			t.Errorf("%s: %s, %v (%s); want failed with %s", name, added.State, err, dunning.ErrorCode(err), row.code)
		}
	}
	if n := b.count("invoices"); n != 0 {
		t.Errorf("%d invoices on record, want none", n)
	}
}

func TestBatchImportWithBrokenRows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ns := make([]dunning.NewInvoice, 250)
	for i := range ns {
		ns[i] = invoice(number(i))
		ns[i].Debtor.Key = "C-" + number(i%40)
	}
	ns[7].Invoice.Payable = -1
	ns[120].Invoice.Object = "a\x00b" // only the server can see this one
	ns[249].Invoice.Number = ns[0].Invoice.Number
	added := b.AddInvoices(b.ctx(), ns)
	for i, a := range added {
		want := dunning.AddCreated
		switch i {
		case 7, 120:
			want = dunning.AddFailed
		case 249:
			want = dunning.AddConflict // another debtor under the same number
		}
		if a.State != want || (a.Err != nil) != (want == dunning.AddFailed) {
			t.Errorf("invoice %d: %s (%v), want %s", i, a.State, a.Err, want)
		}
	}
	if n := b.count("cases"); n != 247 {
		t.Errorf("%d cases, want 247", n)
	}
	b.proved(added[0].Ref, added[119].Ref, added[248].Ref)
}

func TestDebtorWithoutEmailWaitsForAnAddress(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n := invoice("F-1")
	n.Debtor.Email = ""
	ref := b.add(n)
	if c := b.loaded(ref); !c.Held(dunning.HoldBounce) || c.Status() != "needs_attention" || c.Version != 2 {
		t.Errorf("the case is %+v, want a bounce hold", c)
	}
	if n := b.count("tasks where code = 'mend_address' and done_at is null"); n != 1 {
		t.Fatalf("%d tasks, want one to mend the address", n)
	}

	email := "nouvelle@example.com"
	mended, err := b.UpdateDebtor(b.ctx(), "atelier", "C-7", change.Debtor{Email: &email, Author: "claire"})
	b.must(err)
	if !cmp.Equal(mended, []dunning.Ref{ref}) {
		t.Errorf("mended %v, want %v", mended, ref)
	}
	if c := b.loaded(ref); c.Held(dunning.HoldBounce) {
		t.Error("the case still waits for an address")
	}
	if n := b.count("tasks where done_at is null"); n != 0 {
		t.Errorf("%d tasks are open, want none", n)
	}
	if n := b.count("outbox where kind = 'signal' and payload->>'kind' = 'contact'"); n != 1 {
		t.Errorf("%d signals, want one for the contact", n)
	}

	// A later import does not erase what a person has mended.
	n = invoice("F-2")
	n.Debtor.Email = "ancienne@example.com"
	b.add(n)
	d, err := b.Debtor(b.ctx(), "atelier", "C-7")
	b.must(err)
	if d.Email != email {
		t.Errorf("the import brought %s back, want %s", d.Email, email)
	}
	b.proved(ref)
}

func TestImportBringsAMissingAddress(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n := invoice("F-1")
	n.Debtor.Email = ""
	first := b.add(n)
	b.add(invoice("F-2"))
	if c := b.loaded(first); c.Held(dunning.HoldBounce) {
		t.Error("the first case still waits although the second import brought an address")
	}
	b.proved(first)
}

func TestImportAddsAMissingDocument(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(invoice("F-1"))
	n := invoice("F-1")
	n.Document = &dunning.Document{MediaType: "application/pdf", Name: "F-1.pdf", Bytes: []byte("%PDF-1.7 first")}
	added, err := b.AddInvoice(b.ctx(), n)
	b.must(err)
	if added.State != dunning.AddSame {
		t.Errorf("adding the file is %s, want same", added.State)
	}
	i, err := b.Invoice(b.ctx(), "atelier", "F-1")
	b.must(err)
	doc, err := b.Document(b.ctx(), i.Document)
	b.must(err)
	if string(doc.Bytes) != "%PDF-1.7 first" || doc.Name != "F-1.pdf" {
		t.Errorf("the file on record is %+v", doc)
	}
	n.Document = &dunning.Document{MediaType: "application/pdf", Name: "F-1.pdf", Bytes: []byte("%PDF-1.7 second")}
	added, err = b.AddInvoice(b.ctx(), n)
	b.must(err)
	if added.State != dunning.AddConflict || added.Differences[0].Field != "document" {
		t.Errorf("another file is %s %v, want a conflict on document", added.State, added.Differences)
	}
}

// What Temporal would refuse for good is refused before it is on record; what
// it takes is taken, up to the last byte.
func TestAnInvoiceThatCannotStartIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	longest := 245 - len("invoice/atelier/")
	for name, row := range map[string]struct {
		change func(n *dunning.NewInvoice)
		taken  bool
	}{
		"as long as can be":        {func(n *dunning.NewInvoice) { n.Invoice.Number = strings.Repeat("9", longest) }, true},
		"a letter more":            {func(n *dunning.NewInvoice) { n.Invoice.Number = strings.Repeat("8", longest+1) }, false},
		"41 letters with accents":  {func(n *dunning.NewInvoice) { n.Invoice.Number = strings.Repeat("é", 41) + "-00000" }, false},
		"38 letters with accents":  {func(n *dunning.NewInvoice) { n.Invoice.Number = strings.Repeat("é", 38) }, true},
		"a key without end":        {func(n *dunning.NewInvoice) { n.Invoice.Number, n.Debtor.Key = "F-K", strings.Repeat("k", 3000) }, false},
		"a key as long as can be":  {func(n *dunning.NewInvoice) { n.Invoice.Number, n.Debtor.Key = "F-L", strings.Repeat("é", 255) }, true},
		"a name without end":       {func(n *dunning.NewInvoice) { n.Invoice.Number, n.Debtor.Name = "F-N", strings.Repeat("n", 20000) }, false},
		"more money than there is": {func(n *dunning.NewInvoice) { n.Invoice.Number, n.Invoice.Payable = "F-M", 9223372036854775807 }, false},
	} {
		t.Run(name, func(t *testing.T) {
			n := invoice("")
			row.change(&n)
			added, err := b.AddInvoice(b.ctx(), n)
			if row.taken && err != nil || !row.taken && (dunning.ErrorCode(err) != dunning.CodeInvalid || dunning.ErrorHint(err) == "") {
				t.Errorf("%s, %v (%s)", added.State, err, dunning.ErrorHint(err))
			}
		})
	}
}
