package ar24

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// hexHash is the lower-case hexadecimal SHA-256 of a text: AR24 uses its
// letters, not its bytes, as keys.
func hexHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// vector is the initialisation vector of everything under a private key.
func vector(privateKey string) []byte { return []byte(hexHash(hexHash(privateKey))[:aes.BlockSize]) }

// sign gives the header "signature" of a request made at that date, as written
// in its parameter "date".
func sign(privateKey, date string) (string, error) {
	block, err := aes.NewCipher([]byte(hexHash(privateKey)[:32]))
	if err != nil {
		return "", fmt.Errorf("signing a request to AR24: %w", err)
	}
	text := []byte(date)
	fill := aes.BlockSize - len(text)%aes.BlockSize
	text = append(text, bytes.Repeat([]byte{byte(fill)}, fill)...)
	cipher.NewCBCEncrypter(block, vector(privateKey)).CryptBlocks(text, text)
	return base64.StdEncoding.EncodeToString(text), nil
}

var errSealed = errors.New("the answer cannot be decrypted")

// open decrypts the answer to a request of that date.
func open(privateKey, date string, sealed []byte) ([]byte, error) {
	text, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(sealed)))
	if err != nil || len(text) == 0 || len(text)%aes.BlockSize != 0 {
		return nil, errSealed
	}
	block, err := aes.NewCipher([]byte(hexHash(date + privateKey)[:32]))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSealed, err)
	}
	cipher.NewCBCDecrypter(block, vector(privateKey)).CryptBlocks(text, text)
	fill := int(text[len(text)-1])
	if fill == 0 || fill > aes.BlockSize || !bytes.Equal(text[len(text)-fill:], bytes.Repeat([]byte{byte(fill)}, fill)) {
		return nil, errSealed
	}
	return text[:len(text)-fill], nil
}

// stamp is an instant as AR24 wants it: Paris hours, without a zone.
func (c *Carrier) stamp(t time.Time) string { return c.paris.Of(t).Format(time.DateTime) }
