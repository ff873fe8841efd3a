package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"mime"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/evidence"
)

// file is a document as it is on record.
type file struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition" doc:"attachment, with a name."`
	Policy      string `header:"Content-Security-Policy"`
	Digest      string `header:"Repr-Digest" doc:"SHA-256 of the bytes (RFC 9530)."`
	Body        []byte
}

// fileOf gives a document to be kept, never to be run by a browser.
func fileOf(doc dunning.Document) *file {
	return &file{
		Type: doc.MediaType, Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": plainName(doc.Name)}),
		Policy: "sandbox; default-src 'none'", Digest: digestOf(doc.Bytes), Body: doc.Bytes,
	}
}

// fileOperation describes an operation whose answer is a file.
func fileOperation(id string, kinds ...string) huma.Operation {
	op := described(id)
	content := map[string]*huma.MediaType{}
	for _, kind := range kinds {
		content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	op.Responses = map[string]*huma.Response{"200": {Description: "The bytes as they are on record.", Content: content}}
	return op
}

func (d *Door) evidence(doc huma.API) {
	handleOp(d, doc, fileOperation("get-evidence", zipType), func(ctx context.Context, who access.Actor, in *CasePath) (*file, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		record, err := d.Office.Evidence(ctx, who, ref)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if _, err := evidence.Write(&b, record); err != nil {
			return nil, err
		}
		return fileOf(dunning.Document{MediaType: zipType, Name: "dossier-" + ref.Number + ".zip", Bytes: b.Bytes()}), nil
	})
}

const zipType, pdfType = "application/zip", "application/pdf"

// plainName is a file name without what a header or a path could be led astray
// by.
func plainName(name string) string {
	out := []rune(name)
	for i, r := range out {
		if r < ' ' || r == 0x7f || r == '/' || r == '\\' || r == '"' {
			out[i] = '-'
		}
	}
	return string(out)
}

// digestOf is the SHA-256 of bytes as a header (RFC 9530).
func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}
