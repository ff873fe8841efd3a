package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// QueueDocument adds to the batch that a file is kept under its SHA-256. The
// same bytes are kept once.
func (t *Tx) QueueDocument(b *pgx.Batch, sum []byte, d dunning.Document) {
	b.Queue(`
		insert into documents (sha256, media_type, name, bytes, created_at)
		values (@sum, @type, @name, @bytes, @now) on conflict (sha256) do nothing`,
		pgx.NamedArgs{"sum": sum, "type": d.MediaType, "name": d.Name, "bytes": d.Bytes, "now": t.Now})
}

// SaveDocument keeps a file and gives it back with its SHA-256. The same bytes
// are kept once, under the name they first came with.
func (s *Store) SaveDocument(ctx context.Context, d dunning.Document) (dunning.Document, error) {
	sum := query.Sum(d.Bytes)
	d.SHA256 = query.Hex(sum)
	return d, s.Do(ctx, "keeping a document", func(t *Tx) error {
		b := &pgx.Batch{}
		t.QueueDocument(b, sum, d)
		return query.Send(ctx, t, b)
	})
}

// Document gives a file by the SHA-256 (hex) of its bytes; CodeNotFound when
// it is not on record.
func (s *Store) Document(ctx context.Context, sha string) (dunning.Document, error) {
	all, err := s.Documents(ctx, sha)
	if err != nil {
		return dunning.Document{}, err
	}
	return all[0], nil
}

// Documents gives several documents in the order of their hashes as they are asked
// for; CodeNotFound when one of them is not on record.
func (s *Store) Documents(ctx context.Context, shas ...string) (out []dunning.Document, err error) {
	if len(shas) == 0 {
		return nil, nil
	}
	sums := make([][]byte, len(shas))
	for i, sha := range shas {
		if sums[i], err = hex.DecodeString(sha); err != nil || len(sums[i]) != sha256.Size {
			return nil, dunning.Errorf(dunning.CodeInvalid, "%q is not a SHA-256 in hex", sha)
		}
	}
	rows, err := query.All[tables.DocumentRow](ctx, s.pool, `
		select sha256, media_type, name, bytes from documents where sha256 = any(@sums)`, pgx.NamedArgs{"sums": sums})
	if err != nil {
		return nil, Explain("reading documents", err)
	}
	found := map[string]dunning.Document{}
	for _, r := range rows {
		d := r.Document()
		found[d.SHA256] = d
	}
	for _, sha := range shas {
		d, there := found[strings.ToLower(sha)]
		if !there {
			return nil, dunning.Errorf(dunning.CodeNotFound, "no document %s", sha)
		}
		out = append(out, d)
	}
	return out, nil
}
