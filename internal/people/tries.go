package people

import (
	"net/netip"
	"strings"
	"time"
)

// Try is a name under which tries to sign in are counted, with how many of them
// cost no wait.
type Try struct {
	Key  Hash
	Free int
}

// Tries without a wait: of one login, and of one network, behind which a whole
// office may sit.
const (
	freeLogin   = 5
	freeNetwork = 50
)

// TryForget is how long failures are held against somebody.
const TryForget = 24 * time.Hour

// longestWait bounds the wait between two tries: nobody is locked out for ever,
// least of all by a stranger.
const longestWait = 15 * time.Minute

// LoginTry counts the tries at a login, whether there is a user of it or not: who
// asks learns nothing from the wait.
func LoginTry(login string) Try {
	return Try{HashOf("login " + strings.ToLower(strings.TrimSpace(login))), freeLogin}
}

// CodeTry counts the second factors tried at a login whose password was right. They
// have a count of their own: a wait for the next password must not keep the owner's
// code out that comes right after it.
func CodeTry(login string) Try {
	return Try{HashOf("code " + strings.ToLower(strings.TrimSpace(login))), freeLogin}
}

// NetworkTry counts the tries from an address; of IPv6, from its network of 64
// bits, since one connection has all of them.
func NetworkTry(address string) Try {
	if a, err := netip.ParseAddr(address); err == nil && a.Unmap().Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			address = p.String()
		}
	} else if err == nil {
		address = a.Unmap().String()
	}
	return Try{HashOf("network " + address), freeNetwork}
}

// Wait is how long the next try must wait after so many failures in a row:
// nothing at first, then 2 s, 4 s, 8 s … up to a quarter of an hour.
func (t Try) Wait(failures int) time.Duration {
	over := failures - t.Free
	switch {
	case over < 0:
		return 0
	case over > 9:
		return longestWait
	}
	return min(time.Second<<(over+1), longestWait)
}

// StepKind is what a step belongs to.
type StepKind string

// The kinds of steps.
const (
	StepCode       StepKind = "code"        // the password was right, the second factor is asked for
	StepPasskey    StepKind = "passkey"     // a passkey is asked to sign
	StepNewPasskey StepKind = "new_passkey" // a passkey is being made
	StepDirectory  StepKind = "directory"   // the company's directory is asked
)

// StepLife is how long what was begun may take to be finished.
const StepLife = 10 * time.Minute

// Step is what was begun in one request and is finished in the next. The browser
// holds a secret, of which the hash is kept.
type Step struct {
	Hash Hash
	Kind StepKind
	User int64 // 0 as long as nobody knows who it is
	Data []byte
}

// Passkey is a key pair on a device of a user, of which this side has the public
// half.
type Passkey struct {
	ID         int64     `json:"id"`
	Name       string    `json:"name"` // as the user calls the device
	Created    time.Time `json:"created"`
	LastUsed   time.Time `json:"last_used,omitzero"`
	KeyID      []byte    `json:"-"` // as the device names it
	Credential []byte    `json:"-"` // public key, flags and counter, in JSON
}

// Holder is a user as his passkeys know him.
type Holder struct {
	User        int64
	Login, Name string
	Handle      []byte // random; the devices keep it
	Disabled    bool
	Passkeys    []Passkey
}
