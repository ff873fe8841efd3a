package procedure

import (
	"fmt"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Fulfilment tells whether a condition is fulfilled, as far as the record shows.
type Fulfilment string

// The answers.
const (
	Met     Fulfilment = "met"
	NotMet  Fulfilment = "not_met"
	Unknown Fulfilment = "unknown" // the record does not tell: a person does
)

// Condition is one condition of a procedure.
type Condition struct {
	What   string     `json:"what"` // French
	Is     Fulfilment `json:"is"`
	Why    string     `json:"why,omitempty"` // French: what the record shows
	Source string     `json:"source,omitempty"`

	Since  calendar.Date `json:"since,omitzero"`   // from which the rule holds in this wording; zero: not looked for
	ReadOn calendar.Date `json:"read_on,omitzero"` // when the rule was last read; zero: no rule of law
}

// Way is one procedure with its conditions. It is never a recommendation.
type Way struct {
	ID         string      `json:"way"`
	Name       string      `json:"name"`
	Conditions []Condition `json:"conditions"`
	Notes      []string    `json:"notes,omitempty"` // warnings and what is not settled, French
	AsOf       string      `json:"as_of"`           // state of the law that the row follows
}

// IDs of the ways.
const (
	Injonction  = "injonction"
	SmallClaims = "small_claims"
	Uncontested = "uncontested"
	Refere      = "refere"
	Assignation = "assignation"
	Agency      = "agency"
	Insurer     = "insurer"
	Bailiff     = "bailiff"
)

// WayIDs lists them in the order in which they are shown.
func WayIDs() []string {
	return []string{Injonction, SmallClaims, Uncontested, Refere, Assignation, Bailiff, Agency, Insurer}
}

// asOf is the state of the law of this file.
const asOf = "27 novembre 2026"

// Facts hold what the record shows about a claim, in cents of euro.
type Facts struct {
	On          calendar.Date
	Principal   money.Cents // what is open of the invoices, VAT included
	Interest    money.Cents // left
	Fee         money.Cents
	Currency    string
	Due         calendar.Date
	Regime      dunning.Regime
	Country     string // country of the debtor (ISO 3166-1); empty means FR
	Debtor      string // name of the debtor, in which its legal form stands
	Creditor    string // legal form and name of the creditor
	CreditorRCS string
	Disputed    bool // a dispute is open, or the customer's platform refuses the invoice
	Judgment    calendar.Date
	Frozen      bool          // insolvency proceedings, or a notice that may be their opening
	Expiry      calendar.Date // last day before limitation
	Notice      calendar.Date // day from which a formal notice has effect; zero: none
	Mandate     bool          // an agency has the creditor's mandate
	Policy      bool          // the creditor has a credit-insurance policy
	Insured     Insured       // the invoice under that policy, with the policy's periods
	MinWay      money.Cents   // sums below this get a note that they are small
	Looked      calendar.Date // when the official notices about the debtor were last read; zero: never
	Attempt     bool          // a conciliation or mediation was tried (CPC 750-1)
	Invoiced    bool
}

// With adds the facts of another invoice of the same debtor: sums are added, the
// later due date and the earlier limitation count, and what holds of one invoice
// alone holds back both.
func (f Facts) With(o Facts) Facts {
	f.Principal, f.Interest, f.Fee = f.Principal+o.Principal, f.Interest+o.Interest, f.Fee+o.Fee
	if o.Due.After(f.Due) {
		f.Due = o.Due
	}
	if !o.Expiry.IsZero() && (f.Expiry.IsZero() || o.Expiry.Before(f.Expiry)) {
		f.Expiry = o.Expiry
	}
	if o.Notice.IsZero() || !f.Notice.IsZero() && o.Notice.After(f.Notice) {
		f.Notice = o.Notice
	}
	if by, other := f.Insured.DeclareBy(), o.Insured.DeclareBy(); !other.IsZero() && (by.IsZero() || other.Before(by)) {
		f.Insured = o.Insured
	}
	f.Disputed, f.Frozen, f.Invoiced, f.Attempt = f.Disputed || o.Disputed, f.Frozen || o.Frozen, f.Invoiced && o.Invoiced, f.Attempt && o.Attempt
	if f.Judgment.IsZero() {
		f.Judgment = o.Judgment
	}
	return f
}

// limits of the law, in cents of euro.
const (
	smallLimit  money.Cents = 500_000   // CPCE L125-1, CPC 750-1
	lawyerLimit money.Cents = 1_000_000 // CPC 761, 853

	// EconomicJusticeFrom is the claim above which a court for economic affairs may
	// ask a contribution of a claimant with 250 employees or more (décret 2024-1225).
	EconomicJusticeFrom money.Cents = 5_000_000
)

// economicJustice warns of that contribution.
func (f Facts) economicJustice() []string {
	if f.Principal+f.Interest+f.Fee <= EconomicJusticeFrom {
		return nil
	}
	return []string{"Contribution pour la justice économique possible devant un tribunal des activités économiques (demande de plus de 50\u00a0000\u00a0€, demandeur d’au moins 250 salariés\u00a0; décret 2024-1225)."}
}

// nearExpiry is how many days before limitation every way warns.
const nearExpiry = 60

// Ways shows the conditions of each procedure for a claim.
func Ways(f Facts) []Way {
	out := []Way{f.injonction(), f.smallClaims(), f.uncontested(), f.refere(), f.assignation(), f.bailiff(), f.agency(), f.insurer()}
	for i := range out {
		out[i].AsOf = asOf
		if !f.Expiry.IsZero() && f.Expiry.Before(f.On.AddDays(nearExpiry)) {
			out[i].Notes = append([]string{"La prescription est proche\u00a0: dernier jour pour agir, le " + f.Expiry.French() + "."}, out[i].Notes...)
		}
		if f.MinWay > 0 && f.Principal < f.MinWay {
			out[i].Notes = append(out[i].Notes, "Le principal, "+f.sum(f.Principal)+", est inférieur au seuil que vous avez renseigné (min_way), "+f.sum(f.MinWay)+".")
		}
	}
	return out
}

func is(ok bool) Fulfilment {
	if ok {
		return Met
	}
	return NotMet
}

func (f Facts) sum(c money.Cents) string {
	return money.French(money.Amount{Cents: c, Currency: f.Currency})
}

func (f Facts) due() Condition {
	return cond("créance exigible", is(f.Due.Before(f.On)), "échéance du "+f.Due.French(), "C. civ. 1305-2")
}

func (f Facts) undisputed() Condition {
	why := "aucun litige ouvert au dossier"
	if f.Disputed {
		why = "un litige est ouvert, ou la plateforme du client refuse la facture\u00a0: une opposition est probable"
	}
	return cond("créance non contestée, à la connaissance du créancier", is(!f.Disputed), why, "")
}

func (f Facts) solvent() Condition {
	const what, source = "pas de procédure collective", "C. com. L622-21"
	switch {
	case f.Frozen && f.Judgment.IsZero():
		return cond(what, NotMet, "une annonce du BODACC est à lire", source)
	case f.Frozen:
		return cond(what, NotMet, "procédure ouverte\u00a0: la créance se déclare", source)
	case !f.Looked.IsZero() && !f.Looked.Before(f.On.AddDays(-1)):
		return cond(what, Met, "aucune annonce d’ouverture au BODACC, consulté le "+f.Looked.French(), source)
	case !f.Looked.IsZero():
		return cond(what, Unknown, "le BODACC a été consulté pour la dernière fois le "+f.Looked.French(), source)
	}
	return cond(what, Unknown, "rien au dossier\u00a0: le BODACC n’est sûr qu’après consultation", source)
}

func (f Facts) inFrance() Condition {
	in := f.Country == "" || f.Country == "FR"
	why := "adresse en France"
	if !in {
		why = "adresse à l’étranger (" + f.Country + ")\u00a0: dans l’Union, injonction de payer européenne (règlement 1896/2006)"
	}
	return cond("débiteur domicilié en France", is(in), why, "CPC 1406")
}

// commercial tells whether a legal form makes a company a merchant by its form
// (C. com. L210-1); unknown for what a name does not show.
func commercial(text string) Fulfilment {
	for _, w := range strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '(' || r == ')' }) {
		switch w {
		case "SARL", "EURL", "SAS", "SASU", "SA", "SNC", "SCA", "SCS":
			return Met
		case "SELARL", "SELAS", "SCI", "SCP", "ASSOCIATION", "EARL":
			return NotMet
		}
	}
	return Unknown
}

func (f Facts) merchants() Condition {
	a, b := commercial(f.Creditor), commercial(f.Debtor)
	c := cond("créancier et débiteur commerçants", Unknown, "", "C. com. L121-1, L210-1")
	switch {
	case f.Regime != dunning.B2B || a == NotMet || b == NotMet:
		c.Is, c.Why = NotMet, "l’un des deux n’est pas commerçant par sa forme"
	case a == Met && b == Met:
		c.Is, c.Why = Met, "sociétés commerciales par leur forme"
	default:
		c.Why = "la forme de l’un des deux n’est pas connue\u00a0: à vérifier au registre"
	}
	return c
}

// judge is asked of a public buyer's debts alone: a public contract may belong to
// the administrative courts, and no rule of this package decides it.
func (f Facts) judge() []Condition {
	if f.Regime != dunning.Public {
		return nil
	}
	return []Condition{cond("compétence du juge judiciaire", Unknown, "acheteur public\u00a0: le litige peut relever du juge administratif, une personne le vérifie", "")}
}

func (f Facts) determined() Condition {
	return cond("montant déterminé", is(f.Principal > 0), "principal restant dû\u00a0: "+f.sum(f.Principal), "CPC 1405")
}

func (f Facts) notice() Condition {
	c := cond("mise en demeure adressée", is(!f.Notice.IsZero()), "aucune au dossier\u00a0; l’article 1407 du Code de procédure civile ne l’exige pas", "C. civ. 1344")
	if c.Is == Met {
		c.Why = "effet au " + f.Notice.French()
	}
	return c
}

func (f Facts) injonction() Way {
	w := Way{ID: Injonction, Name: "Injonction de payer", Conditions: []Condition{
		f.determined(), f.due(), f.undisputed(), f.solvent(), f.inFrance(), f.notice(),
	}, Notes: []string{
		"La requête n’interrompt pas la prescription\u00a0; sa signification l’interrompt (Civ. 1re, 9 sept. 2020, n° 19-12.006).",
		// uncertain: clerk-fee
		"Les frais de greffe du tribunal de commerce ne sont pas proposés\u00a0: trois montants circulent en 2026.",
		// uncertain: contribution
		"Contribution de 50\u00a0€ (CGI 1635 bis Q)\u00a0: son application à l’injonction n’est pas établie.",
		"Le sérieux d’une éventuelle contestation ne peut être apprécié par un programme.",
	}}
	w.Conditions = append(w.Conditions, f.judge()...)
	w.Notes = append(w.Notes, f.economicJustice()...)
	return w
}

func (f Facts) smallClaims() Way {
	total := f.Principal + f.Interest
	merchants := f.merchants()
	apart := cond("pas une créance facturée entre commerçants", Unknown, merchants.Why, "CPCE L125-1, loi 2026-307")
	switch merchants.Is {
	case Met:
		apart.Is = NotMet
	case NotMet:
		apart.Is = Met
	}
	return Way{ID: SmallClaims, Name: "Procédure simplifiée de recouvrement des petites créances", Conditions: append([]Condition{
		cond("principal et intérêts d’au plus 5\u00a0000\u00a0€", is(f.Currency == "EUR" && total <= smallLimit), f.sum(total), "CPCE L125-1, R125-1"),
		apart, f.due(), f.solvent(), f.inFrance(),
		cond("accord du débiteur", Unknown, "demandé par le commissaire de justice\u00a0; le silence d’un mois vaut refus", "CPCE R125-3"),
	}, f.judge()...), Notes: []string{
		"Tous les frais sont à la charge du créancier (CPCE L125-1).",
		"De l’envoi de la lettre jusqu’à l’issue, aucun paiement ne peut passer (CPCE R125-7)\u00a0: suspendez le dossier et les liens de paiement.",
	}}
}

func (f Facts) uncontested() Way {
	return Way{ID: Uncontested, Name: "Créances commerciales incontestées", Conditions: []Condition{
		f.merchants(), f.invoiced(), f.due(), f.undisputed(), f.solvent(),
		cond("décret et tarif en vigueur", Unknown, "aucun décret trouvé en novembre 2026", "loi 2026-307 du 23 avril 2026"), // uncertain: l126
	}, Notes: []string{"Demandez à votre commissaire de justice si la procédure est ouverte."}}
}

func (f Facts) invoiced() Condition {
	why := "facture au dossier"
	if !f.Invoiced {
		why = "aucune facture au dossier"
	}
	return cond("créance facturée", is(f.Invoiced), why, "CPCE L126-1")
}

func (f Facts) refere() Way {
	w := Way{ID: Refere, Name: "Référé-provision", Conditions: []Condition{
		f.due(), f.undisputed(), f.solvent(),
		cond("obligation non sérieusement contestable", Unknown, "le juge l’apprécie", "CPC 835, 873"),
	}}
	return f.beforeCourt(w)
}

func (f Facts) assignation() Way {
	return f.beforeCourt(Way{ID: Assignation, Name: "Assignation au fond", Conditions: []Condition{f.due(), f.solvent()}})
}

// beforeCourt adds the conditions of every action before a court.
func (f Facts) beforeCourt(w Way) Way {
	sum := f.Principal + f.Interest + f.Fee
	w.Conditions = append(w.Conditions, f.judge()...)
	if f.merchants().Is != Met && sum <= smallLimit {
		c := cond("tentative de conciliation ou de médiation (tribunal judiciaire, jusqu’à 5\u00a0000\u00a0€)", is(f.Attempt), "", "CPC 750-1")
		if !f.Attempt {
			c.Why = "aucune au dossier"
		}
		w.Conditions = append(w.Conditions, c)
	}
	if sum > lawyerLimit {
		w.Notes = append(w.Notes, "L’avocat est obligatoire au-delà de 10\u00a0000\u00a0€ (CPC 761, 853).")
	}
	w.Notes = append(w.Notes, f.economicJustice()...)
	w.Notes = append(w.Notes, "Le dossier contient les faits et les pièces, jamais l’argumentation juridique.")
	return w
}

func (f Facts) bailiff() Way {
	return Way{ID: Bailiff, Name: "Remise à un commissaire de justice", Conditions: []Condition{f.due(), f.solvent(),
		cond("titre exécutoire", Unknown, "sans titre, le commissaire ne peut que recouvrer à l’amiable", "CPCE L111-2")}}
}

func (f Facts) agency() Way {
	return Way{ID: Agency, Name: "Remise à une agence de recouvrement", Conditions: []Condition{f.due(), f.undisputed(), f.solvent(),
		cond("mandat écrit du créancier", is(f.Mandate), fromSettings(f.Mandate), "CPCE R124-3")},
		Notes: []string{"Après la remise, aucune relance ne part d’ici\u00a0; un paiement reçu est annoncé aussitôt à l’agence."}}
}

func (f Facts) insurer() Way {
	return Way{ID: Insurer, Name: "Déclaration à l’assureur-crédit", Conditions: []Condition{
		cond("police d’assurance-crédit", is(f.Policy), fromSettings(f.Policy), fromPolicy),
		f.undisputed(), f.covered(), f.inTime(), f.enough(),
	}, Notes: []string{
		"Une créance contestée n’est en général pas couverte tant que le litige dure.",
		// uncertain: insurer
		"Les délais d’Allianz Trade n’ont pas été trouvés\u00a0; ceux des autres assureurs, comme la part indemnisée, dépendent de la police.",
	}}
}

// covered asks whether the credit that was given is one that the policy covers.
func (f Facts) covered() Condition {
	why := "la durée maximale de crédit n’est pas renseignée dans la police du créancier"
	if n := f.Insured.Policy.MaxCredit; n > 0 {
		why = fmt.Sprintf("échéance du %s, crédit d’au plus %d jours depuis la facture", f.Due.French(), n)
	}
	return cond("durée de crédit couverte par la police", f.Insured.covered(), why, fromPolicy)
}

// inTime asks whether the insurer may still be told.
func (f Facts) inTime() Condition {
	const what = "délai de déclaration de la police respecté"
	by := f.Insured.DeclareBy()
	if by.IsZero() {
		return cond(what, Unknown, "le délai de déclaration n’est pas renseigné dans la police du créancier", fromPolicy)
	}
	return cond(what, is(!f.On.After(by)), "dernier jour pour déclarer\u00a0: "+by.French(), fromPolicy)
}

// enough asks whether the sum reaches the minimum of the policy.
func (f Facts) enough() Condition {
	const what = "montant au moins égal au seuil de la police"
	least := f.Insured.Policy.Minimum
	if least <= 0 {
		return cond(what, Unknown, "le seuil n’est pas renseigné dans la police du créancier", fromPolicy)
	}
	return cond(what, is(f.Principal >= least), f.sum(f.Principal)+" pour un seuil de "+f.sum(least), fromPolicy)
}

func fromSettings(there bool) string {
	if there {
		return "indiqué dans la configuration"
	}
	return "rien dans la configuration"
}

// Title is the name of a way; CodeInvalid for one that there is not.
func Title(id string) (string, error) {
	for _, w := range Ways(Facts{}) {
		if w.ID == id {
			return w.Name, nil
		}
	}
	return "", dunning.Errorf(dunning.CodeInvalid, "%q is no way to go on", id).WithHint("%s", "use one of "+fmt.Sprint(WayIDs()))
}
