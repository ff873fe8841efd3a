package evidence

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/letter"
	"relance/internal/notice"
)

// Declaration is all that a creditor declares in the insolvency proceedings of
// one debtor.
type Declaration struct {
	Cases       []Case // of one creditor and one debtor, born before the judgment
	Proceedings insolvency.Proceedings
	Stated      Statements
	On          calendar.Date // of the document
	Made        time.Time
}

// Statements are what only the creditor can say of his claim (C. com. L622-25,
// R622-23). What is empty is printed as Blank.
type Statements struct {
	Nature    string // French: "chirographaire", or the privilege or security with its date
	Pending   string // French: the court before which the claim is disputed, or "néant"
	Signatory string // who signs, with the capacity; empty is the creditor's own signatory
	Power     bool   // a special power is attached: the signatory is neither representative nor delegate
}

// WriteDeclaration makes the declaration of claim (C. com. L622-24, L622-25,
// R622-23) with its annexes, as a ZIP: one declaration over all invoices of the
// debtor, the statement of each at the eve of the judgment, the invoices and
// what was sent, numbered and listed. Name and address of the holder are blank
// until a person has confirmed them: a wrong addressee loses the claim.
func WriteDeclaration(w io.Writer, d Declaration) (Summary, error) {
	whole, claims, err := d.collect(newArchive(w, d.Made))
	if err != nil {
		return Summary{}, err
	}
	data, err := whole.pdf(whole.declare(d, claims))
	if err != nil {
		return whole.sum, err
	}
	if _, err := whole.archive.add("declaration-de-creance.pdf", data); err != nil {
		return whole.sum, err
	}
	if err := whole.bordereau(); err != nil {
		return whole.sum, err
	}
	return whole.sum, whole.archive.close()
}

// collect writes the exhibits of all invoices, and gives what is declared of each.
// It puts the cases in the order in which they are declared.
func (d *Declaration) collect(a *archive) (whole *file, claims []dunning.Claim, err error) {
	if len(d.Cases) == 0 {
		return nil, nil, dunning.Errorf(dunning.CodeConflict, "the debtor has no open invoice from before the judgment")
	}
	slices.SortFunc(d.Cases, func(a, b Case) int {
		return cmp.Or(a.View.Case.Due.Compare(b.View.Case.Due), cmp.Compare(a.View.Case.Number, b.View.Case.Number))
	})
	first := d.Cases[0]
	first.On, first.Made = d.On, d.Made
	whole = &file{Case: first, archive: a, all: true}
	for _, c := range d.Cases {
		if c.View.Case.Currency != first.View.Case.Currency {
			return nil, nil, dunning.Errorf(dunning.CodeConflict, "the invoices are in several currencies: what is not in euros is converted by hand, at the rate of the judgment's day (C. com. L622-25)")
		}
		c.On, c.Made = d.On, d.Made
		f := &file{Case: c, archive: whole.archive, pieces: whole.pieces}
		claim, err := f.annexes()
		if err != nil {
			return nil, nil, err
		}
		claims, whole.pieces = append(claims, claim), f.pieces
		whole.sum.Pieces, whole.sum.Blanks = whole.sum.Pieces+f.sum.Pieces, whole.sum.Blanks+f.sum.Blanks
		whole.sum.Missing = append(whole.sum.Missing, f.sum.Missing...)
	}
	return whole, claims, nil
}

// annexes writes the pieces of one invoice, with its statement at the eve of
// the judgment.
func (f *file) annexes() (dunning.Claim, error) {
	c, err := f.declared()
	if err != nil {
		return c, err
	}
	if err := f.records(); err != nil {
		return c, err
	}
	s, err := f.statement(c)
	if err != nil {
		return c, err
	}
	s.Title = "Décompte de créance arrêté à la veille du jugement, " + c.On.French()
	data, err := f.pdf(f.asExhibit(s))
	if err != nil {
		return c, err
	}
	return c, f.exhibit("Décompte de la facture n°\u00a0"+f.View.Invoice.Number, c.On, "decompte-"+f.View.Invoice.Number, ".pdf", data)
}

// declare is the declaration over all invoices.
func (f *file) declare(d Declaration, claims []dunning.Claim) letter.Sheet {
	sections := []letter.Section{
		{Blocks: []notice.Block{addressee(d.Proceedings)}}, f.parties(), f.proceedings(d.Proceedings),
		f.declaredClaims(d, claims),
		{Heading: "Autres mentions", Blocks: []notice.Block{
			paragraph("Chaque créance est arrêtée à la veille du jugement d’ouverture, qui arrête le cours des intérêts (article L622-28 du Code de commerce)\u00a0; le calcul des intérêts est détaillé au décompte de chaque facture. L’indemnité forfaitaire est déclarée pour les factures déjà en retard, sauf renonciation\u00a0: c’est notre lecture de l’article L441-10 II du Code de commerce."), // uncertain: fee-at-judgment
			{Kind: notice.List, Items: []string{
				"Nature de la créance (chirographaire, ou privilège, sûreté ou réserve de propriété avec leur date)\u00a0: " + cmp.Or(d.Stated.Nature, Blank),
				"Juridiction saisie, si la créance fait l’objet d’un litige\u00a0: " + cmp.Or(d.Stated.Pending, Blank),
				d.unstopped(),
				d.power(),
				"Pièces justificatives\u00a0: selon bordereau joint",
			}},
		}},
		f.exhibitList(),
		f.signedBy(d.Stated.Signatory, d.On.French(), "Je certifie sincère et véritable la présente déclaration (article L622-25 du Code de commerce)."),
	}
	const what = "Déclaration de créance"
	return letter.Sheet{Title: what, Foot: what + ", " + f.View.Creditor.Name + " c/ " + f.View.Debtor.Name, Sections: sections}
}

// unstopped tells of interest that the judgment does not stop (C. com. L622-28):
// of loans, and of payments deferred by a year or more, which a person works out.
func (d Declaration) unstopped() string {
	text := "Intérêts dont le cours n’est pas arrêté (prêt ou paiement différé d’un an ou plus, article L622-28)\u00a0: "
	for _, c := range d.Cases {
		if v := c.View; !v.Case.Due.Before(v.Invoice.Issued.AddMonths(12)) {
			return text + "modalités de calcul\u00a0: " + Blank
		}
	}
	return text + "néant"
}

// power says by what right the signatory declares (Cass. ass. plén., 4 février
// 2011).
func (d Declaration) power() string {
	if d.Stated.Power {
		return "Pouvoir spécial du signataire\u00a0: joint"
	}
	return "Pouvoir spécial\u00a0: sans objet, le signataire étant le représentant légal du créancier ou son préposé délégué"
}

// addressee is to whom the claim is declared: a proposal is shown as one.
func addressee(p insolvency.Proceedings) notice.Block {
	role := "À l’attention du " + cmp.Or(p.Role, "mandataire judiciaire ou liquidateur")
	if p.Confirmed && p.Holder != "" && p.Address != "" {
		return paragraph(role, append([]string{p.Holder}, strings.Split(p.Address, ", ")...)...)
	}
	lines := []string{"Adresse\u00a0: " + Blank}
	if p.Holder != "" {
		lines = append(lines, "(proposition tirée de l’annonce, à confirmer\u00a0: "+p.Holder+", "+p.Address+")")
	}
	return paragraph(role+"\u00a0: "+Blank, lines...)
}

func (f *file) proceedings(p insolvency.Proceedings) letter.Section {
	or := func(d calendar.Date) string {
		if d.IsZero() {
			return Blank
		}
		return d.French()
	}
	items := []string{
		"Jugement d’ouverture du " + or(p.Judgment),
		"Nature de la procédure\u00a0: " + procedureName(p.Procedure),
		"Tribunal\u00a0: " + cmp.Or(p.Court, Blank),
		"Publication au BODACC du " + or(p.Published) + noticeID(p.Notice),
	}
	return letter.Section{Heading: "La procédure", Blocks: []notice.Block{{Kind: notice.List, Items: items}}}
}

// procedureName is the procedure in the words of the law.
func procedureName(p insolvency.Procedure) string {
	switch p {
	case "":
		return Blank
	case insolvency.Reorganisation, insolvency.Liquidation:
		return string(p) + " judiciaire"
	}
	return string(p)
}

func noticeID(id string) string {
	if id == "" {
		return ""
	}
	return " (annonce " + id + ")"
}

// declaredClaims lists what is due and what is still to fall due, each with its
// sums.
func (f *file) declaredClaims(d Declaration, claims []dunning.Claim) letter.Section {
	t := notice.Table{Head: []string{"Facture", "Échéance", "Principal", "Intérêts", "Indemnité, frais", "Total"}, Figure: []bool{false, false, true, true, true, true}}
	var sum dunning.Claim
	var coming []string
	for i, c := range claims {
		v := d.Cases[i].View
		t.Rows = append(t.Rows, []string{
			"n°\u00a0" + v.Invoice.Number, v.Case.Due.FrenchShort(), f.sums(c.Principal), f.sums(c.Interest), f.sums(c.Fee + c.Costs), f.sums(c.Total),
		})
		sum.Principal, sum.Interest, sum.Fee = sum.Principal+c.Principal, sum.Interest+c.Interest, sum.Fee+c.Fee+c.Costs
		sum.Total += c.Total
		if !v.Case.Due.Before(d.Proceedings.Judgment) {
			coming = append(coming, "facture n°\u00a0"+v.Invoice.Number+", "+f.sums(c.Principal)+", à échoir le "+v.Case.Due.French())
		}
	}
	t.Foot = []string{"Total déclaré", "", f.sums(sum.Principal), f.sums(sum.Interest), f.sums(sum.Fee), f.sums(sum.Total)}
	blocks := []notice.Block{{Kind: notice.Invoices, Table: t}}
	if len(coming) > 0 {
		blocks = append(blocks, paragraph("À échoir au jour du jugement\u00a0:"), notice.Block{Kind: notice.List, Items: coming})
	} else {
		blocks = append(blocks, paragraph(fmt.Sprintf("Toutes ces créances (%d) étaient échues au jour du jugement.", len(claims))))
	}
	return letter.Section{Heading: "Créances déclarées, toutes taxes comprises", Blocks: blocks}
}
