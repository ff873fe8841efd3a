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
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 1000), focused); err != nil { // the browser lives as long as this context
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// focused lets a page believe that it has the focus of the screen: else none shows
// where the keyboard is.
var focused = chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
	_, err := cdp.Call(ctx, target, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return err
})

// axeRun runs axe on a page and gives what it finds: by all rules of WCAG 2.2 AA, or by
// a few.
func axeRun(rules string) string {
	only, least := `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`, "5"
	if rules != "" {
		only, least = `{type: "rule", values: [`+rules+`]}`, "1"
	}
	return `axe.run(document, {runOnly: ` + only + `, iframes: false})
	.then(r => { if (r.passes.length < ` + least + `) throw new Error("axe saw too little"); return r.violations; }).then(all => all.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")))`
}

// narrowRules are the rules of axe for what a narrow window changes.
const narrowRules = `"target-size", "scrollable-region-focusable"`

// wide tells by how much a page is wider than its window, and what sticks out.
const wide = `(() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return "";
	const out = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".scroll, .wide")).slice(0, 3);
	return document.documentElement.scrollWidth + " > " + w + ": " + out.map(e => e.tagName + "." + e.className).join(", "); })()`

// spaced sets the text as wide apart as WCAG 1.4.12 asks for, and tells whether the
// page is then wider than its window or cuts what stands in a button or a heading.
const spaced = `(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}");
	document.adoptedStyleSheets = [sheet];
	const w = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - w;
	const cut = [...document.querySelectorAll("main :is(button, .button, h1, h2, label, dd, .tag)")].filter(e => e.offsetParent && getComputedStyle(e).clipPath === "none" && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline") && !e.closest(".hidden")).slice(0, 3);
	document.adoptedStyleSheets = [];
	return (over > 0 ? over + " points; " : "") + cut.map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 30)).join(", "); })()`

// keyboard goes through what can have the focus, and names what shows none, or what
// takes it without being seen.
const keyboard = `(() => { const out = [];
	for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")) {
		if (e.disabled || e.tabIndex < 0 || !e.checkVisibility()) continue;
		e.focus({focusVisible: true});
		if (document.activeElement !== e) { out.push("no focus: " + e.outerHTML.slice(0, 60)); continue; }
		const s = getComputedStyle(e), r = e.getBoundingClientRect();
		if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) out.push("no outline: " + e.outerHTML.slice(0, 60));
		if (r.width < 1 || r.height < 1 || s.clipPath !== "none") out.push("not seen: " + e.outerHTML.slice(0, 60));
		if (e.tabIndex > 0) out.push("out of order: " + e.outerHTML.slice(0, 60));
	}
	const skip = document.querySelector(".skip");
	if (skip && document.querySelector("a[href], button") !== skip) out.push("the skip link is not the first");
	return out.slice(0, 4).join(" | "); })()`

// Go opens an address.
func Go(t *testing.T, ctx context.Context, address string) { //nolint:revive // the test comes first, as everywhere
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
}

// Audit runs axe over the page that is open, light and dark, and looks on two small
// telephones (320 points are 400 % of a screen of 1,280) whether it is wider than the
// window, whether text may be set wider apart, and whether each control shows that it
// has the focus. The window is wide before and narrow afterwards.
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
	axe := func(at, run string) {
		t.Helper()
		found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
		must(err)
		for _, f := range found {
			t.Errorf("%s, %s: %s", name, at, f)
		}
	}
	axe("light", axeRun(""))
	must(scheme(ctx, "dark"))
	axe("dark", axeRun(""))
	for _, width := range []int64{360, 320} {
		must(chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)))
		found, err := chromedp.Run(ctx, chromedp.Evaluate[string](wide))
		must(err)
		if found != "" {
			t.Errorf("%s at %d px, too wide: %s", name, width, found)
		}
	}
	for looked, script := range map[string]string{"set wider apart": spaced, "keys": keyboard} {
		found, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		must(err)
		if found != "" {
			t.Errorf("%s at 320 px, %s: %s", name, looked, found)
		}
	}
	axe("dark, 320 px", axeRun(narrowRules))
}

// scheme sets the colours that the visitor prefers: light or dark.
func scheme(ctx context.Context, name string) error {
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
		return err
	}))
}
