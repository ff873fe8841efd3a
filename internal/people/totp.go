package people

import (
	"fmt"
	"io"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// period is how long a code of an authenticator counts (RFC 6238).
const period = 30 * time.Second

// Authenticator is the shared secret of a user's authenticator.
type Authenticator struct {
	Secret string // base32
	URL    string // otpauth://…, to be shown as a QR code once
}

// NewAuthenticator makes a secret for a login.
func NewAuthenticator(random io.Reader, login string) (Authenticator, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "relance", AccountName: login, SecretSize: 20, Rand: random})
	if err != nil {
		return Authenticator{}, fmt.Errorf("making the secret of an authenticator: %w", err)
	}
	return Authenticator{Secret: key.Secret(), URL: key.URL()}, nil
}

// CheckCode tells whether a code is right at an instant, and of which time step
// it is. A code counts once: only steps after the last one that was accepted do
// (RFC 6238 §5.2). One step of difference between the clocks is allowed.
func CheckCode(secret, code string, at time.Time, last int64) (step int64, ok bool) {
	now := at.Unix() / int64(period/time.Second)
	for _, s := range []int64{now, now - 1, now + 1} {
		if s <= last {
			continue
		}
		right, err := totp.ValidateCustom(code, secret, time.Unix(s*int64(period/time.Second), 0).UTC(),
			totp.ValidateOpts{Period: uint(period / time.Second), Skew: 0, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right {
			return s, true
		}
	}
	return 0, false
}
