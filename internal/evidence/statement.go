package evidence

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
)

// claim is what may be claimed on the day of the file, with payments imputed on
// interest first (C. civ. 1343-1).
func (f *file) claim() (dunning.Claim, error) {
	in := claim.InputOf(f.View, f.On, f.Rates)
	in.InterestFirst = true
	return claim.Of(f.View, in)
}

// statement is the claim in lines that a judge can check by hand.
func (f *file) statement(c dunning.Claim) (letter.Sheet, error) {
	payments, err := f.payments(c)
	if err != nil {
		return letter.Sheet{}, err
	}
	sections := []letter.Section{f.parties(), f.invoice()}
	sections = append(sections, payments...)
	sections = append(sections, f.accrued(c)...)
	return letter.Sheet{
		Title: "Décompte de créance arrêté au " + c.On.French(), Foot: f.foot("Décompte"),
		Sections: append(sections, f.owed(c, "Somme due au "+c.On.French()), f.running(c), f.signature(f.On.French(), "")),
	}, nil
}

func (f *file) foot(what string) string {
	if f.all {
		return what + ", " + f.View.Creditor.Name + " c/ " + f.View.Debtor.Name
	}
	return what + ", facture n°\u00a0" + f.View.Invoice.Number + ", " + f.View.Creditor.Name + " c/ " + f.View.Debtor.Name
}

func (f *file) sums(c money.Cents) string {
	return money.French(money.Amount{Cents: c, Currency: f.View.Case.Currency})
}

// invoice is where the claim comes from.
func (f *file) invoice() letter.Section {
	v := f.View
	t := notice.Table{Head: []string{"Facture", "Émise le", "Échéance", "Montant TTC"}, Figure: []bool{false, false, false, true},
		Rows: [][]string{{"n°\u00a0" + v.Invoice.Number, v.Invoice.Issued.French(), v.Case.Due.French(), f.sums(v.Invoice.Total)}}}
	add := func(head, cell string) {
		if cell != "" {
			t.Head, t.Rows[0] = slices.Insert(t.Head, 1, head), slices.Insert(t.Rows[0], 1, cell)
			t.Figure = slices.Insert(t.Figure, 1, false)
		}
	}
	add("Commande", v.Invoice.OrderRef)
	add("Objet", v.Invoice.Object)
	blocks := []notice.Block{{Kind: notice.Invoices, Table: t}}
	if before := v.Invoice.Total - v.Invoice.Payable; before != 0 {
		blocks = append(blocks, paragraph("Déduction faite de "+f.sums(before)+" réglés avant l’émission, il restait à payer "+f.sums(v.Invoice.Payable)+"."))
	}
	return letter.Section{Heading: "Origine de la créance", Blocks: blocks}
}

var moves = map[interest.MovementKind]string{
	interest.MovePaid: "Paiement", interest.MoveCredited: "Avoir", interest.MoveReturned: "Paiement rejeté ou repris",
}

// payments lists what was received and credited with its imputation, and says
// how that agrees with what the debtor read in the notices.
func (f *file) payments(c dunning.Claim) ([]letter.Section, error) {
	if len(c.Imputed) == 0 {
		return nil, nil
	}
	t := notice.Table{Head: []string{"Date", "Nature", "Montant", interests(f.View.Debtor.Regime).text, "Principal"}, Figure: []bool{false, false, true, true, true}}
	var sum interest.Imputed
	for _, m := range c.Imputed {
		sum.Amount, sum.Interest, sum.Principal = sum.Amount+m.Amount, sum.Interest+m.Interest, sum.Principal+m.Principal
		sum.Fee += m.Fee + m.Surplus
		t.Rows = append(t.Rows, []string{m.Date.French(), moves[m.Kind], f.sums(m.Amount), f.sums(m.Interest), f.sums(m.Principal)})
	}
	t.Foot = []string{"Total", "", f.sums(sum.Amount), f.sums(sum.Interest), f.sums(sum.Principal)}
	if sum.Fee != 0 {
		t.Head, t.Figure, t.Foot = append(t.Head, "Indemnité, frais"), append(t.Figure, true), append(t.Foot, f.sums(sum.Fee))
		for i, m := range c.Imputed {
			t.Rows[i] = append(t.Rows[i], f.sums(m.Fee+m.Surplus))
		}
	}
	if len(t.Rows) == 1 {
		t.Foot = nil
	}
	blocks := []notice.Block{{Kind: notice.Invoices, Table: t}}
	text, err := f.reconciled(c)
	if text != "" {
		blocks = append(blocks, paragraph(text))
	}
	return []letter.Section{{Heading: "Paiements et avoirs, avec leur imputation", Blocks: blocks}}, err
}

// reconciled is the sentence that makes the statement agree with the notices:
// they impute on the principal, it imputes on interest first.
func (f *file) reconciled(c dunning.Claim) (string, error) {
	if !slices.ContainsFunc(c.Imputed, func(m interest.Imputed) bool { return m.Kind == interest.MovePaid && m.Interest != 0 }) {
		return "", nil
	}
	in := claim.InputOf(f.View, c.On, f.Rates)
	inNotices, err := claim.Of(f.View, in)
	if err != nil {
		return "", err
	}
	const law = "l’article 1343-1 du Code civil"
	if inNotices.Principal == c.Principal {
		return "Chaque paiement est imputé d’abord sur les intérêts échus (" + law + ").", nil
	}
	return "Les relances et mises en demeure imputent les paiements sur le principal, qui s’y lit " + f.sums(inNotices.Principal) +
		"\u00a0; le présent document les impute d’abord sur les intérêts échus, comme le prévoit " + law +
		", ce qui laisse un principal de " + f.sums(c.Principal) + ".", nil
}

// name is what a regime calls the interest, with the ending of its participles.
type name struct{ text, ending string }

func interests(r dunning.Regime) name {
	switch {
	case r == dunning.Public:
		return name{"Intérêts moratoires", "s"}
	case r.Consumer():
		return name{"Intérêts au taux légal", "s"}
	}
	return name{"Pénalités de retard", "es"}
}

// accrued is how the interest was found, a line for each period.
func (f *file) accrued(c dunning.Claim) []letter.Section {
	if len(c.Periods) == 0 {
		return nil
	}
	t := notice.Table{Head: []string{"Période", "Calcul", "Montant"}, Figure: []bool{false, true, true}}
	var sum money.Cents
	for _, p := range c.Periods {
		sum += p.Amount
		t.Rows = append(t.Rows, []string{span(p.From, p.To),
			f.sums(p.Base) + " × " + fr.Percent(p.Rate) + " × " + strconv.Itoa(p.Days) + "\u00a0j / 365", f.sums(p.Amount)})
	}
	if len(t.Rows) > 1 {
		t.Foot = []string{"Total", "", f.sums(sum)}
	}
	blocks := []notice.Block{{Kind: notice.Interest, Table: t}}
	if len(c.Periods) > 1 {
		blocks = append(blocks, paragraph("Les intérêts sont arrondis au centime une seule fois, sur leur total\u00a0: une ligne peut porter le centime de l’arrondi."))
	}
	blocks = append(blocks, paragraph("Taux annuels appliqués\u00a0:"), notice.Block{Kind: notice.List, Items: rates(c)})
	return []letter.Section{{Heading: interests(f.View.Debtor.Regime).text, Blocks: blocks}}
}

// rates are the rates of a claim with their bases, each once.
func rates(c dunning.Claim) (out []string) {
	for _, p := range c.Periods {
		text := p.Basis
		if !strings.HasPrefix(text, fr.Percent(p.Rate)) {
			text = fr.Percent(p.Rate) + "\u00a0: " + text
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// span writes a period without saying the year or the month twice.
func span(from, to calendar.Date) string {
	start := from.French()
	if from.Year == to.Year {
		start = strings.TrimSuffix(start, " "+strconv.Itoa(from.Year))
	}
	if from == to {
		return "le " + to.French()
	}
	return "du " + start + " au " + to.French()
}

// owed lists the parts of the claim and their sum.
func (f *file) owed(c dunning.Claim, heading string) letter.Section {
	rows := []notice.Row{{Label: "Principal restant dû, TTC", Value: f.sums(c.Principal)}}
	add := func(label string, sum money.Cents) {
		if sum != 0 {
			rows = append(rows, notice.Row{Label: label, Value: f.sums(sum)})
		}
	}
	interest := interests(f.View.Debtor.Regime)
	add(interest.text+" restant du"+interest.ending, c.Interest)
	add("Indemnité forfaitaire pour frais de recouvrement ("+feeArticle(f.View.Debtor.Regime)+")", c.Fee)
	if c.Costs > 0 {
		for _, o := range c.Outlays {
			add(title(outlay(o))+" ("+o.Date.French()+")", o.Amount)
		}
		byFee, byPayments := c.Covered()
		covered := "Part de ces frais déjà couverte par l’indemnité forfaitaire"
		if byPayments != 0 {
			covered += " et les paiements"
		}
		add(covered, -byFee-byPayments)
	}
	rows = append(rows, notice.Row{Label: "Total", Value: f.sums(c.Total), Strong: true})
	return letter.Section{Heading: heading, Blocks: []notice.Block{{Kind: notice.ClaimRows, Rows: rows}}}
}

func feeArticle(r dunning.Regime) string {
	if r == dunning.Public {
		return "article D2192-35 du Code de la commande publique"
	}
	return "article D441-5 du Code de commerce"
}

// running says what goes on after the day of the statement, and what is not in
// it.
func (f *file) running(c dunning.Claim) letter.Section {
	var blocks []notice.Block
	say := func(text string) { blocks = append(blocks, paragraph(text)) }
	interest := interests(f.View.Debtor.Regime)
	name := "les " + untitled(interest.text)
	switch j := f.View.Case.Judgment(); {
	case !j.IsZero():
		say("Le jugement d’ouverture de la procédure collective, du " + j.French() +
			", a arrêté le cours des intérêts (article L622-28 du Code de commerce).")
	case !c.Until.IsZero():
		say(title(name) + " sont ici arrêté" + interest.ending + " au " + c.Until.French() +
			", faute de taux publié ensuite\u00a0; le cours en continue jusqu’au complet paiement.")
	case c.Daily != 0:
		rate := " au taux actuel"
		if f.View.Debtor.Regime == dunning.Public {
			rate = "" // it is frozen (CCP R2192-31)
		}
		say("À compter du " + c.On.AddDays(1).French() + ", " + name + " augmentent de " + f.sums(c.Daily) +
			" par jour" + rate + ", jusqu’au complet paiement.")
	}
	if d := f.View.Disputed(); d > 0 && d < f.View.Invoice.Payable {
		say("Une somme de " + f.sums(d) + ", contestée par le débiteur, n’est pas comprise dans le présent décompte.")
	}
	return letter.Section{Blocks: blocks}
}

// signature is the place for who signs.
func (f *file) signature(on, certified string) letter.Section { return f.signedBy("", on, certified) }

// signedBy is the place for a signatory with his capacity; empty is the
// creditor's own.
func (f *file) signedBy(who, on, certified string) letter.Section {
	c := f.View.Creditor
	town := c.Address.City
	if town == "" {
		town = Blank
	}
	blocks := []notice.Block{}
	if certified != "" {
		blocks = append(blocks, paragraph(certified))
	}
	return letter.Section{Together: true, Blocks: append(blocks,
		paragraph("Fait à "+town+", le "+on),
		paragraph(c.Name, cmp.Or(who, signatory(c))),
		paragraph("Signature\u00a0:", "", ""))}
}
