package api

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/dunning"
)

// A file comes as the body itself, or as a part "file" of a form (multipart/form-data),
// as browsers and `curl -F` send it.

const (
	formType  = "multipart/form-data"
	filePart  = "file"
	mostFiles = 50 // in one form
)

// uploads are the files of a request, for whoever reads files.
type uploads struct {
	names []string // in their order
	data  map[string][]byte
}

// Read implements backoffice.Source.
func (u uploads) Read(name string, _ int64) ([]byte, error) {
	if data, ok := u.data[name]; ok {
		return data, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Has implements backoffice.Source.
func (u uploads) Has(name string) bool { _, ok := u.data[name]; return ok }

// uploaded reads the files of a body: itself, or the parts of a form. Name is what the
// request calls a single file; types gives the name of one that has none.
func uploaded(name, contentType string, body []byte, types map[string]string) (uploads, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err == nil && strings.EqualFold(kind, formType) {
		parts, err := partsOf(params["boundary"], body)
		if err != nil {
			return uploads{}, problem(http.StatusUnprocessableEntity, dunning.CodeInvalid, err.Error())
		}
		return distinct(name, parts, types)
	}
	given, known := types[strings.ToLower(kind)]
	if err != nil || !known {
		return uploads{}, problem(http.StatusUnsupportedMediaType, dunning.CodeInvalid, "the body is of a type that is not read here: "+contentType)
	}
	if name = safeName(name); name == "" {
		name = given
	}
	return uploads{[]string{name}, map[string][]byte{name: body}}, nil
}

// part is one file of a form.
type part struct {
	name, kind string
	data       []byte
}

// partsOf reads the files of a form. Every part must be one: a field that nobody asked
// for is refused.
func partsOf(boundary string, body []byte) (out []part, err error) {
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		p, err := r.NextRawPart()
		switch {
		case errors.Is(err, io.EOF) && len(out) == 0:
			return nil, errors.New(`the form has no part "file"`)
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, errors.New("the form cannot be read to its end")
		case p.FormName() != filePart:
			return nil, errors.New("the form has a part " + strconv.Quote(p.FormName()) + `: files are parts "file", and what else is said stands in the address`)
		case len(out) == mostFiles:
			return nil, errors.New("the form has more than " + strconv.Itoa(mostFiles) + " files")
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return nil, errors.New("the form cannot be read to its end")
		}
		out = append(out, part{p.FileName(), p.Header.Get("Content-Type"), data})
	}
}

// distinct gives each file of a form a name of its own.
func distinct(name string, parts []part, types map[string]string) (u uploads, err error) {
	u.data = map[string][]byte{}
	for _, p := range parts {
		at := safeName(p.name)
		if len(parts) == 1 && safeName(name) != "" {
			at = safeName(name)
		}
		if at == "" {
			kind, _, _ := mime.ParseMediaType(p.kind)
			if at = types[strings.ToLower(kind)]; at == "" {
				at = types["application/octet-stream"]
			}
		}
		if u.Has(at) {
			return u, problem(http.StatusUnprocessableEntity, dunning.CodeInvalid, "two files of the form are called "+at)
		}
		u.names, u.data[at] = append(u.names, at), p.data
	}
	return u, nil
}

// safeName is what a client calls a file, with nothing of a path in it.
func safeName(name string) string { return strings.TrimLeft(plainName(name), ".") }

// sameContent is what a body says, however it is packed: the line between the parts of a
// form is another one at each attempt.
func sameContent(contentType string, body []byte) []byte {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.EqualFold(kind, formType) {
		return body
	}
	parts, err := partsOf(params["boundary"], body)
	if err != nil {
		return body
	}
	var b bytes.Buffer
	for _, p := range parts {
		for _, text := range []string{p.name, p.kind, string(p.data)} {
			b.WriteString(strconv.Itoa(len(text)) + ":" + text)
		}
	}
	return b.Bytes()
}

// fileContent describes a body that is a file of one of these types, or a form with
// one or, where several are read together, with some.
func fileContent(types map[string]string, several bool) map[string]*huma.MediaType {
	content := map[string]*huma.MediaType{}
	for _, kind := range slices.Sorted(maps.Keys(types)) {
		content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	one := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	if several {
		most := mostFiles
		one = &huma.Schema{Type: huma.TypeArray, Items: one, MinItems: ptr(1), MaxItems: &most}
	}
	content[formType] = &huma.MediaType{Schema: &huma.Schema{
		Type: huma.TypeObject, Properties: map[string]*huma.Schema{filePart: one}, Required: []string{filePart}, AdditionalProperties: false,
	}}
	return content
}
