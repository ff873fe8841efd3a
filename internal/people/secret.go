package people

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// Hash is what is stored of a secret that is random and long.
type Hash [sha256.Size]byte

// String is the hash in hexadecimal figures.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// HashOf hashes a secret as it was shown.
func HashOf(secret string) Hash { return sha256.Sum256([]byte(secret)) }

// NewSecret makes a secret of 256 random bits for a session or a one-time link:
// 43 characters that need no escaping in a cookie or an address.
func NewSecret(random io.Reader) (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("making a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// tokenPrefix lets people, and programs that look for leaked secrets, see what a
// token is of.
const tokenPrefix = "rel_live_"

// NewToken makes the token of a program: the prefix, a secret and six figures
// that tell a mistyped token from a revoked one.
func NewToken(random io.Reader) (string, error) {
	secret, err := NewSecret(random)
	if err != nil {
		return "", err
	}
	return tokenPrefix + secret + checksum(secret), nil
}

// TokenIsWhole tells whether a token can be one: its checksum is right. It says
// nothing about whether it is known.
func TokenIsWhole(token string) bool {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok || len(rest) < 7 {
		return false
	}
	secret, sum := rest[:len(rest)-6], rest[len(rest)-6:]
	return checksum(secret) == sum
}

// checksum is six characters of a text.
func checksum(text string) string {
	sum := crc32.ChecksumIEEE([]byte(text))
	raw := []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))[:6]
}

// recoveryCount is how many codes a user gets for the day on which the
// authenticator is lost.
const recoveryCount = 10

// NewRecoveryCodes makes codes that each work once, of 80 random bits in four
// groups.
func NewRecoveryCodes(random io.Reader) ([]string, error) {
	codes := make([]string, recoveryCount)
	for i := range codes {
		raw := make([]byte, 10)
		if _, err := io.ReadFull(random, raw); err != nil {
			return nil, fmt.Errorf("making recovery codes: %w", err)
		}
		text := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
	}
	return codes, nil
}

// Compact takes blanks and hyphens out of a code that a person typed.
func Compact(code string) string {
	return strings.NewReplacer("-", "", " ", "", "\u00a0", "", "\u202f", "").Replace(strings.ToLower(code))
}

// IsRecovery tells whether a code that was typed is as long as a recovery code.
func IsRecovery(code string) bool { return len(Compact(code)) == 16 }

// RecoveryHash hashes a recovery code however it was typed.
func RecoveryHash(code string) Hash { return HashOf(Compact(code)) }
