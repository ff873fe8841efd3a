package app

import (
	"context"

	"relance/internal/dunning"
)

// debtorPage is how many cases are read at once to find the debtors.
const debtorPage = 1000

// Debtors lists the debtors of a creditor that have, or had, a case, each
// once, those with the oldest due dates first.
func (a *App) Debtors(ctx context.Context, creditor string) ([]dunning.Debtor, error) {
	var out []dunning.Debtor
	known := map[string]bool{}
	filter := dunning.CaseFilter{Creditor: creditor, Limit: debtorPage}
	for {
		rows, err := a.Store.Cases(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if known[r.Case.Debtor] {
				continue
			}
			known[r.Case.Debtor] = true
			d, err := a.Store.Debtor(ctx, creditor, r.Case.Debtor)
			if err != nil {
				return nil, err
			}
			out = append(out, d)
		}
		if len(rows) < debtorPage {
			return out, nil
		}
		filter.After = rows[len(rows)-1].Cursor
	}
}
