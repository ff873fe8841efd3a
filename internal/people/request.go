package people

import "crypto/sha256"

// RequestName names a write of a program, so that one that is sent again is known.
type RequestName struct {
	Token     int64  // identifier of the program's token
	Key       string // that the program gave
	Operation string
	Body      [sha256.Size]byte // over what is asked for
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
