package board

import (
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
	board := overview.Board{On: on, Aged: figures.AgedOn(items, on), Debtors: figures.ByDebtor(items, on), After: figures.AfterNotices(items, 7, on.AddDays(-365), on), Forecast: figures.Forecast(items, on),
		Late: figures.LatenessOn(items, on.AddDays(-365), on), AtRiskOf: calendar.NewDate(2026, 6, 1), Other: []string{"CHF"}}
	months := figures.Months(items, on, 12)
	board.Countback = figures.Countback(board.Aged.Total, months)
	for i := range 20 {
		board.Debtors = append(board.Debtors, figures.DebtorAged{Creditor: "brunel", Debtor: "D", Name: "Petit " + string(rune('a'+i)), Aged: figures.AgedOn(items[40:41], on)})
	}
	return map[string]pagetest.State{
		"tableau":      {Page: "board", View: boardOf(at, board, on)},
		"tableau-vide": {Page: "board", View: boardOf(at, overview.Board{On: on, AtRiskOf: on, Forecast: figures.Forecast(nil, on)}, on.AddDays(1))},
	}
}
