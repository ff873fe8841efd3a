package notice

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Over random books: what a message says of an invoice is true of that invoice.
func TestASentenceAboutAnInvoiceIsTrueOfIt(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	chain := []dunning.Level{dunning.First, dunning.Second, dunning.Final}
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.IntRange(0, 2).Draw(t, "top")
		n := Sample(chain[top], rapid.SampledFrom(dunning.Regimes()).Draw(t, "regime"), "fr")
		n.Items = nil
		for i := range rapid.IntRange(1, 4).Draw(t, "invoices") {
			own := rapid.IntRange(0, top).Draw(t, "own step")
			if i == 0 {
				own = top
			}
			n.Items = append(n.Items, randomItem(t, n, i, chain, own))
		}
		full, err := claim.InNotice(n, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ts.Render(full)
		if err != nil {
			t.Fatal(err)
		}
		judge(t, full, plain(r.Text))
	})
}

// randomItem is an invoice that was reminded of once for each step before its
// own, on days of its own.
func randomItem(t *rapid.T, n dunning.Notice, i int, chain []dunning.Level, own int) dunning.NoticeItem {
	late := rapid.IntRange(1, 60).Draw(t, "days late")
	sum := money.Cents(rapid.Int64Range(1_00, 9_000_00).Draw(t, "cents"))
	it := sampleItem(n, fmt.Sprintf("F-2026-%03d", 500+i), "", n.Date.AddDays(-late), sum)
	it.Level, it.Earlier, it.Claim = chain[own], nil, dunning.Claim{}
	for step := range own {
		day := n.Date.AddDays(-rapid.IntRange(1, 90).Draw(t, "reminded"))
		it.Earlier = append(it.Earlier, dunning.Earlier{Level: chain[step], Channel: dunning.Email, Date: day})
	}
	return it
}

// judge reads a message sentence by sentence, without the code that wrote it.
func judge(t *rapid.T, n dunning.Notice, text string) {
	var asked, main []dunning.NoticeItem
	for _, it := range n.Items {
		asked = append(asked, it)
		if it.Level == n.Level {
			main = append(main, it)
		}
	}
	_, besides, _ := strings.Cut(text, "Par ailleurs, ")
	besides, _, _ = strings.Cut(besides, "Nous vous remercions de ")
	var total money.Cents
	for _, it := range asked {
		apart := it.Level != n.Level
		if apart != strings.Contains(besides, it.Invoice.Number) {
			t.Errorf("%s stands at %s in a %s message; apart: %t\n%s", it.Invoice.Number, it.Level, n.Level, !apart, text)
		}
		if apart && it.Claim.Total != it.Invoice.Payable {
			t.Errorf("%s is asked for %s, and its principal is %s", it.Invoice.Number, it.Claim.Total, it.Invoice.Payable)
		}
		if n.Level == dunning.Final && !n.Regime().Consumer() && n.Regime() != dunning.Public {
			total += it.Claim.Total
		} else {
			total += it.Claim.Principal
		}
	}
	if want := plain(money.French(money.Amount{Cents: total, Currency: "EUR"})); !strings.Contains(text, "Montant "+want) {
		t.Errorf("the transfer is not %s\n%s", want, text)
	}
	if n.Level == dunning.Final && n.Regime() == dunning.B2B && len(main) > 1 && !strings.Contains(text, fmt.Sprintf("(%d × 40,00 €)", len(main))) {
		t.Errorf("the fee is not asked for %d invoices\n%s", len(main), text)
	}
	reminded(t, main, text)
}

// reminded holds the dates of reminders against each invoice's own history.
func reminded(t *rapid.T, main []dunning.NoticeItem, text string) {
	written := func(d calendar.Date) string { return plain(d.French()) }
	_, list, apiece := strings.Cut(text, "déjà adressés : ")
	list, _, _ = strings.Cut(list, ". ")
	opening, _, _ := strings.Cut(text, main[0].Invoice.Number)
	for _, it := range main {
		mentioned := opening
		if apiece {
			_, mentioned, _ = strings.Cut(list, it.Invoice.Number)
			mentioned, _, _ = strings.Cut(mentioned, " ; ")
		}
		days := map[string]bool{}
		for _, e := range it.Earlier {
			days[written(e.Date)] = true
			if !strings.Contains(mentioned, written(e.Date)) {
				t.Errorf("%s: its reminder of %s is not told\n%s", it.Invoice.Number, e.Date, text)
			}
		}
		if apiece && strings.Count(mentioned, "2026")+strings.Count(mentioned, "2025") != len(days) {
			t.Errorf("%s: told %q, reminded on %v", it.Invoice.Number, mentioned, days)
		}
	}
}
