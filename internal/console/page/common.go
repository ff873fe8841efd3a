package page

import (
	"context"
	"io"
	"net/http"
	"time"

	"relance/internal/audit"
	"relance/internal/people"
)

// Notes writes deeds that are no facts of a case to the audit.
type Notes interface {
	Note(ctx context.Context, e audit.Entry) error
}

// Common holds what all groups of pages need.
type Common struct {
	Now    func() time.Time // UTC; case time
	Random io.Reader        // crypto/rand.Reader
	Secure bool             // browsers reach the console by TLS: cookies are sent over TLS alone
	Notes  Notes

	Seen Memory // caches what every page shows
}

// Written names the author of what is done at this door, for the record.
func Written(r *http.Request, s Frame) audit.Who {
	return audit.Who{Name: s.Who.Name, Door: string(s.Who.Door), Address: Visitor(r).Address}
}

// Key names a form, so that it counts once however often it is posted.
func (c *Common) Key() (string, error) { return people.NewSecret(c.Random) }

// OwnerChoices lists the people who may be put in charge of a case, and "nobody".
func OwnerChoices(c people.Care, chosen string) []Choice {
	out := []Choice{{Value: "", Label: "Personne en particulier", Chosen: chosen == ""}}
	for _, login := range c.Colleagues {
		out = append(out, Choice{Value: login, Label: login, Chosen: login == chosen})
	}
	return out
}
