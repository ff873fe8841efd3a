package ar24

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 as senders' apps do it
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"relance/internal/registeredmail"
)

const (
	codeStep   = 30 // seconds
	codeDigits = 6
)

// Code is the one-time code of a key (base32, as AR24 mails it) at an instant:
// RFC 6238 with its usual parameters.
func Code(key string, at time.Time) (string, error) {
	key = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "=", "").Replace(key))
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(key)
	if err != nil || len(secret) == 0 {
		return "", registeredmail.Errorf(registeredmail.CodeInvalid, "the key of one-time codes is not base32").
			WithHint("copy it from AR24's letter, or leave it out and type the codes")
	}
	counter := binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/codeStep)) //nolint:gosec // after 1970
	mac := hmac.New(sha1.New, secret)
	mac.Write(counter)
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	number := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, number%1_000_000), nil
}
