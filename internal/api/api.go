package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"relance/internal/access"
	"relance/internal/api/figuredesk"
	"relance/internal/api/mergedesk"
	"relance/internal/api/operation"
	"relance/internal/api/plandesk"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/merging"
	"relance/internal/backoffice/planning"
	"relance/internal/backoffice/staff"
	"relance/internal/backoffice/texts"
	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/people"
	"relance/internal/recourse"
)

// Prefix begins the path of every operation.
const Prefix = operation.Prefix

// Accounts recognises programs by their tokens.
type Accounts interface {
	Token(ctx context.Context, hash people.Hash) (people.Token, error)
	// LatelyFound gives a token without asking whether it is still alive: Answers does.
	LatelyFound(hash people.Hash) (people.Token, bool)
	Note(ctx context.Context, e audit.Entry) error
}

// Door serves the API. Its fields are what it works with.
type Door struct {
	Office     *backoffice.Office
	Accounts   Accounts
	Answers    Answers
	Pages      Pages
	Webhooks   *backoffice.Webhooks // without an audit of its own: the door keeps the deeds
	Statistics figuredesk.Statistics
	Plans      *planning.Planner                               // plans of reminders
	Merging    *merging.Desk                                   // merging of two debtors who are one
	Texts      *texts.Desk                                     // creditors' own texts of notices
	Court      *recourse.Desk                                  // what comes before and after the reminders
	Care       *staff.Care                                     // who works on what
	Now        func() time.Time                                // UTC
	Failed     func(ctx context.Context, id string, err error) // logs an internal error under the identifier that the client is told
}

// Handler serves the API below Prefix, and its reference page at Reference.
func (d *Door) Handler() http.Handler {
	mux := http.NewServeMux()
	description := d.register(mux)
	reference := newReference(description)
	outer := http.NewServeMux()
	outer.Handle(Prefix+"/", d.serve(mux))
	for _, form := range []string{".yaml", ".json"} {
		outer.Handle("GET "+Prefix+"/openapi"+form, d.served(description, form))
	}
	outer.Handle("GET "+Reference, reference)
	outer.Handle("GET "+styleSheet, reference)
	return outer
}

// register mounts all operations on a mux and gives their description.
func (d *Door) register(mux *http.ServeMux) *huma.OpenAPI {
	doc := humago.New(mux, description())
	plandesk.Enter(d.contract(doc), plandesk.Desk{Plans: d.Plans, Texts: d.Texts})
	mergedesk.Enter(d.contract(doc), mergedesk.Desk{Merging: d.Merging, Debtors: d.Office})
	figuredesk.Enter(d.contract(doc), d.Statistics)
	for _, group := range []func(huma.API){
		d.creditors, d.debtors, d.invoices, d.caseLists, d.caseSheets, d.facts, d.approvals, d.messages, d.letters, d.bank, d.inbox, d.tasks, d.debtorPages, d.webhooks, d.court,
	} {
		group(doc)
	}
	return doc.OpenAPI()
}

// Describe gives the contract as OpenAPI 3.1 in YAML.
func Describe() ([]byte, error) {
	return (&Door{}).register(http.NewServeMux()).YAML()
}

// description is what the contract says before its operations.
func description() huma.Config {
	huma.DefaultArrayNullable = false
	c := huma.DefaultConfig("relance", "1.0.0")
	c.CreateHooks = nil // no $schema in bodies
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	c.RejectUnknownQueryParameters = true
	c.Info.Description = "Chases unpaid invoices. Amounts are decimal strings in the currency of the invoice, days are ISO dates, instants are RFC 3339 in UTC."
	c.Security = []map[string][]string{{"token": {}}}
	c.Servers = []*huma.Server{{URL: "/"}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "The token of a program: relance token add."},
	}
	c.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[money.Cents](), reflect.TypeFor[amountSchema]())
	c.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[calendar.Date](), reflect.TypeFor[daySchema]())
	c.Tags = []*huma.Tag{
		{Name: "creditors", Description: "Who sends invoices."},
		{Name: "debtors", Description: "Who owes."},
		{Name: "invoices", Description: "What was sold, as it was recorded."},
		{Name: "cases", Description: "One unpaid invoice being chased."},
		{Name: "facts", Description: "What happened to an invoice."},
		{Name: "payments", Description: "Money that came."},
		{Name: "approvals", Description: "Letters that leave only with a person's yes."},
		{Name: "messages", Description: "Mails and letters, with the exact bytes that left."},
		{Name: "letters", Description: "Letters on their way, their proofs and their price."},
		{Name: "bank", Description: "Bank files, their lines, and what became of them."},
		{Name: "inbox", Description: "Mails that came back, what they say, and what people make of it."},
		{Name: "plans", Description: "What leaves when: the plans of creditors, and which cases follow them."},
		{Name: "texts", Description: "In which words it leaves: the creditors' own texts of notices."},
		{Name: "figures", Description: "What a month report shows."},
		{Name: "webhooks", Description: "Programs that are told what happens to cases."},
		{Name: "tasks", Description: "What people are asked to do."},
	}
	return c
}

// amountSchema describes money.Cents: every amount of the contract has this one
// form.
type amountSchema struct{}

// Schema implements huma.SchemaProvider.
func (amountSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+\.[0-9]{2}$`, Examples: []any{"1200.00"}}
}

// daySchema describes calendar.Date.
type daySchema struct{}

// Schema implements huma.SchemaProvider.
func (daySchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2026-03-02"}}
}

// contract is where groups of operations are entered.
func (d *Door) contract(doc huma.API) operation.Contract {
	return operation.Contract{Doc: doc, Routes: Routes(), Problem: func(ctx context.Context, err error) error { return d.problemOf(ctx, err) }}
}

// described gives what the contract says of the row of an operation.
func described(id string) huma.Operation { return operation.Find(Routes(), id).Described() }

// handle registers what an operation does. The row of the operation says the
// rest.
func handle[I, O any](d *Door, doc huma.API, id string, do func(ctx context.Context, who access.Actor, in *I) (*O, error)) {
	operation.Handle(d.contract(doc), id, do)
}

// handleOp is handle for an operation that is described further.
func handleOp[I, O any](d *Door, doc huma.API, op huma.Operation, do func(ctx context.Context, who access.Actor, in *I) (*O, error)) {
	operation.Enter(d.contract(doc), op, do)
}

// served gives the contract.
func (d *Door) served(doc *huma.OpenAPI, form string) http.Handler {
	text, kind := doc.YAML, "application/yaml"
	if form == ".json" {
		text, kind = doc.MarshalJSON, "application/json"
	}
	body, err := text()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		common(w)
		if err != nil {
			d.answer(w, d.problemOf(r.Context(), err))
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Write(body) //nolint:errcheck // the client has gone
	})
}

// named joins the parts of an address into the name of a thing, for the audit.
func named(parts ...string) string { return strings.Trim(strings.Join(parts, "/"), "/") }
