package console_test

import (
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"relance/internal/backoffice/texts"
	"relance/internal/config"
	"relance/internal/console/textdesk"
	"relance/internal/dunning"
	"relance/internal/postgres/wordings"
	"relance/internal/posting"
)

// texts are the pages of texts over the store of the visit.
func (v *visit) texts() textdesk.Door {
	v.t.Helper()
	press, err := posting.NewPress(config.Default())
	v.must(err)
	templates, err := posting.Templates(config.Default())
	v.must(err)
	kept := wordings.New(v.db)
	v.office.Texts = kept
	desk := &texts.Desk{Creditors: v.db, Texts: kept, Keeper: kept, Samples: kept, Office: v.office, Press: press, Templates: templates, Audit: v.people, Now: v.db.Now}
	return textdesk.Door{Texts: desk, Changes: desk, Trials: desk}
}

const firstText = "/textes/atelier/fr.first.business"

func TestATextIsCheckedTriedAndSavedOnTheConsole(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", "atelier")
	p := v.get(firstText)
	if p.status != 200 || !strings.Contains(p.html, "texte livré avec relance") || !strings.Contains(p.html, "{{coordonnées de paiement}}") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	said := func(text string) func(f url.Values) {
		return func(f url.Values) {
			f.Set("texte", strings.Replace(f.Get("texte"), "{{salutation}}", "{{salutation}}\n\n"+text, 1))
		}
	}
	for text, want := range map[string]string{
		"{{sold}}":                    "Texte, ligne 3, colonne 1\u00a0: aucune variable ne s’appelle",
		"Une indemnité vous est due.": "il est interdit d’écrire «\u00a0indemnité\u00a0» (C. com. L441-10",
	} {
		if bad := v.presses(p, "enregistrer", said(text)); bad.status != 422 || !strings.Contains(bad.html, want) || !strings.Contains(bad.html, text) {
			t.Errorf("%s: %d, without %q or without what was typed", text, bad.status, want)
		}
	}
	evil := "<img src=x onerror=alert(1)>"
	if ok := v.presses(p, "verifier", said(evil)); ok.status != 200 || !strings.Contains(ok.html, "Le texte est en ordre") || strings.Contains(ok.html, evil) || !strings.Contains(ok.html, "<ins>") {
		t.Errorf("checked: %d", ok.status)
	}
	saved := v.presses(p, "enregistrer", said("Texte un."))
	if saved.status != 200 || !strings.Contains(saved.html, "version 1") || !strings.Contains(saved.html, "en usage") {
		t.Fatalf("saved: %d %s", saved.status, saved.html)
	}
	stale := v.presses(p, "enregistrer", said("Texte deux."))
	if stale.status != 409 || !strings.Contains(stale.html, "entre-temps") || !strings.Contains(stale.html, "Texte deux.") || !strings.Contains(stale.html, "<del>Texte un.</del>") {
		t.Errorf("somebody was faster: %d %s", stale.status, stale.html)
	}
	if again := v.presses(stale, "enregistrer", nil); again.status != 200 || !strings.Contains(again.html, "version 2") {
		t.Errorf("and saved all the same: %d", again.status)
	}
	if old := v.get(firstText + "?version=1"); !strings.Contains(old.html, "Texte un.") || !strings.Contains(old.html, "<del>Texte deux.</del>") {
		t.Error("an older version cannot be taken up again")
	}
	if list := v.get("/textes"); !strings.Contains(list.html, "version 2") || !strings.Contains(list.html, "admin.atelier@example.fr") {
		t.Error("the list does not tell who changed what")
	}
	res, err := v.browser.Get(v.server.URL + firstText + "/cadre")
	v.must(err)
	frame, err := io.ReadAll(res.Body)
	v.must(err)
	v.must(res.Body.Close())
	if policy := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox;") || !strings.Contains(string(frame), "Texte deux.") || !strings.Contains(string(frame), "<strong>Rappel") {
		t.Errorf("by the policy %q the frame shows %s", policy, frame)
	}
	back := v.presses(v.get(firstText), "retirer", nil)
	if back.status != 200 || !strings.Contains(back.html, "texte livré avec relance") {
		t.Errorf("taken out: %d", back.status)
	}
}

func TestTwoPeopleAgreeToAFormalNoticeOnTheConsole(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.db.Approvals = dunning.ApprovalsTwo
	v.enter("admin", "atelier")
	const formal = "/textes/atelier/fr.formal_notice.business"
	p := v.presses(v.get(formal), "enregistrer", func(f url.Values) {
		f.Set("texte", strings.Replace(f.Get("texte"), "{{salutation}}", "{{salutation}}\n\nTexte un.", 1))
	})
	if p.status != 200 || !strings.Contains(p.html, "attend l’accord de deux personnes") || !strings.Contains(p.html, "<ins>Texte un.</ins>") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if list := v.get("/textes"); !strings.Contains(list.html, "un changement attend") {
		t.Error("the list does not tell of it")
	}
}

func TestAReaderTriesATextAndSavesNone(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("reader", "atelier")
	p := v.get(firstText)
	if p.status != 200 || strings.Contains(p.html, "Enregistrer ce texte") {
		t.Fatalf("%d, or it offers to save", p.status)
	}
	if done := v.presses(p, "enregistrer", nil); done.status != 403 {
		t.Errorf("saved by a reader: %d", done.status)
	}
	if p := v.get("/textes/moulin/fr.first.business"); p.status != 404 {
		t.Errorf("the text of a foreign creditor answers %d", p.status)
	}
	if p := v.get("/textes/atelier/de.first.business"); p.status != 404 {
		t.Errorf("a text that there is not answers %d", p.status)
	}
}

// In a browser, without script and with it: the preview follows what is typed, and
// the text is saved.
func TestATextIsWrittenInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("drives a browser")
	}
	t.Parallel()
	for name, script := range map[string]bool{"without script": false, "with script": true} {
		t.Run(name, func(t *testing.T) {
			v := open(t)
			v.enter("admin", "atelier")
			p := v.person(t, script)
			p.goes("/connexion")
			p.do(chromedp.SendKeys(`#login`, "admin.atelier@example.fr"), chromedp.SendKeys(`input[type=password]`, password))
			p.presses("Se connecter")
			p.sees("Aujourd")
			p.goes(firstText)
			p.do(chromedp.SetValue(`#objet`, "Petit mot : {{numéros des factures}}"))
			p.presses("Voir l’aperçu")
			p.sees("Changer le texte") // the page itself stays
			p.presses("Enregistrer ce texte")
			p.sees("Le texte est enregistré")
			if len(p.reports) > 0 {
				t.Errorf("the browser reports %v", p.reports)
			}
		})
	}
}
