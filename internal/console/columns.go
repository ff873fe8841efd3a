package console

import (
	"net/http"
	"slices"

	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// listColumn is a column of the list of cases besides the debtor and the invoice.
type listColumn struct {
	page.Choice
	class string // CSS class of its cells
	usual bool   // shown until somebody chooses
	cell  func(r desk.CaseRow, row caseRow, d page.Frame) listCell
}

// listCell is what stands in a column for a case.
type listCell struct {
	Label, Class, Text string
	Tag                bool
	Tone               string // tone of the tag
	Hold               string // address of the form that takes the case out
}

// listColumns are the columns that there are, in the order of the list.
var listColumns = []listColumn{
	{choice("reference", "Référence client"), "keep", false, func(r desk.CaseRow, _ caseRow, _ page.Frame) listCell { return listCell{Text: r.Case.Debtor} }},
	{choice("creancier", "Créancier"), "", false, func(r desk.CaseRow, _ caseRow, s page.Frame) listCell {
		if name := s.CreditorName(r.Case.Creditor); name != "" {
			return listCell{Text: name}
		}
		return listCell{Text: r.Case.Creditor}
	}},
	{choice("echeance", "Échéance"), "keep", true, func(_ desk.CaseRow, row caseRow, _ page.Frame) listCell { return listCell{Text: row.Due} }},
	{choice("retard", "Retard"), "num", true, func(_ desk.CaseRow, row caseRow, _ page.Frame) listCell { return listCell{Text: row.Late} }},
	{choice("depart", "Au départ"), "num", false, func(r desk.CaseRow, _ caseRow, _ page.Frame) listCell {
		return listCell{Text: fr.Amount(r.Case.Opening, r.Case.Currency)}
	}},
	{choice("reste", "Reste dû"), "num", true, func(_ desk.CaseRow, row caseRow, _ page.Frame) listCell { return listCell{Text: row.Balance} }},
	{choice("etat", "État"), "", true, func(_ desk.CaseRow, row caseRow, _ page.Frame) listCell {
		return listCell{Text: row.Status, Tag: true, Tone: row.Tone}
	}},
	{choice("niveau", "Niveau atteint"), "", false, func(r desk.CaseRow, _ caseRow, _ page.Frame) listCell {
		last, _ := r.Case.LastSent()
		return listCell{Text: page.Capital(fr.Level(last.Level))}
	}},
	{choice("envoi", "Dernier envoi"), "keep", false, func(r desk.CaseRow, row caseRow, _ page.Frame) listCell {
		last, sent := r.Case.LastSent()
		if !sent {
			return listCell{Text: "—"}
		}
		return listCell{Text: page.ShortDay(page.Today(last.Sent), row.on)}
	}},
	{choice("suite", "Ensuite"), "", true, func(_ desk.CaseRow, row caseRow, _ page.Frame) listCell {
		return listCell{Text: row.Next, Hold: row.Hold}
	}},
	{choice("charge", "En charge"), "", true, func(_ desk.CaseRow, row caseRow, _ page.Frame) listCell { return listCell{Text: row.Owner} }},
}

func choice(value, label string) page.Choice { return page.Choice{Value: value, Label: label} }

// columnsShown are the columns that a person chose, or those that are usual; owned
// tells that somebody is in charge of a case of the list.
func columnsShown(chosen []string, owned bool) (out []listColumn) {
	for _, c := range listColumns {
		usual := len(chosen) == 0 && c.usual && (c.Value != "charge" || owned)
		if c.Chosen = usual || slices.Contains(chosen, c.Value); c.Chosen {
			out = append(out, c)
		}
	}
	return out
}

// mostBeside is how many columns stand beside each other on a usual screen; with more
// of them a case takes several lines.
const mostBeside = 8

// arrange puts what the rows show under the columns that are wanted.
func (v *caseListView) arrange(rows []desk.CaseRow, chosen []string) {
	owned := slices.ContainsFunc(rows, func(r desk.CaseRow) bool { return r.Owner != "" })
	shown := columnsShown(chosen, owned)
	for _, c := range listColumns {
		c.Chosen = slices.ContainsFunc(shown, func(o listColumn) bool { return o.Value == c.Value })
		v.Columns = append(v.Columns, c.Choice)
	}
	for _, c := range shown {
		v.Heads = append(v.Heads, listCell{Label: c.Label, Class: c.class})
	}
	v.Many = len(shown) > mostBeside
	for i, r := range rows {
		for _, c := range shown {
			cell := c.cell(r, v.Rows[i], v.Frame)
			cell.Label, cell.Class = c.Label, c.class
			v.Rows[i].Cells = append(v.Rows[i].Cells, cell)
		}
	}
}

// chooseColumns keeps the columns that a person wants in the list of cases.
func (d *Door) chooseColumns(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "ce formulaire ne se lit pas")
	}
	var chosen []string
	for _, c := range listColumns {
		if r.PostFormValue("geste") != "usuelles" && slices.Contains(r.PostForm["colonne"], c.Value) {
			chosen = append(chosen, c.Value)
		}
	}
	if err := d.Views.SetColumns(r.Context(), s.Who, chosen); err != nil {
		return err
	}
	back := "/dossiers"
	if q := r.PostFormValue("filtre"); q != "" {
		back += "?" + q
	}
	http.Redirect(w, r, page.OwnPath(back), http.StatusSeeOther)
	return nil
}
