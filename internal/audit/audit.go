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
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"relance/internal/dunning"
)

// Who names the person or program, the door and the network address of a deed.
type Who struct {
	Name    string `json:"name"`
	Door    string `json:"door"`    // cli, console, api …
	Address string `json:"address"` // network address; empty at a shell
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

	Previous []byte `json:"-"` // hash of the entry before; empty for the first
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

// Head is the last entry at some time: who notes it elsewhere can tell later whether
// the end of the record was cut off.
type Head struct {
	Seq  int64
	Hash []byte
}

// String writes the head as number, colon and hash in hexadecimal figures.
func (h Head) String() string { return strconv.FormatInt(h.Seq, 10) + ":" + hex.EncodeToString(h.Hash) }

// ParseHead reads what String wrote.
func ParseHead(text string) (h Head, err error) {
	seq, hash, _ := strings.Cut(strings.TrimSpace(text), ":")
	if h.Seq, err = strconv.ParseInt(seq, 10, 64); err == nil {
		h.Hash, err = hex.DecodeString(hash)
	}
	if err != nil || h.Seq < 1 || len(h.Hash) != sha256.Size {
		return Head{}, dunning.Errorf(dunning.CodeInvalid, "%q is no head of the audit", text).WithHint("write number and hash as `relance audit verify` printed them")
	}
	return h, nil
}

// Chain checks entries in their order.
type Chain struct {
	// Known are heads that were noted at some time: the entries that they name must be there.
	Known []Head

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
	for _, h := range c.Known {
		if h.Seq == e.Seq && !bytes.Equal(h.Hash, e.Hash) {
			return broken(e.Seq, "is not the one that was on record")
		}
	}
	c.last = e.Hash
	return nil
}

// End says that no entry follows. The error (CodeConflict) says that one is known to
// have been on record.
func (c *Chain) End() error {
	for _, h := range c.Known {
		if h.Seq > c.seq {
			return broken(c.seq+1, "was cut off, with those after it")
		}
	}
	return nil
}

// Head is the last entry that was checked; zero before the first.
func (c *Chain) Head() Head { return Head{c.seq, c.last} }

// Noted marks an error about which an entry was written, so that nobody writes
// another.
func Noted(err error) error { return noted{err} }

type noted struct{ error }

// Unwrap gives the error itself.
func (n noted) Unwrap() error { return n.error }

// IsNoted tells whether an entry was written about an error.
func IsNoted(err error) bool {
	var n noted
	return errors.As(err, &n)
}

func broken(seq int64, how string) error {
	return dunning.Errorf(dunning.CodeConflict, "entry %d of the audit %s", seq, dunning.Phrase(how)).
		WithHint("the record was tampered with or a restore went wrong; compare with a backup")
}

// Search narrows the record down to one page, the newest entry first.
type Search struct {
	Text   string    // part of who did it or of what it is about, in any case
	Deed   string    // empty: all
	From   time.Time // zero: no bound; To is not part of it
	To     time.Time
	Before int64 // entries older than this one; 0 begins at the newest
	After  int64 // entries newer than this one, those nearest to it
	Limit  int
}
