package parties

import (
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// lreFlags say what a debtor thinks of electronic registered letters.
type lreFlags struct {
	LRE     string         `name:"lre" enum:"yes,no," default:"" placeholder:"YES|NO" help:"Whether he accepts electronic registered letters; no also takes his consent off the record."`
	Consent *frame.DateArg `name:"lre-consent" placeholder:"D" help:"Day on which he agreed to them: without it none goes to anybody but a professional."`
	Manner  *string        `name:"lre-manner" placeholder:"TEXT" help:"How he agreed: a clause, a form, an e-mail."`
}

// electronic is what the flags change; nil when they say nothing.
func (f lreFlags) electronic(now dunning.ElectronicLetters) (*dunning.ElectronicLetters, error) {
	said := f.Consent != nil || f.Manner != nil
	switch {
	case f.LRE == "" && !said:
		return nil, nil
	case f.LRE == "no" && said:
		return nil, dunning.Errorf(dunning.CodeInvalid, "--lre no and a consent contradict each other").WithHint("leave one of them out")
	case f.LRE == "no":
		return &dunning.ElectronicLetters{}, nil
	}
	now.Accepted = true
	if f.Consent != nil {
		now.ConsentOn = f.Consent.Date
	}
	if f.Manner != nil {
		now.Manner = *f.Manner
	}
	return &now, nil
}

// ElectronicText says whether electronic registered letters may go to a debtor.
func ElectronicText(s *frame.Session, d dunning.Debtor) string {
	e := d.Electronic
	switch {
	case !e.Accepted:
		return s.W.Text("no: registered letters on paper")
	case !e.ConsentOn.IsZero():
		return s.W.Sprintf("accepted; consent of %s (%s), recorded by %s on %s",
			e.ConsentOn, frame.OneLine(e.Manner), frame.OneLine(e.Author), calendar.DateOf(e.Recorded))
	case d.Regime.NeedsConsent():
		return s.W.Text("accepted, but without a recorded consent: registered letters on paper until --lre-consent and --lre-manner are set")
	}
	return s.W.Text("accepted")
}
