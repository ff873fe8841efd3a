// Package chain hashes the log of a case, so that no change to it stays unseen: each
// event is hashed together with the hash of the one before it, the first with
// the case as it was opened.
package chain

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"time"

	"relance/internal/dunning"
)

// Canonical writes a JSON value in one way only: keys sorted, no spaces. It
// gives the same bytes for a value and for what a database makes of it.
func Canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var plain any
	if err := dec.Decode(&plain); err != nil {
		return nil, err
	}
	return json.Marshal(plain)
}

// First is the hash that the first event of a case is chained to.
func First(origin any) ([]byte, error) {
	text, err := Canonical(origin)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return sum[:], nil
}

// Link is the hash of an event: over the hash before it, the case it belongs
// to, the time it was written and all it says.
func Link(prev []byte, ref dunning.Ref, recorded time.Time, event any) ([]byte, error) {
	text, err := Canonical(struct {
		Case     dunning.Ref `json:"case"`
		Recorded time.Time   `json:"recorded_at"`
		Event    any         `json:"event"`
	}{ref, recorded.UTC(), event})
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	h.Write(prev)
	h.Write(text)
	return h.Sum(nil), nil
}

// Key is what makes an event of a case unique: ids of different kinds and sources
// do not meet. Empty when the event has no id.
func Key(e dunning.Event) string {
	if e.ID == "" {
		return ""
	}
	return string(e.Kind) + "/" + e.Source + "/" + e.ID
}

// Row is an event as it stands in a log.
type Row struct {
	Seq        int64
	EventID    *string // Key; nil when it has none
	At         time.Time
	RecordedAt time.Time
	Kind       string
	Reason     string
	Author     string
	Data       json.RawMessage
	Prev, Hash []byte
}

// Verify proves that the log of a case is as it was written and that the case is
// what its events make of it: origin is the case as it was opened, last the hash
// that the case names. The error (CodeConflict) names the first event that does
// not fit.
func Verify(now dunning.Case, last []byte, origin json.RawMessage, rows []Row) error {
	hash, err := First(origin)
	if err != nil {
		return err
	}
	var c dunning.Case
	if err := json.Unmarshal(origin, &c); err != nil {
		return err
	}
	for i, row := range rows {
		e, err := row.check(int64(i+1), hash, now.Ref())
		if err != nil {
			return err
		}
		hash = row.Hash
		c, _ = dunning.Apply(c, e)
	}
	if !bytes.Equal(hash, last) {
		return broken(int64(len(rows)+1), "is missing")
	}
	replayed, err := Canonical(c)
	if err != nil {
		return err
	}
	if body, err := Canonical(now); err != nil || !bytes.Equal(body, replayed) {
		return dunning.Errorf(dunning.CodeConflict, "the case is not what its %d events make of it", len(rows))
	}
	return nil
}

// check compares a row with its place in the chain and with its own data.
func (r Row) check(seq int64, prev []byte, ref dunning.Ref) (e dunning.Event, err error) {
	if err := json.Unmarshal(r.Data, &e); err != nil {
		return e, broken(r.Seq, "cannot be read")
	}
	hash, err := Link(prev, ref, r.RecordedAt, r.Data)
	if err != nil {
		return e, err
	}
	key := Key(e)
	switch {
	case r.Seq != seq:
		return e, broken(seq, "is missing")
	case !bytes.Equal(r.Prev, prev):
		return e, broken(seq, "does not follow the one before it")
	case !bytes.Equal(r.Hash, hash):
		return e, broken(seq, "was changed after it was written")
	case e.Seq != seq, !e.At.Equal(r.At), string(e.Kind) != r.Kind, string(e.Reason) != r.Reason,
		e.Author != r.Author, (r.EventID == nil) != (key == ""), r.EventID != nil && *r.EventID != key:
		return e, broken(seq, "has columns that differ from its data")
	}
	return e, nil
}

func broken(seq int64, how string) error {
	return dunning.Errorf(dunning.CodeConflict, "event %d %s", seq, how).
		WithHint("the record was tampered with or a restore went wrong; compare with a backup")
}
