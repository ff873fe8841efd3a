package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"relance/internal/calendar"
	"relance/internal/registeredmail"
)

// Fingerprint stands for a whole order: the SHA-256 (hex) of its JSON, which
// holds the document's own hash.
func Fingerprint(o registeredmail.Order) (string, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return "", fmt.Errorf("hashing letter order %s: %w", o.ID, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Proof is a proof as it came.
func Proof(kind registeredmail.ProofKind, mediaType string, b []byte) registeredmail.Proof {
	return registeredmail.Proof{Kind: kind, MediaType: mediaType, SHA256: registeredmail.Hash(b), Bytes: b}
}

// PlainID is what an identifier of a provider's may look like before it is put
// into a path: no contract promises a form.
var PlainID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// No contract says how dates are written: these forms are read.
var dateForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05", time.DateTime, time.DateOnly}

// Paris is the zone of postmarks, and of dates that name none.
type Paris struct{ zone *time.Location }

// InParis loads the zone.
func InParis() (Paris, error) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return Paris{}, fmt.Errorf("loading the time zone of postmarks: %w", err)
	}
	return Paris{zone}, nil
}

// Of gives an instant as the hour in Paris.
func (p Paris) Of(t time.Time) time.Time { return t.In(p.zone) }

// Instant reads a provider's date; without a zone it is taken as the hour in
// Paris. False when it is none.
func (p Paris) Instant(s string) (time.Time, bool) {
	for _, form := range dateForms {
		if t, err := time.ParseInLocation(form, s, p.zone); err == nil {
			return t.In(p.zone), true
		}
	}
	return time.Time{}, false
}

// Day is the civil date in Paris; zero when s is no date.
func (p Paris) Day(s string) registeredmail.Date {
	if t, ok := p.Instant(s); ok {
		return calendar.DateOf(t)
	}
	return registeredmail.Date{}
}
