package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/procedure"
)

// field is one line of the value sheet, in the order of the form.
type field struct {
	number string
	label  string
	value  string
	rule   string
}

// values are the values in the order of the forms, for whoever copies them.
// Versions of the forms change: the rule counts.
func (d *dossier) values() letter.Sheet {
	t := notice.Table{Head: []string{"N°", "Rubrique", "Valeur", "Règle"}, Figure: make([]bool, 4)}
	for _, v := range d.fields() {
		t.Rows = append(t.Rows, []string{v.number, v.label, v.value, v.rule})
	}
	const what = "Valeurs à reporter"
	text := "Valeurs du dossier, dans l’ordre où elles se demandent. Ce que le dossier ne sait pas est marqué."
	if d.Way == procedure.Injonction {
		// uncertain: clerk-fee
		text = "Les formulaires (12946 devant le tribunal de commerce, 12948 devant le tribunal judiciaire) sont facultatifs\u00a0: une requête libre au même contenu est admise. Leurs numéros de version en vigueur en novembre 2026 et les limites de taille du dépôt électronique n’ont pas été vérifiés."
	}
	return letter.Sheet{Title: what + ", " + untitled(requests[d.Way].title), Foot: d.foot(what), Sections: []letter.Section{{Blocks: []notice.Block{
		paragraph(text), {Kind: notice.Invoices, Table: t},
	}}}}
}

// fields are the lines of the value sheet of a way, numbered.
func (d *dossier) fields() []field {
	var out []field
	switch d.Way {
	case procedure.SmallClaims:
		out = d.smallClaimsFields()
	case procedure.Uncontested:
		out = d.uncontestedFields()
	case procedure.Refere, procedure.Assignation:
		out = d.courtFields()
	case procedure.Agency:
		out = d.agencyFields()
	case procedure.Insurer:
		out = d.insurerFields()
	case procedure.Bailiff:
		out = d.bailiffFields()
	default:
		out = d.injonctionFields()
	}
	for i := range out {
		out[i].number = fmt.Sprint(i + 1)
	}
	return out
}

func line(label, value, rule string) field { return field{label: label, value: value, rule: rule} }

// said is what a person said, or a blank.
func (d *dossier) said(key string) string { return cmp.Or(d.Answers[key], Blank) }

// injonctionFields are those of the request for an order to pay (CPC 54, 57,
// 1405 to 1408).
func (d *dossier) injonctionFields() []field {
	return append(append(append(append([]field{line("Juridiction", cmp.Or(d.Court, Blank), "CPC 1406")}, d.partyFields()...), d.claimFields()...),
		line("Frais de greffe", d.clerkFee(), "CPC 1425"),
		line("Mise en demeure, avec sa preuve", d.noticeValue(), "C. civ. 1344"),
		line("Renvoi devant la juridiction compétente en cas d’opposition", cmp.Or(d.Trial, Blank), "CPC 1408"),
	), append(d.contribution(),
		line("Bordereau de pièces", d.bordereauValue(), "CPC 1407"),
		d.signed("CPC 54"),
	)...)
}

// inCourt is a rule where the way leads to a court, and none elsewhere.
func (d *dossier) inCourt(rule string) string {
	if requests[d.Way].court {
		return rule
	}
	return ""
}

// inRequest is the rule of a request for an order to pay, that of an action for
// other ways to a court, and none elsewhere.
func (d *dossier) inRequest(rule, action string) string {
	if d.Way == procedure.Injonction {
		return rule
	}
	return d.inCourt(action)
}

// accessories are the articles of interest and fee by regime.
var accessories = map[dunning.Regime]struct{ interest, fee string }{
	dunning.B2B:             {"C. com. L441-10", "C. com. D441-5"},
	dunning.Public:          {"CCP L2192-13, R2192-31", "CCP D2192-35"},
	dunning.B2C:             {"C. civ. 1231-6, 1344-1", "C. com. L441-10 (entre professionnels seulement)"},
	dunning.NonProfessional: {"C. civ. 1231-6, 1344-1", "C. com. L441-10 (entre professionnels seulement)"},
}

// partyFields identify creditor and debtor.
func (d *dossier) partyFields() []field {
	v := d.View
	firm, person := strings.Join(creditor(v.Creditor), "\n"), "Sans objet (personne morale)"
	if v.Creditor.SoleTrader() {
		person = firm + "\nProfession, nationalité, date et lieu de naissance\u00a0: " + d.said("naissance")
		firm = "Sans objet (personne physique)"
	}
	company, individual := strings.Join(debtor(v.Debtor), "\n"), "Sans objet (personne morale)"
	if v.Debtor.Regime == dunning.B2C {
		company, individual = "Sans objet (personne physique)", company
	}
	return []field{
		line("Créancier, personne morale", firm, d.inCourt("CPC 54")),
		line("Créancier, personne physique", person, d.inCourt("CPC 54")),
		line("Mandataire et pouvoir, s’il y a lieu", cmp.Or(d.Answers["mandataire"], "À joindre si la demande n’est pas signée par le représentant"), d.inRequest("CPC 1407", "")),
		line("Débiteur, personne morale", company, d.inCourt("CPC 54, 57")),
		line("Débiteur, personne physique", individual, d.inCourt("CPC 54, 57")),
		line("Autres débiteurs solidaires", cmp.Or(d.Answers["codebiteurs"], "À ajouter s’il y en a"), ""),
	}
}

// claimFields are what is asked for, element by element.
func (d *dossier) claimFields() []field {
	costs, costsRule := d.sums(d.sum.Costs), d.inRequest("CPC 1405", "")
	fee, feeRule := d.sums(d.sum.Fee), accessories[d.View.Debtor.Regime].fee
	if d.View.Debtor.Regime.Consumer() {
		fee, costs, costsRule = "Non demandée", "Frais à la charge du créancier avant un titre exécutoire", "CPCE L111-8"
	}
	if text := d.Answers["clause_penale"]; text != "" {
		costs += "\n" + text
	}
	return []field{
		line("Nature et origine de la créance", d.origin(), d.inRequest("CPC 1405, 1407", "CPC 56")),
		line("Principal TTC, par facture", d.principalValue(), d.inRequest("CPC 1407", "CPC 56")),
		line(interests(d.View.Debtor.Regime).text, d.interestValue(), d.inRequest("CPC 1407, ", "")+accessories[d.View.Debtor.Regime].interest),
		line("Indemnité forfaitaire", fee, feeRule),
		line("Clause pénale, autres frais justifiés", costs, costsRule),
	}
}

// smallClaimsFields are those of CPCE L125-1, R125-1.
func (d *dossier) smallClaimsFields() []field {
	return append(append(d.partyFields(),
		line("Courriel du débiteur", cmp.Or(d.View.Debtor.Email, Blank), "CPCE R125-2"),
		line("Téléphone du débiteur", d.said("telephone"), ""),
		line("Cour d’appel du domicile du débiteur", d.said("cour_appel"), "CPCE R125-1")),
		append(d.claimFields(),
			line("Principal et intérêts, au plus 5\u00a0000\u00a0€", d.sums(d.sum.Principal+d.sum.Interest), "CPCE L125-1, R125-1"),
			line("Factures et décompte", d.bordereauValue(), ""),
			line("Créance non contestée, à la connaissance du créancier", strings.Join(d.states(), " "), ""),
			line("Marge de négociation\u00a0: échelonnement accepté", d.said("echelonnement"), ""),
			line("Marge de négociation\u00a0: somme la plus basse acceptée", d.said("minimum"), ""),
			line("IBAN du créancier", cmp.Or(d.iban(), Blank), ""),
			line("Mandat au commissaire de justice", d.said("commissaire"), ""),
			d.signed(""))...)
}

// uncontestedFields are those of CPCE L126-1.
func (d *dossier) uncontestedFields() []field {
	return append(append(d.partyFields(),
		line("Numéro RCS du créancier, commerçant", cmp.Or(spaced(d.View.Creditor.RCS), Blank), "CPCE L126-1"),
		line("Numéro RCS du débiteur, commerçant", d.said("rcs_debiteur"), "CPCE L126-1")),
		append(d.claimFields(),
			line("Créance certaine, liquide, exigible et facturée", "Échéance"+d.dueDays(), "CPCE L126-1"),
			line("Factures et décompte", d.bordereauValue(), ""),
			line("Créance non contestée, à la connaissance du créancier", strings.Join(d.states(), " "), "CPCE L126-1"),
			line("IBAN du créancier", cmp.Or(d.iban(), Blank), ""),
			line("Mandat au commissaire de justice", d.said("commissaire"), ""),
			// uncertain: l126
			line("Décret, tarif, formulaire", "Non trouvés en novembre 2026\u00a0: demandez à votre commissaire de justice si la procédure est ouverte", "loi 2026-307"),
			d.signed(""))...)
}

// courtFields are the facts for counsel who writes the act (CPC 54, 56, 855).
func (d *dossier) courtFields() []field {
	lawyer := cmp.Or(d.Answers["avocat"], "Facultatif jusqu’à 10\u00a0000\u00a0€")
	if d.sum.Principal+d.sum.Interest+d.sum.Fee > 1_000_000 {
		lawyer = "Obligatoire au-delà de 10\u00a0000\u00a0€\u00a0: " + d.said("avocat")
	}
	return append(append(append(append([]field{line("Juridiction", cmp.Or(d.Court, Blank), "CPC 42, 46, 48")}, d.partyFields()...), d.claimFields()...),
		line("Somme à une date, et augmentation par jour", d.totalValue(), ""),
		line("Mise en demeure, avec sa preuve", d.noticeValue(), "C. civ. 1344"),
		line("Tentative amiable\u00a0: genre, date, avec qui, issue, pièce", cmp.Or(d.Attempt, Blank), "CPC 750-1"),
		line("Avocat", lawyer, "CPC 761, 853")), append(d.contribution(),
		line("Chronologie et faits", "Rubrique «\u00a0Faits\u00a0» de la fiche, sans argumentation", "CPC 56"),
		line("Bordereau de pièces", d.bordereauValue(), "CPC 56"),
		d.signed("CPC 54"))...)
}

// agencyFields are what a collection agency must be given (CPCE R124-3).
func (d *dossier) agencyFields() []field {
	c := d.View.Creditor
	return append(append(d.partyFields(),
		line("Agence", d.said("agence"), "CPCE R124-1"),
		line("Mandat écrit\u00a0: fondement et montant de la créance", cmp.Or(c.Mandate, Blank)+"\n"+d.totalValue(), "CPCE R124-3"),
		line("Mandat écrit\u00a0: conditions de la rémunération", d.said("remuneration"), "CPCE R124-3"),
		line("Mandat écrit\u00a0: conditions du reversement des fonds", d.said("reversement"), "CPCE R124-3, R124-6"),
		line("Garantie contre les conséquences pécuniaires de sa responsabilité", d.said("garantie"), "CPCE R124-2, R124-3")),
		append(d.claimFields(),
			line("Dossier avec décompte", d.bordereauValue(), ""),
			line("Contact du débiteur", strings.TrimSpace(d.View.Debtor.Contact+"\n"+cmp.Or(d.View.Debtor.Email, Blank)+"\nTéléphone\u00a0: "+d.said("telephone")), ""),
			line("Contestations", strings.Join(d.states(), " "), ""),
			line("Données personnelles", "Remises pour ce seul recouvrement\u00a0; sous-traitant ou responsable conjoint selon la convention", "RGPD 26, 28"),
			line("Après la remise", "Aucune relance ne part du créancier\u00a0; un paiement qu’il reçoit est annoncé aussitôt à l’agence", ""),
			d.signed(""))...)
}

// insurerFields are what an insurer is told. Periods are the policy's.
func (d *dossier) insurerFields() []field {
	p := d.View.Creditor.Insurance
	by := make([]string, len(d.files))
	for i, f := range d.files {
		last := Blank
		if on := (procedure.Insured{Policy: p, Issued: f.View.Invoice.Issued, Due: f.View.Case.Due}).DeclareBy(); !on.IsZero() {
			last = on.French()
		}
		by[i] = "facture n°\u00a0" + f.View.Invoice.Number + "\u00a0: " + last
	}
	// uncertain: insurer
	return append(append(d.partyFields(),
		line("Assureur", cmp.Or(p.Insurer, Blank), ""),
		line("Police", cmp.Or(d.View.Creditor.InsurancePolicy(), Blank), ""),
		line("Limite de crédit accordée sur le débiteur", d.said("plafond"), ""),
		line("Encours garanti", d.said("encours"), "")),
		append(d.claimFields(),
			line("Dernier jour pour déclarer, selon la police", strings.Join(by, "\n"), "police"),
			line("Contestations", strings.Join(d.states(), " "), ""),
			line("Relances et mise en demeure", d.noticeValue(), ""),
			line("Factures et décompte", d.bordereauValue(), ""),
			d.signed(""))...)
}

// bailiffFields are what a commissaire de justice needs.
func (d *dossier) bailiffFields() []field {
	return append(append(d.partyFields(),
		line("Commissaire de justice", d.said("commissaire"), ""),
		line("Titre exécutoire", cmp.Or(d.Answers["titre"], "Aucun\u00a0: recouvrement amiable"), "CPCE L111-2"),
		line("Courriel du débiteur", cmp.Or(d.View.Debtor.Email, Blank), ""),
		line("Téléphone du débiteur", d.said("telephone"), "")),
		append(d.claimFields(),
			line("Somme à une date, et augmentation par jour", d.totalValue(), ""),
			line("Mise en demeure, avec sa preuve", d.noticeValue(), "C. civ. 1344"),
			line("Factures et décompte", d.bordereauValue(), ""),
			line("IBAN du créancier", cmp.Or(d.iban(), Blank), ""),
			d.signed(""))...)
}

// iban is the account of the creditor in groups of four, "" when it has none.
func (d *dossier) iban() string {
	account, err := identifier.ParseIBAN(d.View.Creditor.IBAN)
	if err != nil {
		return d.View.Creditor.IBAN
	}
	return account.Formatted()
}

func (d *dossier) bordereauValue() string {
	return fmt.Sprintf("%d pièces, bordereau joint", len(d.pieces))
}

func (d *dossier) signed(rule string) field {
	return line("Lieu, date, nom, qualité, signature", cmp.Or(d.View.Creditor.Address.City, Blank)+", le "+byHand+"\n"+signatory(d.View.Creditor), rule)
}

// origin is the nature of the claim, invoice by invoice.
func (d *dossier) origin() string {
	lines := make([]string, len(d.files))
	for i, f := range d.files {
		v := f.View.Invoice
		lines[i] = "Facture n°\u00a0" + v.Number
		if v.OrderRef != "" {
			lines[i] += ", commande " + v.OrderRef
		}
		lines[i] += ", objet\u00a0: " + cmp.Or(v.Object, Blank)
	}
	return strings.Join(lines, "\n")
}

func (d *dossier) principalValue() string {
	var lines []string
	if len(d.files) > 1 {
		lines = append(lines, "Total\u00a0: "+d.sums(d.sum.Principal))
	}
	for i, f := range d.files {
		v, c := f.View.Invoice, d.claims[i]
		lines = append(lines, f.sums(c.Principal)+" (facture n°\u00a0"+v.Number+" du "+v.Issued.FrenchShort()+", échéance "+f.View.Case.Due.FrenchShort()+
			", "+f.sums(v.Total)+f.lessened(c)+")")
	}
	return strings.Join(lines, "\n")
}

// lessened says what became of the rest of an invoice's sum.
func (f *file) lessened(c dunning.Claim) (out string) {
	var paid, credited, returned money.Cents
	for _, m := range c.Imputed {
		switch m.Kind {
		case interest.MoveCredited:
			credited += m.Principal
		case interest.MoveReturned:
			returned += m.Principal
		default:
			paid += m.Principal
		}
	}
	for _, part := range []struct {
		what string
		sum  money.Cents
	}{
		{"réglé avant l’émission", f.View.Invoice.Total - f.View.Invoice.Payable}, {"payé et imputé sur le principal", paid}, {"crédité par avoir", credited},
		{"repris", returned}, {"contesté et non demandé", f.View.Disputed()},
	} {
		if part.sum != 0 {
			out += ", " + part.what + " " + f.sums(part.sum)
		}
	}
	return out
}

// ran says from when to when interest ran, and what of it payments have taken
// already (C. civ. 1343-1): what is left is not that of the whole time.
func (d *dossier) ran(c dunning.Claim) string {
	var accrued, taken money.Cents
	for _, p := range c.Periods {
		accrued += p.Amount
	}
	for _, m := range c.Imputed {
		taken += m.Interest
	}
	days := "du " + c.Periods[0].From.FrenchShort() + " au " + c.Periods[len(c.Periods)-1].To.FrenchShort()
	if taken == 0 {
		return ", " + days
	}
	return " (" + d.sums(accrued) + " courus " + days + ", moins " + d.sums(taken) + " déjà réglés)"
}

func (d *dossier) interestValue() string {
	text := d.sums(d.sum.Interest) + " au " + d.sum.On.FrenchShort()
	if len(d.files) == 1 {
		if c := d.claims[0]; len(c.Periods) > 0 {
			text += d.ran(c)
		}
	} else {
		text += ", calcul au décompte de chaque facture"
	}
	if d.sum.Daily != 0 {
		text += ", puis " + d.sums(d.sum.Daily) + " par jour jusqu’au paiement"
	}
	var bases []string
	for _, c := range d.claims {
		bases = append(bases, rates(c)...)
	}
	slices.Sort(bases)
	if bases = slices.Compact(bases); len(bases) > 0 {
		text += "\nTaux annuels\u00a0: " + strings.Join(bases, "\u00a0; ")
	}
	return text
}

func (d *dossier) totalValue() string {
	text := d.sums(d.sum.Total) + " au " + d.sum.On.French()
	if d.sum.Daily != 0 {
		text += ", puis " + d.sums(d.sum.Daily) + " par jour"
	}
	return text
}

func (d *dossier) dueDays() string {
	days := make([]string, len(d.files))
	for i, f := range d.files {
		days[i] = " du " + f.View.Case.Due.French()
	}
	return strings.Join(days, ",")
}
