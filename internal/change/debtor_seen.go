package change

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// StaleDebtor says that a debtor is no longer the one that somebody saw.
func StaleDebtor(d dunning.Debtor, seen int64) error {
	e := dunning.Errorf(dunning.CodeConflict, "debtor %s changed: he is at version %d, and %d was seen", d.Key, d.Version, seen).
		WithHint("look at the debtor as he is now, and correct him again")
	e.Version = d.Version
	return e
}

// From leaves of a correction what differs from a debtor. A form sends all that it
// shows, and what nobody has changed in it is no correction: an invoice that comes
// later may still say otherwise.
func (c Debtor) From(was dunning.Debtor) Debtor {
	c.Name, c.Regime, c.Language, c.Email = other(c.Name, was.Name), other(c.Regime, was.Regime), other(c.Language, was.Language), other(c.Email, was.Email)
	c.Zone, c.Plan, c.SIREN, c.PayDays = other(c.Zone, was.Zone), other(c.Plan, was.Plan), other(c.SIREN, was.SIREN), other(c.PayDays, was.PayDays)
	if a := c.Address; a != nil && slices.Equal(a.Lines, was.Address.Lines) && a.Postcode == was.Address.Postcode && a.City == was.Address.City && a.Country == was.Address.Country {
		c.Address = nil
	}
	if e, w := c.Electronic, was.Electronic; e != nil && e.Accepted == w.Accepted && e.Manner == w.Manner && e.ConsentOn == w.ConsentOn {
		c.Electronic = nil
	}
	return c
}

// other gives a value that is not the one on record, or nil.
func other[T comparable](now *T, was T) *T {
	if now == nil || *now == was {
		return nil
	}
	return now
}

// CheckOn is Check with what depends on the day: nobody consents tomorrow.
func (c Debtor) CheckOn(today calendar.Date) error {
	if err := c.Check(); err != nil {
		return err
	}
	if e := c.Electronic; e != nil && e.Accepted {
		return e.Check(today)
	}
	return nil
}
