package board

import (
	"context"

	"relance/internal/console/page"
	"relance/internal/figures"

	"relance/internal/access"
	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
)

// Door serves the pages of the figures.
type Door struct {
	*page.Common
	Figures Figures
}

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/tableau", access.SeeCases, d.board),
		page.Get("/tableau/liste", access.SeeCases, d.list),
		page.Get("/tableau/liste.csv", access.SeeCases, d.exportList).Audits("export"),
		page.Get("/tableau/liste.xlsx", access.SeeCases, d.exportList).Audits("export"),
		page.Get("/tableau/balance.csv", access.SeeCases, d.exportAged).Audits("export"),
		page.Get("/tableau/balance.xlsx", access.SeeCases, d.exportAged).Audits("export"),
	}
}

// Figures works figures and accounts out.
type Figures interface {
	Board(ctx context.Context, who access.Actor, creditor string, on calendar.Date) (overview.Board, error)
	FullBoard(ctx context.Context, who access.Actor, creditor string, on calendar.Date) (overview.Board, error)
	Parts(ctx context.Context, who access.Actor, creditor string, q figures.Question) ([]figures.Part, error)
}
