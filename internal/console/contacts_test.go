package console_test

import (
	"net/http"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres/plans"
)

// keyOf is the key of what a page shows before it is done.
func (p shown) keyOf() string {
	_, key, _ := strings.Cut(p.html, `name="cle" value="`)
	key, _, _ = strings.Cut(key, `"`)
	return key
}

func TestAListOfContactsIsShownBeforeItChangesAnybody(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	list := "Code client;Email;Ville;Fax\nC-atelier;compta@menuiserie.example.org;" + hostile + ";1\nC-inconnu;x@example.org;;\nC-moulin;y@example.org;;\n"
	p := v.upload("/import/coordonnees", "fichier", "clients.csv", list)
	for _, want := range []string{"À changer", "Sans client connu", "«\u00a0client@example.org\u00a0» devient «\u00a0compta@menuiserie.example.org\u00a0»", "&lt;img src=x", "Fax\u00a0: laissée de côté"} {
		if p.status != 200 || !strings.Contains(p.html, want) {
			t.Errorf("%d: the trial does not say %s", p.status, want)
		}
	}
	if at := v.get(debtor1); strings.Contains(at.html, "compta@menuiserie") {
		t.Error("a trial changes the debtor")
	}
	key := p.keyOf()
	v.forget()
	v.enter("approver", "atelier")
	if p := v.post("/import/coordonnees", "cle", key); p.status != http.StatusConflict {
		t.Errorf("somebody else takes what he was not shown: %d", p.status)
	}
	v.forget()
	v.post("/connexion", "login", "clerk.atelier@example.fr", "password", password)
	if p := v.post("/import/coordonnees", "cle", key); p.status != 200 || !strings.Contains(p.html, "C’est pris") || !strings.Contains(p.html, "Changées") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if at := v.get(debtor1); !strings.Contains(at.html, "compta@menuiserie") {
		t.Error("the debtor is as he was")
	}
	if p := v.post("/import/coordonnees", "cle", key); p.status != http.StatusConflict {
		t.Errorf("taken twice: %d", p.status)
	}
	if p := v.upload("/import/coordonnees", "fichier", "clients.csv", list); strings.Contains(p.html, `name="cle"`) || !strings.Contains(p.html, "Déjà à jour") {
		t.Error("what is on record is offered again")
	}
	if p := v.upload("/import/coordonnees", "fichier", "x.pdf", "%PDF-1.7"); p.status != 200 || !strings.Contains(p.html, "Refusées") {
		t.Errorf("a file that is no list: %d", p.status)
	}
	v.forget()
	v.enter("reader", "atelier")
	if p := v.get("/import/coordonnees"); p.status != http.StatusForbidden {
		t.Errorf("a reader: %d", p.status)
	}
}

// gentle gives atelier a second plan, which begins later.
func (v *visit) gentle() {
	v.t.Helper()
	soft := dunning.DefaultPlan()
	soft.ID, soft.Steps = "doux", []dunning.Step{{ID: "tard", At: 60, Channel: dunning.Email, Level: dunning.First}}
	v.must(v.db.SaveCreditor(v.t.Context(), dunning.Creditor{ID: "atelier", Name: "Maison atelier", Email: "atelier@example.com"}, []dunning.Plan{dunning.DefaultPlan(), soft}))
	v.office.PlanReader = plans.New(v.db)
}

func (v *visit) planOf(number string) string {
	v.t.Helper()
	var plan string
	v.must(v.db.Pool().QueryRow(v.t.Context(), `select plan->>'id' from cases where creditor = 'atelier' and number = $1`, number).Scan(&plan))
	return plan
}

func TestSeveralCasesFollowAnotherPlanOnceItsEffectWasSeen(t *testing.T) {
	t.Parallel()
	v := several(t)
	v.gentle()
	if p := v.post("/dossiers/lot", "geste", "plan-tous", "filtre", "montant=200&plafond=5000"); strings.Contains(p.html, `name="accord" value="oui"`) || strings.Contains(v.get("/dossiers").html, `value="plan"`) {
		t.Error("a clerk is offered to change plans")
	}
	v.enter("admin", "atelier")
	if p := v.get("/dossiers?montant=200"); !strings.Contains(p.html, `value="plan-tous"`) {
		t.Error("an administrator is not offered to")
	}
	p := v.post("/dossiers/lot", "geste", "plan-tous", "filtre", "montant=200&plafond=5000")
	if p.status != 200 || !strings.Contains(p.html, "Changer le plan de 2 dossiers") || !strings.Contains(p.html, `value="default jump"`) {
		t.Fatalf("%d %s", p.status, p.html)
	}
	unseen := v.agree(p, "geste", "plan", "plan", "doux", "suite", "restart", "vu", "default jump")
	if unseen.status != 422 || !strings.Contains(unseen.html, "autre chose que ce qui vous était montré") || v.planOf("F-2") != "default" {
		t.Errorf("%d: a plan is changed whose effect nobody saw", unseen.status)
	}
	if late := calendar.NewDate(2026, 4, 28).String(); !strings.Contains(unseen.html, "28 avril") {
		t.Errorf("the effect of the gentle plan is not shown: its first reminder would be on %s: %s", late, unseen.html)
	}
	done := v.agree(unseen, "geste", "plan", "plan", "doux", "suite", "restart", "vu", "doux restart")
	if done.status != 200 || !strings.Contains(done.html, "2 faits") || v.planOf("F-2") != "doux" || v.planOf("F/1 é") != "doux" || v.planOf("F-3") != "default" {
		t.Fatalf("%d %s", done.status, done.html)
	}
	v.agree(unseen, "geste", "plan", "plan", "doux", "suite", "restart", "vu", "doux restart") // a double click
	sheet, err := v.office.Sheet(t.Context(), access.Shell("root"), dunning.Ref{Creditor: "atelier", Number: "F-2"})
	v.must(err)
	changes := 0
	for _, e := range sheet.Timeline {
		if e.Kind == dunning.KindChangePlan {
			changes++
		}
	}
	if step, _ := sheet.Case.Step(); changes != 1 || step.ID != "tard" {
		t.Errorf("%d changes, next %s", changes, step.ID)
	}
}
