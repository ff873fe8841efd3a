package bankdesk

import (
	"testing"

	"time"

	"relance/internal/backoffice"
	"relance/internal/console/pagetest"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, bankStates())
}

func bankStates() map[string]pagetest.State {
	at := pagetest.Claire("/banque")
	lines := pagetest.GalleryLines()
	open := map[string]desk.Hit{
		"F-2026-106": {Key: "F-2026-106", Name: "Transports Morel SAS", Amount: 30_000, Currency: "EUR"}, "F-2026-107": {Key: "F-2026-107", Name: "Transports Morel SAS", Amount: 41_500, Currency: "EUR"},
		"F-2026-112": {Key: "F-2026-112", Name: "Transports Morel SAS", Amount: 90_000, Currency: "EUR"},
	}
	view := lineView{ID: 8, Place: "Ligne 2 sur 3", Date: "26 novembre 2026", Amount: "755,00 €", Counterparty: "SARL TRANSPORTS MOREL", Account: "FR76 •••• •••• 0441", Open: true, Skip: "/banque?apres=8",
		Learns: "Après votre choix, le compte …0441 sera reconnu comme celui de Transports Morel SAS.", Seen: 3}
	for i, p := range lines[1].Decision.Suggestions {
		view.Proposals = append(view.Proposals, proposalOf(i, p, lines[1], open))
	}
	view.Label = marked(lines[1].Entry.Remittance, []string{"F-2026-106", "F-2026-107"}, open)
	done := doneLine{ID: 7, Title: "GARAGE DES ALPES", Text: "pour F-2026-015, par claire@example.fr", Amount: "400,50 €", When: "à l’instant", Address: "/banque/7"}
	file := fileOf(at, desk.File{Name: "releve-novembre.xml", Entries: 120, Fresh: 14, At: pagetest.GalleryNow.Add(-time.Hour), Finished: true}, pagetest.GalleryNow)
	bad := fileOf(at, desk.File{Name: pagetest.Hostile, Fault: "ce fichier n’est pas un relevé", At: pagetest.Yesterday, Finished: true}, pagetest.GalleryNow)
	full := bankView{Frame: at.Titled("Banque"), Sub: "3 lignes à décider · dernier relevé lu ce matin, 9 h 04", Line: &view, Done: &done, Decided: []doneLine{done}, Files: []fileLine{file, bad}, MayMatch: true}
	search := view
	search.Proposals, search.Search, search.Why = nil, "morel", []string{"Aucune facture ouverte de ce montant"}
	search.Found = []foundInvoice{{"F-2026-112", pagetest.Hostile, "15 oct.", "900,00 €"}, {"F-2026-113", "Transports Morel SAS", "20 oct.", "100,00 €"}}
	found := full
	found.Line, found.Done, found.Error = &search, nil, "Quelqu’un a décidé de cette ligne entre-temps : la voici telle qu’elle est."
	over := lineView{ID: 7, Date: "26 novembre 2026", Amount: "400,50 €", Stands: []string{"F-2026-015 : 400,50 €"}}
	decided := full
	decided.Line = &over
	return map[string]pagetest.State{
		"banque":          {Page: "bank", View: full},
		"banque-cherche":  {Page: "bank", View: found},
		"banque-decidee":  {Page: "bank", View: decided},
		"banque-vide":     {Page: "bank", View: bankView{Frame: at.Titled("Banque"), Empty: "Aucun relevé n’a encore été lu.", MayMatch: true}},
		"banque-lu":       {Page: "banktaken", View: takenOf(at, backoffice.BankReport{Name: pagetest.Hostile, Format: "camt", Entries: 14, Known: 2, States: map[reconcile.LineState]int{reconcile.LineMatched: 9, reconcile.LineSuggested: 3}, Warnings: []string{"le solde final n’est pas donné"}})},
		"banque-refuse":   {Page: "banktaken", View: takenOf(at, backoffice.BankReport{Name: "photo.jpg", Fault: dunning.Errorf(dunning.CodeInvalid, "ce fichier n’est pas un relevé")})},
		"banque-fichiers": {Page: "bankfiles", View: fileListView{Frame: at.Titled("Relevés lus"), Rows: []fileLine{file, bad}, Next: "/banque/fichiers?avant=1"}},
	}
}
