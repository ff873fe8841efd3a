package people

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
)

// RequestName names a write of a program, so that one that is sent again is known.
type RequestName struct {
	Token     int64  // identifier of the program's token
	Key       string // that the program gave
	Operation string
	Body      [sha256.Size]byte // over what is asked for
	Seal      [sha256.Size]byte // SealOf the token: the key under which the answer is kept
}

// SealOf gives the key with which answers to a program are kept encrypted. It follows
// from the token, of which only a hash is stored: whoever reads the database does not
// have it.
func SealOf(token string) (key [sha256.Size]byte, err error) {
	derived, err := hkdf.Key(sha256.New, []byte(token), nil, "relance: answers to requests", len(key))
	if err != nil {
		return key, fmt.Errorf("deriving a key: %w", err)
	}
	copy(key[:], derived)
	return key, nil
}

// Answer is what a write was answered.
type Answer struct {
	Status int
	Header map[string][]string
	Body   []byte
	// Keep says that it is kept for when the write is sent again: one that was
	// refused has changed nothing and may be tried anew.
	Keep bool
}
