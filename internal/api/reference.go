package api

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Reference is where the reference page is: the contract for people, without
// script.
const Reference = "/api"

//go:embed reference.html reference.css
var referenceFiles embed.FS

// styleSheet is where the reference page finds its style.
const styleSheet = Reference + "/reference.css"

// referencePage is the contract as the page shows it.
type referencePage struct {
	Style  string
	Info   string
	Groups []referenceGroup
	Types  []referenceType
}

type referenceGroup struct {
	Name, Text string
	Operations []referenceOperation
}

type referenceOperation struct {
	ID, Method, Path, Summary, Text string
	Parameters                      []referenceField
	Body                            string // name of its type; empty for none
	BodyKinds                       []string
	Answers                         []referenceAnswer
	Curl                            string
}

type referenceAnswer struct{ Status, Text, Type string }

type referenceType struct {
	Name, Text string
	Fields     []referenceField
}

type referenceField struct {
	Name, Where, Type, Link, Text string
	Required                      bool
}

// newReference draws the page once, from the contract.
func newReference(doc *huma.OpenAPI) http.Handler {
	page := template.Must(template.ParseFS(referenceFiles, "reference.html"))
	style, err := referenceFiles.ReadFile("reference.css")
	if err != nil {
		panic(err) // embedded
	}
	var b bytes.Buffer
	if err := page.Execute(&b, pageOf(doc)); err != nil {
		panic(err) // of a contract that a test draws
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+styleSheet, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Write(style) //nolint:errcheck // the browser has gone
	})
	mux.HandleFunc("GET "+Reference, func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Content-Type", "text/html; charset=utf-8")
		w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
	})
	return mux
}

func pageOf(doc *huma.OpenAPI) referencePage {
	out := referencePage{Style: styleSheet, Info: doc.Info.Description}
	for _, tag := range doc.Tags {
		g := referenceGroup{Name: tag.Name, Text: tag.Description}
		for _, r := range Routes() {
			if r.Tag == tag.Name {
				g.Operations = append(g.Operations, operationOf(doc, r))
			}
		}
		out.Groups = append(out.Groups, g)
	}
	schemas := doc.Components.Schemas.Map()
	names := make([]string, 0, len(schemas))
	for name := range schemas {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		out.Types = append(out.Types, referenceType{Name: name, Text: schemas[name].Description, Fields: fieldsOf(schemas[name])})
	}
	return out
}

// find gives the operation of a row.
func find(doc *huma.OpenAPI, r Route) *huma.Operation {
	item := doc.Paths[Prefix+r.Path]
	for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Delete, item.Put} {
		if op != nil && op.OperationID == r.ID {
			return op
		}
	}
	return nil
}

func operationOf(doc *huma.OpenAPI, r Route) referenceOperation {
	op := find(doc, r)
	out := referenceOperation{ID: r.ID, Method: r.Method, Path: Prefix + r.Path, Summary: r.Summary, Text: op.Description}
	for _, p := range op.Parameters {
		kind, link := typeText(p.Schema)
		out.Parameters = append(out.Parameters, referenceField{Name: p.Name, Where: p.In, Type: kind, Link: link, Text: p.Description, Required: p.Required})
	}
	if op.RequestBody != nil {
		for kind, content := range op.RequestBody.Content {
			out.BodyKinds = append(out.BodyKinds, kind)
			if name, _ := typeText(content.Schema); kind == "application/json" {
				out.Body = name
			}
		}
		slices.Sort(out.BodyKinds)
	}
	for status, answer := range op.Responses {
		a := referenceAnswer{Status: status, Text: answer.Description}
		for _, content := range answer.Content {
			a.Type, _ = typeText(content.Schema)
		}
		out.Answers = append(out.Answers, a)
	}
	slices.SortFunc(out.Answers, func(a, b referenceAnswer) int { return strings.Compare(a.Status, b.Status) })
	out.Curl = curlOf(r, out)
	return out
}

// curlOf is a call of the operation as it is typed.
func curlOf(r Route, op referenceOperation) string {
	path := strings.NewReplacer("{creditor}", "atelier", "{number}", "F-2026-014", "{key}", "C-12", "{id}", "42", "{sha256}", strings.Repeat("0", 64)).Replace(op.Path)
	out := "curl -H \"Authorization: Bearer $TOKEN\""
	if r.Writes() {
		out += " -X " + r.Method + " -H 'Idempotency-Key: a-name-of-your-own'"
		switch {
		case r.Files:
			out += " -H 'Content-Type: " + op.BodyKinds[len(op.BodyKinds)-1] + "' -T invoice.file"
		case op.Body != "":
			out += " -H 'Content-Type: application/json' -d @body.json"
		}
	}
	return out + " https://relance.example.com" + path
}

func fieldsOf(s *huma.Schema) []referenceField {
	var out []referenceField
	for name, field := range s.Properties {
		kind, link := typeText(field)
		out = append(out, referenceField{Name: name, Type: kind, Link: link, Text: field.Description, Required: slices.Contains(s.Required, name)})
	}
	slices.SortFunc(out, func(a, b referenceField) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// typeText words a schema in a few words, and names the type that it leads to.
func typeText(s *huma.Schema) (text, link string) {
	switch {
	case s == nil:
		return "", ""
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		return name, name
	case len(s.OneOf) > 0:
		var parts []string
		for _, one := range s.OneOf {
			part, to := typeText(one)
			parts, link = append(parts, part), to
		}
		return strings.Join(parts, " or "), link
	case s.Type == huma.TypeArray:
		item, to := typeText(s.Items)
		return "list of " + item, to
	case len(s.Enum) > 0:
		words := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			words[i], _ = v.(string)
		}
		return strings.Join(words, " · "), ""
	case s.Format != "":
		return s.Format, ""
	case s.Pattern != "":
		return s.Type + " " + s.Pattern, ""
	}
	return s.Type, ""
}
