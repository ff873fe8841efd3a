package insolvency

import (
	"relance/internal/calendar"
	"relance/internal/period"
)

// Effect is what a notice says, in one word.
type Effect string

// The effects.
const (
	Opening        Effect = "opening"    // a collective procedure is opened or extended
	MaybeOpening   Effect = "opening?"   // its text says so, its nature does not
	Conversion     Effect = "conversion" // another procedure goes on with the same claims
	Plan           Effect = "plan"       // a plan was adopted
	Closure        Effect = "closure"    // the procedure has ended
	Deposit        Effect = "deposit"    // the state of claims was deposited
	PostJudgment   Effect = "post-judgment list"
	Reversal       Effect = "reversal" // a court of appeal set the judgment aside
	MaybeReversal  Effect = "reversal?"
	Withdrawn      Effect = "withdrawn"  // withdrawn on third-party opposition
	Organs         Effect = "organs"     // other persons were appointed
	Annulment      Effect = "annulment"  // this notice cancels an earlier one
	Void           Effect = "void"       // cancelled by a later notice
	StruckOff      Effect = "struck off" // from the register of companies
	StrikingUndone Effect = "striking-off undone"
	Moved          Effect = "moved" // to another court's register, not an end
	Other          Effect = "other"
	Unknown        Effect = "unknown"    // a nature that is not known here
	Unreadable     Effect = "unreadable" // the notice holds no judgment that can be read
)

// Procedure is the kind of collective procedure; empty when the notice does not
// tell.
type Procedure string

// The procedures.
const (
	Safeguard      Procedure = "sauvegarde"
	Reorganisation Procedure = "redressement"
	Liquidation    Procedure = "liquidation"
	ExitFromCrisis Procedure = "sortie de crise"
	PersonalRelief Procedure = "rétablissement professionnel"
)

// Action is what a notice about a debtor asks for.
type Action string

// The actions. None of them lifts a freeze.
const (
	Nothing      Action = "none"
	Ask          Action = "task"   // a person reads the notice
	Freeze       Action = "freeze" // nothing more leaves to the debtor
	FreezeAndAsk Action = "freeze+task"
)

// Notice is one notice of the gazette.
type Notice struct {
	ID         string        `json:"id"`
	SIREN      string        `json:"siren"`  // the first; empty when there is none
	SIRENs     []string      `json:"sirens"` // of every company named, from both fields that hold them
	Kind       string        `json:"kind"`   // annonce, rectificatif or annulation
	Family     string        `json:"family"` // collective, radiation, vente …
	Published  calendar.Date `json:"published"`
	Effect     Effect        `json:"effect"`
	Procedure  Procedure     `json:"procedure"`
	Judgment   calendar.Date `json:"judgment"` // zero when absent or absurd
	Nature     string        `json:"nature"`   // of the judgment, as published
	Court      string        `json:"court"`
	Role       string        `json:"role"`     // of the holder: mandataire judiciaire or liquidateur
	Holder     string        `json:"holder"`   // to whom claims are declared; a proposal, empty in doubt
	Address    string        `json:"address"`  // of the holder
	ClaimBy    calendar.Date `json:"claim_by"` // last day to declare, before any move to a working day; zero when none runs
	Action     Action        `json:"action"`
	Replaces   string        `json:"replaces"`    // the notice that this one corrects or cancels
	ReplacedBy string        `json:"replaced_by"` // in the same answer
	Text       string        `json:"text"`        // of the judgment
	URL        string        `json:"url"`
	Warnings   []string      `json:"warnings"` // in French

	replacedOn calendar.Date // publication of the notice that this one replaces
}

// claimMonths is the period to declare a claim, for a creditor who lives on the
// territory of the court (C. com. R622-24). For others it is two months more.
var claimMonths = period.Of(period.Claim).Months
