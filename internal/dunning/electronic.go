package dunning

import (
	"strings"
	"time"

	"relance/internal/calendar"
)

// ElectronicLetters is what a debtor said about electronic registered letters
// (lettre recommandée électronique, C. postes L100). The zero value: paper only.
type ElectronicLetters struct {
	Accepted  bool          `json:"accepted"`
	ConsentOn calendar.Date `json:"consent_on,omitzero"` // day of the recorded consent
	Manner    string        `json:"manner,omitempty"`    // how it was given: a clause, a form, an e-mail
	Author    string        `json:"author,omitempty"`    // who recorded it
	Recorded  time.Time     `json:"recorded,omitzero"`   // UTC
}

// Check names what contradicts itself: a consent needs its day and its manner,
// and lies in the past of today.
func (e ElectronicLetters) Check(today calendar.Date) error {
	switch manner := strings.TrimSpace(e.Manner) != ""; {
	case e.ConsentOn.IsZero() != !manner:
		return Errorf(CodeInvalid, "a consent to electronic registered letters needs its date and its manner").
			WithHint("for example: %s", Deed{Do: DeedConsent})
	case e.ConsentOn.After(today):
		return Errorf(CodeInvalid, "the consent of %s lies in the future", e.ConsentOn).WithHint("write the day on which it was given")
	}
	return nil
}

// Said is what the debtor said, in a word: without who recorded it when.
func (e ElectronicLetters) Said() string {
	switch {
	case !e.Accepted:
		return "no"
	case e.ConsentOn.IsZero():
		return "yes"
	}
	return "yes, " + e.ConsentOn.String() + ", " + e.Manner
}

// NeedsConsent tells whether a debtor of that regime must have agreed before an
// electronic registered letter is sent: all but professionals (C. postes L100 I).
func (r Regime) NeedsConsent() bool { return r.Consumer() }

// ElectronicFault says why no electronic registered letter may go to a debtor, and
// what mends it; "" when one may. Professionals are opted in as well: nobody is moved from
// paper without being asked.
func (d Debtor) ElectronicFault() (fault string, mend Deed) {
	switch e := d.Electronic; {
	case !e.Accepted:
		return "the debtor does not accept electronic registered letters", Deed{DeedAcceptElectronic, d.Key}
	case d.Regime.NeedsConsent() && e.ConsentOn.IsZero():
		return "the debtor's consent to electronic registered letters is not on record", Deed{DeedConsent, d.Key}
	case !d.Mailable():
		return "the debtor has no usable e-mail address", Deed{DeedCorrectEmail, d.Key}
	}
	return "", Deed{}
}
