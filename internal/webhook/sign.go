package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// prefix of a secret, by which it is recognised.
const prefix = "whsec_"

// RotationLife is how long a secret that was replaced goes on signing beside the
// new one.
const RotationLife = 24 * time.Hour

// NewSecret makes a secret of 256 random bits.
func NewSecret(random io.Reader) (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("making the secret of a webhook: %w", err)
	}
	return prefix + base64.StdEncoding.EncodeToString(raw), nil
}

// Sign gives the header webhook-signature of a message: one signature for each
// secret, separated by blanks.
func Sign(secrets []string, message string, at time.Time, body string) string {
	var out []string
	for _, s := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, prefix))
		if err != nil { // of our own making
			continue
		}
		mac := hmac.New(sha256.New, key)
		io.WriteString(mac, message+"."+strconv.FormatInt(at.Unix(), 10)+"."+body) //nolint:errcheck // a hash takes everything
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(out, " ")
}
