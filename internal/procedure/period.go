package procedure

import (
	"cmp"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Trigger is what a person types in, and from which a period runs.
type Trigger string

// The triggers.
const (
	RequestFiled   Trigger = "request_filed"   // a request for an order to pay, at a commercial court
	OrderMade      Trigger = "order_made"      // the order to pay
	OrderServed    Trigger = "order_served"    // its service by a commissaire de justice
	OppositionFee  Trigger = "opposition_fee"  // the clerk's letter that asks for the costs of an opposition (commercial court)
	OppositionTJ   Trigger = "opposition_tj"   // the court's letter after an opposition, above 10,000 € (tribunal judiciaire)
	LetterSent     Trigger = "letter_sent"     // of the small-claims procedure
	UncontestedAsk Trigger = "uncontested_ask" // the request to the commissaire (L126)
	CommandServed  Trigger = "command_served"  // the order to pay of L126
	RecordSealed   Trigger = "record_sealed"   // the record of non-contestation is enforceable
	Published      Trigger = "published"       // the opening judgment, in the BODACC
	ClaimDisputed  Trigger = "claim_disputed"  // the representative's letter that contests a declared claim
)

// Triggers lists them all.
func Triggers() []Trigger {
	return []Trigger{
		RequestFiled, OrderMade, OrderServed, OppositionFee, OppositionTJ, LetterSent, UncontestedAsk, CommandServed, RecordSealed, Published,
		ClaimDisputed,
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
}

// Confidence tells how sure a row is.
type Confidence string

// The degrees.
const (
	Sure      Confidence = "sure"
	Differing Confidence = "readings differ"
	Unsettled Confidence = "not settled" // no decree, no practice
)

// Period is one row of the table.
type Period struct {
	ID      string
	Trigger Trigger
	From    calendar.Date // the trigger's day from which the row holds; zero: always
	To      calendar.Date // the last one; zero: until now
	Months  int
	Days    int
	What    string // what is to be done, in French
	Missed  string // what follows when it is not, in French
	Before  []int  // alarms: days before the end; none for what one waits for
	Source  string // article, French
	Sure    Confidence
}

var (
	reform    = calendar.Date{Year: 2026, Month: 9, Day: 1} // décret 2026-96, art. 9
	beforeIt  = calendar.Date{Year: 2026, Month: 8, Day: 31}
	lawOfL126 = calendar.Date{Year: 2026, Month: 4, Day: 24} // loi 2026-307 of 23 April 2026
)

// periods is the one table of periods.
var periods = []Period{
	{"injonction-provision", RequestFiled, calendar.Date{}, calendar.Date{}, 0, 15, "consigner les frais de greffe au tribunal de commerce", "la requête est caduque", []int{8, 3}, "CPC 1425", Sure},
	{"injonction-signification", OrderMade, reform, calendar.Date{}, 3, 0, "faire signifier l’ordonnance par un commissaire de justice", "l’ordonnance est non avenue\u00a0; la créance demeure, la prescription n’a pas été interrompue", []int{45, 30, 15, 7}, "CPC 1411, décret 2026-96 du 16 février 2026, art. 9", Sure},
	{"injonction-signification-ancienne", OrderMade, calendar.Date{}, beforeIt, 6, 0, "faire signifier l’ordonnance par un commissaire de justice", "l’ordonnance est non avenue\u00a0; la créance demeure, la prescription n’a pas été interrompue", []int{45, 30, 15, 7}, "CPC 1411 dans sa rédaction antérieure au 1er septembre 2026", Sure},
	{"injonction-opposition", OrderServed, calendar.Date{}, calendar.Date{}, 1, 0, "attendre la fin du délai d’opposition (plus long si l’acte n’a pas été remis en personne, un mois de plus outre-mer, deux à l’étranger)", "", []int{-2}, "CPC 1416, 643", Sure},
	{"injonction-avis-greffe", OrderServed, reform, calendar.Date{}, 1, 0, "demander au greffe si une opposition a été formée", "", []int{-5}, "CPC 1416, décret 2026-96 (devant les tribunaux de commerce, les lectures diffèrent)", Differing}, // uncertain: clerk-notice
	{"injonction-execution", OrderServed, reform, calendar.Date{}, 2, 0, "l’exécution devient possible sans avis d’opposition", "", []int{-2}, "CPC 1422, décret 2026-96", Sure},
	{"injonction-frais-opposition", OppositionFee, calendar.Date{}, calendar.Date{}, 0, 15, "consigner les frais de l’opposition", "l’ordonnance est caduque", []int{8, 3}, "CPC 1425", Sure},
	{"injonction-avocat", OppositionTJ, calendar.Date{}, calendar.Date{}, 0, 15, "constituer avocat devant le tribunal judiciaire (demande de plus de 10\u00a0000\u00a0€)", "l’ordonnance est caduque", []int{8, 3}, "CPC 1418, 761", Sure},
	{"petites-creances-reponse", LetterSent, calendar.Date{}, calendar.Date{}, 1, 0, "le silence du débiteur vaut refus", "", []int{-2}, "CPCE R125-3", Sure},
	{"incontestees-commandement", UncontestedAsk, lawOfL126, calendar.Date{}, 1, 0, "faire signifier le commandement de payer", "", []int{5}, "CPCE L126-2, loi 2026-307 du 23 avril 2026 (décret non paru en novembre 2026)", Unsettled},
	{"incontestees-reponse", CommandServed, lawOfL126, calendar.Date{}, 1, 0, "fin du délai pour payer ou contester", "", []int{-1}, "CPCE L126-3", Unsettled},
	{"incontestees-proces-verbal", CommandServed, lawOfL126, calendar.Date{}, 1, 8, "le procès-verbal de non-contestation peut être dressé", "", []int{-2}, "CPCE L126-3", Unsettled},
	{"incontestees-signification", RecordSealed, lawOfL126, calendar.Date{}, 6, 0, "faire signifier le procès-verbal exécutoire", "le titre est perdu", []int{60, 30}, "CPCE L126-4", Unsettled},
	{"declaration", Published, calendar.Date{}, calendar.Date{}, 2, 0, "déclarer la créance au mandataire judiciaire ou au liquidateur (quatre mois depuis l’étranger\u00a0; entre la métropole et l’outre-mer, une personne décide)", "demander le relevé de forclusion", []int{54, 31, 16, 7, 3, 1}, "C. com. L622-24, R622-24", Sure}, // uncertain: overseas
	{"releve-de-forclusion", Published, calendar.Date{}, calendar.Date{}, 6, 0, "demander le relevé de forclusion, si la créance n’a pas été déclarée à temps", "la créance est inopposable à la procédure", []int{30, 15, 7}, "C. com. L622-26", Sure},
	{"contestation-de-creance", ClaimDisputed, calendar.Date{}, calendar.Date{}, 0, 30, "répondre au mandataire judiciaire", "aucun recours contre la proposition du mandataire", []int{20, 10, 3}, "C. com. L622-27", Sure},
}

// Periods gives the table.
func Periods() []Period { return slices.Clone(periods) }

// Holds tells whether a row holds for a trigger of a day.
func (p Period) Holds(on calendar.Date) bool {
	return !on.Before(p.From) && (p.To.IsZero() || !on.After(p.To))
}

// End is the last day of the period: the raw date. It is never moved forward to
// the next working day as CPC 642 would: that is prudent.
func (p Period) End(on calendar.Date) calendar.Date { return on.AddMonths(p.Months).AddDays(p.Days) }

// Alarm is a day on which a person is reminded of a period.
type Alarm struct {
	On     calendar.Date `json:"on"`  // moved back to a working day before the end, forward after it
	End    calendar.Date `json:"end"` // of the period
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
	for _, p := range periods {
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
			out = append(out, Alarm{On: day, End: end, What: p.What, Missed: p.Missed, Source: p.Source, Period: p.ID, Sure: p.Sure})
		}
	}
	slices.SortStableFunc(out, func(a, b Alarm) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Period, b.Period)) })
	return out, nil
}

// Prudence says how the last days of all periods are shown.
//
// uncertain: raw-date
const Prudence = "Le dernier jour est la date brute\u00a0: il n’est jamais reporté au jour ouvré suivant, comme le permettrait l’article 642 du Code de procédure civile. C’est une prudence voulue. Ces dates sont une copie\u00a0: les tâches font foi."

// beforeExpiry are the days before limitation on which a person is reminded.
var beforeExpiry = []int{365, 182, 91, 30, 7}

// BeforeExpiry gives the alarms before a claim expires that are still to come.
// The service of an order to pay must come before that day too: the request
// alone does not interrupt limitation.
func BeforeExpiry(expiry, today calendar.Date) (out []Alarm) {
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
			Missed: "la créance est prescrite", Source: "C. civ. 2224, 2241", Period: "prescription", Sure: Sure,
		})
	}
	return out
}
