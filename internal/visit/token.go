package visit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// tokenBytes is the length of a token: 160 bits are beyond guessing.
const tokenBytes = 20

// Placeholder stands for the token in all that is kept and shown of a message.
// It is as long as a token, and no token.
const Placeholder = "lien-personnel-non-conserve"

// Hash is the SHA-256 of a token: what is stored of it.
type Hash [sha256.Size]byte

// NewToken makes a token: 27 letters, figures, hyphens and underscores, the last
// of them a letter or a figure, so that no mail program cuts it off.
func NewToken(random io.Reader) (string, error) {
	raw := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("making a link: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// HashOf hashes a token as it stands in an address.
func HashOf(token string) Hash { return sha256.Sum256([]byte(token)) }

// split is Placeholder as the lines of quoted-printable may have broken it.
var split = regexp.MustCompile(strings.Join(strings.Split(regexp.QuoteMeta(Placeholder), ""), "(?:=\r\n)?"))

// Insert puts a token where a mail has the placeholder, whether lines of
// quoted-printable break it or not, and tells whether there was one. Everything
// else stays as it is, byte for byte.
func Insert(mail []byte, token string) (out []byte, found bool) {
	out = split.ReplaceAllFunc(mail, func(at []byte) []byte {
		found = true
		var b bytes.Buffer
		rest := token
		for part := range bytes.SplitSeq(at, []byte("=\r\n")) {
			if b.Len() > 0 {
				b.WriteString("=\r\n")
			}
			b.WriteString(rest[:len(part)])
			rest = rest[len(part):]
		}
		return b.Bytes()
	})
	return out, found
}

// Address is the address of the page behind a link.
func Address(site, token string) string { return strings.TrimSuffix(site, "/") + "/p/" + token }
