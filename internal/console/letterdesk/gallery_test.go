package letterdesk

import (
	"testing"

	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/morning"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, letterStates())
}

func letterStates() map[string]pagetest.State {
	at := pagetest.Claire("/lettres")
	sheet, letters := pagetest.GallerySheet(), morning.Works()[morning.WorkOf(dunning.TaskApprove)]
	row := page.JobRow(at, pagetest.Job(3, dunning.TaskApprove, "Menuiserie Vasseur SAS", "F-2026-014", 125_753, pagetest.GalleryDay.AddDays(-43)), letters, pagetest.GalleryDay)
	row.First = true
	other := page.JobRow(at, pagetest.Job(4, dunning.TaskApprovalOverdue, pagetest.Hostile, "F-2026-016", 75_540, pagetest.GalleryDay.AddDays(-44)), letters, pagetest.GalleryDay)
	view := letterView{
		Frame: at.Titled("Lettre à approuver"), Debtor: pagetest.Hostile, Invoice: "F-2026-014", Case: "/dossiers/brunel/F-2026-014", Head: "Mise en demeure", Figures: figuresOf(sheet.Draft.Draft, "EUR"),
		Why: []string{"Échue le 15 octobre 2026, 43 jours de retard.", "Dernière relance le 16 novembre 2026, sans suite."}, Address: []string{"4 rue des Tilleuls", "69003 Lyon"}, PDF: "cadre.html",
		Budget: "Après elle, il reste 279,30 € sur 300,00 € pour l’année.", MayApprove: true, Waits: true, Key: "k", Version: 7, Step: "formal", Prepared: "préparée le 26 novembre 2026",
	}
	changed := view
	changed.Error, changed.Changed, changed.Before = "La lettre d’aujourd’hui n’est plus celle qui vous a été montrée.", []string{"Adresse"}, view.Figures
	reader := view
	reader.MayApprove, reader.Fault = false, "l’adresse est incomplète"
	drawn := view
	drawn.Pages, drawn.Text = []pageImage{{"page-1.png", "Page 1 sur 2"}, {"page-2.png", "Page 2 sur 2"}}, "cadre.html"
	drawn.Since = []string{"24 nov.\u00a0: paiement de 50,00 €"}
	mine := view
	mine.First, mine.Mine = "claire@example.fr, hier, 16 h 12", true
	second := view
	second.First = pagetest.Hostile + ", hier, 16 h 12"
	watched := second
	watched.MayApprove = false
	over := view
	over.Waits, over.PDF = false, ""
	return map[string]pagetest.State{
		"lettres":                 {Page: "letters", View: letterQueueView{Frame: at.Titled("Lettres"), Rows: []page.WorkRow{row, other}, Budget: []budgetLine{{"", "13,80 €", "il reste 286,20 € sur 300,00 €", "2 lettres"}}, Next: "/lettres?apres=4", Confirmation: confirmations["approuvee"]}},
		"lettres-vide":            {Page: "letters", View: letterQueueView{Frame: at.Titled("Lettres"), Empty: "Aucune lettre n’attend votre accord."}},
		"lettre":                  {Page: "letter", View: view},
		"lettre-changee":          {Page: "letter", View: changed},
		"lettre-lecture":          {Page: "letter", View: reader},
		"lettre-images":           {Page: "letter", View: drawn},
		"lettre-second-accord":    {Page: "letter", View: second},
		"lettre-mon-accord":       {Page: "letter", View: mine},
		"lettre-accord-d-un-seul": {Page: "letter", View: watched},
		"lettre-decidee":          {Page: "letter", View: over},
	}
}
