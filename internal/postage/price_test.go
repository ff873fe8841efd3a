package postage

import (
	"testing"

	"relance/internal/money"
)

func TestPriceOf(t *testing.T) {
	t.Parallel()
	list := []Price{
		{Carrier: "folder", From: day("2025-01-01"), Sheets: 3, Letter: 574, Receipt: 120, Source: "2025"},
		{Carrier: "folder", From: day("2025-01-01"), Sheets: 16, Letter: 740, Receipt: 120, Source: "2025"},
		{Carrier: "folder", From: day("2026-01-01"), Sheets: 3, Letter: 611, Receipt: 130, Source: "2026"},
		{Carrier: "folder", From: day("2026-01-01"), Simple: true, Letter: 152, Source: "2026"},
		{Carrier: "maileva", From: day("2026-01-01"), Letter: 590, Sheet: 12, Colour: 20, Receipt: 110, Source: "contrat"},
	}
	for name, row := range map[string]struct {
		posting Posting
		want    money.Cents
		known   bool
	}{
		"with its receipt":                      {Posting{Carrier: "folder", Sheets: 2, Receipt: true, On: day("2026-06-01")}, 741, true},
		"without":                               {Posting{Carrier: "folder", Sheets: 2, On: day("2026-06-01")}, 611, true},
		"the list of the year before":           {Posting{Carrier: "folder", Sheets: 2, On: day("2025-12-31")}, 574, true},
		"the thinnest rung that holds it":       {Posting{Carrier: "folder", Sheets: 4, On: day("2025-12-31")}, 740, true},
		"thicker than the list":                 {Posting{Carrier: "folder", Sheets: 17, On: day("2025-12-31")}, 0, false},
		"an older list covers it: not used":     {Posting{Carrier: "folder", Sheets: 4, On: day("2026-06-01")}, 0, false},
		"before the first list":                 {Posting{Carrier: "folder", Sheets: 1, On: day("2024-06-01")}, 0, false},
		"a simple letter has no receipt":        {Posting{Carrier: "folder", Simple: true, Sheets: 9, Receipt: true, On: day("2026-06-01")}, 152, true},
		"sheets in black and white":             {Posting{Carrier: "maileva", Sheets: 4, Receipt: true, On: day("2026-06-01")}, 748, true},
		"sheets in colour":                      {Posting{Carrier: "maileva", Sheets: 4, Colour: true, Receipt: true, On: day("2026-06-01")}, 828, true},
		"a carrier whose prices nobody entered": {Posting{Carrier: "ar24", Sheets: 1, On: day("2026-06-01")}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, line, known := PriceOf(list, row.posting)
			if got != row.want || known != row.known || known && line.Source == "" {
				t.Errorf("got %s by %q (%t), want %s (%t)", got, line.Source, known, row.want, row.known)
			}
		})
	}
	own := WithOwn(list, []Price{{Carrier: "folder", From: day("2020-01-01"), Letter: 100, Source: "mine"}})
	if got, _, _ := PriceOf(own, Posting{Carrier: "folder", Sheets: 2, Receipt: true, On: day("2026-06-01")}); got != 100 {
		t.Errorf("one's own list gives %s, want it to replace the built-in one", got)
	}
	if got, _, _ := PriceOf(own, Posting{Carrier: "folder", Simple: true, Sheets: 2, On: day("2026-06-01")}); got != 152 {
		t.Errorf("a list of registered letters changes simple ones: %s", got)
	}
}
