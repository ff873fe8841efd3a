package console_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// several is a visit of a clerk of atelier with three more cases.
func several(t *testing.T) *visit {
	t.Helper()
	v := open(t)
	for number, payable := range map[string]money.Cents{"F-2": 30_000, "F-3": 4_567, "F-4": 900_000} {
		_, err := v.db.AddInvoice(t.Context(), dunning.NewInvoice{
			Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-" + number, Name: "Client " + number, Email: "b@example.org"}, Now: v.db.Now(), Author: "test",
			Invoice: dunning.Invoice{Number: number, Issued: calendar.NewDate(2026, 1, 1), Due: calendar.NewDate(2026, 2, 27), DueRule: dunning.DueStated, Currency: "EUR", Source: "test", Total: payable, Payable: payable},
		})
		v.must(err)
	}
	v.enter("clerk", "atelier")
	return v
}

var hiddenCases = regexp.MustCompile(`name="dossier" value="([^"]*)"`)

// agree posts a page of a deed over several cases as its button does.
func (v *visit) agree(p shown, values ...string) shown {
	v.t.Helper()
	form := url.Values{"accord": {"oui"}}
	for _, m := range hiddenCases.FindAllStringSubmatch(p.html, -1) {
		form.Add("dossier", html.UnescapeString(m[1]))
	}
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	key, _, _ := strings.Cut(p.html[strings.Index(p.html, `name="cle" value="`)+18:], `"`)
	form.Set("cle", key)
	return v.read(v.browser.PostForm(v.server.URL+"/dossiers/lot", form))
}

func (v *visit) held(number string) bool {
	v.t.Helper()
	c, err := v.office.Sheet(v.t.Context(), access.Shell("root"), dunning.Ref{Creditor: "atelier", Number: number})
	v.must(err)
	return c.Case.Held(dunning.HoldManual)
}

func TestSeveralCasesAreSuspendedOnceTheEffectWasSeen(t *testing.T) {
	t.Parallel()
	v := several(t)
	p := v.post("/dossiers/lot", "geste", "suspendre-tous", "filtre", "montant=200&plafond=5000")
	if p.status != 200 || strings.Count(p.html, `name="dossier"`) != 2 || strings.Contains(p.html, "F-3") || strings.Contains(p.html, "F-4") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if v.held("F-2") {
		t.Error("looking at the effect suspends")
	}
	_, err := v.office.Tell(t.Context(), access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewReply()})
	v.must(err)
	done := v.agree(p, "geste", "suspendre", "date", "31/03/2026")
	if done.status != 200 || !strings.Contains(done.html, "1 fait, 1 laissé") || !v.held("F-2") || v.held("F/1 é") {
		t.Errorf("one of them changed meanwhile: %d %s", done.status, done.html)
	}
	if again := v.agree(p, "geste", "suspendre", "date", "31/03/2026"); again.status != 200 {
		t.Errorf("sent twice: %d", again.status)
	}
	p = v.post("/dossiers/lot", "geste", "reprendre", "dossier", "atelier/F-2", "dossier2", "x")
	if !strings.Contains(p.html, "Reprendre 1 dossier") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if v.agree(p, "geste", "reprendre"); v.held("F-2") {
		t.Error("F-2 is suspended still")
	}
	if p := v.post("/dossiers/lot", "geste", "reprendre", "dossier", "atelier/F-3"); !strings.Contains(p.html, "laissé de côté") || strings.Contains(p.html, `name="accord" value="oui"`) {
		t.Errorf("a case that is not suspended: %s", p.html)
	}
}

func TestSeveralCasesAreThoseOfThePersonAlone(t *testing.T) {
	t.Parallel()
	v := several(t)
	if p := v.post("/dossiers/lot", "geste", "suspendre", "dossier", "moulin/F%2F1%20%C3%A9"); p.status != 404 {
		t.Errorf("another creditor's case: %d", p.status)
	}
	if p := v.post("/dossiers/lot", "geste", "suspendre"); p.status != 422 || !strings.Contains(p.html, "Cochez au moins un dossier") {
		t.Errorf("none: %d", p.status)
	}
	v.enter("reader", "atelier")
	if p := v.post("/dossiers/lot", "geste", "suspendre", "dossier", "atelier/F-2"); strings.Contains(p.html, `name="accord" value="oui"`) {
		t.Error("a reader is offered to suspend")
	}
	if v.post("/dossiers/lot", "geste", "suspendre", "dossier", "atelier/F-2", "accord", "oui", "cle", "k"); v.held("F-2") {
		t.Error("a reader suspends")
	}
}

func TestASelectionIsKeptUnderANameForItsPerson(t *testing.T) {
	t.Parallel()
	v := several(t)
	p := v.post("/dossiers/vues", "nom", "Les <gros>", "filtre", "montant=5000&apres=x")
	if p.address != "/dossiers" || !strings.Contains(p.html, "Les &lt;gros&gt;") || strings.Contains(p.html, "F-3") || !strings.Contains(p.html, "F-4") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	v.enter("reader", "atelier")
	if p := v.get("/dossiers"); strings.Contains(p.html, "gros") {
		t.Error("somebody else sees it")
	}
	if p := v.post("/dossiers/vues", "nom", " ", "filtre", ""); p.status != 422 {
		t.Errorf("without a name: %d", p.status)
	}
	v.post("/dossiers/vues", "nom", "à moi", "filtre", "retard=late")
	v.post("/dossiers/vues", "nom", "à moi", "geste", "oublier")
	if p := v.get("/dossiers"); strings.Contains(p.html, "à moi") {
		t.Error("it is kept still")
	}
}

func TestTheListIsNarrowedByLevelAndPlan(t *testing.T) {
	t.Parallel()
	v := several(t)
	_, err := v.db.Pool().Exec(t.Context(), `update cases set body = jsonb_set(jsonb_set(body, '{done}', '1'), '{steps,0,level}', '"first"') where number = 'F-2'`)
	v.must(err)
	if p := v.get("/dossiers?niveau=first"); !strings.Contains(p.html, "Client F-2") || strings.Contains(p.html, "Client F-3") {
		t.Errorf("by level: %s", p.html)
	}
	if p := v.get("/dossiers?plan=default"); !strings.Contains(p.html, "Client F-3") {
		t.Error("by plan: the default plan has none")
	}
	if p := v.get("/dossiers?plan=autre"); strings.Contains(p.html, "Client F-3") {
		t.Error("by plan: another plan has some")
	}
}

func TestASelectionIsSharedWithColleaguesOfItsCreditorAlone(t *testing.T) {
	t.Parallel()
	v := several(t)
	p := v.post("/dossiers/vues/partagees", "nom", "Les <gros>", "filtre", "montant=5000&apres=x", "creancier", "atelier")
	if p.status != 200 || p.address != "/dossiers" || !strings.Contains(p.html, "Les &lt;gros&gt;") || !strings.Contains(p.html, "F-4") || strings.Contains(p.html, "F-3") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.post("/dossiers/vues/partagees", "nom", "x", "filtre", "", "creancier", "moulin"); p.status != 404 {
		t.Errorf("shared with people of another creditor: %d", p.status)
	}
	v.enter("approver", "atelier")
	if p := v.get("/dossiers"); !strings.Contains(p.html, "Les &lt;gros&gt;") || !strings.Contains(p.html, "partagée par clerk.atelier@example.fr") {
		t.Error("a colleague does not see it")
	}
	if p := v.post("/dossiers/vues/partagees", "nom", "Les <gros>", "filtre", "retard=late", "creancier", "atelier"); p.status != 409 {
		t.Errorf("a colleague changes it: %d", p.status)
	}
	if p := v.post("/dossiers/vues/partagees", "nom", "Les <gros>", "geste", "oublier", "creancier", "atelier"); p.status != 403 {
		t.Errorf("a colleague ends it: %d", p.status)
	}
	v.enter("reader", "atelier")
	if p := v.get("/dossiers?retard=late"); !strings.Contains(p.html, "Les &lt;gros&gt;") || strings.Contains(p.html, "Partager avec les collègues") {
		t.Error("a reader sees what is shared, and is not offered to share")
	}
	if p := v.post("/dossiers/vues/partagees", "nom", "y", "filtre", "retard=late", "creancier", "atelier"); p.status != 403 {
		t.Errorf("a reader shares: %d", p.status)
	}
	v.enter("approver", "moulin")
	if p := v.get("/dossiers"); strings.Contains(p.html, "gros") {
		t.Error("somebody of another creditor sees it")
	}
	v.enter("admin", "atelier")
	if p := v.post("/dossiers/vues/partagees", "nom", "Les <gros>", "geste", "oublier", "creancier", "atelier"); p.status != 200 || strings.Contains(p.html, "gros") {
		t.Errorf("an administrator ends it: %d", p.status)
	}
}

func TestEachPersonChoosesTheColumnsOfTheList(t *testing.T) {
	t.Parallel()
	v := several(t)
	head := func(label string) string { return `>` + label + `</th>` }
	if p := v.get("/dossiers"); !strings.Contains(p.html, head("Ensuite")) || strings.Contains(p.html, head("Référence client")) {
		t.Fatal("the usual columns are others")
	}
	form := url.Values{"colonne": {"reference", "niveau", "envoi", "reste", "rien"}, "filtre": {"montant=5000"}}
	p := v.read(v.browser.PostForm(v.server.URL+"/dossiers/colonnes", form))
	for _, want := range []string{head("Référence client"), head("Niveau atteint"), head("Dernier envoi"), "C-F-4", `value="niveau" checked`} {
		if p.status != 200 || !strings.Contains(p.html, want) {
			t.Errorf("%d: %s is missing", p.status, want)
		}
	}
	if strings.Contains(p.html, head("Ensuite")) || strings.Contains(p.html, "C-F-3") {
		t.Error("a column that was not chosen is shown, or the selection is lost")
	}
	v.enter("reader", "atelier")
	if p := v.get("/dossiers"); strings.Contains(p.html, head("Référence client")) {
		t.Error("somebody else has the columns of another")
	}
	v.forget()
	v.post("/connexion", "login", "clerk.atelier@example.fr", "password", password)
	if p := v.post("/dossiers/colonnes", "geste", "usuelles", "filtre", ""); !strings.Contains(p.html, head("Ensuite")) || strings.Contains(p.html, head("Référence client")) {
		t.Errorf("%d: the usual columns do not come back", p.status)
	}
	if p := v.post("/dossiers/colonnes", "geste", "usuelles", "filtre", "/../../evil.example"); p.address != "/dossiers" {
		t.Errorf("led to %s", p.address)
	}
}
