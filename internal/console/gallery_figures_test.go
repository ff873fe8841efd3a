package console

import (
	"relance/internal/backoffice/overview"
	"relance/internal/change"
	"relance/internal/console/pagetest"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
)

func figureStates() map[string]pagetest.State {
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
	debtor := pagetest.GallerySheet().Debtor
	debtor.Name = pagetest.Hostile
	account := overview.Account{On: on, Items: items[40:41], Lines: figures.Statement(items[:3], on), Aged: figures.AgedOn(items[40:], on), Late: figures.LatenessOn(items, on.AddDays(-365), on), Kept: 1, Promises: 2, Currency: "EUR"}
	account.Aged.Credit = 5_000
	shown := debtorOf(pagetest.Claire("/debiteurs/x"), debtor, account, []change.Contact{{Email: "compta@vasseur.example.com", Usable: true}, {Email: "vieux@vasseur.example.com"}}, on)
	shown.Rows, shown.Confirmation, shown.More = []caseRow{caseRowOf(at, desk.CaseRow{Case: pagetest.GallerySheet().Case, DebtorName: pagetest.Hostile}, pagetest.GalleryNow)}, debtorConfirmations["corrige"], true
	empty := debtorOf(pagetest.Claire("/debiteurs/x"), debtor, overview.Account{On: on, Currency: "EUR"}, nil, on)
	empty.Error = "L’adresse e-mail n’en est pas une."
	rows := []debtorListRow{{Name: pagetest.Hostile, Creditor: "", Address: "/debiteurs/brunel/C-1", Cases: "3", Open: "1 200,00 €", Late: "400,00 €", Oldest: "15 oct."}}
	hits := []desk.Hit{{Kind: desk.HitDebtor, Creditor: "brunel", Key: "C-1", Name: pagetest.Hostile, Amount: 120_000, Currency: "EUR"}, {Kind: desk.HitCase, Creditor: "brunel", Key: "F/1", Name: pagetest.Hostile, Due: on, Amount: 1, Currency: "EUR", Closed: true}, {Kind: desk.HitLine, Creditor: "brunel", Key: "7", Name: "VIR", Due: on, Amount: 1, Currency: "EUR"}}
	return map[string]pagetest.State{
		"debiteurs":      {Page: "debtors", View: debtorListView{Frame: pagetest.Claire("/debiteurs").Titled("Débiteurs"), Rows: rows}},
		"debiteurs-vide": {Page: "debtors", View: debtorListView{Frame: pagetest.Claire("/debiteurs").Titled("Débiteurs"), Text: pagetest.Hostile}},
		"debiteur":       {Page: "debtor", View: shown},
		"debiteur-vide":  {Page: "debtor", View: empty},
		"recherche":      {Page: "search", View: searchOf(pagetest.Claire("/recherche"), pagetest.Hostile, hits)},
		"recherche-vide": {Page: "search", View: searchOf(pagetest.Claire("/recherche"), "", nil)},
	}
}
