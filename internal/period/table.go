package period

import (
	"slices"

	"relance/internal/calendar"
)

// Trigger names the event from which a period runs.
type Trigger string

// The triggers.
const (
	RequestFiled   Trigger = "request_filed"   // a request for an order to pay, at a commercial court
	OrderMade      Trigger = "order_made"      // the order to pay
	OrderServed    Trigger = "order_served"    // its service by a commissaire de justice
	OppositionFee  Trigger = "opposition_fee"  // the clerk's letter that asks for the costs of an opposition (commercial court)
	OppositionTJ   Trigger = "opposition_tj"   // the court's letter after an opposition, above 10,000 € (tribunal judiciaire)
	LetterSent     Trigger = "letter_sent"     // the letter that opens the small-claims procedure
	UncontestedAsk Trigger = "uncontested_ask" // the request to the commissaire (L126)
	CommandServed  Trigger = "command_served"  // the order to pay of L126
	RecordSealed   Trigger = "record_sealed"   // the record of non-contestation is enforceable
	Published      Trigger = "published"       // the opening judgment, in the BODACC
	ClaimDisputed  Trigger = "claim_disputed"  // the representative's letter that contests a declared claim

	LiquidationPublished Trigger = "liquidation_published" // the judgment that opens or pronounces liquidation, in the BODACC
	ObservationEnded     Trigger = "observation_ended"     // the observation period is over
	ClaimsListed         Trigger = "claims_listed"         // the deposit of the state of claims, in the BODACC
	ContractEnded        Trigger = "contract_ended"        // the proceedings ended a contract that was running
	StruckOff            Trigger = "struck_off"            // from the register of companies

	ClaimBorn       Trigger = "claim_born"       // limitation begins: the claim can be asked for
	YearAfterClaim  Trigger = "year_after_claim" // 1 January after the claim was born
	SuspensionEnded Trigger = "suspension_ended" // a mediation or conciliation is over
	LetterPresented Trigger = "letter_presented" // the postman left a notice
	DemandReceived  Trigger = "demand_received"  // a public buyer has the demand for payment
	DemandDated     Trigger = "demand_dated"     // the day of a demand whose receipt nobody can prove
)

// IDs of the rows of the table that other packages ask for by name.
const (
	Claim                 = "declaration"
	ClaimFromAbroad       = "declaration-de-l-etranger"
	Prescription          = "prescription-professionnel"
	PrescriptionConsumer  = "prescription-consommateur"
	PrescriptionPublic    = "prescription-personne-publique"
	PrescriptionTransport = "prescription-transport"
	AfterSuspension       = "prescription-apres-suspension"
	AtThePost             = "lettre-au-bureau-de-poste"
	PublicBuyer           = "paiement-acheteur-public"
	PublicHospital        = "paiement-sante"
	PublicUndertaking     = "paiement-entreprise-publique"
	DeemedReceived        = "reception-reputee"
)

const expired = "la créance est prescrite"

// Confidence tells how sure a row is.
type Confidence string

// The degrees.
const (
	Sure      Confidence = "sure"
	Differing Confidence = "readings differ"
	Unsettled Confidence = "not settled" // there is neither a decree nor a known practice
)

// Period is one row of the table.
type Period struct {
	ID      string
	Trigger Trigger
	From    calendar.Date // the trigger's day from which the row holds; zero: always
	To      calendar.Date // the trigger's last such day; zero: the row still holds
	Months  int
	Days    int
	What    string // what is to be done, in French
	Missed  string // what follows when it is not done in time, in French
	Before  []int  // alarms: days before the end, negative after it; none where no event of a procedure starts it
	Source  string // article, French
	Sure    Confidence
}

var (
	reform    = calendar.Date{Year: 2026, Month: 9, Day: 1} // décret 2026-96, art. 9
	beforeIt  = calendar.Date{Year: 2026, Month: 8, Day: 31}
	lawOfL126 = calendar.Date{Year: 2026, Month: 4, Day: 24} // the day after loi 2026-307 of 23 April 2026: no source confirms it
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
	{Claim, Published, calendar.Date{}, calendar.Date{}, 2, 0, "déclarer la créance au mandataire judiciaire ou au liquidateur (quatre mois depuis l’étranger\u00a0; entre la métropole et l’outre-mer, une personne décide)", "demander le relevé de forclusion", []int{54, 31, 16, 7, 3, 1}, "C. com. L622-24, R622-24", Sure}, // uncertain: overseas
	{"releve-de-forclusion", Published, calendar.Date{}, calendar.Date{}, 6, 0, "demander le relevé de forclusion, si la créance n’a pas été déclarée à temps", "la créance est inopposable à la procédure", []int{30, 15, 7}, "C. com. L622-26", Sure},
	{"contestation-de-creance", ClaimDisputed, calendar.Date{}, calendar.Date{}, 0, 30, "répondre au mandataire judiciaire", "aucun recours contre la proposition du mandataire", []int{20, 10, 3}, "C. com. L622-27", Sure},
	{"revendication", Published, calendar.Date{}, calendar.Date{}, 3, 0, "revendiquer les biens vendus avec réserve de propriété, s’il y en a", "la réserve de propriété est inopposable à la procédure", []int{30, 10, 3}, "C. com. L624-9", Sure},
	{"creance-posterieure", ObservationEnded, calendar.Date{}, calendar.Date{}, 12, 0, "porter à la connaissance du mandataire judiciaire une créance née après le jugement et impayée", "son privilège est perdu", []int{60, 30, 7}, "C. com. L622-17", Sure},
	{"creance-posterieure-liquidation", LiquidationPublished, calendar.Date{}, calendar.Date{}, 6, 0, "porter à la connaissance du liquidateur une créance née après le jugement et impayée", "son privilège est perdu", []int{60, 30, 7}, "C. com. L641-13", Sure},
	{"etat-des-creances", ClaimsListed, calendar.Date{}, calendar.Date{}, 1, 0, "former une réclamation contre l’état des créances", "l’état des créances n’est plus contestable", []int{20, 10, 3}, "C. com. R624-8", Sure},
	{"contrat-resilie", ContractEnded, calendar.Date{}, calendar.Date{}, 1, 0, "déclarer la créance née de la résiliation du contrat", "demander le relevé de forclusion", []int{20, 10, 3}, "C. com. R622-21", Sure},
	{"liquidation-apres-radiation", StruckOff, calendar.Date{}, calendar.Date{}, 12, 0, "assigner le commerçant radié en liquidation judiciaire, si c’est voulu", "l’assignation n’est plus recevable", []int{91, 30, 7}, "C. com. L640-5", Sure},
	{ID: Prescription, Trigger: ClaimBorn, Months: 60, What: "agir en paiement contre un professionnel", Missed: expired, Source: "C. com. L110-4\u00a0; C. civ. 2224", Sure: Sure},
	{ID: PrescriptionConsumer, Trigger: ClaimBorn, Months: 24, What: "agir en paiement contre un consommateur", Missed: expired, Source: "C. conso. L218-2", Sure: Sure},
	{ID: PrescriptionPublic, Trigger: YearAfterClaim, Months: 48, What: "demander le paiement à une personne publique", Missed: expired, Source: "loi 68-1250 du 31 décembre 1968, art. 1er", Sure: Sure},
	{ID: PrescriptionTransport, Trigger: ClaimBorn, Months: 12, What: "agir en paiement d’un transport de marchandises", Missed: expired, Source: "C. com. L133-6", Sure: Sure},
	{ID: AfterSuspension, Trigger: SuspensionEnded, Months: 6, What: "agir après une médiation ou une conciliation, au moins", Missed: expired, Source: "C. civ. 2238", Sure: Sure},
	{ID: ClaimFromAbroad, Trigger: Published, Months: 4, What: "déclarer la créance d’un créancier qui demeure à l’étranger", Missed: "demander le relevé de forclusion", Source: "C. com. R622-24", Sure: Sure},
	{ID: AtThePost, Trigger: LetterPresented, Days: 15, What: "retirer la lettre recommandée au bureau de poste", Source: "C. postes R1-1-6", Sure: Sure},
	{ID: PublicBuyer, Trigger: DemandReceived, Days: 30, What: "payer, pour un acheteur public", Source: "CCP R2192-10", Sure: Sure},
	{ID: PublicHospital, Trigger: DemandReceived, Days: 50, What: "payer, pour un établissement public de santé", Source: "CCP R2192-11", Sure: Sure},
	{ID: PublicUndertaking, Trigger: DemandReceived, Days: 60, What: "payer, pour une entreprise publique", Source: "CCP R2192-11", Sure: Sure},
	{ID: DeemedReceived, Trigger: DemandDated, Days: 2, What: "réception réputée de la demande de paiement, faute de preuve", Source: "CCP R2192-14", Sure: Sure},
}

// All gives the table.
func All() []Period { return slices.Clone(periods) }

// Of gives the row of an ID. It panics for an unknown ID: IDs are constants.
func Of(id string) Period {
	i := slices.IndexFunc(periods, func(p Period) bool { return p.ID == id })
	if i < 0 {
		panic("no period " + id)
	}
	return periods[i]
}

// Holds tells whether the row applies to a trigger that happened on a day.
func (p Period) Holds(on calendar.Date) bool {
	return !on.Before(p.From) && (p.To.IsZero() || !on.After(p.To))
}

// End is the last day of the period, unmoved by weekends and holidays. It is never moved forward to
// the next working day as CPC 642 would: that is prudent.
func (p Period) End(on calendar.Date) calendar.Date { return on.AddMonths(p.Months).AddDays(p.Days) }
