package board

import (
	"slices"
	"testing"

	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, boardStates())
}

func boardStates() map[string]pagetest.State {
	on := pagetest.GalleryDay
	item := func(debtor, name, number string, total money.Cents, late int, paid int) figures.Item {
		it := figures.Item{Creditor: "brunel", Debtor: debtor, Name: name, Number: number, Issued: on.AddDays(-late - 30), Due: on.AddDays(-late), Currency: "EUR", Total: total}
		it.Sent = []figures.Sent{{Date: it.Due.AddDays(5), Level: dunning.First}}
		if paid != 0 {
			it.Moves = []figures.Move{{Date: it.Due.AddDays(paid), Amount: total}}
		}
		return it
	}
	var items []figures.Item
	for i := range 40 {
		items = append(items, item("C-"+string(rune('A'+i%15)), "Client "+string(rune('A'+i%15)), "F-2026-3"+string(rune('0'+i%10)), money.Cents(50_000+i*1_000), i*4, 7+i%5))
	}
	items = append(items, item("C-1", pagetest.Hostile, "F-2026-014", 120_000, 43, 0), item("C-2", "Hôtel du Port SA", "F-2026-015", 420_000, -10, 0), item("C-3", "Ancien", "F-2025-001", 40_000, 130, 0))
	at := pagetest.Claire("/tableau")
	board := overview.BoardOf(items, on)
	board.Other = []string{"CHF"}
	last := calendar.NewDate(2026, 10, 31)
	ended := overview.BoardOf(items, last).MonthEnd()
	ended.Total += 12_000
	frozen := figures.Frozen{Creditor: "brunel", Figures: ended, At: pagetest.GalleryNow.AddDate(0, 0, -26)}
	board.Months = []overview.MonthEnd{{Frozen: frozen, Now: ended.Total - 12_000}}
	past := overview.BoardOf(items, last)
	past.Months = board.Months
	for i := range 20 {
		board.Debtors = append(board.Debtors, figures.DebtorAged{Creditor: "brunel", Debtor: "D", Name: "Petit " + string(rune('a'+i)), Aged: figures.AgedOn(items[40:41], on)})
	}
	board.Owing = len(board.Debtors)
	yesterday := boardOf(at, board)
	yesterday.Read, yesterday.Fresher = "hier, 18 h 12", true
	out := map[string]pagetest.State{
		"tableau":              {Page: "board", View: boardOf(at, board)},
		"tableau-d-hier":       {Page: "board", View: yesterday},
		"tableau-fin-de-mois":  {Page: "board", View: boardOf(at, past)},
		"tableau-vide":         {Page: "board", View: boardOf(at, overview.BoardOf(nil, on))},
		"tableau-liste-vide":   {Page: "counted", View: listOf(at, figures.Question{Kind: figures.Promises, On: on}, nil, on)},
		"tableau-liste-longue": {Page: "counted", View: listOf(at, figures.Question{Kind: figures.Receivables, On: on}, slices.Repeat(figures.Parts(items, figures.Question{Kind: figures.Receivables, On: on}), 9), on)},
	}
	for _, kind := range figures.Kinds() {
		q := figures.Question{Kind: kind, On: on, From: on.AddDays(-365), To: on, Within: overview.AfterDays}
		out["tableau-liste-"+kinds[kind].slug] = pagetest.State{Page: "counted", View: listOf(at, q, figures.Parts(items, q), on)}
	}
	return out
}
