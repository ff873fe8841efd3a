package portal_test

import (
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"relance/internal/dunning"
)

var gallery = flag.String("gallery", "", "write every page in every state into this folder")

var styled = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)">`)

// TestEveryPageIsServedInEveryState walks through all pages as a debtor meets
// them; with -gallery they are written to be looked at.
func TestEveryPageIsServedInEveryState(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.linkOf(w.send(w.add("F-2026-014", "C-7")))
	w.add("F-2026-021", "C-8")
	w.add("F-2026-022", "C-8", func(n *dunning.NewInvoice) { n.Invoice.Payable, n.Invoice.Total = 48250, 48250 })
	w.add("F-2026-023", "C-8", func(n *dunning.NewInvoice) { n.Invoice.Due = date("2026-06-20"); n.Invoice.Payable = 9900 })
	several := w.linkOf(w.send(dunning.Ref{Creditor: "atelier", Number: "F-2026-021"}))
	english := w.linkOf(w.send(w.add("F-2026-030", "C-9", func(n *dunning.NewInvoice) { n.Debtor.Language = "en" })))
	done := w.add("F-2026-031", "C-10")
	paid := w.linkOf(w.send(done))
	_, err := w.store.Record(t.Context(), dunning.Recording{Ref: done, Event: dunning.NewPaid(120000, date("2026-05-30")), Notify: true})
	w.must(err)
	contest := url.Values{"facture": {"F-2026-014"}, "motif": {"delivery"}, "texte": {"Deux cartons manquent, voir le bon de livraison."}, "montant": {"300"}}
	pages := map[string]answer{
		"account": w.get(one), "several": w.get(several), "english": w.get(english), "paid": w.get(paid), "dead": w.get("/p/x"),
		"form-contest": w.get(one + "/dire/contester"), "form-paid": w.get(several + "/dire/paye"), "form-promise": w.get(one + "/dire/promesse"),
		"form-other": w.get(one + "/dire/pas-moi"), "code": w.get(one + "/compte"), "code-asked": w.get(one + "/compte?code=1"), "privacy": w.get(one + "/donnees"),
		"received": w.get(one + "/recu?quoi=contester&suspend=1"), "confirm": w.do(http.MethodPost, one+"/dire/contester", contest),
		"fault": w.do(http.MethodPost, one+"/dire/promesse", url.Values{"facture": {"F-2026-014"}, "date": {"2027-06-01"}}),
	}
	for name, a := range pages {
		if a.status >= http.StatusInternalServerError || len(a.body) < 500 {
			t.Errorf("%s: %d\n%s", name, a.status, a.body)
		}
		if *gallery == "" {
			continue
		}
		page := styled.ReplaceAllStringFunc(a.body, func(link string) string {
			return "<style>" + w.get(styled.FindStringSubmatch(link)[1]).body + "</style>"
		})
		w.must(os.WriteFile(filepath.Join(*gallery, name+".html"), []byte(page), 0o600))
	}
}
