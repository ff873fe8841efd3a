package procedure

import (
	"cmp"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/period"
)

// Trigger is what a period runs from.
type Trigger = period.Trigger

// Confidence tells how sure a row is.
type Confidence = period.Confidence

// The triggers that a person types in.
const (
	RequestFiled   = period.RequestFiled
	OrderMade      = period.OrderMade
	OrderServed    = period.OrderServed
	OppositionFee  = period.OppositionFee
	OppositionTJ   = period.OppositionTJ
	LetterSent     = period.LetterSent
	UncontestedAsk = period.UncontestedAsk
	CommandServed  = period.CommandServed
	RecordSealed   = period.RecordSealed
	Published      = period.Published
	ClaimDisputed  = period.ClaimDisputed

	LiquidationPublished = period.LiquidationPublished
	ObservationEnded     = period.ObservationEnded
	ClaimsListed         = period.ClaimsListed
	ContractEnded        = period.ContractEnded
	StruckOff            = period.StruckOff
)

// The degrees of confidence.
const (
	Sure      = period.Sure
	Differing = period.Differing
	Unsettled = period.Unsettled
)

// Triggers lists those that a person types in.
func Triggers() []Trigger {
	return []Trigger{
		RequestFiled, OrderMade, OrderServed, OppositionFee, OppositionTJ, LetterSent, UncontestedAsk, CommandServed, RecordSealed, Published,
		ClaimDisputed, LiquidationPublished, ObservationEnded, ClaimsListed, ContractEnded, StruckOff,
	}
}

// FrenchTrigger says in French what a trigger is; its own name for one that there
// is not.
func FrenchTrigger(t Trigger) string {
	if text, ok := triggers[t]; ok {
		return text
	}
	return string(t)
}

var triggers = map[Trigger]string{
	RequestFiled:   "requête en injonction déposée au tribunal de commerce",
	OrderMade:      "ordonnance d’injonction rendue",
	OrderServed:    "ordonnance signifiée au débiteur",
	OppositionFee:  "lettre du greffe demandant les frais de l’opposition",
	OppositionTJ:   "lettre du tribunal judiciaire après une opposition, au-delà de 10\u00a0000\u00a0€",
	LetterSent:     "lettre de la procédure des petites créances envoyée",
	UncontestedAsk: "demande au commissaire de justice (créance commerciale incontestée)",
	CommandServed:  "commandement de payer signifié (créance commerciale incontestée)",
	RecordSealed:   "procès-verbal de non-contestation rendu exécutoire",
	Published:      "ouverture de la procédure collective publiée au BODACC",
	ClaimDisputed:  "lettre du mandataire contestant une créance déclarée",

	LiquidationPublished: "liquidation judiciaire publiée au BODACC",
	ObservationEnded:     "fin de la période d’observation",
	ClaimsListed:         "dépôt de l’état des créances publié au BODACC",
	ContractEnded:        "contrat en cours résilié par l’effet de la procédure collective",
	StruckOff:            "débiteur radié du registre du commerce",

	period.ClaimBorn:       "achèvement de la prestation, ou échéance si elle est antérieure",
	period.YearAfterClaim:  "1er janvier qui suit",
	period.SuspensionEnded: "fin de la médiation ou de la conciliation",
	period.LetterPresented: "première présentation de la lettre",
	period.DemandReceived:  "réception de la demande de paiement, ou exécution si elle est postérieure",
	period.DemandDated:     "date de la demande de paiement",
}

// periods gives the one table of every period.
func periods() []period.Period { return period.All() }

// Alarm is a day on which a person is reminded of a period.
type Alarm struct {
	On     calendar.Date `json:"on"`  // day of the reminder: moved to the working day before it, or after it when the period is over
	End    calendar.Date `json:"end"` // last day of the period
	What   string        `json:"what"`
	Missed string        `json:"missed,omitempty"`
	Source string        `json:"source"`
	Period string        `json:"period"`
	Sure   Confidence    `json:"confidence"`
}

// Alarms gives the alarms that follow from a trigger of a day, in order.
func Alarms(t Trigger, on calendar.Date) (out []Alarm, err error) {
	if !slices.Contains(Triggers(), t) {
		return nil, dunning.Errorf(dunning.CodeInvalid, "%q is not an event of a procedure", t).WithHint("use one of %v", Triggers())
	}
	for _, p := range periods() {
		if p.Trigger != t || !p.Holds(on) {
			continue
		}
		end := p.End(on)
		for _, days := range p.Before {
			day := end.AddDays(-days)
			if days > 0 {
				day = day.PreviousBusinessDay(calendar.Metropole)
			} else {
				day = day.NextBusinessDay(calendar.Metropole)
			}
			alarm := Alarm{On: day, End: end, What: p.What, Missed: p.Missed, Source: p.Source, Period: p.ID, Sure: p.Sure}
			if !slices.Contains(out, alarm) { // two may be moved back to one working day
				out = append(out, alarm)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Alarm) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Period, b.Period)) })
	return out, nil
}

// Watched is a period with all the days on which a person is reminded of it.
type Watched struct {
	Alarm
	Days []calendar.Date
}

// ByPeriod puts the alarms of each period together, in the order of their first
// ones: a list for people tells each period once.
func ByPeriod(alarms []Alarm) (out []Watched) {
	at := map[Alarm]int{}
	for _, a := range alarms {
		period := a
		period.On = calendar.Date{}
		i, ok := at[period]
		if !ok {
			i, at[period] = len(out), len(out)
			out = append(out, Watched{Alarm: a})
		}
		out[i].Days = append(out[i].Days, a.On)
	}
	return out
}

// Prudence says how the last days of all periods are shown.
//
// uncertain: raw-date
const Prudence = "Le dernier jour est la date brute\u00a0: il n’est jamais reporté au jour ouvré suivant, comme le permettrait l’article 642 du Code de procédure civile. C’est une prudence voulue. Ces dates sont une copie\u00a0: les tâches font foi."

// beforeExpiry are the days before limitation on which a person is reminded.
var beforeExpiry = []int{365, 182, 91, 30, 7}

// BeforeExpiry gives the alarms before a claim expires that are still to come.
// The service of an order to pay must come before that day too: the request
// alone does not interrupt limitation. Source names the articles by which the claim
// expires.
func BeforeExpiry(expiry, today calendar.Date, source string) (out []Alarm) {
	if expiry.IsZero() {
		return nil
	}
	for _, days := range beforeExpiry {
		on := expiry.AddDays(-days).PreviousBusinessDay(calendar.Metropole)
		if on.Before(today) {
			continue
		}
		out = append(out, Alarm{
			On: on, End: expiry, What: "interrompre la prescription (une requête en injonction n’y suffit pas, sa signification oui)",
			Missed: "la créance est prescrite", Source: source, Period: "prescription", Sure: Sure,
		})
	}
	return out
}
