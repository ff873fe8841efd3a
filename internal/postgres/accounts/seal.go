package accounts

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"

	"relance/internal/dunning"
	"relance/internal/people"
)

// An answer may hold what is shown once: the secret of a webhook. It is kept sealed
// (AES-256-GCM) with a key that the caller's token gives and the database does not
// hold, bound to the request that it answers.

// seal encrypts an answer for the request of a name.
func seal(n people.RequestName, answer []byte) ([]byte, error) {
	box, bound, err := boxOf(n)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(answer)+box.Overhead())
	rand.Read(nonce)
	return box.Seal(nonce, nonce, answer, bound), nil
}

// unseal gives what was sealed.
func unseal(n people.RequestName, sealed []byte) ([]byte, error) {
	box, bound, err := boxOf(n)
	if err != nil {
		return nil, err
	}
	size := box.NonceSize()
	if len(sealed) >= size {
		if answer, err := box.Open(nil, sealed[:size], sealed[size:], bound); err == nil {
			return answer, nil
		}
	}
	return nil, dunning.Errorf(dunning.CodeInternal, "the answer to the request %q cannot be read again", n.Key).
		WithHint("the request was done: read what it changed, and use another key")
}

func boxOf(n people.RequestName) (box cipher.AEAD, bound []byte, err error) {
	block, err := aes.NewCipher(n.Seal[:])
	if err != nil {
		return nil, nil, err
	}
	if bound, err = json.Marshal([]any{n.Token, n.Operation, n.Key}); err != nil {
		return nil, nil, err
	}
	box, err = cipher.NewGCM(block)
	return box, bound, err
}
