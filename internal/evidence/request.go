package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/procedure"
)

// Request says for which way the file is made, with what a person gives for it.
type Request struct {
	Way        string                // of package procedure; "" makes the bare file
	Court      string                // as a person names it: "tribunal de commerce de Toulouse"
	Trial      string                // injonction: send to the trial court if opposed: "oui" or "non"
	Attempt    string                // amicable attempt with its date (CPC 750-1)
	Looked     string                // what the official notices said, with the day, French; "" is not known
	Conditions []procedure.Condition // of the way, as the record shows them
	Alarms     []procedure.Alarm
}

// field is one line of the value sheet, in the order of the form.
type field struct {
	number string
	label  string
	value  string
	rule   string
}

// request writes the folder of the way: the document to sign, the values in the
// order of the form, the dates to watch.
func (f *file) request() error {
	if f.Request.Way == "" {
		return nil
	}
	c, err := f.claim()
	if err != nil {
		return err
	}
	s, err := f.requestSheet(c)
	if err != nil {
		return err
	}
	for _, doc := range []struct {
		name  string
		sheet letter.Sheet
	}{{requests[f.Request.Way].file + ".pdf", s}, {"valeurs.pdf", f.values(c)}, {"conditions.pdf", f.conditions()}} {
		data, err := f.pdf(doc.sheet)
		if err != nil {
			return err
		}
		if _, err := f.archive.add("demande/"+doc.name, data); err != nil {
			return err
		}
	}
	_, err = f.archive.add("demande/alarmes.ics", procedure.Calendar(f.Request.Alarms, "Facture "+f.View.Invoice.Number, f.Made))
	return err
}

// kind is what differs from way to way.
type kind struct {
	file, title string
	to          string   // the addressee, when it is no court
	asks        []string // what is asked for; sums are added
	states      []string // declarations of the creditor
	court       bool
}

var requests = map[string]kind{
	procedure.Injonction: {file: "requete", title: "Requête en injonction de payer", court: true,
		asks: []string{"Le créancier demande que soit enjoint au débiteur de lui payer les sommes ci-dessus, avec les intérêts de retard jusqu’au complet paiement (articles 1405 et suivants du Code de procédure civile)."}},
	procedure.SmallClaims: {file: "demande", title: "Demande de recouvrement simplifié d’une petite créance", to: "Commissaire de justice du ressort de la cour d’appel du domicile du débiteur",
		asks: []string{"Le créancier demande la mise en œuvre de la procédure simplifiée de recouvrement des petites créances (article L125-1 du Code des procédures civiles d’exécution). Il sait que les frais sont à sa charge."}},
	procedure.Uncontested: {file: "demande", title: "Demande de recouvrement d’une créance commerciale incontestée", to: "Commissaire de justice",
		asks:   []string{"Le créancier demande la signification d’un commandement de payer (articles L126-1 et suivants du Code des procédures civiles d’exécution), si la procédure est ouverte\u00a0: son décret d’application n’a pas été trouvé en novembre 2026."},
		states: []string{"Le créancier déclare que, à sa connaissance, la créance n’est pas contestée à ce jour."}},
	procedure.Refere: {file: "fiche", title: "Fiche pour une assignation en référé-provision", court: true,
		asks: []string{"Demande envisagée\u00a0: une provision du montant ci-dessus (articles 835 et 873 du Code de procédure civile). La présente fiche contient les faits\u00a0; l’argumentation juridique et l’acte reviennent au conseil et au commissaire de justice."}},
	procedure.Assignation: {file: "fiche", title: "Fiche pour une assignation en paiement", court: true,
		asks: []string{"Demande envisagée\u00a0: le paiement des sommes ci-dessus, avec les intérêts de retard jusqu’au complet paiement. La présente fiche contient les faits\u00a0; l’argumentation juridique et l’acte reviennent au conseil et au commissaire de justice."}},
	procedure.Agency: {file: "remise", title: "Remise à une agence de recouvrement amiable", to: "Agence de recouvrement",
		asks: []string{"Le créancier remet la créance ci-dessus au recouvrement amiable, selon la convention écrite qui le lie à l’agence (articles R124-1 à R124-7 du Code des procédures civiles d’exécution). Les frais restent à la charge du créancier.",
			"Les données personnelles du dossier sont remises pour ce seul recouvrement\u00a0; les rôles de chacun (sous-traitant ou responsable conjoint) sont ceux de la convention."}},
	procedure.Insurer: {file: "declaration-impaye", title: "Déclaration d’impayé à l’assureur-crédit", to: "Assureur-crédit",
		asks: []string{"Le créancier déclare l’impayé ci-dessus au titre de sa police d’assurance-crédit et demande la prise en charge prévue par celle-ci."}},
	procedure.Bailiff: {file: "remise", title: "Remise à un commissaire de justice", to: "Commissaire de justice",
		asks: []string{"Le créancier remet la créance ci-dessus au recouvrement. Sans titre exécutoire, ce recouvrement est amiable (article L111-2 du Code des procédures civiles d’exécution)."}},
}

// requestSheet is the document that a person signs: our own, with the content
// that the law asks for.
func (f *file) requestSheet(c dunning.Claim) (letter.Sheet, error) {
	k := requests[f.Request.Way]
	payments, err := f.payments(c)
	if err != nil {
		return letter.Sheet{}, err
	}
	to := k.to
	if k.court {
		to = "À Madame ou Monsieur le président\u00a0: " + cmp.Or(f.Request.Court, Blank)
	} else {
		to += "\u00a0: " + Blank
	}
	sections := []letter.Section{{Blocks: []notice.Block{paragraph(to)}}, f.parties(), f.invoice()}
	sections = append(sections, payments...)
	sections = append(sections, f.accrued(c)...)
	sections = append(sections, f.owed(c, "Somme due au "+c.On.French()), f.running(c), f.facts(),
		letter.Section{Heading: "Demande", Blocks: paragraphs(append(append([]string{}, k.asks...), f.further()...))})
	if len(k.states) > 0 {
		sections = append(sections, letter.Section{Heading: "Déclaration", Blocks: paragraphs(k.states)})
	}
	sections = append(sections, f.exhibitList(), f.signature(Blank, ""))
	return letter.Sheet{Title: k.title, Foot: f.foot(k.title), Sections: sections}, nil
}

func paragraphs(texts []string) (out []notice.Block) {
	for _, t := range texts {
		out = append(out, paragraph(t))
	}
	return out
}

// further is what the way needs to be told besides.
func (f *file) further() (out []string) {
	r := f.Request
	if r.Way == procedure.Injonction {
		out = append(out, "Renvoi devant la juridiction compétente en cas d’opposition (article 1408 du Code de procédure civile)\u00a0: "+cmp.Or(r.Trial, Blank)+".")
	}
	if r.Way == procedure.Refere || r.Way == procedure.Assignation {
		out = append(out, "Tentative amiable préalable (article 750-1 du Code de procédure civile)\u00a0: "+cmp.Or(r.Attempt, Blank)+".")
	}
	if r.Way == procedure.SmallClaims || r.Way == procedure.Uncontested {
		out = append(out, "Compte du créancier\u00a0: IBAN "+cmp.Or(f.View.Creditor.IBAN, Blank)+".")
	}
	if r.Way == procedure.Insurer {
		out = append(out, "Police\u00a0: "+cmp.Or(f.View.Creditor.Policy, Blank)+".")
	}
	if r.Way == procedure.Agency {
		out = append(out, "Mandat\u00a0: "+cmp.Or(f.View.Creditor.Mandate, Blank)+". Contact du débiteur\u00a0: "+cmp.Or(f.View.Debtor.Email, Blank)+".")
	}
	return out
}

// facts are what happened, in neutral sentences made from the record.
func (f *file) facts() letter.Section {
	v := f.View
	items := []string{"La facture n°\u00a0" + v.Invoice.Number + ", émise le " + v.Invoice.Issued.French() + " pour " + f.sums(v.Invoice.Total) +
		" TTC, est arrivée à échéance le " + v.Case.Due.French() + "."}
	items = append(items, f.happened()...)
	switch d := v.Disputed(); {
	case d > 0:
		items = append(items, "Le débiteur conteste "+f.sums(d)+".")
	default:
		items = append(items, "Aucune contestation du débiteur n’est enregistrée au "+f.On.French()+".")
	}
	if f.Request.Looked != "" {
		items = append(items, f.Request.Looked)
	}
	return letter.Section{Heading: "Faits", Blocks: []notice.Block{{Kind: notice.List, Items: items}}}
}

// happened lists payments and reminders in the order of their days.
func (f *file) happened() []string {
	type fact struct {
		on   calendar.Date
		text string
	}
	var facts []fact
	for _, p := range f.View.Payments {
		facts = append(facts, fact{p.Date, "paiement de " + f.sums(p.Amount.Cents+p.Accessory)})
	}
	for _, m := range f.sent() {
		facts = append(facts, fact{m.Day, untitled(fr.Level(m.Level)) + ", " + by[m.Channel]})
	}
	slices.SortStableFunc(facts, func(a, b fact) int { return a.on.Compare(b.on) })
	items := make([]string, len(facts))
	for i, x := range facts {
		items[i] = x.on.French() + "\u00a0: " + x.text + "."
	}
	return items
}

// exhibitList names the exhibits by their numbers.
func (f *file) exhibitList() letter.Section {
	items := make([]string, len(f.pieces))
	for i, p := range f.pieces {
		items[i] = fmt.Sprintf("Pièce n°\u00a0%d\u00a0: %s", p.number, p.title)
	}
	return letter.Section{Heading: "Pièces jointes", Blocks: []notice.Block{{Kind: notice.List, Items: items}}}
}

// values are the values in the order of the forms (12946, 12948), for whoever
// copies them. Versions of the forms change: the rule counts.
func (f *file) values(c dunning.Claim) letter.Sheet {
	t := notice.Table{Head: []string{"N°", "Rubrique", "Valeur", "Règle"}, Figure: make([]bool, 4)}
	for _, v := range f.fields(c) {
		t.Rows = append(t.Rows, []string{v.number, v.label, v.value, v.rule})
	}
	const what = "Valeurs à reporter"
	return letter.Sheet{Title: what + ", dans l’ordre du formulaire", Foot: f.foot(what), Sections: []letter.Section{{Blocks: []notice.Block{
		paragraph("Les formulaires sont facultatifs\u00a0: une requête libre au même contenu est admise. Les numéros de version en vigueur en novembre 2026 n’ont pas été vérifiés."),
		{Kind: notice.Invoices, Table: t},
	}}}}
}

// fields are the lines of the request for an order to pay (CPC 1405 to 1408),
// which the other ways share.
func (f *file) fields(c dunning.Claim) []field {
	v := f.View
	firm, person := strings.Join(creditor(v.Creditor), "\n"), "Sans objet (personne morale)"
	if v.Creditor.SoleTrader() {
		person = firm + "\nProfession, nationalité, date et lieu de naissance\u00a0: " + Blank
		firm = "Sans objet (personne physique)"
	}
	company, individual := strings.Join(debtor(v.Debtor), "\n"), "Sans objet (personne morale)"
	if v.Debtor.Regime == dunning.B2C {
		company, individual = "Sans objet (personne physique)", company
	}
	return []field{
		{"1", "Juridiction", cmp.Or(f.Request.Court, Blank), "CPC 1406"},
		{"2", "Créancier, personne morale", firm, "CPC 54"},
		{"3", "Créancier, personne physique", person, "CPC 54"},
		{"4", "Mandataire et pouvoir, s’il y a lieu", "À joindre si la demande n’est pas signée par le représentant", "CPC 1407"},
		{"5", "Débiteur, personne morale", company, "CPC 57"},
		{"6", "Débiteur, personne physique", individual, "CPC 57"},
		{"7", "Autres débiteurs solidaires", "À ajouter s’il y en a", ""},
		{"8", "Nature et origine de la créance", f.origin(), "CPC 1405, 1407"},
		{"9", "Principal TTC", f.sums(c.Principal) + " (facture n°\u00a0" + v.Invoice.Number + " du " + v.Invoice.Issued.FrenchShort() + ", échéance " + v.Case.Due.FrenchShort() +
			", " + f.sums(v.Invoice.Total) + ", réglé ou crédité " + f.sums(v.Invoice.Total-c.Principal) + ")", "CPC 1407"},
		{"10", interests(v.Debtor.Regime).text, f.interestValue(c), "CPC 1407, C. com. L441-10"},
		{"11", "Indemnité forfaitaire", f.sums(c.Fee), "C. com. D441-5"},
		{"12", "Clause pénale, autres frais justifiés", f.sums(c.Costs), "CPC 1405"},
		{"13", "Frais de greffe", f.clerkFee(), "CPC 1425"},
		{"14", "Mise en demeure", f.noticeValue(), ""},
		{"15", "Renvoi en cas d’opposition", cmp.Or(f.Request.Trial, Blank), "CPC 1408"},
		{"16", "Contribution de 50\u00a0€", "Non établie pour l’injonction de payer\u00a0: à vérifier", "CGI 1635 bis Q"},
		{"17", "Bordereau des pièces", fmt.Sprintf("%d pièces, bordereau joint", len(f.pieces)), "CPC 1407"},
		{"18", "Lieu, date, nom, qualité, signature", cmp.Or(v.Creditor.Address.City, Blank) + ", le " + Blank + "\n" + signatory(v.Creditor), "CPC 54"},
	}
}

func (f *file) origin() string {
	v := f.View.Invoice
	text := "Facture n°\u00a0" + v.Number
	if v.OrderRef != "" {
		text += ", commande " + v.OrderRef
	}
	return text + ", objet\u00a0: " + cmp.Or(v.Object, Blank)
}

func (f *file) interestValue(c dunning.Claim) string {
	text := f.sums(c.Interest) + " au " + c.On.FrenchShort()
	if n := len(c.Periods); n > 0 {
		text += ", du " + c.Periods[0].From.FrenchShort() + " au " + c.Periods[n-1].To.FrenchShort()
	}
	if c.Daily != 0 {
		text += ", puis " + f.sums(c.Daily) + " par jour jusqu’au paiement"
	}
	return text
}

// clerkFee is a setting without default: three figures circulate in 2026.
func (f *file) clerkFee() string {
	if fee := f.View.Creditor.ClerkFee; fee > 0 {
		return money.French(money.EUR(fee))
	}
	return Blank
}

func (f *file) noticeValue() string {
	for _, m := range f.sent() {
		if m.Level == dunning.FormalNotice {
			return m.Day.French() + ", " + by[m.Channel]
		}
	}
	return "Aucune mise en demeure au dossier"
}

// conditions are those of the way, as the record shows them: for the creditor.
func (f *file) conditions() letter.Sheet {
	const what = "Conditions de la voie choisie"
	t := notice.Table{Head: []string{"Condition", "État", "Ce que montre le dossier", "Source"}, Figure: make([]bool, 4)}
	for _, c := range f.Request.Conditions {
		t.Rows = append(t.Rows, []string{c.What, fulfilments[c.Is], c.Why, c.Source})
	}
	return letter.Sheet{Title: what, Foot: f.foot(what), Sections: []letter.Section{{Blocks: []notice.Block{
		paragraph("Tableau de faits, sans conseil\u00a0: le choix de la voie revient au créancier et à son conseil. Document interne, à ne pas communiquer."),
		{Kind: notice.Invoices, Table: t},
	}}}}
}

var fulfilments = map[procedure.Fulfilment]string{procedure.Met: "remplie", procedure.NotMet: "non remplie", procedure.Unknown: "inconnue"}

// Fulfilled says in French whether a condition is fulfilled.
func Fulfilled(f procedure.Fulfilment) string { return fulfilments[f] }
