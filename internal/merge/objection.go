package merge

import (
	"slices"

	"relance/internal/dunning"
	"relance/internal/identifier"
)

// Refusal names what forbids a merging.
type Refusal string

// The refusals.
const (
	RefusedSelf     Refusal = "same_debtor"      // both references are one debtor's
	RefusedMerged   Refusal = "already_merged"   // one of them was merged before
	RefusedSIREN    Refusal = "different_sirens" // two companies
	RefusedLeaving  Refusal = "mail_leaving"     // a mail is being handed over
	RefusedLetter   Refusal = "letter_under_way" // a letter was ordered or is at the printer's
	RefusedDeclared Refusal = "claim_under_way"  // a declaration of claims is on its way
)

// Objection is one refusal, in words.
type Objection struct {
	Code Refusal        `json:"code"`
	Text string         `json:"text"` // English, as Hint
	Hint string         `json:"hint,omitempty"`
	Err  *dunning.Error `json:"-"`
}

// DoubtCode names what a person is asked before a merging.
type DoubtCode string

// The doubts.
const (
	DoubtRegime   DoubtCode = "regime"            // consumer and business are under different law
	DoubtSIREN    DoubtCode = "siren"             // the numbers differ, and one is no valid number
	DoubtUnlike   DoubtCode = "nothing_in_common" // neither number, name nor address is the same
	DoubtApproved DoubtCode = "approval"          // somebody has said yes to a step of a case that moves
)

// DoubtCodes lists them all.
func DoubtCodes() []DoubtCode {
	return []DoubtCode{DoubtRegime, DoubtSIREN, DoubtUnlike, DoubtApproved}
}

// Doubt is what a person is asked. One about a field is answered by choosing whose
// value survives, the others by saying yes to the code.
type Doubt struct {
	Code     DoubtCode      `json:"code"`
	Field    Field          `json:"field,omitempty"`
	Answered bool           `json:"answered"` // the choice of the field is made
	Text     string         `json:"text"`     // English, as Hint
	Hint     string         `json:"hint,omitempty"`
	Err      *dunning.Error `json:"-"`
}

func (d Doubt) answered(confirmed []DoubtCode) bool {
	return d.Answered || d.Field == "" && slices.Contains(confirmed, d.Code)
}

// refuse says what forbids the merging.
func (o *Outcome) refuse(p Pair) {
	add := func(code Refusal, err *dunning.Error) {
		o.Refusals = append(o.Refusals, Objection{Code: code, Text: err.Message, Hint: err.Hint, Err: err})
	}
	keep, other := p.Keep, p.Other
	if keep.Debtor.ID == other.Debtor.ID {
		add(RefusedSelf, dunning.Errorf(dunning.CodeInvalid, "debtor %s cannot be merged into himself", keep.Debtor.Key).
			WithHint("name the two references under which he is on record"))
		return
	}
	for _, x := range []Party{keep, other} {
		if x.Into != "" {
			add(RefusedMerged, dunning.Errorf(dunning.CodeConflict, "debtor %s was merged into %s already", x.Debtor.Key, x.Into).
				WithHint("go on with %s", x.Into))
		}
	}
	a, _ := identifier.ParseSIREN(keep.Debtor.SIREN)
	b, _ := identifier.ParseSIREN(other.Debtor.SIREN)
	if a != "" && b != "" && a != b {
		add(RefusedSIREN, dunning.Errorf(dunning.CodeConflict, "SIREN %s and %s are two companies", a, b).
			WithHint("correct the number that is wrong, if one is; else they are two debtors"))
	}
	o.refuseLeaving(other, add)
}

// refuseLeaving says what is on its way to the one who is given up: nobody could tell
// any more to whom it went.
func (o *Outcome) refuseLeaving(other Party, add func(Refusal, *dunning.Error)) {
	paper := slices.ContainsFunc(other.Cases, func(c Case) bool { return c.Case.Posting != "" && c.Case.State != dunning.Closed })
	mail, claim := false, false
	for _, l := range other.Leaving {
		switch {
		case l.Claim:
			claim = true
		case l.Channel != dunning.Email:
			paper = true
		case l.State == dunning.MessageHanding:
			mail = true
		}
	}
	if mail {
		add(RefusedLeaving, dunning.Errorf(dunning.CodeConflict, "a mail to debtor %s is leaving at this moment", other.Debtor.Key).
			WithHint("try again in a minute"))
	}
	if paper {
		add(RefusedLetter, dunning.Errorf(dunning.CodeConflict, "a letter to debtor %s is under way to the post", other.Debtor.Key).
			WithHint("say first what became of it, or wait until it is posted"))
	}
	if claim {
		add(RefusedDeclared, dunning.Errorf(dunning.CodeConflict, "a declaration of the claims on debtor %s is under way", other.Debtor.Key).
			WithHint("say first what became of it, or wait until it is posted"))
	}
}

// doubt says what a person is asked.
func (o *Outcome) doubt(p Pair, take Take) {
	keep, other := p.Keep.Debtor, p.Other.Debtor
	add := func(code DoubtCode, field Field, err *dunning.Error) {
		_, chosen := take[field]
		o.Doubts = append(o.Doubts, Doubt{Code: code, Field: field, Answered: chosen, Text: err.Message, Hint: err.Hint, Err: err})
	}
	if keep.Regime != other.Regime {
		add(DoubtRegime, Regime, dunning.Errorf(dunning.CodeConflict, "debtor %s is on record as %s and %s as %s: interest, fee and words of the notices follow from it",
			keep.Key, keep.Regime, other.Key, other.Regime).WithHint("choose whose regime he has; it holds for the cases that move, too"))
	}
	a, _ := identifier.ParseSIREN(keep.SIREN)
	b, _ := identifier.ParseSIREN(other.SIREN)
	if keep.SIREN != "" && other.SIREN != "" && !same(SIREN, keep.SIREN, other.SIREN) && (a == "" || b == "") {
		add(DoubtSIREN, SIREN, dunning.Errorf(dunning.CodeConflict, "SIREN %s and %s differ, and one of them is not valid", keep.SIREN, other.SIREN).
			WithHint("choose whose number is his"))
	}
	if len(likeness(keep, other)) == 0 {
		add(DoubtUnlike, "", dunning.Errorf(dunning.CodeConflict, "debtors %s and %s have neither number, name nor e-mail address in common", keep.Key, other.Key).
			WithHint("confirm that they are one debtor"))
	}
	if i := slices.IndexFunc(o.Moves, func(m Move) bool { return m.GivesYes }); i >= 0 {
		add(DoubtApproved, "", dunning.Errorf(dunning.CodeConflict, "somebody has agreed to the next step of invoice %s: the yes was to a letter to debtor %s",
			o.Moves[i].Ref.Number, other.Key).WithHint("confirm that the yes is given up: the letter is drawn anew and asked for again"))
	}
}
