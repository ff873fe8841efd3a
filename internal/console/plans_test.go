package console_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"relance/internal/dunning"
)

// planForm reads the form of a plan, or of a text, as a browser would send it.
func planForm(t testing.TB, p shown) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.html))
	if err != nil {
		t.Fatal(err)
	}
	out, inside := url.Values{}, false
	attr := func(n *html.Node, name string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val, true
			}
		}
		return "", false
	}
	var walk func(*html.Node, string)
	walk = func(n *html.Node, list string) {
		id, _ := attr(n, "id")
		own := n.Type == html.ElementNode && n.Data == "form" && (id == "plan" || id == "texte")
		if own {
			inside = true
		}
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		kind, _ := attr(n, "type")
		_, chosen := attr(n, "selected")
		_, checked := attr(n, "checked")
		switch {
		case !inside || n.Type != html.ElementNode:
		case n.Data == "select":
			list = name
		case n.Data == "option" && chosen, n.Data == "option" && n.PrevSibling == nil && !strings.Contains(rendered(n.Parent), " selected"):
			out.Add(list, value)
		case n.Data == "input" && (kind != "radio" || checked):
			out.Add(name, value)
		case n.Data == "textarea" && n.FirstChild != nil:
			out.Add(name, n.FirstChild.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, list)
		}
		if own {
			inside = false
		}
	}
	walk(doc, "")
	return out
}

func rendered(n *html.Node) string {
	var b strings.Builder
	_ = html.Render(&b, n) // a builder takes everything
	return b.String()
}

// presses sends the form of a page with a button, and other values in it.
func (v *visit) presses(p shown, deed string, change func(url.Values)) shown {
	v.t.Helper()
	form := planForm(v.t, p)
	form.Set("geste", deed)
	if change != nil {
		change(form)
	}
	return v.read(v.browser.PostForm(v.server.URL+p.address, form))
}

func TestAPlanIsChangedRehearsedAndSaved(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.must(v.db.SaveCreditor(t.Context(), dunning.Creditor{ID: "atelier", Name: "Maison atelier", Email: "atelier@example.com", Signatory: "Claire Brunel"}, []dunning.Plan{}))
	v.enter("admin", "atelier")
	p := v.get("/plans/atelier/default")
	if p.status != 200 || !strings.Contains(p.html, "livré avec relance") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	p = v.presses(p, "retirer-1", nil)
	if strings.Contains(p.html, `value="courtesy"`+` `) || strings.Contains(p.html, `name="id" value="courtesy"`) {
		t.Fatal("the step is still there")
	}
	if bad := v.presses(p, "enregistrer", func(f url.Values) { f["jours"][0] = "-4" }); bad.status != 422 || !strings.Contains(bad.html, "après l’échéance, comme 5") {
		t.Errorf("a reminder before the due date: %d", bad.status)
	}
	p = v.presses(p, "enregistrer", func(f url.Values) { f["jours"][0] = "2"; f.Set("encours", "restart") })
	if p.status != 200 || !strings.Contains(p.html, "Ce que cela changerait") || !strings.Contains(p.html, "ouvert suit ce plan") {
		t.Fatalf("it is not rehearsed before it is saved: %d %s", p.status, p.html)
	}
	if plan, err := v.db.Plan(t.Context(), "atelier", "default"); err != nil || plan.Version != 0 {
		t.Fatalf("version %d was saved without a word, %v", plan.Version, err)
	}
	saved := v.presses(p, "enregistrer", nil)
	if saved.status != 200 || !strings.Contains(saved.html, "dossier en cours le suit") || !strings.Contains(saved.html, "admin.atelier@example.fr") {
		t.Fatalf("%d %s", saved.status, saved.html)
	}
	plan, err := v.db.Plan(t.Context(), "atelier", "default")
	v.must(err)
	if plan.Version != 1 || plan.Steps[0].At != 2 || plan.Steps[0].ID != "first" {
		t.Errorf("saved %+v", plan)
	}
	if stale := v.presses(p, "enregistrer", nil); stale.status != 409 || !strings.Contains(stale.html, "entre-temps") {
		t.Errorf("somebody was faster: %d", stale.status)
	}
	c, err := v.db.LoadCase(t.Context(), dunning.Ref{Creditor: "atelier", Number: "F/1 é"})
	v.must(err)
	if len(c.Steps) != 5 || c.Steps[0].ID != "first" {
		t.Errorf("the case goes on with %+v", c.Steps)
	}
	if p := v.get(f1); !strings.Contains(p.html, "plan default, version 1") {
		t.Error("the case does not tell of its new plan")
	}
}

func TestWhatTheFileStatesIsOnlyTried(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.must(v.db.SaveCreditor(t.Context(), dunning.Creditor{ID: "atelier", Name: "Maison atelier", Email: "atelier@example.com", Signatory: "Claire Brunel"}, []dunning.Plan{dunning.DefaultPlan()}))
	v.enter("admin", "atelier")
	p := v.get("/plans/atelier/default")
	if !strings.Contains(p.html, "Le fichier décide") || !strings.Contains(p.html, "relance.yaml") {
		t.Fatalf("the page does not say who decides: %s", p.html)
	}
	change := func(f url.Values) { f["jours"][1] = "6" }
	p = v.presses(p, "verifier", change)
	if p.status != 200 || !strings.Contains(p.html, "Le plan est en ordre") || strings.Contains(p.html, "Enregistrer ce plan") {
		t.Errorf("%d: a try is not possible, or could be saved", p.status)
	}
	v.enter("reader", "moulin")
	if p := v.get("/plans/atelier/default"); p.status != 404 {
		t.Errorf("the plan of a foreign creditor answers %d", p.status)
	}
}

// The same without script, in a browser: a step is moved, the plan is rehearsed and
// saved.
func TestAPlanIsChangedInABrowserWithoutScript(t *testing.T) {
	if testing.Short() {
		t.Skip("drives a browser")
	}
	t.Parallel()
	v := open(t)
	v.must(v.db.SaveCreditor(t.Context(), dunning.Creditor{ID: "atelier", Name: "Maison atelier", Email: "atelier@example.com", Signatory: "Claire Brunel"}, []dunning.Plan{}))
	v.enter("admin", "atelier")
	p := v.person(t, false)
	p.goes("/connexion")
	p.do(chromedp.SendKeys(`#login`, "admin.atelier@example.fr"), chromedp.SendKeys(`input[type=password]`, password))
	p.presses("Se connecter")
	p.sees("Aujourd")
	p.goes("/plans/atelier/default")
	p.do(chromedp.Click(`button[aria-label="Retirer l’étape 1"]`))
	p.do(chromedp.WaitReady(fmt.Sprintf(`//main[count(.//input[@name="jours"])=%d]`, len(dunning.DefaultPlan().Steps)-1))) // the page of the same words is gone
	p.do(chromedp.SetValue(`(//input[@name="jours"])[1]`, "3"))
	p.presses("Simuler sur les dossiers ouverts")
	p.sees("Ce que cela changerait")
	p.presses("Enregistrer ce plan")
	p.sees("en usage")
	if len(p.reports) > 0 {
		t.Errorf("the browser reports %v", p.reports)
	}
}
