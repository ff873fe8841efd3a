package tables

import (
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// DocumentRow is a row of the documents: a file and its SHA-256.
type DocumentRow struct {
	SHA256    []byte `db:"sha256"`
	MediaType string
	Name      string
	Bytes     []byte
}

// Document gives the file that the row holds.
func (r DocumentRow) Document() dunning.Document {
	return dunning.Document{SHA256: query.Hex(r.SHA256), MediaType: r.MediaType, Name: r.Name, Bytes: r.Bytes}
}
