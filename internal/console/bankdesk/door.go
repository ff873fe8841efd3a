package bankdesk

import (
	"context"

	"relance/internal/backoffice/overview"
	"relance/internal/console/page"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/desk"
	"relance/internal/reconcile"
)

// Door serves the pages of the bank.
type Door struct {
	*page.Common
	Lines     Lines
	OpenLines OpenLines
	Around    Around
	CaseLists CaseLists
}

// CaseLists lists cases.
type CaseLists interface {
	List(ctx context.Context, who access.Actor, s desk.Selection) (overview.Listed, error)
}

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/banque", access.SeeBank, d.bankPage),
		page.Post("/banque", access.MatchMoney, d.takeBankFile).Audits("take-bank-file"),
		page.Get("/banque/fichiers", access.SeeBank, d.bankFiles),
		page.Get("/banque/{id}", access.SeeBank, d.linePage),
		page.Post("/banque/{id}/rapprocher", access.MatchMoney, d.matchLine).Audits("match-line"),
		page.Post("/banque/{id}/ecarter", access.MatchMoney, d.ignoreLine).Audits("ignore-line"),
		page.Post("/banque/{id}/annuler", access.MatchMoney, d.unmatchLine).Audits("unmatch-line"),
	}
}

// Lines decides over bank lines.
type Lines interface {
	Match(ctx context.Context, who access.Actor, line int64, parts []reconcile.MatchPart) (reconcile.Matched, error)
	Unmatch(ctx context.Context, who access.Actor, line int64) (reconcile.Matched, error)
	IgnoreLine(ctx context.Context, who access.Actor, line int64) (reconcile.Matched, error)
}

// OpenLines reads bank lines.
type OpenLines interface {
	OpenLines(ctx context.Context, who access.Actor, f backoffice.LineFilter) ([]reconcile.BankLine, int, error)
	Line(ctx context.Context, who access.Actor, id int64) (reconcile.BankLine, error)
	BankFiles(who access.Actor) *backoffice.BankFiles
}

// Around reads what stands around bank lines.
type Around interface {
	Files(ctx context.Context, who access.Actor, creditor string, before int64, limit int) ([]desk.File, error)
	Decided(ctx context.Context, who access.Actor, creditor string, limit int) ([]reconcile.BankLine, error)
	Invoices(ctx context.Context, who access.Actor, creditor string, numbers []string) ([]desk.Hit, error)
}
