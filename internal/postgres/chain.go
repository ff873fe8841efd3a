package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// canonical writes a JSON value in one way only: keys sorted, no spaces. It
// gives the same bytes for a value and for what jsonb makes of it.
func canonical(v any) ([]byte, error) {
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

// firstHash is the hash that the first event of a case is chained to.
func firstHash(origin any) ([]byte, error) {
	text, err := canonical(origin)
	if err != nil {
		return nil, query.Doing("hashing the case", err)
	}
	sum := sha256.Sum256(text)
	return sum[:], nil
}

// link is the hash of an event: over the hash before it, the case it belongs
// to, the time it was written and all it says.
func link(prev []byte, ref dunning.Ref, recorded time.Time, event any) ([]byte, error) {
	text, err := canonical(struct {
		Case     dunning.Ref `json:"case"`
		Recorded time.Time   `json:"recorded_at"`
		Event    any         `json:"event"`
	}{ref, recorded.UTC(), event})
	if err != nil {
		return nil, query.Doing("hashing the event", err)
	}
	h := sha256.New()
	h.Write(prev)
	h.Write(text)
	return h.Sum(nil), nil
}

type chainRow struct {
	Seq        int64
	EventID    *string
	At         time.Time
	RecordedAt time.Time
	Kind       string
	Reason     string
	Author     string
	Data       json.RawMessage
	Prev, Hash []byte
}

// VerifyChain proves that the log of a case is as it was written and that the
// body is what its events make of it. The error (CodeConflict) names the first
// event that does not fit.
func (s *Store) VerifyChain(ctx context.Context, ref dunning.Ref) error {
	return s.Do(ctx, "verifying the log", func(t *Tx) error {
		h, err := t.Lock(ctx, ref)
		if err != nil {
			return err
		}
		var origin json.RawMessage
		if err := t.QueryRow(ctx, `select origin from cases where id = $1`, h.ID).Scan(&origin); err != nil {
			return err
		}
		rows, err := query.All[chainRow](ctx, t, `
			select seq, event_id, at, recorded_at, kind, reason, author, data, prev, hash
			from events where case_id = @id order by seq`, pgx.NamedArgs{"id": h.ID})
		if err != nil {
			return err
		}
		return verify(h, origin, rows)
	})
}

func verify(h *Locked, origin json.RawMessage, rows []chainRow) error {
	lastHash, err := firstHash(origin)
	if err != nil {
		return err
	}
	var c dunning.Case
	if err := json.Unmarshal(origin, &c); err != nil {
		return err
	}
	for i, row := range rows {
		e, err := row.check(int64(i+1), lastHash, h.Body.Ref())
		if err != nil {
			return err
		}
		lastHash = row.Hash
		c, _ = dunning.Apply(c, e)
	}
	if !bytes.Equal(lastHash, h.lastHash) {
		return broken(int64(len(rows)+1), "is missing")
	}
	replayed, err := canonical(c)
	if err != nil {
		return err
	}
	if body, err := canonical(h.Body); err != nil || !bytes.Equal(body, replayed) {
		return dunning.Errorf(dunning.CodeConflict, "the case is not what its %d events make of it", len(rows))
	}
	return nil
}

// check compares a row with its place in the chain and with its own data.
func (r chainRow) check(seq int64, prev []byte, ref dunning.Ref) (e dunning.Event, err error) {
	if err := json.Unmarshal(r.Data, &e); err != nil {
		return e, broken(r.Seq, "cannot be read")
	}
	hash, err := link(prev, ref, r.RecordedAt, r.Data)
	if err != nil {
		return e, err
	}
	key, _ := eventKey(e).(string)
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
