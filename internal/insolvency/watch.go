package insolvency

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"relance/internal/calendar"
)

// Proceedings are the insolvency proceedings of a debtor, as they are on record.
type Proceedings struct {
	Creditor    string        `json:"creditor"`
	Debtor      string        `json:"debtor"` // the creditor's reference
	Name        string        `json:"name"`
	SIREN       string        `json:"siren"`
	Provisional bool          `json:"provisional"` // a notice that may be an opening: a person reads it
	Judgment    calendar.Date `json:"judgment"`
	Published   calendar.Date `json:"published"` // of the opening; the period to declare runs from it
	ClaimBy     calendar.Date `json:"claim_by"`  // last day to declare
	Procedure   Procedure     `json:"procedure"`
	Court       string        `json:"court"`
	Role        string        `json:"role"`   // of the holder: mandataire judiciaire or liquidateur
	Holder      string        `json:"holder"` // to whom the claim is declared
	Address     string        `json:"address"`
	Notice      string        `json:"notice"` // its id; empty when a person told
	Confirmed   bool          `json:"confirmed"`
	ConfirmedBy string        `json:"confirmed_by,omitempty"`
	DeclaredOn  calendar.Date `json:"declared_on"`
	Seen        string        `json:"-"` // Mark of the proceedings that a person read before he confirmed; empty when he was shown none
}

// Mark stands for everything that a person reads before he confirms. Two
// proceedings with one mark say the same to him.
func (p Proceedings) Mark() string {
	sum := sha256.New()
	for _, said := range []string{
		fmt.Sprint(p.Provisional), p.Judgment.String(), p.Published.String(), p.ClaimBy.String(), string(p.Procedure), p.Court, p.Role, p.Holder, p.Address,
		p.Notice, fmt.Sprint(p.Confirmed), p.DeclaredOn.String(),
	} {
		fmt.Fprintf(sum, "%d:%s", len(said), said)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Watched is a company whose notices are looked for.
type Watched struct {
	SIREN  string    `json:"siren"`
	Looked time.Time `json:"looked,omitzero"` // last successful look-up of this company
	Formal bool      `json:"formal"`          // a formal step comes soon, or waits for a look-up
	Open   int       `json:"open"`            // open cases
}

// WatchState is how the watch over the national file stands.
type WatchState struct {
	LookedAt  time.Time     `json:"looked_at,omitzero"` // last file that was read to its end
	Newest    calendar.Date `json:"newest"`             // publication of the newest notice seen in it
	Since     calendar.Date `json:"since"`              // first day that it covered
	Notices   int           `json:"notices"`            // in the last file
	Fault     string        `json:"fault,omitempty"`    // French: why the last attempt failed; empty when it did not
	FaultAt   time.Time     `json:"fault_at,omitzero"`
	Unwatched int           `json:"unwatched"` // debtors with open cases and without a company number
	Watched   int           `json:"watched"`   // companies
}

// Stale tells whether the watch is blind: it was never read, not for longer than
// allowed, or the gazette is silent.
func (s WatchState) Stale(now time.Time, most time.Duration) bool {
	if s.LookedAt.IsZero() || now.Sub(s.LookedAt) > most {
		return true
	}
	return Silent(s.Newest, calendar.DateOf(now.In(calendar.Metropole.Location())))
}

// Taken is what some notices changed.
type Taken struct {
	Read    int      `json:"read"`
	Matched []string `json:"matched"` // notices that name a debtor on record
	New     int      `json:"new"`     // of these, not seen before or changed
	Frozen  []string `json:"frozen"`  // cases that were suspended, creditor/number
}
