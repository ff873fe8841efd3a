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

// Facts are what the record shows about a claim.
type Facts struct {
	On          calendar.Date
	Principal   money.Cents // left, VAT included
	Interest    money.Cents // left
	Fee         money.Cents
	Currency    string
	Due         calendar.Date
	Regime      dunning.Regime
	Country     string // of the debtor; empty is FR
	Debtor      string // name, for its legal form
	Creditor    string // legal form and name
	CreditorRCS string
	Disputed    bool // a dispute is open, or the customer's platform refuses the invoice
	Judgment    calendar.Date
	Frozen      bool          // insolvency proceedings, or a notice that may be their opening
	Expiry      calendar.Date // last day before limitation
	Notice      calendar.Date // day from which a formal notice has effect; zero: none
	Mandate     bool          // an agency has the creditor's mandate
	Policy      bool          // the creditor has a credit-insurance policy
	Attempt     bool          // a conciliation or mediation was tried (CPC 750-1)
	Invoiced    bool
}

// limits of the law, in cents of euro.
const (
	smallLimit  money.Cents = 500_000   // CPCE L125-1, CPC 750-1
	lawyerLimit money.Cents = 1_000_000 // CPC 761, 853
)

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
	return Condition{"créance exigible", is(f.Due.Before(f.On)), "échéance du " + f.Due.French(), "C. civ. 1305-2"}
}

func (f Facts) undisputed() Condition {
	why := "aucun litige ouvert au dossier"
	if f.Disputed {
		why = "un litige est ouvert, ou la plateforme du client refuse la facture\u00a0: une opposition est probable"
	}
	return Condition{"créance non contestée, à la connaissance du créancier", is(!f.Disputed), why, ""}
}

func (f Facts) solvent() Condition {
	c := Condition{"pas de procédure collective", Unknown, "rien au dossier\u00a0: le BODACC n’est sûr qu’après consultation", "C. com. L622-21"}
	if f.Frozen {
		c.Is, c.Why = NotMet, "procédure ouverte\u00a0: la créance se déclare"
		if f.Judgment.IsZero() {
			c.Why = "une annonce du BODACC est à lire"
		}
	}
	return c
}

func (f Facts) inFrance() Condition {
	in := f.Country == "" || f.Country == "FR"
	why := "adresse en France"
	if !in {
		why = "adresse à l’étranger (" + f.Country + ")\u00a0: dans l’Union, injonction de payer européenne (règlement 1896/2006)"
	}
	return Condition{"débiteur domicilié en France", is(in), why, "CPC 1406"}
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
	c := Condition{What: "créancier et débiteur commerçants", Is: Unknown, Source: "C. com. L121-1, L210-1"}
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

func (f Facts) determined() Condition {
	return Condition{"montant déterminé", is(f.Principal > 0), "principal restant dû\u00a0: " + f.sum(f.Principal), "CPC 1405"}
}

func (f Facts) notice() Condition {
	c := Condition{What: "mise en demeure adressée", Is: is(!f.Notice.IsZero()), Why: "aucune au dossier", Source: "C. civ. 1344"}
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
		"Les frais de greffe du tribunal de commerce ne sont pas proposés\u00a0: trois montants circulent en 2026.",
		"Contribution de 50\u00a0€ (CGI 1635 bis Q)\u00a0: son application à l’injonction n’est pas établie.",
		"Le sérieux d’une éventuelle contestation ne peut être apprécié par un programme.",
	}}
	if f.Principal > 5_000_000 {
		w.Notes = append(w.Notes, "Contribution pour la justice économique possible devant un tribunal des activités économiques (demande de plus de 50\u00a0000\u00a0€, demandeur d’au moins 250 salariés\u00a0; décret 2024-1225).")
	}
	return w
}

func (f Facts) smallClaims() Way {
	total := f.Principal + f.Interest
	merchants := f.merchants()
	apart := Condition{"pas une créance facturée entre commerçants", Unknown, merchants.Why, "CPCE L125-1, loi 2026-307"}
	switch merchants.Is {
	case Met:
		apart.Is = NotMet
	case NotMet:
		apart.Is = Met
	}
	return Way{ID: SmallClaims, Name: "Procédure simplifiée de recouvrement des petites créances", Conditions: []Condition{
		{"principal et intérêts d’au plus 5\u00a0000\u00a0€", is(f.Currency == "EUR" && total <= smallLimit), f.sum(total), "CPCE L125-1, R125-1"},
		apart, f.due(), f.solvent(), f.inFrance(),
		{"accord du débiteur", Unknown, "demandé par le commissaire de justice\u00a0; le silence d’un mois vaut refus", "CPCE R125-3"},
	}, Notes: []string{
		"Tous les frais sont à la charge du créancier (CPCE L125-1).",
		"De l’envoi de la lettre jusqu’à l’issue, aucun paiement ne peut passer (CPCE R125-7)\u00a0: suspendez le dossier et les liens de paiement.",
	}}
}

func (f Facts) uncontested() Way {
	return Way{ID: Uncontested, Name: "Créances commerciales incontestées", Conditions: []Condition{
		f.merchants(), {"créance facturée", is(f.Invoiced), "facture au dossier", "CPCE L126-1"}, f.due(), f.undisputed(), f.solvent(),
		{"décret et tarif en vigueur", Unknown, "aucun décret trouvé en novembre 2026", "loi 2026-307 du 23 avril 2026"},
	}, Notes: []string{"Demandez à votre commissaire de justice si la procédure est ouverte."}}
}

func (f Facts) refere() Way {
	w := Way{ID: Refere, Name: "Référé-provision", Conditions: []Condition{
		f.due(), f.undisputed(), f.solvent(),
		{"obligation non sérieusement contestable", Unknown, "le juge l’apprécie", "CPC 835, 873"},
	}}
	return f.beforeCourt(w)
}

func (f Facts) assignation() Way {
	return f.beforeCourt(Way{ID: Assignation, Name: "Assignation au fond", Conditions: []Condition{f.due(), f.solvent()}})
}

// beforeCourt adds what any action before a court asks.
func (f Facts) beforeCourt(w Way) Way {
	sum := f.Principal + f.Interest + f.Fee
	if f.merchants().Is != Met && sum <= smallLimit {
		c := Condition{"tentative de conciliation ou de médiation (tribunal judiciaire, jusqu’à 5\u00a0000\u00a0€)", is(f.Attempt), "", "CPC 750-1"}
		if !f.Attempt {
			c.Why = "aucune au dossier"
		}
		w.Conditions = append(w.Conditions, c)
	}
	if sum > lawyerLimit {
		w.Notes = append(w.Notes, "L’avocat est obligatoire au-delà de 10\u00a0000\u00a0€ (CPC 761, 853).")
	}
	w.Notes = append(w.Notes, "Le dossier contient les faits et les pièces, jamais l’argumentation juridique.")
	return w
}

func (f Facts) bailiff() Way {
	return Way{ID: Bailiff, Name: "Remise à un commissaire de justice", Conditions: []Condition{f.due(), f.solvent(),
		{"titre exécutoire", Unknown, "sans titre, le commissaire ne peut que recouvrer à l’amiable", "CPCE L111-2"}}}
}

func (f Facts) agency() Way {
	return Way{ID: Agency, Name: "Remise à une agence de recouvrement", Conditions: []Condition{f.due(), f.undisputed(), f.solvent(),
		{"mandat écrit du créancier", is(f.Mandate), fromSettings(f.Mandate), "CPCE R124-3"}},
		Notes: []string{"Après la remise, aucune relance ne part d’ici\u00a0; un paiement reçu est annoncé aussitôt à l’agence."}}
}

func (f Facts) insurer() Way {
	return Way{ID: Insurer, Name: "Déclaration à l’assureur-crédit", Conditions: []Condition{
		{"police d’assurance-crédit", is(f.Policy), fromSettings(f.Policy), ""}, f.undisputed(),
		{"délai de déclaration de la police respecté", Unknown, "les délais sont ceux de la police", ""}},
		Notes: []string{"Une créance contestée n’est en général pas couverte tant que le litige dure.", "Les délais d’Allianz Trade n’ont pas été trouvés\u00a0; ceux des autres assureurs dépendent de la police."}}
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
