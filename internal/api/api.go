package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/people"
)

// Prefix is where the operations live.
const Prefix = "/api/v1"

// Cases looks at cases.
type Cases interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	List(ctx context.Context, who access.Actor, f dunning.CaseFilter) (backoffice.Page[dunning.CaseRow], error)
	Sheet(ctx context.Context, who access.Actor, ref dunning.Ref) (backoffice.CaseSheet, error)
}

// Facts records what happened.
type Facts interface {
	Tell(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.Told, error)
}

// Creditors lists who sends invoices.
type Creditors interface {
	Creditors(ctx context.Context, who access.Actor) ([]dunning.Creditor, error)
}

// Accounts knows the tokens of programs.
type Accounts interface {
	Token(ctx context.Context, hash people.Hash) (people.Token, error)
	Note(ctx context.Context, e audit.Entry) error
}

// Door is what the API works with.
type Door struct {
	Cases     Cases
	Facts     Facts
	Creditors Creditors
	Accounts  Accounts
	Now       func() time.Time                                // UTC
	Failed    func(ctx context.Context, id string, err error) // logs an internal error under the identifier that the client is told
}

// Handler serves the API below Prefix.
func (d *Door) Handler() http.Handler {
	mux := http.NewServeMux()
	d.register(mux)
	return mux
}

// register mounts all operations on a mux and gives their description.
func (d *Door) register(mux *http.ServeMux) *huma.OpenAPI {
	doc := humago.New(mux, description())
	doc.UseMiddleware(d.common, d.signIn(doc))
	d.creditors(doc)
	d.caseLists(doc)
	d.caseSheets(doc)
	d.facts(doc)
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
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = Prefix+"/openapi", "", ""
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	c.RejectUnknownQueryParameters = true
	c.Info.Description = "Chases unpaid invoices. Amounts are decimal strings in the currency of the invoice, days are ISO dates, instants are RFC 3339 in UTC."
	c.Security = []map[string][]string{{"token": {}}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "The token of a program: relance token add."},
	}
	c.Tags = []*huma.Tag{
		{Name: "creditors", Description: "Who sends invoices."},
		{Name: "cases", Description: "One unpaid invoice being chased."},
		{Name: "facts", Description: "What happened to an invoice."},
	}
	return c
}

// operation is one row of the list of operations.
func operation(method, path, id, tag, summary string, deed access.Deed) huma.Operation {
	op := huma.Operation{
		Method: method, Path: Prefix + path, OperationID: id, Tags: []string{tag}, Summary: summary,
		Errors:   []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable},
		Metadata: map[string]any{deedKey: deed},
	}
	if right, ok := access.RightFor(deed); ok {
		op.Description = "Takes the role " + string(right.Least) + " for the creditor."
	}
	if method != http.MethodGet {
		op.Errors = append(op.Errors, http.StatusConflict)
	}
	return op
}

// deedKey holds the deed of an operation in its metadata.
const deedKey = "deed"
