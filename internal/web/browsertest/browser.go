// Package browsertest looks at pages as people do: in a browser, light and dark,
// on a wide screen and on a small telephone, with what a screen reader needs.
package browsertest

import (
	"context"
	_ "embed"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axeSource is axe-core 4.14.1 (MPL-2.0, testdata/axe.LICENSE): it is evaluated in
// pages of these tests and is no part of the program.
//
//go:embed testdata/axe.min.js
var axeSource string

// Open opens Chromium for a test; a machine without it skips the test.
func Open(t *testing.T) context.Context {
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

// axeRun runs axe on a page and gives what it finds.
const axeRun = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, iframes: false})
	.then(r => { if (r.passes.length < 5) throw new Error("axe saw too little"); return r.violations; }).then(all => all.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")))`

// wide tells by how much a page is wider than its window, and what sticks out.
const wide = `(() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return "";
	const out = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".scroll, .wide")).slice(0, 3);
	return document.documentElement.scrollWidth + " > " + w + ": " + out.map(e => e.tagName + "." + e.className).join(", "); })()`

// Go opens an address.
func Go(t *testing.T, ctx context.Context, address string) { //nolint:revive // the test comes first, as everywhere
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
}

// Audit runs axe over the page that is open, light and dark, and looks whether it
// is wider than a small telephone. The window is wide before and as narrow as 320
// points afterwards.
func Audit(t *testing.T, ctx context.Context, name string) { //nolint:revive // likewise
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	must(chromedp.Do(ctx, chromedp.EmulateViewport(1440, 1000)))
	must(scheme(ctx, "light"))
	_, err := chromedp.Run(ctx, chromedp.Evaluate[any](axeSource+"; 1"))
	must(err)
	for _, s := range []string{"light", "dark"} {
		must(scheme(ctx, s))
		found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise))
		must(err)
		for _, f := range found {
			t.Errorf("%s, %s: %s", name, s, f)
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

// scheme sets the colours that the visitor prefers: light or dark.
func scheme(ctx context.Context, name string) error {
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
		return err
	}))
}
