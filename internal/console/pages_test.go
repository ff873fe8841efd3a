package console_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/people"
)

const debtor1 = "/debiteurs/atelier/C-atelier"

// everyPage are the addresses that a person can open, of every page that reads.
var everyPage = []string{
	"/", "/taches?quoi=reponses", "/dossiers", "/dossiers?retard=1-30&suspension=reply&etat=reminding&quand=semaine&montant=10&tous=1", "/dossiers?q=Fils",
	f1, f1 + "?voir=mails", f1 + "/noter/paiement", f1 + "/noter/echeancier", "/banque", "/banque/fichiers", "/lettres", "/lettres" + strings.TrimPrefix(f1, "/dossiers"),
	"/debiteurs", "/debiteurs?q=img", debtor1, debtor1 + "?au=01/03/2026", "/recherche?q=F%2F", "/recherche?q=zzz", "/tableau", "/tableau?au=2026-02-28",
	"/tableau/liste?chiffre=encours", "/tableau/liste?chiffre=retards&au=2026-03-10&du=2025-03-10",
	"/plans", "/plans/atelier/default", "/plans?repetition=1", "/textes", "/textes?langue=en", "/textes/atelier/fr.first.business", "/textes/atelier/fr.first.business?dossier=F%2F1+%C3%A9", "/import", "/reglages", "/utilisateurs", "/utilisateurs/admin.*@example.fr", "/journal", "/journal?qui=admin&avant=3", "/journal?apres=1", "/programmes", "/reglages/changements", "/dossiers?niveau=first&plan=default&plafond=10",
}

// files are what can be taken out.
var files = []string{
	"/dossiers/export.csv", "/dossiers/export.xlsx", debtor1 + "/releve.csv", debtor1 + "/releve.xlsx", debtor1 + "/releve.pdf", "/tableau/balance.csv", "/tableau/balance.xlsx",
	"/tableau/liste.csv?chiffre=encours", "/tableau/liste.xlsx?chiffre=ventes&du=2026-01-01",
	"/journal/export.csv", "/journal/export.xlsx", f1 + "/preuves.zip",
}

func TestEveryPageOpensAndNoNameHarmsIt(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	_, err := v.office.Tell(t.Context(), access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewReply()})
	v.must(err)
	for _, path := range everyPage {
		if p := v.get(path); p.status != 200 || strings.Contains(p.html, "<img") || strings.Contains(p.html, "ZgotmplZ") {
			t.Errorf("%s: %d", path, p.status)
		}
	}
	for _, path := range files {
		res, err := v.browser.Get(v.server.URL + path)
		v.must(err)
		body, err := io.ReadAll(res.Body)
		v.must(err)
		res.Body.Close()
		if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") || len(body) < 20 {
			t.Errorf("%s: %d, %q, %d bytes", path, res.StatusCode, res.Header.Get("Content-Disposition"), len(body))
		}
		if strings.HasSuffix(path, ".csv") && strings.Contains(string(body), "\n=") {
			t.Errorf("%s holds a formula", path)
		}
	}
	if p := v.get("/journal?quoi=export"); !strings.Contains(p.html, "dossiers-2026-03-10") || !strings.Contains(p.html, "balance-agee-") {
		t.Error("the journal does not tell who took lists out")
	}
}

func TestNothingOfAnotherCreditorIsOnAnyPage(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "moulin")
	for _, path := range append(append([]string{}, everyPage...), files...) {
		res, err := v.browser.Get(v.server.URL + path)
		v.must(err)
		body, err := io.ReadAll(res.Body)
		v.must(err)
		res.Body.Close()
		if strings.Contains(string(body), "C-atelier") || strings.Contains(string(body), "Maison atelier") || strings.Contains(string(body), "Fils&#34; atelier") {
			t.Errorf("%s (%d) shows what is the other creditor's", path, res.StatusCode)
		}
		if strings.HasPrefix(path, f1) || strings.HasPrefix(path, debtor1) {
			if res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d", path, res.StatusCode)
			}
		}
	}
	for _, path := range []string{"/reglages", "/utilisateurs", "/journal", "/journal/export.csv"} {
		if p := v.get(path); path != "/reglages" && p.status != http.StatusForbidden {
			t.Errorf("a clerk opens %s: %d", path, p.status)
		}
	}
	if p := v.post("/reglages/envois", "geste", "arreter"); p.status != http.StatusForbidden {
		t.Errorf("a clerk stops every send: %d", p.status)
	}
}

func TestTheFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	sum := 0
	weigh := func(path string) string {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.server.URL+path, nil)
		v.must(err)
		req.Header.Set("Accept-Encoding", "gzip") // so that the client does not unpack
		res, err := v.browser.Do(req)
		v.must(err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		v.must(err)
		sum += len(body)
		return string(body)
	}
	weigh("/")
	html := v.get("/").html
	for _, part := range strings.Split(html, `"`) {
		if strings.HasPrefix(part, "/style/") {
			if css := v.get2(part); strings.Contains(css, "url(/style/") {
				_, font, _ := strings.Cut(css, "url(")
				font, _, _ = strings.Cut(font, ")")
				weigh(font)
			}
			weigh(part)
		}
	}
	if sum > 100_000 {
		t.Errorf("the first visit weighs %d bytes", sum)
	}
	t.Logf("the first visit weighs %d bytes", sum)
}

// get2 reads a file that is no page.
func (v *visit) get2(path string) string {
	v.t.Helper()
	res, err := v.browser.Get(v.server.URL + path)
	v.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	v.must(err)
	return string(body)
}

func TestADebtorIsCorrectedAndSuspended(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	fields := []string{"geste", "corriger", "nom", "Menuiserie", "email", "compta@menuiserie.example.org", "adresse", "4 rue des Tilleuls", "postal", "69003", "ville", "Lyon", "pays", "fr", "regime", "b2b"}
	if p := v.post(debtor1, fields...); p.status != 200 || !strings.Contains(p.html, "C’est corrigé") || !strings.Contains(p.html, "compta@menuiserie.example.org") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	fields[5] = "pas une adresse"
	if p := v.post(debtor1, fields...); p.status != 422 || !strings.Contains(p.html, `value="pas une adresse"`) || !strings.Contains(p.html, `role="alert"`) {
		t.Errorf("a wrong address: %d", p.status)
	}
	if p := v.post(debtor1, "geste", "suspendre"); p.status != 200 || !strings.Contains(p.html, "Suspension manuelle") {
		t.Errorf("suspended: %d", p.status)
	}
}

func TestInvoicesAreTriedBeforeTheyAreTaken(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	list := "Numéro;Client;Email;Date;Échéance;Montant TTC\nF-77;Boulangerie;pain@example.org;01/02/2026;03/03/2026;100,00\nF-78;;;;;douze\n"
	p := v.upload("/import", "fichier", "factures.csv", list)
	if p.status != 200 || !strings.Contains(p.html, "Nouvelles, à prendre") || !strings.Contains(p.html, "Refusées") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if found := v.get("/dossiers?q=F-77"); strings.Contains(found.html, "Boulangerie</a>") {
		t.Error("a trial records the invoice")
	}
	_, key, _ := strings.Cut(p.html, `name="cle" value="`)
	key, _, _ = strings.Cut(key, `"`)
	if p := v.post("/import", "cle", key); p.status != 200 || !strings.Contains(p.html, "C’est pris") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if found := v.get("/dossiers?q=F-77"); !strings.Contains(found.html, "Boulangerie</a>") {
		t.Error("the invoice was not taken")
	}
	if p := v.post("/import", "cle", key); p.status != http.StatusConflict {
		t.Errorf("taken twice: %d", p.status)
	}
}

func TestAListWithHeadersOfItsOwnIsReadOnceItsColumnsAreNamed(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	p := v.upload("/import", "fichier", "factures.csv", "Kode;Quand;Qui;Combien\nF-79;01/02/2026;Poissonnerie;100,00\n")
	if p.status != 200 || !strings.Contains(p.html, "<details class=\"panel\" open>") || strings.Contains(p.html, "Prendre ces factures") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	key := func() string {
		_, key, _ := strings.Cut(p.html, `name="cle" value="`)
		key, _, _ = strings.Cut(key, `"`)
		return key
	}
	p = v.post("/import", "cle", key(), "geste", "colonnes", "champ-number", "#1", "champ-issue_date", "#2", "champ-buyer_name", "#3", "champ-total", "#4")
	if p.status != 200 || !strings.Contains(p.html, "Prendre ces factures") || !strings.Contains(p.html, `<option value="#4" selected>Combien</option>`) {
		t.Fatalf("named, and not read: %d %s", p.status, p.html)
	}
	if p = v.post("/import", "cle", key()); p.status != 200 || !strings.Contains(p.html, "C’est pris") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if found := v.get("/dossiers?q=F-79"); !strings.Contains(found.html, "Poissonnerie</a>") {
		t.Error("the invoice was not taken with the columns that were named")
	}
}

func TestASearchOpensWhatIsMeantToTheLetter(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	if p := v.get("/recherche?q=f%2F1+%C3%A9"); !strings.HasPrefix(p.address, "/dossiers/atelier/") {
		t.Errorf("a whole number leads to %s", p.address)
	}
	for _, text := range []string{"fils%22+atel", "1200%2C00", "c-atel"} {
		if p := v.get("/recherche?q=" + text); !strings.HasPrefix(p.address, "/de") && !strings.HasPrefix(p.address, "/do") {
			t.Errorf("%s finds nothing: %s", text, p.address)
		}
	}
}

func TestUsersAreInvitedAndLetOut(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	p := v.post("/utilisateurs", "login", "lea@example.fr", "nom", "Léa", "role", "reader", "pour", "atelier")
	if p.status != 200 || !strings.Contains(p.html, "/acces?cle=") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.get("/utilisateurs"); strings.Contains(p.html, "/acces?cle=") || !strings.Contains(p.html, "lea@example.fr") {
		t.Error("the link is shown twice, or the user is not")
	}
	if p := v.post("/utilisateurs", "login", "lea@example.fr", "nom", "Léa", "role", "reader", "pour", "atelier"); p.status != 422 {
		t.Errorf("invited twice: %d", p.status)
	}
	if p := v.post("/utilisateurs/lea@example.fr", "geste", "sortir"); p.status != 200 || !strings.Contains(p.html, "désactivé") {
		t.Errorf("let out: %d", p.status)
	}
}

func TestTheFiguresOfTheDashboardAreThoseOfTheList(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	for number, payable := range map[string]money.Cents{"F-2": 30_000, "F-3": 4_567} {
		_, err := v.db.AddInvoice(t.Context(), dunning.NewInvoice{
			Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-2", Name: "Deuxième", Email: "b@example.org"}, Now: v.db.Now(), Author: "test",
			Invoice: dunning.Invoice{Number: number, Issued: calendar.NewDate(2026, 1, 1), Due: calendar.NewDate(2026, 1, 31), DueRule: dunning.DueStated, Currency: "EUR", Source: "test", Total: payable, Payable: payable},
		})
		v.must(err)
	}
	sum := "2\u202f745,67\u00a0€"
	if p := v.get("/dossiers"); !strings.Contains(p.html, sum) {
		t.Errorf("the list does not sum up to %s", sum)
	}
	if p := v.get("/tableau"); !strings.Contains(p.html, sum) {
		t.Errorf("the dashboard does not sum up to %s", sum)
	}
}
