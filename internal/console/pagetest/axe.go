package pagetest

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"relance/internal/console/page"
)

var only = flag.String("only", "", "the browser looks at these pages of the gallery alone")

// axeSource is axe-core 4.14.1 (MPL-2.0, testdata/axe.LICENSE): it is evaluated in
// pages of these tests and is no part of the program.
//
//go:embed testdata/axe.min.js
var axeSource string

// Browser opens Chromium for a test; a machine without it skips the test.
func Browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium on this machine: make browser installs it")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.Flag("lang", "fr"))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 1000)); err != nil { // the browser lives as long as this context
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// show serves the gallery under the headers of the console.
func show(t *testing.T, templates page.Templates, all map[string]State) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET /style/", page.Assets)
	mux.HandleFunc("GET /page/{name}", func(w http.ResponseWriter, r *http.Request) {
		s, ok := all[r.PathValue("name")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		templates.Render(w, http.StatusOK, s.Page, s.View)
	})
	server := httptest.NewServer(page.Headers(mux))
	t.Cleanup(server.Close)
	return server
}

// audit runs axe on a page and gives what it finds.
const axeRun = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, iframes: false})
	.then(r => { if (r.passes.length < 5) throw new Error("axe saw too little"); return r.violations; }).then(all => all.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")))`

// wide tells by how much a page is wider than its window, and what sticks out.
const wide = `(() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return "";
	const out = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".scroll, .wide")).slice(0, 3);
	return document.documentElement.scrollWidth + " > " + w + ": " + out.map(e => e.tagName + "." + e.className).join(", "); })()`

// accessible runs axe over every page of the gallery, light and dark, and looks
// whether a page is wider than a small telephone.
func accessible(t *testing.T, templates page.Templates, states map[string]State) {
	t.Helper()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	ctx, server := Browser(t), show(t, templates, states)
	names := slices.Sorted(maps.Keys(states))
	if *only != "" {
		names = strings.Split(*only, ",")
	}
	dark := func(on string) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: on}}})
			return err
		}))
	}
	for _, name := range names {
		must := func(err error) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		must(chromedp.Do(ctx, chromedp.EmulateViewport(1440, 1000)))
		must(dark("light"))
		must(chromedp.Do(ctx, chromedp.Navigate(server.URL+"/page/"+name)))
		_, err := chromedp.Run(ctx, chromedp.Evaluate[any](axeSource+"; 1"))
		must(err)
		for _, scheme := range []string{"light", "dark"} {
			must(dark(scheme))
			found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise))
			must(err)
			for _, f := range found {
				t.Errorf("%s, %s: %s", name, scheme, f)
			}
		}
		for _, width := range []int64{360, 320} {
			must(chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)))
			over, err := chromedp.Run(ctx, chromedp.Evaluate[string](wide))
			must(err)
			if over != "" {
				t.Errorf("%s at %d px: %s", name, width, over)
			}
		}
	}
	fmt.Fprintln(t.Output(), len(names), "pages:", strings.Join(names, " "))
}
