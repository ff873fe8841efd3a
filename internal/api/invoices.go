package api

import (
	"context"
	"errors"
	"mime"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/intake"
	"relance/internal/money"
)

// Invoice is an issued invoice as it is on record.
type Invoice struct {
	Creditor string        `json:"creditor"`
	Number   string        `json:"number"`
	Debtor   string        `json:"debtor" doc:"The creditor's own customer reference."`
	Issued   calendar.Date `json:"issued"`
	Due      calendar.Date `json:"due"`
	DueRule  string        `json:"due_rule" doc:"How the due date was found."`
	Currency string        `json:"currency"`
	Total    money.Cents   `json:"total" doc:"With VAT."`
	Payable  money.Cents   `json:"payable" doc:"What was due when it was recorded."`
	OrderRef string        `json:"order_ref,omitempty"`
	Object   string        `json:"object,omitempty"`
	PayRef   string        `json:"payment_ref,omitempty" doc:"Expected on the transfer; absent is the number."`
	Source   string        `json:"source" doc:"File and line it came from."`
	Document string        `json:"document,omitempty" doc:"SHA-256 of its PDF."`
	Plan     string        `json:"plan,omitempty"`
}

func invoiceOf(i dunning.Invoice) Invoice {
	return Invoice{
		Creditor: i.Creditor, Number: i.Number, Debtor: i.Debtor, Issued: i.Issued, Due: i.Due, DueRule: string(i.DueRule), Currency: i.Currency,
		Total: i.Total, Payable: i.Payable, OrderRef: i.OrderRef, Object: i.Object, PayRef: i.PayRef, Source: i.Source, Document: i.Document, Plan: i.Plan,
	}
}

// NewInvoice is an invoice to chase. The names are those of the columns that a
// CSV file may have (docs/intake.md), flat as here or nested, and an array holds
// several.
type NewInvoice struct {
	Number    string        `json:"number"`
	Type      string        `json:"type_code,omitempty" doc:"380 invoice, 381 credit note (UNTDID 1001); absent is 380." example:"380"`
	Issued    calendar.Date `json:"issue_date"`
	Due       calendar.Date `json:"due_date,omitzero" doc:"Absent: found by terms, else by the customer's, else thirty days."`
	Terms     string        `json:"terms,omitempty" example:"30 jours fin de mois"`
	Currency  string        `json:"currency,omitempty" doc:"ISO 4217; absent is EUR." example:"EUR"`
	Total     money.Cents   `json:"total" doc:"With VAT."`
	Payable   money.Cents   `json:"payable,omitzero" doc:"Still due; absent is the total."`
	Buyer     Buyer         `json:"buyer"`
	Reference string        `json:"customer_ref,omitempty" doc:"Your own reference of the customer; absent is made of SIREN or name."`
	Regime    string        `json:"regime,omitempty" enum:"b2b,b2c,public,non_professional" doc:"Absent is assumed, cautiously."`
	OrderRef  string        `json:"order_ref,omitempty"`
	Object    string        `json:"object,omitempty"`
	Credits   string        `json:"preceding,omitempty" doc:"Of a credit note: the invoice that it reduces."`
}

// Buyer is the customer who owes a new invoice.
type Buyer struct {
	Name    string  `json:"name"`
	SIREN   string  `json:"siren,omitempty"`
	VAT     string  `json:"vat,omitempty"`
	Email   string  `json:"email,omitempty"`
	Address Address `json:"address,omitzero"`
}

type startRequest struct {
	Keyed
	Creditor string `query:"creditor" doc:"Of invoices that do not name theirs; absent when the token has one creditor."`
	Plan     string `query:"plan" maxLength:"50" doc:"Of these invoices; absent is the debtor's, else the creditor's."`
	Profile  string `query:"profile" maxLength:"50" doc:"Software that wrote a CSV file; absent is found out."`
	DryRun   bool   `query:"dry_run" doc:"Read and decide, record nothing."`
	Name     string `query:"name" maxLength:"200" doc:"Of the file, as the record will tell it."`
	Type     string `header:"Content-Type" doc:"What the bytes are."`
	RawBody  []byte `contentType:"application/octet-stream"`
}

// Taken is what became of one invoice.
type Taken struct {
	File        string        `json:"file,omitempty" doc:"Its name, when the request brought several."`
	Line        int           `json:"line,omitempty" doc:"Of a list."`
	Outcome     string        `json:"outcome" doc:"started, would_start, same, on_record, repeated, credited, would_credit, not_chased, conflict, failed or remark."`
	Number      string        `json:"number,omitempty"`
	Creditor    string        `json:"creditor,omitempty"`
	Debtor      string        `json:"debtor,omitempty"`
	DebtorName  string        `json:"debtor_name,omitempty"`
	Due         calendar.Date `json:"due,omitzero"`
	DueRule     string        `json:"due_rule,omitempty"`
	Payable     money.Cents   `json:"payable,omitzero"`
	Currency    string        `json:"currency,omitempty"`
	Regime      string        `json:"regime,omitempty"`
	Status      string        `json:"status,omitempty" doc:"Of the case that was started."`
	FirstStep   string        `json:"first_step,omitempty"`
	Against     string        `json:"against,omitempty" doc:"The invoice that a credit note reduces."`
	Reason      string        `json:"reason,omitempty" doc:"Why it is not chased."`
	Text        string        `json:"text,omitempty" doc:"The same in French, or a remark about the file."`
	Warnings    []string      `json:"warnings" doc:"What a person should see, in French."`
	Differences []Difference  `json:"differences" doc:"Of a conflict: what is on record, and what was given."`
	Code        dunning.Code  `json:"code,omitempty" doc:"Of what failed."`
	Error       string        `json:"error,omitempty"`
	Hint        string        `json:"hint,omitempty"`
}

// Difference is one field that an import would change.
type Difference struct {
	Field    string `json:"field"`
	Recorded string `json:"recorded"`
	Given    string `json:"given"`
}

type started struct {
	Replayed
	Body struct {
		Invoices []Taken `json:"invoices" doc:"One for each invoice that was read, and for each remark about the file."`
		Started  int     `json:"started" doc:"Cases that were started."`
		Failed   int     `json:"failed" doc:"Invoices that failed or are in conflict with the record."`
	}
}

type invoicePath = CasePath

type oneInvoice struct {
	ETag string `header:"ETag" doc:"The version of its case."`
	Body Invoice
}

// invoiceTypes are the forms in which invoices come, with the name that each gets
// when the request gives none.
var invoiceTypes = map[string]string{
	"application/json": "invoices.json", "application/pdf": "invoice.pdf", "application/xml": "invoice.xml", "text/xml": "invoice.xml",
	"text/csv": "invoices.csv", "application/octet-stream": "invoices",
}

func (d *Door) invoices(doc huma.API) {
	op := described("start-invoices")
	op.Description += " The body is an invoice in JSON or several in an array, or the file itself: Factur-X, CII, UBL or CSV; or a form whose parts \"file\" are such files, with the PDFs that a list names. Again is a no-op, and says so."
	schemas := doc.OpenAPI().Components.Schemas
	one := huma.SchemaFromType(schemas, typeOf[NewInvoice]())
	content := fileContent(invoiceTypes, true)
	content["application/json"] = &huma.MediaType{Schema: &huma.Schema{OneOf: []*huma.Schema{one, {Type: huma.TypeArray, Items: one, MinItems: ptr(1)}}}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: content}
	op.SkipValidateBody = true // the reader of files says what is wrong, with its line
	handleOp(d, doc, op, d.startInvoices)
	handle(d, doc, "get-invoice", func(ctx context.Context, who access.Actor, in *invoicePath) (*oneInvoice, error) {
		v, err := d.view(ctx, who, *in)
		return &oneInvoice{etag(v.Case.Version), invoiceOf(v.Invoice)}, err
	})
	handleOp(d, doc, fileOperation("get-invoice-file", pdfType), func(ctx context.Context, who access.Actor, in *invoicePath) (*file, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		doc, err := d.Office.InvoiceFile(ctx, who, ref)
		return fileOf(doc), err
	})
}

func (d *Door) startInvoices(ctx context.Context, who access.Actor, in *startRequest) (*started, error) {
	files, err := uploaded(in.Name, in.Type, in.RawBody, invoiceTypes)
	if err != nil {
		return nil, err
	}
	creditor := in.Creditor
	if ids, all := who.Creditors(); creditor == "" && !all && len(ids) == 1 {
		creditor = ids[0]
	}
	out := &started{}
	out.Body.Invoices = []Taken{}
	var last error
	for e, err := range d.Office.Import(ctx, who, backoffice.Import{
		Files: files.names, Source: files, Creditor: creditor, Plan: in.Plan, Profile: in.Profile, DryRun: in.DryRun,
	}) {
		if err != nil {
			return nil, err
		}
		e.Err = unreadable(e.Err)
		taken := takenOf(e)
		if len(files.names) > 1 {
			taken.File = e.File
		}
		out.Body.Invoices = append(out.Body.Invoices, taken)
		switch {
		case e.Outcome == backoffice.Started:
			out.Body.Started++
		case e.Err != nil:
			out.Body.Failed++
			last = e.Err
		}
	}
	if last != nil && invoicesIn(out.Body.Invoices) == out.Body.Failed { // nothing was taken in: the request failed
		return nil, last
	}
	about(ctx, strings.Join(files.names, ", "), map[string]string{"started": number(out.Body.Started), "failed": number(out.Body.Failed)})
	return out, nil
}

// unreadable gives what is wrong with a file as the client's to mend: it is not a fault
// of ours.
func unreadable(err error) error {
	var in *intake.Error
	if errors.As(err, &in) && dunning.ErrorCode(err) == dunning.CodeInternal {
		return dunning.Errorf(dunning.CodeInvalid, "%s", in.Error())
	}
	return err
}

// invoicesIn counts what is about an invoice, not about the file.
func invoicesIn(list []Taken) (n int) {
	for _, t := range list {
		if t.Outcome != string(backoffice.Remark) {
			n++
		}
	}
	return n
}

func takenOf(e backoffice.Entry) Taken {
	t := Taken{
		Line: e.Line, Outcome: string(e.Outcome), Number: e.Number, Creditor: e.Creditor, Debtor: e.Debtor, DebtorName: e.DebtorName,
		Due: e.Due, DueRule: string(e.DueRule), Payable: e.Payable, Currency: e.Currency, Regime: string(e.Regime), Status: e.Status,
		FirstStep: e.FirstStep, Reason: string(e.Reason), Text: e.Text, Warnings: []string{}, Differences: make([]Difference, len(e.Differences)),
	}
	for _, n := range e.Notes {
		if n.Text != "" {
			t.Warnings = append(t.Warnings, n.Text)
		}
	}
	for i, df := range e.Differences {
		t.Differences[i] = Difference(df)
	}
	if e.Credit != nil {
		t.Against = e.Credit.Against
	}
	if e.Err != nil {
		t.Code, t.Error, t.Hint = dunning.ErrorCode(e.Err), e.Err.Error(), dunning.ErrorHint(e.Err)
		if t.Code == dunning.CodeInternal { // what failed on our side is not the client's to read
			t.Error, t.Hint = "something failed on the server", ""
		}
	}
	return t
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && strings.EqualFold(kind, "application/json")
}
