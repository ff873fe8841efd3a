package evidence

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/procedure"
)

// Request says for which way a dossier is made, with what a person gives for it.
type Request struct {
	Way        string                // of package procedure
	Court      string                // as a person names it: "tribunal de commerce de Toulouse"
	Trial      string                // injonction: send to the trial court if opposed: "oui" or "non"
	Attempt    string                // amicable attempt: kind, date, with whom, outcome, exhibit (CPC 750-1)
	Answers    map[string]string     // what else the papers ask, by procedure.Answers
	Looked     string                // what the official notices said, with the day, French; "" is not known
	Conditions []procedure.Condition // of the way, as the record shows them
	Notes      []string              // warnings of the way
	Alarms     []procedure.Alarm
}

// Dossier is what is handed over for a way: one invoice, or several of one debtor.
type Dossier struct {
	Cases   []Case // of one creditor, one debtor and one currency
	Request Request
	Leaves  []Leaf        // what other sources say of the debtor and the invoices
	On      calendar.Date // of the documents
	Made    time.Time
}

// Leaf is an internal note of a dossier: a text and a table.
type Leaf struct {
	File  string // without extension
	Title string
	Text  []string
	Head  []string
	Rows  [][]string
}

// dossier is a Dossier being written.
type dossier struct {
	*file // the first invoice's, with the exhibits of all
	Request
	files  []*file
	claims []dunning.Claim
	sum    dunning.Claim // of all: only its amounts
	alarms []procedure.Alarm
	leaves []Leaf
}

// WriteDossier makes the file of a way as a ZIP: the document to sign, the values
// in the order of the form, conditions and dates (demande/), the exhibits with
// their list (pieces/), and what is for the creditor alone (notes-internes/).
// CodeInvalid for a way that there is not, CodeConflict for invoices that do not
// belong together.
func WriteDossier(w io.Writer, d Dossier) (Summary, error) {
	whole, err := d.open(newArchive(w, d.Made), (*file).exhibits)
	if err != nil {
		return Summary{}, err
	}
	for _, part := range []func() error{whole.bordereau, whole.papers, whole.internal} {
		if err := part(); err != nil {
			return whole.file.sum, err
		}
	}
	return whole.file.sum, whole.archive.close()
}

// open writes the exhibits of every invoice and works out what is owed on each.
func (d Dossier) open(a *archive, exhibits func(*file) error) (*dossier, error) {
	if _, ok := requests[d.Request.Way]; !ok {
		_, err := procedure.Title(d.Request.Way)
		return nil, err
	}
	if err := procedure.CheckAnswers(d.Request.Way, d.Request.Answers); err != nil {
		return nil, err
	}
	if err := together(d.Cases); err != nil {
		return nil, err
	}
	cases := slices.Clone(d.Cases)
	slices.SortStableFunc(cases, func(a, b Case) int {
		return cmp.Or(a.View.Case.Due.Compare(b.View.Case.Due), cmp.Compare(a.View.Case.Number, b.View.Case.Number))
	})
	first := cases[0]
	first.On, first.Made = d.On, d.Made
	whole := &dossier{file: &file{Case: first, archive: a, all: len(cases) > 1}, Request: d.Request, leaves: d.Leaves, alarms: d.Request.Alarms}
	for _, c := range cases {
		c.On, c.Made = d.On, d.Made
		c.View.Invoice.Object = cmp.Or(c.View.Invoice.Object, d.Request.Answers["objet"])
		f := &file{Case: c, archive: a, pieces: whole.pieces}
		if len(cases) > 1 {
			f.folder = fileName(c.View.Invoice.Number) + "/"
		}
		if err := exhibits(f); err != nil {
			return nil, err
		}
		claim, err := f.claim()
		if err != nil {
			return nil, err
		}
		whole.pieces, whole.files, whole.claims = f.pieces, append(whole.files, f), append(whole.claims, claim)
		whole.file.sum.Pieces, whole.file.sum.Blanks = whole.file.sum.Pieces+f.sum.Pieces, whole.file.sum.Blanks+f.sum.Blanks
		whole.file.sum.Missing = append(whole.file.sum.Missing, f.sum.Missing...)
		s := &whole.sum
		s.Principal, s.Interest, s.Fee, s.Costs = s.Principal+claim.Principal, s.Interest+claim.Interest, s.Fee+claim.Fee, s.Costs+claim.Costs
		s.Total, s.Daily, s.On = s.Total+claim.Total, s.Daily+claim.Daily, claim.On
	}
	return whole, nil
}

// together refuses invoices that no single request can hold.
func together(cases []Case) error {
	if len(cases) == 0 {
		return dunning.Errorf(dunning.CodeInvalid, "no invoice was named")
	}
	first := cases[0].View.Case
	for i, c := range cases {
		v := c.View.Case
		switch {
		case v.Creditor != first.Creditor || v.Debtor != first.Debtor:
			return dunning.Errorf(dunning.CodeConflict, "invoice %s is of another debtor than invoice %s", v.Number, first.Number).
				WithHint("make one file for each debtor")
		case v.Currency != first.Currency:
			return dunning.Errorf(dunning.CodeConflict, "invoices %s and %s are in two currencies", first.Number, v.Number).WithHint("make one file for each currency")
		}
		for _, other := range cases[:i] {
			if other.View.Case.Number == v.Number {
				return dunning.Errorf(dunning.CodeInvalid, "invoice %s is named twice", v.Number)
			}
		}
	}
	return nil
}

// papers writes the folder of the way.
func (d *dossier) papers() error {
	s, err := d.requestSheet()
	if err != nil {
		return err
	}
	for _, doc := range []struct {
		name  string
		sheet letter.Sheet
	}{{requests[d.Way].file, s}, {"valeurs", d.values()}, {"conditions", d.conditions()}, {"alarmes", d.dates()}} {
		data, err := d.pdf(doc.sheet)
		if err != nil {
			return err
		}
		if _, err := d.archive.add("demande/"+doc.name+".pdf", data); err != nil {
			return err
		}
	}
	if d.Way == procedure.Insurer {
		if err := d.insurerTable(); err != nil {
			return err
		}
	}
	_, err = d.archive.add("demande/alarmes.ics", procedure.Calendar(d.alarms, d.label(), d.Made))
	return err
}

// internal writes what is for the creditor alone: notes of each invoice, and what
// other sources say.
func (d *dossier) internal() error {
	for _, f := range d.files {
		before := f.sum
		if err := f.notes(); err != nil {
			return err
		}
		s := &d.file.sum
		s.Notes, s.Blanks = s.Notes+f.sum.Notes, s.Blanks+f.sum.Blanks-before.Blanks
		s.Missing = append(s.Missing, f.sum.Missing[len(before.Missing):]...)
	}
	for _, l := range d.leaves {
		if err := d.sheet(l.File+".pdf", l.sheet(d.foot("Note interne"))); err != nil {
			return err
		}
	}
	return nil
}

func (l Leaf) sheet(foot string) letter.Sheet {
	blocks := paragraphs(l.Text)
	if len(l.Rows) > 0 {
		blocks = append(blocks, notice.Block{Kind: notice.Invoices, Table: notice.Table{Head: l.Head, Rows: l.Rows, Figure: make([]bool, len(l.Head))}})
	}
	return letter.Sheet{Title: l.Title, Foot: foot, Sections: []letter.Section{{Blocks: blocks}}}
}

// label names the dossier in a calendar.
func (d *dossier) label() string {
	if len(d.files) == 1 {
		return "Facture " + d.View.Invoice.Number
	}
	return d.View.Debtor.Name
}

// dates lists the periods, each once with the days of its alarms: a copy of the
// tasks.
func (d *dossier) dates() letter.Sheet {
	const what = "Dates à surveiller"
	t := notice.Table{Head: []string{"Dernier jour", "À faire", "Sinon", "Source", "Rappels"}, Figure: make([]bool, 5)}
	for _, p := range procedure.ByPeriod(d.alarms) {
		days := make([]string, len(p.Days))
		for i, on := range p.Days {
			days[i] = on.FrenchShort()
		}
		t.Rows = append(t.Rows, []string{p.End.FrenchShort(), p.What, p.Missed, p.Source, strings.Join(days, "\n")})
	}
	blocks := []notice.Block{paragraph(procedure.Prudence)}
	if len(t.Rows) > 0 {
		blocks = append(blocks, notice.Block{Kind: notice.Invoices, Table: t})
	} else {
		blocks = append(blocks, paragraph("Aucune date connue à ce jour\u00a0: notez chaque événement de la procédure, les délais qui en partent deviennent des tâches."))
	}
	return letter.Sheet{Title: what, Foot: d.foot(what), Sections: []letter.Section{{Blocks: blocks}}}
}

// conditions are those of the way, as the record shows them: for the creditor.
func (d *dossier) conditions() letter.Sheet {
	const what = "Conditions de la voie choisie"
	t := notice.Table{Head: []string{"Condition", "État", "Ce que montre le dossier", "Règle", "Vigueur et lecture"}, Figure: make([]bool, 5)}
	for _, c := range d.Conditions {
		t.Rows = append(t.Rows, []string{c.What, fulfilments[c.Is], c.Why, c.Source, fr.Sentence(c.Dated())})
	}
	blocks := []notice.Block{
		paragraph("Tableau de faits, sans conseil\u00a0: le choix de la voie revient au créancier et à son conseil. Document interne, à ne pas communiquer."),
		{Kind: notice.Invoices, Table: t},
	}
	if len(d.Request.Notes) > 0 {
		blocks = append(blocks, notice.Block{Kind: notice.List, Items: d.Request.Notes})
	}
	return letter.Sheet{Title: what, Foot: d.foot(what), Sections: []letter.Section{{Blocks: blocks}}}
}

var fulfilments = map[procedure.Fulfilment]string{procedure.Met: "remplie", procedure.NotMet: "non remplie", procedure.Unknown: "inconnue"}

// Fulfilled says in French whether a condition is fulfilled.
func Fulfilled(f procedure.Fulfilment) string { return fulfilments[f] }
