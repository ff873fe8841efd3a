package console_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/people"
	"relance/internal/postgres/portal"
	clients "relance/internal/visit"
)

const lists = "/dossiers?charge="

// colleague adds a clerk of atelier who never signs in.
func (v *visit) colleague(login string) {
	v.t.Helper()
	_, err := v.people.AddUser(v.t.Context(), audit.Who{Name: "root", Door: "cli"}, people.NewUser{Login: login, Name: login, Grant: people.Grant{Creditor: "atelier", Role: "clerk"}}, people.HashOf(login))
	v.must(err)
}

// another adds an invoice of the same debtor.
func (v *visit) another(number string, payable money.Cents) {
	v.t.Helper()
	_, err := v.db.AddInvoice(v.t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-atelier", Name: hostile + " atelier", Email: "client@example.org"}, Now: v.db.Now(), Author: "test",
		Invoice: dunning.Invoice{
			Number: number, Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 5), DueRule: dunning.DueStated, Currency: "EUR", Total: payable, Payable: payable, Source: "test",
		},
	})
	v.must(err)
}

func TestACaseIsPutInSomebodysCharge(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	v.colleague("lea")
	me := "clerk.atelier@example.fr"
	if p := v.get(f1); !strings.Contains(p.html, "Personne en particulier") || !strings.Contains(p.html, `<option value="lea">`) {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.post(f1+"/charge", "qui", me); p.status != 200 || !strings.Contains(p.html, "En charge\u00a0: "+me) {
		t.Errorf("taken over: %d", p.status)
	}
	if p := v.get(lists + "moi"); !strings.Contains(p.html, "F/1 é") || !strings.Contains(p.html, "en charge\u00a0: Mes dossiers") {
		t.Error("his own list lacks the case")
	}
	if p := v.get(lists + "personne"); strings.Contains(p.html, "F/1 é") {
		t.Error("it is in nobody's charge and in somebody's")
	}
	if p := v.post(f1+"/charge", "qui", "lea"); p.status != 200 || !strings.Contains(v.get(lists+"lea").html, "F/1 é") || strings.Contains(v.get(lists+"moi").html, "F/1 é") {
		t.Errorf("handed on: %d", p.status)
	}
	if p := v.post(f1+"/charge", "qui", "mallory"); p.status != 422 {
		t.Errorf("a stranger is put in charge: %d", p.status)
	}
	for _, wrong := range [][2]string{{"reader", "atelier"}, {"clerk", "moulin"}} {
		v.forget()
		v.enter(wrong[0], wrong[1])
		if p := v.post(f1+"/charge", "qui", ""); p.status != 403 && p.status != 404 {
			t.Errorf("%s of %s hands a case on: %d", wrong[0], wrong[1], p.status)
		}
	}
	v.forget()
	v.enter("admin", people.Everyone)
	if p := v.get("/journal?quoi=case.owner"); !strings.Contains(p.html, "lea") || !strings.Contains(p.html, "Dossier confié") {
		t.Error("the journal does not say who put whom in charge")
	}
}

func TestATaskIsPutOffToADayAndHandedOn(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	v.colleague("lea")
	v.must(v.db.OpenTask(t.Context(), dunning.Task{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Code: dunning.TaskCall, Step: "call"}))
	task := regexp.MustCompile(`/taches/\d+`).FindString(v.get("/").html)
	if task == "" {
		t.Fatal("the task is not among the work of the day")
	}
	for _, wrong := range [][2]string{{"", "absent"}, {"9/3/2026", "absent"}, {"10/03/2026", "absent"}, {"01/12/2026", "absent"}, {"13/03/2026", " "}} {
		if p := v.post(task+"/plus-tard", "jour", wrong[0], "pourquoi", wrong[1]); p.status != 422 || wrong[0] != "" && !strings.Contains(p.html, `value="`+wrong[0]+`"`) {
			t.Errorf("%q: %d, or what was typed is lost", wrong, p.status)
		}
	}
	if p := v.post(task+"/plus-tard", "jour", "13/03/2026", "pourquoi", "le comptable est absent"); p.status != 200 || strings.Contains(p.html, task) || !strings.Contains(p.html, "1\u00a0chose remise à plus tard") {
		t.Errorf("%d: it is still among the work of the day", p.status)
	}
	if p := v.get("/taches/remises"); !strings.Contains(p.html, "Remise au vendredi 13\u00a0mars, dans 3 jours") && !strings.Contains(p.html, "Remise au vendredi 13 mars, dans 3\u00a0jours") || !strings.Contains(p.html, "le comptable est absent") {
		t.Errorf("the list of what waits does not tell: %s", p.html)
	}
	v.post(task+"/plus-tard", "geste", "reprendre")
	if !strings.Contains(v.get("/").html, task) {
		t.Error("it did not come back")
	}
	v.post(task+"/plus-tard", "jour", "13/03/2026", "pourquoi", "absent")
	v.passed.Add(int64(3 * 24 * time.Hour))
	v.forget() // that session has ended
	v.enter("approver", "atelier")
	if !strings.Contains(v.get("/").html, task) {
		t.Error("the day came, the task did not")
	}
	if p := v.post(task+"/plus-tard", "geste", "confier", "qui", "lea", "version", "77"); p.status != 409 || !strings.Contains(p.html, "a changé entre-temps") {
		t.Errorf("a case that nobody has seen so: %d", p.status)
	}
	if p := v.post(task+"/plus-tard", "geste", "confier", "qui", "mallory"); p.status != 422 {
		t.Errorf("a stranger gets it: %d", p.status)
	}
	if p := v.post(task+"/plus-tard", "geste", "confier", "qui", "lea", "version", "1"); p.status != 200 || !strings.Contains(v.get("/").html, "pour lea") || strings.Contains(v.get("/?pour=moi").html, task) {
		t.Error("it was not handed on")
	}
	v.forget()
	v.enter("reader", "atelier")
	if p := v.post(task+"/plus-tard", "jour", "20/03/2026", "pourquoi", "absent"); p.status != 403 {
		t.Errorf("a reader puts it off: %d", p.status)
	}
}

func TestACaseThatLivesAgainStaysInTheSameCharge(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("approver", "atelier")
	v.colleague("lea")
	v.post(f1+"/charge", "qui", "lea")
	key, version := v.get(f1 + "/noter/cloture").form(t)
	v.post(f1+"/noter/cloture", "cle", key, "version", version, "choix", string(dunning.WrittenOff))
	if p := v.post(f1 + "/rouvrir"); p.status != 200 || !strings.Contains(p.html, "En charge\u00a0: lea") {
		t.Errorf("%d: the case lost who is in charge", p.status)
	}
}

func TestNotesStandInTheCaseAndInNoMessage(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	v.post(f1+"/note", "texte", "Rappeler après <b>11 h</b>\r\nposte 12", "cle", "k1")
	p := v.post(f1+"/note", "texte", "Rappeler après <b>11 h</b>\r\nposte 12", "cle", "k1")
	if n := strings.Count(p.html, "Rappeler après &lt;b&gt;11 h&lt;/b&gt;"); p.status != 200 || n != 1 {
		t.Errorf("%d: the note stands %d times", p.status, n)
	}
	if got := v.get(f1 + "?voir=mails"); strings.Contains(got.html, "Rappeler après") {
		t.Error("a note stands among the mails")
	}
	if p := v.post(f1+"/note", "texte", "  "); p.status != 422 {
		t.Errorf("an empty note: %d", p.status)
	}
}

func TestANoteAndAPersonForSeveralCasesAtOnce(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.another("F-2", 30_000)
	v.enter("clerk", "atelier")
	v.colleague("lea")
	p := v.post("/dossiers/lot", "geste", "noter-tous", "filtre", "montant=200")
	if p.status != 200 || !strings.Contains(p.html, "Noter dans 2 dossiers") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if empty := v.agree(p, "geste", "noter"); !strings.Contains(empty.html, "La note est vide") {
		t.Error("an empty note is kept")
	}
	if done := v.agree(p, "geste", "noter", "texte", "Avoir promis par Paul"); !strings.Contains(done.html, "2 faits") {
		t.Errorf("%d %s", done.status, done.html)
	}
	v.agree(p, "geste", "noter", "texte", "Avoir promis par Paul") // a double click
	p = v.post("/dossiers/lot", "geste", "confier-tous", "filtre", "montant=200")
	if done := v.agree(p, "geste", "confier", "qui", "lea"); !strings.Contains(done.html, "2 faits") {
		t.Errorf("%d %s", done.status, done.html)
	}
	if p := v.get("/dossiers/atelier/F-2"); strings.Count(p.html, "Avoir promis par Paul") != 1 || !strings.Contains(p.html, "En charge\u00a0: lea") {
		t.Error("the second case has neither")
	}
	if p := v.get(lists + "lea"); !strings.Contains(p.html, "F-2") || !strings.Contains(p.html, "F/1 é") {
		t.Error("the list of the person lacks a case")
	}
}

func TestWhatADebtorSaidOnHisPageIsReadAndItsLinkEnded(t *testing.T) {
	t.Parallel()
	v := open(t)
	ref := dunning.Ref{Creditor: "atelier", Number: "F/1 é"}
	words, err := v.db.SaveDocument(t.Context(), dunning.Document{MediaType: "text/plain", Name: "reponse.txt", Bytes: []byte("La porte est rayée " + hostile)})
	v.must(err)
	photo, err := v.db.SaveDocument(t.Context(), dunning.Document{MediaType: "image/png", Name: "p.png", Bytes: append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 64)...)})
	v.must(err)
	var link int64
	v.must(v.db.Pool().QueryRow(t.Context(), `
		insert into portal_links (hash, creditor, debtor_id, recipient, created_at, expires_at)
		select sha256('x'), creditor, id, email, $1, $1::timestamptz + interval '60 days' from debtors where creditor = 'atelier' returning id`, v.db.Now()).Scan(&link))
	_, err = v.db.Pool().Exec(t.Context(), `insert into portal_link_invoices (link_id, invoice_id) select $1, id from invoices where creditor = 'atelier' and number = 'F/1 é'`, link)
	v.must(err)
	v.must(portal.New(v.db).BringFile(t.Context(), link, photo.SHA256))
	_, _, err = portal.New(v.db).BeginAnswer(t.Context(), link, "k", clients.Ruled{
		Said:     clients.Said{Answer: clients.Answer{Kind: clients.Contest, Category: "quality", Amount: 20_000, Date: calendar.Date{}, Files: []string{photo.SHA256}}, Words: words.SHA256},
		Verdicts: []clients.Verdict{{Fact: dunning.KindDispute}}, Cases: []dunning.Ref{ref},
	})
	v.must(err)
	v.must(v.db.OpenTask(t.Context(), dunning.Task{Ref: ref, Code: dunning.TaskDispute}))
	var task string
	v.must(v.db.Pool().QueryRow(t.Context(), `select max(id)::text from tasks`).Scan(&task))
	v.enter("clerk", "atelier")
	p := v.get(f1 + "/page-client")
	if p.status != 200 || !strings.Contains(p.html, "La porte est rayée &lt;img") || !strings.Contains(p.html, "client@example.org") || !strings.Contains(p.html, "relances suspendues") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.get("/taches/" + task); !strings.Contains(p.html, "La porte est rayée") || !strings.Contains(p.html, "Dit sur sa page") {
		t.Error("the task does not say what he said")
	}
	res, err := v.browser.Get(v.server.URL + f1 + "/page-client/" + photo.SHA256)
	v.must(err)
	res.Body.Close()
	if d := res.Header.Get("Content-Disposition"); res.StatusCode != http.StatusOK || !strings.HasPrefix(d, "attachment") || !strings.HasSuffix(d, `.png"`) {
		t.Errorf("the photograph: %d %s", res.StatusCode, d)
	}
	if p := v.post(f1+"/page-client", "lien", "9999"); p.status != 404 {
		t.Errorf("another's link: %d", p.status)
	}
	if p := v.post(f1+"/page-client", "lien", strconv.FormatInt(link, 10), "raison", "transmis par erreur"); p.status != 200 || !strings.Contains(p.html, "coupé par") || !strings.Contains(p.html, "transmis par erreur") {
		t.Errorf("ended: %d %s", p.status, p.html)
	}
	if _, err := portal.New(v.db).Link(t.Context(), clients.HashOf("x")); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("the link opens: %v", err)
	}
}

func TestOnePaymentOverSeveralInvoicesOfADebtor(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.another("F-2", 30_000)
	v.enter("clerk", "atelier")
	at := debtor1 + "/paiement"
	if p := v.get(at); p.status != 200 || !strings.Contains(p.html, "F-2") || !strings.Contains(p.html, "F/1 é") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.post(at, "montant", "douze"); p.status != 422 || !strings.Contains(p.html, "Le montant ne se lit pas") || !strings.Contains(p.html, `value="douze"`) {
		t.Errorf("no amount: %d", p.status)
	}
	seen := v.post(at, "geste", "voir", "montant", "350,00", "facture", "F-2")
	if seen.status != 200 || !strings.Contains(seen.html, "300,00\u00a0€") || !strings.Contains(seen.html, "50,00\u00a0€") || !strings.Contains(seen.html, `value="F-2" checked`) {
		t.Fatalf("%d %s", seen.status, seen.html)
	}
	if p := v.get(f1); !strings.Contains(p.html, "1\u202f200,00") {
		t.Error("a look records the payment")
	}
	if p := v.post(at, "geste", "enregistrer", "montant", "350,00", "facture", "F-2", "cle", "k1"); p.status != 200 || !strings.Contains(p.html, "partagé entre ses factures") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.get(f1); !strings.Contains(p.html, "1\u202f150,00") {
		t.Error("the second invoice got no part")
	}
	if p := v.post(at, "geste", "enregistrer", "montant", "350,00", "cle", "k2"); p.status != 422 || !strings.Contains(p.html, "déjà noté") {
		t.Errorf("noted twice: %d", p.status)
	}
	if p := v.post(at, "geste", "voir", "montant", "99999,00"); p.status != 422 || !strings.Contains(p.html, `role="alert"`) {
		t.Errorf("more than is owed: %d", p.status)
	}
}
