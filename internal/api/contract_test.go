package api_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"relance/internal/api"
)

const contract = "../../docs/openapi.yaml"

// agreed is docs/openapi.yaml as a library of others reads it.
var agreed = sync.OnceValues(func() (routers.Router, error) {
	text, err := os.ReadFile(contract)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// agrees holds an answer against the contract: its status is documented and its
// body fits the schema of that status.
func (w *world) agrees(req *http.Request, res *http.Response, body []byte) {
	w.t.Helper()
	router, err := agreed()
	if err != nil {
		w.t.Fatalf("docs/openapi.yaml: %v", err)
	}
	plain := req.Clone(req.Context())
	plain.URL.Scheme, plain.URL.Host, plain.Host = "", "", ""
	route, params, err := router.FindRoute(plain)
	if err != nil { // an address or a method that the contract does not know
		if res.StatusCode < 400 {
			w.t.Errorf("%s %s is answered and not in the contract: %v", req.Method, req.URL.Path, err)
		}
		return
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: plain, PathParams: params, Route: route},
		Status:                 res.StatusCode, Header: res.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(req.Context(), in); err != nil {
		w.t.Errorf("%s %s: the answer %d is not what the contract says: %v", req.Method, req.URL.Path, res.StatusCode, err)
	}
}

// TestEveryOperationOfTheContractHasItsRow holds the list of routes against what
// the contract has: neither has more than the other.
func TestEveryOperationOfTheContractHasItsRow(t *testing.T) {
	t.Parallel()
	text, err := api.Describe()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]api.Route{}
	for _, r := range api.Routes() {
		rows[r.Method+" "+api.Prefix+r.Path] = r
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			r, ok := rows[method+" "+path]
			if !ok || r.ID != op.OperationID {
				t.Errorf("%s %s has no row", method, path)
			}
			delete(rows, method+" "+path)
			lint(t, method+" "+path, r, op)
		}
	}
	for name := range rows {
		t.Errorf("the row %s has no operation", name)
	}
}

// lint says what a reader of the contract would miss.
func lint(t *testing.T, name string, r api.Route, op *openapi3.Operation) {
	t.Helper()
	if op.Summary == "" || op.Description == "" || len(op.Tags) != 1 {
		t.Errorf("%s lacks a summary, a description or its tag", name)
	}
	keyed := false
	for _, p := range op.Parameters {
		if p.Value.Description == "" && p.Value.Name != "limit" {
			t.Errorf("%s: nothing says what %s is", name, p.Value.Name)
		}
		keyed = keyed || p.Value.Name == "Idempotency-Key" && p.Value.Required
	}
	if keyed != r.Writes() {
		t.Errorf("%s: Idempotency-Key is asked for: %v; it writes: %v", name, keyed, r.Writes())
	}
	for status := range op.Responses.Map() {
		if strings.HasPrefix(status, "4") || strings.HasPrefix(status, "5") {
			if op.Responses.Map()[status].Value.Content.Get("application/problem+json") == nil {
				t.Errorf("%s: the answer %s is no problem document", name, status)
			}
		}
	}
}
