package people

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"relance/internal/dunning"
)

// cost is how much work a guess at a password takes.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// present is the cost of hashes that are made now: 19 MiB and two passes, the
// minimum that OWASP recommends for argon2id.
var present = cost{memory: 19 * 1024, passes: 2, threads: 1}

// Bounds of a cost that is read from a stored hash, so that a forged row cannot
// ask for all the memory there is.
const (
	maxMemory = 256 * 1024 // KiB
	maxPasses = 16
)

// Lengths of passwords in characters. There is no rule about their kinds: long
// and unknown is what counts.
const (
	MinPassword = 12
	MaxPassword = 200
)

// CheckPassword tells what is wrong with a new password for a user of this
// login; nil when it will do.
func CheckPassword(login, password string) error {
	low := strings.ToLower(password)
	local, _, _ := strings.Cut(strings.ToLower(login), "@")
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return dunning.Errorf(dunning.CodeInvalid, "the password has %d characters, it needs at least %d", n, MinPassword).
			WithHint("a sentence of four or five words is long and easy to keep")
	case n > MaxPassword:
		return dunning.Errorf(dunning.CodeInvalid, "the password has more than %d characters", MaxPassword)
	case strings.Trim(low, string([]rune(low)[0])) == "":
		return dunning.Errorf(dunning.CodeInvalid, "the password repeats one character").WithHint("choose a sentence of four or five words")
	case len(local) >= 4 && strings.Contains(low, local):
		return dunning.Errorf(dunning.CodeInvalid, "the password holds the name of the user").WithHint("choose a sentence of four or five words")
	}
	return nil
}

// HashPassword gives the stored form of a password, in the PHC format. Random
// gives the salt.
func HashPassword(random io.Reader, password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("making a salt: %w", err)
	}
	return present.encode(salt, present.key(password, salt, 32)), nil
}

func (c cost) key(password string, salt []byte, size uint32) []byte {
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.threads, size)
}

func (c cost) encode(salt, key []byte) string {
	b := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.threads, b(salt), b(key))
}

// PasswordIs tells whether a password is the one whose stored form is given.
// Stale says that the form is of an older cost: hash the password again. A form
// that cannot be read is of no password.
func PasswordIs(stored, password string) (ok, stale bool) {
	c, salt, key, err := decode(stored)
	if err != nil {
		return false, false
	}
	same := subtle.ConstantTimeCompare(key, c.key(password, salt, uint32(len(key)))) == 1
	return same, c != present
}

// SpendTime does the work of a comparison without one, so that an unknown user
// is answered as late as a known one.
func SpendTime(password string) { present.key(password, make([]byte, 16), 32) }

func decode(stored string) (c cost, salt, key []byte, err error) {
	var version int
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return c, nil, nil, fmt.Errorf("not a hash of argon2id")
	}
	if _, err = fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &c.memory, &c.passes, &c.threads); err != nil {
		return c, nil, nil, err
	}
	if version != argon2.Version || c.memory == 0 || c.memory > maxMemory || c.passes == 0 || c.passes > maxPasses || c.threads == 0 {
		return c, nil, nil, fmt.Errorf("a cost that is out of bounds")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, err
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err == nil && (len(key) < 16 || len(key) > 64) {
		err = fmt.Errorf("a key that is out of bounds")
	}
	return c, salt, key, err
}
