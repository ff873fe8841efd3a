package calendar

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Jitter is a delay of whole seconds in [0, window) that depends on the keys
// alone: the same creditor and debtor always get the same one, on every
// machine and in every release. Key lists differ when their elements do, so
// ("a", "bc") and ("ab", "c") are unrelated. A window under one second gives 0.
func Jitter(window time.Duration, keys ...string) time.Duration {
	seconds := uint64(max(window, 0) / time.Second)
	if seconds == 0 {
		return 0
	}
	h := sha256.New()
	var length [8]byte
	for _, k := range keys {
		binary.BigEndian.PutUint64(length[:], uint64(len(k)))
		h.Write(length[:])
		h.Write([]byte(k))
	}
	return time.Duration(binary.BigEndian.Uint64(h.Sum(nil))%seconds) * time.Second
}
