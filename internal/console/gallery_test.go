package console

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
)

var gallery = flag.String("gallery", "", "write every page in every state into this folder")

// hostile is a debtor whose name tries to be more than a name.
const hostile = `<img src=x onerror=alert(1)> & "Fils"`

func claire() shell {
	return shell{Who: access.Actor{Name: "claire@example.fr", Roles: access.Everywhere(access.Approver)}, Path: "/"}
}

// states gives every page in every state.
func states() map[string]struct {
	page string
	view any
} {
	type state = struct {
		page string
		view any
	}
	today := calendar.NewDate(2026, 11, 27)
	created := time.Date(2026, 11, 26, 15, 12, 0, 0, time.UTC)
	task := func(id int64, code dunning.TaskCode, number string) dunning.Task {
		return dunning.Task{ID: id, Ref: dunning.Ref{Creditor: "atelier", Number: number}, Code: code, Created: created}
	}
	many := []dunning.Task{task(1, dunning.TaskReply, "F-2026-014"), task(2, dunning.TaskApprove, "F-2026-015"), task(3, dunning.TaskInsolvency, hostile)}
	for i := range 9 {
		many = append(many, task(int64(10+i), dunning.TaskCall, "F-2026-1"+string(rune('0'+i))))
	}
	at := claire()
	at.Path = "/dossiers"
	list := caseListView{shell: at.titled("Dossiers"), Statuses: statusChoices(""), Next: "/dossiers?apres=x", Rows: []caseRow{
		{"Menuiserie Vasseur SAS", "F-2026-014", "atelier", "/dossiers/atelier/F-2026-014", "15/10/2026", "43 jours", "1 257,53 €", "Rappels en cours", false, "Mise en demeure le 30 novembre 2026, attend votre accord"},
		{hostile, "F-2026-015", "atelier", "/dossiers/atelier/F-2026-015", "03/12/2026", "", "640,00 €", "Demande votre attention", true, "L’adresse ne fonctionne plus"},
	}}
	form, _ := formNamed("litige")
	fact := factView{
		shell: at.titled(form.label), Debtor: hostile, Invoice: "F-2026-014", Balance: "1 200,00 €", Case: "/dossiers/atelier/F-2026-014", Label: form.label,
		Effect: form.effect, AmountLabel: form.amount, AmountOptional: true, ChoiceLabel: form.chosen, Choices: disputeChoices(dunning.Case{}), Key: "k", Version: 7,
	}
	refused := fact
	refused.Error, refused.Amount = "Le montant ne se lit pas : écrivez-le comme 1 200,00.", "douze"
	paused := caseOfGallery(at)
	paused.shell.Sends = "Envois suspendus : rien ne part, tout est préparé et conservé."
	return map[string]state{
		"connexion":         {"signin", signInView{shell: shell{}.titled("Connexion"), Next: "/"}},
		"connexion-refusee": {"signin", signInView{shell: shell{}.titled("Connexion"), Login: hostile, Error: "L’identifiant et le mot de passe ne vont pas ensemble."}},
		"acces":             {"link", linkView{shell: shell{}.titled("Choisir un mot de passe"), Secret: "s", Login: "claire@example.fr", Least: 12}},
		"aujourdhui-vide":   {"today", todayOf(claire(), nil, false, today)},
		"aujourdhui":        {"today", todayOf(claire(), many, true, today)},
		"dossiers-vide":     {"cases", caseListView{shell: at.titled("Dossiers"), Statuses: statusChoices("")}},
		"dossiers-filtre":   {"cases", caseListView{shell: at.titled("Dossiers"), Text: hostile, Statuses: statusChoices("closed")}},
		"dossiers":          {"cases", list},
		"dossier":           {"case", caseOfGallery(at)},
		"dossier-suspendu":  {"case", paused},
		"noter":             {"fact", fact},
		"noter-refuse":      {"fact", refused},
		"erreur":            {"error", errorView{shell: claire().titled("Cela n’a pas fonctionné"), ID: "KX7"}},
		"introuvable":       {"error", errorView{shell: claire().titled("Cela n’a pas fonctionné"), Text: "Cette page ou ce dossier n’existe pas, ou ne vous est pas ouvert."}},
	}
}

// caseOfGallery is a case with three reminders behind it.
func caseOfGallery(s shell) caseView {
	return caseView{
		shell: s.titled("Menuiserie Vasseur SAS, facture F-2026-014"), Debtor: hostile, Invoice: "F-2026-014", Issued: "15 septembre 2026", Due: "15 octobre 2026",
		Late: "43 jours", Total: "1 257,53 €", Status: "Rappels en cours", Next: "Mise en demeure le 30 novembre 2026, attend votre accord",
		Limit: "15 octobre 2031", Told: true,
		Lines: []amountLine{{"Principal", "1 200,00 €"}, {"Pénalités de retard, 12,40 %, 43 jours", "17,53 €"}, {"Indemnité forfaitaire", "40,00 €"}},
		Holds: []holdLine{{"Promesse", "jusqu’au 30 novembre 2026"}},
		Forms: formLinks(access.Shell("claire"), dunning.Case{Creditor: "atelier", Number: "F-2026-014", State: dunning.Reminding}),
		Tasks: []taskRow{{ID: 1, Detail: "Approuver l’étape"}},
		Timeline: []eventLine{
			{"16/11/2026 09:27", "Dernière relance envoyée", "", "", "sent"},
			{"09/11/2026 09:27", "Rien n’est parti", "relevé bancaire vieux de 96 heures", "", "held"},
			{"04/11/2026 11:40", "Paiement reçu : 300,00 €", "", "claire@example.fr", "money"},
			{"09/10/2026 09:27", "Dossier ouvert", "", "", "other"},
		},
	}
}

// TestEveryPageInEveryStateIsWholeAndHarmless renders the gallery; with -gallery
// it is written for people to look at.
func TestEveryPageInEveryStateIsWholeAndHarmless(t *testing.T) {
	t.Parallel()
	for name, s := range states() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			render(w, 200, s.page, s.view)
			html := w.Body.String()
			if w.Code != 200 || !strings.HasSuffix(strings.TrimSpace(html), "</html>") {
				t.Fatalf("not whole: %.200s", html)
			}
			for _, bad := range []string{"<img src=x", "ZgotmplZ", "<no value>", "style=", "<script", "onclick=", "http://", "https://"} {
				if strings.Contains(html, bad) {
					t.Errorf("the page holds %s", bad)
				}
			}
			for _, must := range []string{`<html lang="fr">`, `<h1>`, `name="viewport"`} {
				if strings.Count(html, must) != 1 {
					t.Errorf("%s stands %d times", must, strings.Count(html, must))
				}
			}
			if *gallery != "" {
				html = strings.ReplaceAll(html, stylePath, "console.css")
				if err := os.WriteFile(filepath.Join(*gallery, name+".html"), []byte(html), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if *gallery != "" {
		if err := os.WriteFile(filepath.Join(*gallery, "console.css"), styleSheet, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
