package evidence

import (
	"fmt"
	"strings"

	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
)

// bordereau writes the list of exhibits and their fingerprints.
func (f *file) bordereau() error {
	list, sums := f.listed()
	data, err := f.pdf(list)
	if err != nil {
		return err
	}
	if _, err := f.archive.add("pieces/00-bordereau.pdf", data); err != nil {
		return err
	}
	_, err = f.archive.add("pieces/empreintes.sha256", []byte(sums))
	return err
}

// listed gives the list of exhibits, and their fingerprints as sha256sum reads
// them.
func (f *file) listed() (letter.Sheet, string) {
	t := notice.Table{Head: []string{"N°", "Désignation", "Date"}, Figure: make([]bool, 3)}
	inLetter := len(f.pieces) > 0 && f.pieces[0].pages != ""
	if inLetter {
		t.Head, t.Figure = append(t.Head, "Pages"), append(t.Figure, false)
	}
	var sums strings.Builder
	for _, p := range f.pieces {
		row := []string{fmt.Sprint(p.number), p.title, p.date.FrenchShort()}
		if inLetter {
			row = append(row, p.pages)
		}
		t.Rows = append(t.Rows, row)
		fmt.Fprintf(&sums, "%s  %s\n", p.sha256, p.name)
	}
	return letter.Sheet{
		Title: "Bordereau de pièces", Foot: f.foot("Bordereau de pièces"),
		Sections: []letter.Section{f.parties(), {Heading: "Pièces communiquées", Blocks: []notice.Block{{Kind: notice.Invoices, Table: t}}}},
	}, sums.String()
}

// notes writes what is for the creditor alone.
func (f *file) notes() error {
	claim, err := f.claim()
	if err != nil {
		return err
	}
	if !f.View.Case.Judgment().IsZero() {
		c, err := f.declared()
		if err != nil {
			return err
		}
		s, err := f.declaration(c)
		if err != nil {
			return err
		}
		if err := f.sheet("projet-declaration-de-creance.pdf", s); err != nil {
			return err
		}
	}
	if err := f.sheet("prescription.pdf", f.limitation()); err != nil {
		return err
	}
	if err := f.sheet("chronologie.pdf", f.chronology(claim.NotAsked)); err != nil {
		return err
	}
	if err := f.unsent(); err != nil {
		return err
	}
	if err := f.heard(true); err != nil {
		return err
	}
	if err := f.page(); err != nil {
		return err
	}
	data, err := f.record()
	if err != nil {
		return err
	}
	return f.note("dossier.json", data)
}

func (f *file) sheet(name string, s letter.Sheet) error {
	data, err := f.pdf(s)
	if err != nil {
		return err
	}
	return f.note(name, data)
}

// unsent keeps the messages that are no exhibits: those whose outcome nobody
// knows, those that never left, and thanks.
func (f *file) unsent() error {
	for _, m := range f.View.Messages {
		if chases(m) {
			continue
		}
		err := f.document(m.Document, extension(m.Channel), func(_ string, data []byte) error {
			name := fmt.Sprintf("message-%d-%s-%s%s", m.ID, fileName(fr.Level(m.Level)), fileName(fr.MessageState(m.State)), extension(m.Channel))
			return f.note(name, data)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// limitation explains the last day to act.
func (f *file) limitation() letter.Sheet {
	var items []string
	for _, s := range f.Limitation.Steps {
		items = append(items, s.On.French()+"\u00a0: "+s.Text+" ("+s.Article+")")
	}
	return letter.Sheet{
		Title: "Prescription de la créance", Foot: f.foot("Note interne"),
		Sections: []letter.Section{{Blocks: []notice.Block{
			paragraph("Dernier jour pour agir\u00a0: " + f.Limitation.Expiry.French() + "."),
			{Kind: notice.List, Items: items},
		}}},
	}
}

// events lists the events of a cycle.
func (f *file) events(heading string, events []dunning.Record) letter.Section {
	t := notice.Table{Head: []string{"Date", "Fait", "Motif", "Auteur", "Empreinte"}, Figure: make([]bool, 5)}
	for _, r := range events {
		t.Rows = append(t.Rows, []string{fr.Instant(r.At), f.worded(r.Event), fr.Reason(r.Reason), r.Author, r.Hash[:min(8, len(r.Hash))]})
	}
	return letter.Section{Heading: heading, Blocks: []notice.Block{{Kind: notice.Invoices, Table: t}}}
}

// worded says an event as a person would: what its step is called, never the name
// that the plan gives it.
func (f *file) worded(e dunning.Event) string {
	name := f.stepName(e)
	if e.Kind == dunning.KindSent && name != "" {
		e.Step = ""
		return title(name) + strings.TrimPrefix(fr.Describe(e, f.View.Case.Currency), fr.Kind(e.Kind))
	}
	e.Step = name
	return title(fr.Describe(e, f.View.Case.Currency))
}

// stepName is what the step of an event is called: by the message that it sent,
// else by the plan that the case follows. A step of a plan that the case left is
// named by nothing on record; "" for an event of no step.
func (f *file) stepName(e dunning.Event) string {
	if e.Step == "" {
		return ""
	}
	for _, m := range f.View.Messages {
		if m.ID == e.Message && e.Message != 0 {
			return fr.Step(m.Level, m.Channel)
		}
	}
	for _, s := range f.View.Case.Steps {
		if s.ID == e.Step {
			return fr.Step(s.Level, s.Channel)
		}
	}
	return "étape «\u00a0" + e.Step + "\u00a0» d’un plan antérieur"
}

// chronology lists the dates to watch, what is not asked and why, and what
// happened.
func (f *file) chronology(unasked []dunning.NotAsked) letter.Sheet {
	watch := []notice.Row{{Label: "Dernier jour pour agir", Value: f.Limitation.Expiry.French()}}
	if j := f.View.Case.Judgment(); !j.IsZero() {
		watch = append(watch, notice.Row{Label: "Déclarer la créance avant le (deux mois comptés, par prudence, du jugement)", Value: dunning.DeclareBy(j).French()})
	}
	sections := []letter.Section{{Heading: "Dates à surveiller", Blocks: []notice.Block{{Kind: notice.ClaimRows, Rows: watch}}}}
	var items []string
	for _, n := range unasked {
		text := n.Text
		if n.Article != "" {
			text += " (" + n.Article + ")"
		}
		items = append(items, text)
	}
	if len(items) > 0 {
		sections = append(sections, letter.Section{Heading: "Ce qui n’est pas demandé", Blocks: []notice.Block{{Kind: notice.List, Items: items}}})
	}
	for _, c := range f.View.Earlier {
		sections = append(sections, f.events(fmt.Sprintf("Période n°\u00a0%d, avant la reprise du dossier", c.Cycle+1), c.Timeline))
	}
	sections = append(sections, f.events("Ce qui s’est passé", f.View.Timeline))
	if len(f.Stated) > 0 {
		sections = append(sections, f.stated())
	}
	return letter.Sheet{Title: "Chronologie du dossier " + f.View.Case.Number, Foot: f.foot("Note interne"), Sections: sections}
}

// stated lists the lifecycle statuses of the invoice, whoever issued them.
func (f *file) stated() letter.Section {
	t := notice.Table{Head: []string{"Le (heure de Paris supposée)", "Statut", "Émis par", "Motif", "Empreinte"}, Figure: make([]bool, 5)}
	for _, s := range f.Stated {
		t.Rows = append(t.Rows, []string{s.At, s.What, s.By, s.Reasons, s.Document[:min(8, len(s.Document))]})
	}
	return letter.Section{Heading: "Statuts reçus des plateformes", Blocks: []notice.Block{{Kind: notice.Invoices, Table: t}}}
}
