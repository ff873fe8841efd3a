package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/people"
)

// signedOut ends every session of a user, as an administrator does.
func (v *visit) signedOut(login string) {
	v.t.Helper()
	u, err := v.people.Credentials(v.t.Context(), login)
	v.must(err)
	v.must(v.people.EndSession(v.t.Context(), audit.Who{Name: "root", Door: "cli"}, u.User, 0))
}

func TestAFormThatComesTooLateIsKept(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	key, version := v.get(f1 + "/noter/litige").form(t)
	v.signedOut("clerk.atelier@example.fr")
	long := strings.Repeat("Les cartons étaient abîmés <b>. ", 200)
	p := v.post(f1+"/noter/litige", "cle", key, "version", version, "montant", "12,50", "texte", long)
	for _, want := range []string{"Vous n’êtes plus connecté", `action="` + f1 + `/noter/litige"`, ">\n12,50</textarea>", strings.ReplaceAll(long, "<b>", "&lt;b&gt;"), `name="cle" value="` + key + `"`} {
		if p.status != http.StatusUnauthorized || !strings.Contains(p.html, want) {
			t.Errorf("%d: the page lacks %.60q", p.status, want)
		}
	}
	if p := v.post("/compte/mot-de-passe", "password", "une phrase que personne ne voit"); strings.Contains(p.html, "une phrase que") || p.address != "/connexion" {
		t.Errorf("a password is shown again at %s", p.address)
	}
}

// inBrowser signs a clerk in and gives him a browser.
func inBrowser(t *testing.T) (*visit, *person) {
	t.Helper()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	v := open(t)
	n := people.NewUser{Login: "claire", Name: "Claire", Grant: people.Grant{Creditor: "atelier", Role: "approver"}}
	_, err := v.people.AddUser(t.Context(), audit.Who{Name: "root", Door: "cli"}, n, people.HashOf("link"))
	v.must(err)
	p := v.person(t, true)
	p.goes("/acces?cle=link")
	p.do(chromedp.SendKeys(`#password`, password))
	p.presses("Enregistrer et entrer")
	p.sees("Aujourd’hui")
	return v, p
}

func (p *person) evaluates(script, want string) {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil || got != want {
		p.t.Errorf("%s gives %q, want %q: %v", script, got, want, err)
	}
}

// TestAnOpenPageSaysThatSomethingChangedAndKeepsWhatIsTyped waits for the stream of an
// open form: its reader is told, and what he types stays.
func TestAnOpenPageSaysThatSomethingChangedAndKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	v, p := inBrowser(t)
	p.goes(f1 + "/noter/promesse")
	p.do(chromedp.SendKeys(`#montant`, "300,00"))
	_, err := v.office.Tell(t.Context(), access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewPaid(100, calendar.NewDate(2026, 3, 9))})
	v.must(err)
	p.do(chromedp.WaitReady(`[data-changed]:not([hidden])`))
	p.sees("Quelque chose a changé")
	p.evaluates(`document.querySelector("#montant").value`, "300,00")
	p.do(chromedp.SendKeys(`#date`, "20/03/2026"))
	p.presses("Voir l’effet")
	p.presses("Enregistrer")
	p.sees("Le dossier a changé entre-temps") // a stale form is refused with what is new
	p.evaluates(`document.querySelector("#montant").value`, "300,00")
	p.sees("paiement reçu")
}

func TestASessionThatEndsLosesNoTypedText(t *testing.T) {
	t.Parallel()
	v, p := inBrowser(t)
	p.goes("/debiteurs/atelier/C-atelier")
	p.evaluates(`(document.querySelector("details.panel").open = true) ? "open" : ""`, "open")
	p.do(chromedp.SetValue(`#nom`, "Menuiserie tapée avec soin"))
	v.signedOut("claire")
	p.presses("Enregistrer")
	p.sees("Vous n’êtes plus connecté")
	p.evaluates(`document.querySelector("[name=nom]").value`, "Menuiserie tapée avec soin")
	p.evaluates(`fetch("/connexion", {method: "POST", body: new URLSearchParams({login: "claire", password: "`+password+`"})}).then(r => r.ok ? "in" : "out")`, "in") // as in another tab
	p.presses("Envoyer de nouveau")
	p.sees("C’est corrigé")
	p.sees("Menuiserie tapée avec soin")
}
