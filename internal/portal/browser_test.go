package portal_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"relance/internal/dunning"
	"relance/internal/web"
	"relance/internal/web/browsertest"
)

var shots = flag.String("shots", "", "write a picture of every page that the browser sees into this folder")

// visitor is a debtor with a browser.
type visitor struct {
	*world
	ctx     context.Context
	at      string // address of the server
	mu      sync.Mutex
	reports []string // of the policy, and of requests elsewhere
}

func (w *world) visitor(t *testing.T, width int64, script bool) *visitor {
	t.Helper()
	server := httptest.NewServer(web.Identified([]netip.Prefix{}, w.door))
	t.Cleanup(server.Close)
	v := &visitor{world: w, ctx: browsertest.Open(t), at: server.URL}
	w.must(chromedp.Listen(v.ctx, func(e any) {
		v.mu.Lock()
		defer v.mu.Unlock()
		switch e := e.(type) {
		case *log.EventEntryAdded:
			if strings.Contains(e.Entry.Text, "Content Security Policy") {
				v.reports = append(v.reports, e.Entry.Text)
			}
		case *network.EventRequestWillBeSent:
			if to := e.Request.URL; !strings.HasPrefix(to, server.URL) && !strings.HasPrefix(to, "data:") && to != "about:blank" {
				v.reports = append(v.reports, "a request to "+to)
			}
		}
	}))
	v.do(chromedp.EmulateViewport(width, 800), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, first := cdp.Call(ctx, target, log.Enable, cdp.Empty{})
		_, second := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		_, third := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !script})
		return errors.Join(first, second, third)
	}))
	return v
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 60*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		ctx, cancel := context.WithTimeout(v.ctx, 5*time.Second)
		defer cancel()
		at, _ := chromedp.Run(ctx, chromedp.Location())
		text, _ := chromedp.Run(ctx, chromedp.Text(`main`))
		v.t.Fatalf("at %s: %v\n%s", at, err, text)
	}
}

func (v *visitor) goes(path string) { v.t.Helper(); v.do(chromedp.Navigate(v.at + path)) }

// sees waits until the page says a text.
func (v *visitor) sees(text string) {
	v.t.Helper()
	v.do(chromedp.WaitReady(`//main//*[contains(normalize-space(.), "` + text + `")]`))
}

// presses a button or follows a link by its words.
func (v *visitor) presses(text string) {
	v.t.Helper()
	v.do(chromedp.Click(`(//main//*[self::a or self::button][contains(normalize-space(.), "` + text + `")])[1]`))
}

// shot writes a picture of the whole page, when pictures are wanted.
func (v *visitor) shot(name string) {
	v.t.Helper()
	if *shots == "" {
		return
	}
	data, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(90))
	v.must(err)
	v.must(os.WriteFile(filepath.Join(*shots, name+".png"), data, 0o600))
}

// A debtor on a telephone or at a desk, with and without script, opens his link,
// contests a part, confirms, and finds his invoice contested; the browser asks
// nobody else for anything.
func TestADebtorAnswersInABrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	w := newWorld(t)
	for _, width := range []int64{360, 1280} {
		for _, script := range []bool{true, false} {
			number := fmt.Sprintf("F-%d-%v", width, script)
			ref := w.add(number, number)
			link := w.linkOf(w.send(ref))
			v := w.visitor(t, width, script)
			v.goes(link)
			v.sees("1\u202f200,00")
			hidden, err := chromedp.Run(v.ctx, chromedp.Evaluate[int](`[...document.querySelectorAll("button[data-copy]")].filter(b => b.offsetParent !== null).length`))
			w.must(err)
			if script != (hidden > 0) {
				t.Errorf("at %d, script %v: %d buttons to copy", width, script, hidden)
			}
			v.shot(fmt.Sprintf("account-%d-%v", width, script))
			v.presses("Je conteste")
			v.do(chromedp.SetValue(`select[name=motif]`, "delivery"), chromedp.SendKeys(`textarea[name=texte]`, "Deux cartons manquent."), chromedp.SendKeys(`input[name=montant]`, "300"))
			v.shot(fmt.Sprintf("contest-%d-%v", width, script))
			v.presses("Continuer")
			v.sees("Deux cartons manquent.")
			v.shot(fmt.Sprintf("confirm-%d-%v", width, script))
			v.presses("Confirmer")
			v.sees("C’est noté, merci")
			v.shot(fmt.Sprintf("received-%d-%v", width, script))
			v.goes(link)
			v.sees("dont contesté")
			c, err := w.store.LoadCase(t.Context(), ref)
			w.must(err)
			if d := c.Balance - c.Uncontested(); d != 30000 {
				t.Errorf("at %d, script %v: %s is contested", width, script, d)
			}
			v.mu.Lock()
			for _, r := range v.reports {
				t.Errorf("at %d, script %v: %s", width, script, r)
			}
			v.mu.Unlock()
		}
	}
}

// Everybody can use every page: axe, light and dark, on a wide screen and a small
// telephone.
func TestEveryPageIsForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	w := newWorld(t)
	w.planOfLetters()
	one := w.linkOf(w.send(w.add("F-2026-014", "C-7")))
	done := w.add("F-2026-031", "C-10")
	paid := w.linkOf(w.send(done))
	_, err := w.store.Record(t.Context(), dunning.Recording{Ref: done, Event: dunning.NewPaid(120000, date("2026-05-30")), Notify: true})
	w.must(err)
	english := w.linkOf(w.send(w.add("F-2026-030-WITH-A-VERY-LONG-NUMBER-OF-AN-ERP-2026", "C-9", func(n *dunning.NewInvoice) { n.Debtor.Language = "en" })))
	v := w.visitor(t, 1280, true)
	for name, path := range map[string]string{
		"account": one, "paid": paid, "english": english, "dead": "/p/" + strings.Repeat("x", 27), "entrance": "/p/",
		"paye": one + "/dire/paye", "promesse": one + "/dire/promesse", "contester": one + "/dire/contester", "plusieurs-fois": one + "/dire/plusieurs-fois",
		"document": one + "/dire/document", "pas-moi": one + "/dire/pas-moi", "compte": one + "/compte", "code": one + "/compte?code=1",
		"donnees": one + "/donnees", "recu": one + "/recu?quoi=contester&suspend=1",
	} {
		browsertest.Go(t, v.ctx, v.at+path)
		browsertest.Audit(t, v.ctx, name)
		v.shot(name + "-320")
	}
	v.goes(one + "/dire/contester")
	v.do(chromedp.SetValue(`select[name=motif]`, "delivery"), chromedp.SendKeys(`textarea[name=texte]`, "Abîmé"), chromedp.SendKeys(`input[name=montant]`, "beaucoup"))
	v.presses("Continuer")
	v.sees("Le montant ne se lit pas")
	browsertest.Audit(t, v.ctx, "fault")
}

// A filter with a browser opens every link of the page, scripts and all: nothing
// changes.
func TestAScannerWithABrowserChangesNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7")))
	before := w.dump()
	v := w.visitor(t, 1280, true)
	seen := map[string]bool{}
	for queue := []string{link}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		if seen[path] || !strings.HasPrefix(path, "/p/") || strings.Contains(path, "/facture/") {
			continue
		}
		seen[path] = true
		rounds := 3
		if path == link { // the one that is in the mail
			rounds = 50
		}
		for range rounds {
			v.goes(path)
		}
		found, err := chromedp.Run(v.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("a[href]")].map(a => a.pathname + a.search)`))
		w.must(err)
		queue = append(queue, found...)
	}
	if len(seen) < 8 {
		t.Errorf("only %d pages were found", len(seen))
	}
	if after := w.dump(); !maps.Equal(before, after) {
		t.Errorf("the walk changed something:\n%v\n%v", before, after)
	}
	w.want(w.say(link, "paye", url.Values{"facture": {"F-1"}, "date": {"2026-05-28"}}), http.StatusSeeOther)
}
