// Package audit is the record of what people and programs did besides facts of
// cases: they signed in, changed rights, exported, or tried what they may not.
//
// Entries are chained: each carries a SHA-256 over the one before it and over
// all it says itself, so that an entry that was changed, left out or slipped in
// later is found. Values before and after never hold secrets.
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"time"

	"relance/internal/dunning"
)

// Who did it, by which door and from where.
type Who struct {
	Name    string `json:"name"`
	Door    string `json:"door"`    // cli, console, api …
	Address string `json:"address"` // of the network; empty at a shell
}

// Entry is one deed.
type Entry struct {
	Seq      int64             `json:"seq"` // 1 for the first
	At       time.Time         `json:"at"`  // UTC, to the microsecond
	Who      Who               `json:"who"`
	Creditor string            `json:"creditor"` // whose matter it is; empty for the whole installation
	Deed     string            `json:"deed"`     // user.add, session.open, export …
	Object   string            `json:"object"`   // the user, token or thing concerned
	Refused  string            `json:"refused"`  // why it was refused; empty when it was done
	Before   map[string]string `json:"before"`
	After    map[string]string `json:"after"`

	Previous []byte `json:"-"` // hash of the entry before; of nothing for the first
	Hash     []byte `json:"-"`
}

// Link gives the hash of an entry that follows one with the hash previous.
func (e Entry) Link(previous []byte) []byte {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Before, e.After = filled(e.Before), filled(e.After)
	text, err := json.Marshal(e) // keys of maps are sorted
	if err != nil {
		panic("an entry of texts and a time can always be written: " + err.Error())
	}
	h := sha256.New()
	h.Write(previous)
	h.Write(text)
	return h.Sum(nil)
}

func filled(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// Chain checks entries in their order.
type Chain struct {
	last []byte
	seq  int64
}

// Add checks the next entry. The error (CodeConflict) names the first one that
// does not fit.
func (c *Chain) Add(e Entry) error {
	c.seq++
	switch {
	case e.Seq != c.seq:
		return broken(c.seq, "is missing")
	case !bytes.Equal(e.Previous, c.last):
		return broken(e.Seq, "does not follow the one before it")
	case !bytes.Equal(e.Hash, e.Link(c.last)):
		return broken(e.Seq, "was changed after it was written")
	}
	c.last = e.Hash
	return nil
}

// Len is the number of entries that were checked.
func (c *Chain) Len() int64 { return c.seq }

func broken(seq int64, how string) error {
	return dunning.Errorf(dunning.CodeConflict, "entry %d of the audit %s", seq, how).
		WithHint("the record was tampered with or a restore went wrong; compare with a backup")
}
