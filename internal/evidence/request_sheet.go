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

// kind is what differs from way to way.
type kind struct {
	file, title string
	to          string   // the addressee, when it is no court
	toKey       string   // under which a person names him
	asks        []string // what is asked for; sums are added
	states      []string // declarations of the creditor
	court       bool
}

var requests = map[string]kind{
	procedure.Injonction: {file: "requete", title: "Requête en injonction de payer", court: true,
		asks: []string{"Le créancier demande qu’il soit enjoint au débiteur de lui payer les sommes demandées ci-dessus, avec les intérêts de retard jusqu’au complet paiement (articles 1405 et suivants du Code de procédure civile)."}},
	procedure.SmallClaims: {file: "demande", title: "Demande de recouvrement simplifié d’une petite créance", to: "Commissaire de justice du ressort de la cour d’appel du domicile du débiteur", toKey: "commissaire",
		asks: []string{"Le créancier demande la mise en œuvre de la procédure simplifiée de recouvrement des petites créances (article L125-1 du Code des procédures civiles d’exécution). Il sait que les frais sont à sa charge."}},
	procedure.Uncontested: {file: "demande", title: "Demande de recouvrement d’une créance commerciale incontestée", to: "Commissaire de justice", toKey: "commissaire",
		// uncertain: l126
		asks: []string{"Le créancier demande la signification d’un commandement de payer (articles L126-1 et suivants du Code des procédures civiles d’exécution), si la procédure est ouverte\u00a0: son décret d’application n’a pas été trouvé en novembre 2026."}},
	procedure.Refere: {file: "fiche", title: "Fiche pour une assignation en référé-provision", court: true,
		asks: []string{"Demande envisagée\u00a0: une provision du montant ci-dessus (article 835, alinéa 2, devant le tribunal judiciaire, ou 873, alinéa 2, devant le tribunal de commerce, du Code de procédure civile). La présente fiche contient les faits\u00a0; l’argumentation juridique et l’acte reviennent au conseil et au commissaire de justice."}},
	procedure.Assignation: {file: "fiche", title: "Fiche pour une assignation en paiement", court: true,
		asks: []string{"Demande envisagée\u00a0: le paiement des sommes ci-dessus, avec les intérêts de retard jusqu’au complet paiement. La présente fiche contient les faits\u00a0; l’argumentation juridique et l’acte reviennent au conseil et au commissaire de justice."}},
	procedure.Agency: {file: "remise", title: "Remise à une agence de recouvrement amiable", to: "Agence de recouvrement", toKey: "agence",
		asks: []string{"Le créancier remet la créance ci-dessus au recouvrement amiable, selon la convention écrite qui le lie à l’agence (articles R124-1 à R124-7 du Code des procédures civiles d’exécution). Les frais restent à la charge du créancier.",
			"Les données personnelles du dossier sont remises pour ce seul recouvrement\u00a0; les rôles de chacun (sous-traitant ou responsable conjoint) sont ceux de la convention."}},
	procedure.Insurer: {file: "declaration-impaye", title: "Déclaration d’impayé à l’assureur-crédit", to: "Assureur-crédit",
		asks: []string{"Le créancier déclare l’impayé ci-dessus au titre de sa police d’assurance-crédit et demande la prise en charge prévue par celle-ci."}},
	procedure.Bailiff: {file: "remise", title: "Remise à un commissaire de justice", to: "Commissaire de justice", toKey: "commissaire",
		asks: []string{"Le créancier remet la créance ci-dessus au recouvrement. Sans titre exécutoire, ce recouvrement est amiable (article L111-2 du Code des procédures civiles d’exécution)."}},
}

// requestSheet is the document that a person signs: our own, with the content
// that the law asks for.
func (d *dossier) requestSheet() (letter.Sheet, error) {
	k := requests[d.Way]
	sections := []letter.Section{{Blocks: []notice.Block{paragraph(d.addressee())}}, d.opening()}
	sums, err := d.owing()
	if err != nil {
		return letter.Sheet{}, err
	}
	sections = append(append(append(append(sections, d.besides()...), sums...), d.happening()), append(d.asked(),
		letter.Section{Heading: "Demande", Blocks: paragraphs(append(append([]string{}, k.asks...), d.further()...))})...)
	if states := d.states(); len(states) > 0 {
		sections = append(sections, letter.Section{Heading: "Déclaration", Blocks: paragraphs(states)})
	}
	sections = append(sections, d.withCopies(d.exhibitList()), d.signature(byHand, ""))
	return letter.Sheet{Title: k.title, Foot: d.foot(k.title), Sections: sections}, nil
}

// opening sets the parties; before a court a creditor who is a person says besides
// what CPC 54 asks of him.
func (d *dossier) opening() letter.Section {
	s := d.parties()
	if requests[d.Way].court && d.View.Creditor.SoleTrader() {
		s.Blocks[0].Text += "\nProfession, nationalité, date et lieu de naissance\u00a0: " + d.said("naissance")
	}
	return s
}

// besides names who stands beside the parties, where a person said so: who acts for
// the creditor, and who owes with the debtor.
func (d *dossier) besides() []letter.Section {
	var items []string
	for _, b := range []struct{ what, key string }{{"Mandataire du créancier", "mandataire"}, {"Autres débiteurs tenus solidairement", "codebiteurs"}} {
		if text := d.Answers[b.key]; text != "" {
			items = append(items, b.what+"\u00a0: "+text)
		}
	}
	if len(items) == 0 {
		return nil
	}
	return []letter.Section{{Blocks: []notice.Block{{Kind: notice.List, Items: items}}}}
}

// addressee is to whom the document goes. The table of towns and courts is not
// consulted: the seat is named, and a person names the court.
func (d *dossier) addressee() string {
	k := requests[d.Way]
	if !k.court {
		name := d.Answers[k.toKey]
		if d.Way == procedure.Insurer {
			name = d.View.Creditor.Insurance.Insurer
		}
		return k.to + "\u00a0: " + cmp.Or(name, Blank)
	}
	switch {
	case d.Court == "":
	case d.Way == procedure.Assignation:
		return "Juridiction\u00a0: " + d.Court
	case d.Way == procedure.Refere:
		return "Devant Madame ou Monsieur le président " + of(d.Court) + ", statuant en référé"
	default:
		return "À Madame ou Monsieur le président " + of(d.Court)
	}
	// uncertain: court-table
	return "À Madame ou Monsieur le président\u00a0: " + Blank + " (tribunal du siège du débiteur\u00a0: " + cmp.Or(d.View.Debtor.Address.City, Blank) +
		"\u00a0; la table des communes et des tribunaux n’a pas été consultée)"
}

// of joins a court to the office of its president.
func of(court string) string {
	switch first, _, _ := strings.Cut(strings.ToLower(court), " "); first {
	case "tribunal", "pôle":
		return "du " + court
	case "chambre", "cour":
		return "de la " + court
	}
	return "\u2013 " + court
}

func paragraphs(texts []string) (out []notice.Block) {
	for _, t := range texts {
		out = append(out, paragraph(t))
	}
	return out
}

// owing is what is owed: of one invoice with all its lines, of several in one
// table, whose lines stand in the statement of each.
func (d *dossier) owing() ([]letter.Section, error) {
	if len(d.files) == 1 {
		f, c := d.files[0], d.claims[0]
		payments, err := f.payments(c)
		sections := append([]letter.Section{f.invoice()}, payments...)
		return append(append(sections, f.accrued(c)...), f.owed(c, "Somme due au "+c.On.French()), f.running(c)), err
	}
	origin := notice.Table{Head: []string{"Facture", "Émise le", "Échéance", "Commande", "Objet", "Montant TTC"}, Figure: []bool{false, false, false, false, false, true}}
	name := interests(d.View.Debtor.Regime)
	owed := notice.Table{Head: []string{"Facture", "Principal restant dû, TTC", name.text, "Indemnité", "Frais", "Total"}, Figure: []bool{false, true, true, true, true, true}}
	for i, f := range d.files {
		v, c := f.View.Invoice, d.claims[i]
		origin.Rows = append(origin.Rows, []string{"n°\u00a0" + v.Number, v.Issued.FrenchShort(), f.View.Case.Due.FrenchShort(), v.OrderRef, v.Object, f.sums(v.Total)})
		owed.Rows = append(owed.Rows, []string{"n°\u00a0" + v.Number, f.sums(c.Principal), f.sums(c.Interest), f.sums(c.Fee), f.sums(c.Costs), f.sums(c.Total)})
	}
	s := d.sum
	owed.Foot = []string{"Total", d.sums(s.Principal), d.sums(s.Interest), d.sums(s.Fee), d.sums(s.Costs), d.sums(s.Total)}
	text := "Le détail de chaque facture (paiements et leur imputation, calcul des intérêts par période, frais) figure à son décompte" + d.statements() + "."
	if s.Daily != 0 {
		text += " À compter du " + s.On.AddDays(1).French() + ", " + "les " + untitled(name.text) + " augmentent au total de " + d.sums(s.Daily) + " par jour, jusqu’au complet paiement."
	}
	if n := d.disputed(); n > 0 {
		text += " Une somme de " + d.sums(n) + ", contestée par le débiteur, n’est pas comprise dans ces sommes."
	}
	return []letter.Section{
		{Heading: "Origine de la créance", Blocks: []notice.Block{{Kind: notice.Invoices, Table: origin}}},
		{Heading: "Sommes dues au " + s.On.French(), Blocks: []notice.Block{{Kind: notice.Invoices, Table: owed}, paragraph(text)}},
	}, nil
}

// statements names the exhibits that are statements.
func (d *dossier) statements() string {
	var numbers []string
	for _, p := range d.pieces {
		if strings.HasPrefix(p.title, statementTitle) {
			numbers = append(numbers, fmt.Sprint(p.number))
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return " (pièces n°\u00a0" + strings.Join(numbers, ", ") + ")"
}

// further is what the way needs to be told besides.
func (d *dossier) further() (out []string) {
	add := func(text string, value string) { out = append(out, text+"\u00a0: "+cmp.Or(value, Blank)+".") }
	switch d.Way {
	case procedure.Injonction:
		add("Renvoi devant la juridiction compétente en cas d’opposition (article 1408 du Code de procédure civile)", d.Trial)
	case procedure.Refere, procedure.Assignation:
		add("Tentative amiable préalable, avec son genre, sa date, son issue et sa pièce (article 750-1 du Code de procédure civile)", d.Attempt)
	case procedure.SmallClaims:
		add("Échelonnement accepté", d.Answers["echelonnement"])
		add("Somme la plus basse acceptée", d.Answers["minimum"])
		add("IBAN du créancier", d.iban())
	case procedure.Uncontested:
		add("IBAN du créancier", d.iban())
	case procedure.Insurer:
		add("Police", d.View.Creditor.InsurancePolicy())
		add("Limite de crédit accordée sur le débiteur", d.Answers["plafond"])
	case procedure.Agency:
		add("Mandat", d.View.Creditor.Mandate)
		add("Contact du débiteur", d.View.Debtor.Email)
	case procedure.Bailiff:
		add("Titre exécutoire", cmp.Or(d.Answers["titre"], "aucun"))
	}
	if text := d.Answers["clause_penale"]; text != "" {
		add("Clause pénale ou autres frais justifiés, en sus", text)
	}
	return out
}

// states are the declarations of the creditor: what the record of disputes says.
func (d *dossier) states() []string {
	switch d.Way {
	case procedure.Uncontested, procedure.SmallClaims, procedure.Insurer, procedure.Agency:
	default:
		return nil
	}
	if n := d.disputed(); n > 0 {
		return []string{"Le créancier signale que le débiteur conteste " + d.sums(n) + " au " + d.On.French() + "."}
	}
	return []string{"Le créancier déclare que, à sa connaissance, la créance n’est pas contestée au " + d.On.French() + "."}
}

func (d *dossier) disputed() (sum money.Cents) {
	for _, f := range d.files {
		sum += f.View.Disputed()
	}
	return sum
}

// happening are what happened, in neutral sentences made from the record.
func (d *dossier) happening() letter.Section {
	type fact struct {
		on   calendar.Date
		text string
	}
	var facts []fact
	for _, f := range d.files {
		v, of := f.View, ""
		if d.all {
			of = " (facture n°\u00a0" + v.Invoice.Number + ")"
		}
		facts = append(facts, fact{v.Invoice.Issued, "facture n°\u00a0" + v.Invoice.Number + ", " + f.sums(v.Invoice.Total) + " TTC, échéance du " + v.Case.Due.French() + d.named(v.Invoice.Document)})
		for _, st := range f.Stated {
			if st.Fact && !st.On.IsZero() {
				facts = append(facts, fact{st.On, "statut «\u00a0" + st.What + "\u00a0», émis par " + st.By + of})
			}
		}
		for _, p := range v.Payments {
			what, sum := "paiement de ", p.Amount.Cents+p.Accessory
			if sum < 0 {
				what, sum = "paiement rejeté ou repris, ", -sum
			}
			facts = append(facts, fact{p.Date, what + f.sums(sum) + of})
		}
		for _, c := range v.Credits {
			facts = append(facts, fact{c.Date, "avoir de " + f.sums(c.Amount) + of})
		}
		for _, m := range f.sent() {
			text := untitled(fr.Level(m.Level)) + ", " + by[m.Channel] + f.went(m) + d.proved(f, m)
			if one := (fact{m.Day, text}); !d.all || !slices.Contains(facts, one) { // a message of several invoices is told once
				facts = append(facts, one)
			}
		}
	}
	slices.SortStableFunc(facts, func(a, b fact) int { return a.on.Compare(b.on) })
	items := make([]string, len(facts))
	for i, x := range facts {
		items[i] = x.on.French() + "\u00a0: " + x.text + "."
	}
	if n := d.disputed(); n > 0 {
		items = append(items, "Le débiteur conteste "+d.sums(n)+".")
	} else {
		items = append(items, "Aucune contestation du débiteur n’est enregistrée au "+d.On.French()+".")
	}
	if d.Looked != "" {
		items = append(items, d.Looked)
	}
	return letter.Section{Heading: "Faits", Blocks: []notice.Block{{Kind: notice.List, Items: items}}}
}

// exhibitList names the exhibits by their numbers.
func (f *file) exhibitList() letter.Section {
	items := make([]string, len(f.pieces))
	for i, p := range f.pieces {
		items[i] = fmt.Sprintf("Pièce n°\u00a0%d\u00a0: %s", p.number, p.title)
	}
	return letter.Section{Heading: "Pièces jointes", Blocks: []notice.Block{{Kind: notice.List, Items: items}}}
}

// withCopies adds to the exhibits the invoices of which no copy is on record: a
// person joins them.
func (d *dossier) withCopies(s letter.Section) letter.Section {
	for _, f := range d.files {
		if f.View.Invoice.Document == "" {
			s.Blocks[0].Items = append(s.Blocks[0].Items, "Copie de la facture n°\u00a0"+f.View.Invoice.Number+", absente du dossier\u00a0: "+Blank)
		}
	}
	return s
}

// proved names the exhibits that a message and its proofs are.
func (d *dossier) proved(f *file, m dunning.Message) string {
	text := d.numberOf(m.Document)
	if text == "" {
		return ""
	}
	var proofs []string
	for _, l := range f.Letters {
		for _, p := range l.Proofs {
			if n := d.numberOf(p.Document); l.Message == m.ID && n != "" {
				proofs = append(proofs, n)
			}
		}
	}
	if len(proofs) > 0 {
		text += "\u00a0; preuve\u00a0: " + strings.Join(proofs, ", ")
	}
	return " (" + text + ")"
}

// named puts the number of the exhibit that a document is behind a text, "" for none.
func (d *dossier) named(sha string) string {
	if n := d.numberOf(sha); n != "" {
		return " (" + n + ")"
	}
	return ""
}

// numberOf is the exhibit that a document is, "" for none.
func (d *dossier) numberOf(sha string) string {
	for _, p := range d.pieces {
		if p.sha256 == sha {
			return fmt.Sprintf("pièce n°\u00a0%d", p.number)
		}
	}
	return ""
}

// noticeValue words the formal notices of all invoices, with the exhibits.
func (d *dossier) noticeValue() string {
	var out []string
	for _, f := range d.files {
		for _, m := range f.sent() {
			if m.Level != dunning.FormalNotice {
				continue
			}
			if text := m.Day.French() + ", " + by[m.Channel] + f.went(m) + d.proved(f, m); !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	if len(out) == 0 {
		return "Aucune mise en demeure au dossier"
	}
	return strings.Join(out, "\n")
}
