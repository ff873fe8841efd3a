package page

import (
	"context"
	"io"
	"net/http"
	"time"

	"relance/internal/audit"
	"relance/internal/people"
)

// Notes writes down deeds that are no facts.
type Notes interface {
	Note(ctx context.Context, e audit.Entry) error
}

// Common is what all pages work with.
type Common struct {
	Now    func() time.Time // UTC; case time
	Random io.Reader        // crypto/rand.Reader
	Secure bool             // the browser reaches it by TLS: cookies never leave it
	Notes  Notes

	Seen Memory // of what every page shows
}

// Written is who does something at this door, for the record.
func Written(r *http.Request, s Frame) audit.Who {
	return audit.Who{Name: s.Who.Name, Door: string(s.Who.Door), Address: Visitor(r).Address}
}

// Key names a form, so that it counts once however often it is posted.
func (c *Common) Key() (string, error) { return people.NewSecret(c.Random) }

// OwnerChoices are those who may be put in charge, and nobody.
func OwnerChoices(c people.Care, chosen string) []Choice {
	out := []Choice{{Value: "", Label: "Personne en particulier", Chosen: chosen == ""}}
	for _, login := range c.Colleagues {
		out = append(out, Choice{Value: login, Label: login, Chosen: login == chosen})
	}
	return out
}
