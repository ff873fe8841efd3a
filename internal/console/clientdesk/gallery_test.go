package clientdesk

import (
	"strings"
	"testing"

	"relance/internal/backoffice/debtorpages"
	"relance/internal/console/pagetest"
	"relance/internal/visit"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	at, view := pagetest.Claire("/dossiers/brunel/F-2026-014/page-client"), pagetest.GallerySheet().CaseView
	said := []debtorpages.Answered{{Said: visit.Said{ID: 1, Answer: visit.Answer{Kind: visit.Contest, Files: []string{strings.Repeat("ab", 32)}}, At: pagetest.Yesterday, Suspended: true}, Text: "Deux cartons étaient abîmés.\n" + pagetest.Hostile}}
	links := []visit.Link{
		{ID: 3, Recipient: "compta@vasseur.example.com", Invoices: []string{"F-2026-014", "F-2026-016"}, Created: pagetest.Yesterday, Expires: pagetest.GalleryNow.AddDate(0, 6, 0)},
		{ID: 2, Letter: true, Invoices: []string{"F-2026-014"}, Created: pagetest.Yesterday.AddDate(0, -1, 0), Expires: pagetest.GalleryNow.AddDate(0, 6, 0), Revoked: pagetest.Yesterday, RevokedBy: "claire@example.fr", Why: pagetest.Hostile},
		{ID: 1, Recipient: "essai@example.fr", Trial: true, Invoices: []string{"F-2026-014"}, Created: pagetest.Yesterday.AddDate(-1, 0, 0), Expires: pagetest.Yesterday},
	}
	client := clientPageOf(at, view, said, links, pagetest.GalleryNow)
	ended := client
	ended.Confirmation = "Le lien est coupé\u00a0: qui l’ouvre ne voit plus rien."
	pagetest.Exercise(t, templates, map[string]pagetest.State{
		"page-client":       {Page: "client", View: client},
		"page-client-coupe": {Page: "client", View: ended},
		"page-client-vide":  {Page: "client", View: clientPageOf(at, view, nil, nil, pagetest.GalleryNow)},
	})
}
