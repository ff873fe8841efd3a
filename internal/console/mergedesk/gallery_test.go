package mergedesk

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/merge"
)

// double is a debtor on record twice, with an open case on the record that goes.
func double(t *testing.T, change func(*merge.Pair)) merge.Pair {
	t.Helper()
	rules, err := dunning.NewRules(dunning.DefaultPlan(), calendar.Metropole, "brunel", "C-8")
	if err != nil {
		t.Fatal(err)
	}
	due := pagetest.GalleryDay.AddDays(-3)
	c := dunning.Case{
		Creditor: "brunel", Number: "F-2026-014", Debtor: "C-8", Currency: "EUR", Opening: 120_000, Balance: 120_000, State: dunning.Scheduled, Version: 1, Due: due,
		Steps: rules.Schedule(due, pagetest.GalleryDay),
	}
	p := merge.Pair{
		Creditor: dunning.Creditor{ID: "brunel", Name: "Atelier Brunel SARL"},
		Keep: merge.Party{Debtor: dunning.Debtor{
			ID: 1, Creditor: "brunel", Key: "C-7", Name: "Papeterie Lenoir SAS", Regime: dunning.B2B, Language: "fr", Email: "compta@example.com", Version: 3,
		}},
		Other: merge.Party{Debtor: dunning.Debtor{
			ID: 2, Creditor: "brunel", Key: "C-8", Name: pagetest.Hostile, Regime: dunning.B2B, Language: "fr", SIREN: "404833048", Email: "compta@example.com", Version: 1,
			Address: dunning.Address{Lines: []string{"12 avenue du Port"}, Postcode: "69003", City: "Lyon"},
		}, Cases: []merge.Case{{Open: dunning.Open{Case: c, Rules: rules}}}},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	at, now := pagetest.Claire("/debiteurs/brunel/C-7/fusion"), time.Date(pagetest.GalleryDay.Year, pagetest.GalleryDay.Month, pagetest.GalleryDay.Day, 8, 0, 0, 0, time.UTC)
	compared := func(change func(*merge.Pair), take merge.Take, fault string) compareView {
		out, err := merge.Work(double(t, change), take, now)
		if err != nil {
			t.Fatal(err)
		}
		v := compareOf(at, out, merge.Order{}, pagetest.GalleryDay)
		v.Error = fault
		return v
	}
	p := double(t, nil)
	doubles := merge.Doubles(p.Keep.Debtor, []dunning.Debtor{p.Other.Debtor})
	records := []merge.Record{
		{Other: "C-5", OtherName: pagetest.Hostile, Author: "claire@example.fr", Cases: 2, At: now},
		{Other: "C-4", OtherName: "Lenoir", Author: "claire@example.fr", Cases: 1, At: now, UndoneAt: now, UndoneBy: "paul@example.fr"},
	}
	pagetest.Exercise(t, templates, map[string]pagetest.State{
		"fusion-chercher":  {Page: "search", View: searchOf(at, p.Keep.Debtor, "lenoir", []dunning.Debtor{p.Other.Debtor}, doubles, records, pagetest.GalleryDay)},
		"fusion-personne":  {Page: "search", View: searchOf(at, p.Keep.Debtor, "vidal", nil, nil, nil, pagetest.GalleryDay)},
		"fusion-vide":      {Page: "search", View: searchOf(at, p.Keep.Debtor, "", nil, nil, nil, pagetest.GalleryDay)},
		"fusion-comparer":  {Page: "compare", View: compared(nil, merge.Take{merge.Name: merge.Keep}, "")},
		"fusion-choisir":   {Page: "compare", View: compared(func(p *merge.Pair) { p.Other.Debtor.Regime = dunning.B2C }, nil, "")},
		"fusion-confirmer": {Page: "compare", View: compared(func(p *merge.Pair) { p.Other.Debtor.Email, p.Other.Debtor.Name = "", "Vidal" }, nil, "")},
		"fusion-refusee":   {Page: "compare", View: compared(func(p *merge.Pair) { p.Keep.Debtor.SIREN = "552100554" }, nil, "")},
		"fusion-perimee":   {Page: "compare", View: compared(nil, nil, "L’une des deux fiches a changé entre-temps.")},
		"fusion-procedure": {Page: "compare", View: compared(func(p *merge.Pair) {
			p.Other.Proceedings = &merge.Proceedings{Judgment: pagetest.GalleryDay.AddDays(-20)}
		}, nil, "")},
	})
}
