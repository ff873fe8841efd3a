package ar24test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

func digest(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

// encrypt is AES-256-CBC with PKCS#7, as PHP's openssl does it with a key and
// a vector given in hexadecimal text.
func encrypt(key, text string) string {
	vector := digest(digest(PrivateKey))
	block, err := aes.NewCipher([]byte(key)[:32])
	if err != nil {
		panic(err) // the key has the right length
	}
	fill := aes.BlockSize - len(text)%aes.BlockSize
	text += strings.Repeat(string(rune(fill)), fill)
	out := make([]byte, len(text))
	cipher.NewCBCEncrypter(block, []byte(vector)[:aes.BlockSize]).CryptBlocks(out, []byte(text))
	return base64.StdEncoding.EncodeToString(out)
}

func signature(date string) string { return encrypt(digest(PrivateKey), date) }

func sealed(date, answer string) string { return encrypt(digest(date+PrivateKey), answer) }
