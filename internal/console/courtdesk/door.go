package courtdesk

import (
	"context"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/company"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/procedure"
	"relance/internal/recourse"
)

// Door serves the pages.
type Door struct {
	*page.Common
	Cases    Cases
	Debtors  Debtors
	Watch    Watch
	Papers   Papers
	Courts   Courts
	Register Register
}

const (
	casePattern   = "/dossiers/{creditor}/{number}"
	debtorPattern = "/debiteurs/{creditor}/{key}"
)

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/procedures", access.SeeCases, d.proceedingsList),
		page.Get("/procedures/{creditor}/{key}", access.SeeCases, d.proceedingsPage),
		page.Post("/procedures/{creditor}/{key}", access.RecordLaw, d.confirm).Audits("confirm-proceedings"),
		page.Get("/procedures/{creditor}/{key}/declaration.zip", access.SeeEvidence, d.declaration).Audits("get-declaration"),
		page.Get(debtorPattern+"/registre", access.SeeCases, d.registerPage),
		page.Post(debtorPattern+"/registre", access.CorrectDebtor, d.checkRegister).Audits("check-register"),
		page.Get(casePattern+"/voies", access.SeeEvidence, d.waysPage),
		page.Post(casePattern+"/voies", access.RecordLaw, d.tellEvent).Audits("tell-procedure-event"),
		page.Get(casePattern+"/demande.zip", access.SeeEvidence, d.requestFile).Audits("get-way-file"),
	}
}

// Cases finds cases.
type Cases interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	View(ctx context.Context, who access.Actor, ref dunning.Ref) (dunning.CaseView, error)
}

// Debtors finds debtors.
type Debtors interface {
	FindDebtor(ctx context.Context, who access.Actor, name backoffice.DebtorName) (dunning.Debtor, error)
}

// Watch tells of insolvency proceedings.
type Watch interface {
	WatchStatus(ctx context.Context, who access.Actor) (recourse.WatchStatus, error)
	ProceedingsOf(ctx context.Context, who access.Actor, creditor, debtor string) (insolvency.Proceedings, error)
	Confirm(ctx context.Context, who access.Actor, p insolvency.Proceedings) (insolvency.Proceedings, error)
}

// Papers writes what is handed in.
type Papers interface {
	Declaration(ctx context.Context, who access.Actor, creditor, debtor string) (evidence.Declaration, error)
	File(ctx context.Context, who access.Actor, ref dunning.Ref, r recourse.Request) (evidence.Case, error)
}

// Courts shows what a claim's record says for each way.
type Courts interface {
	Ways(ctx context.Context, who access.Actor, ref dunning.Ref) ([]procedure.Way, error)
	StatusesOf(ctx context.Context, who access.Actor, ref dunning.Ref) ([]recourse.StatusOnRecord, error)
	TellEvent(ctx context.Context, who access.Actor, ref dunning.Ref, t procedure.Trigger, on calendar.Date) ([]procedure.Alarm, error)
}

// Register asks the register of companies.
type Register interface {
	RegisterOn() bool
	RegisterOf(ctx context.Context, who access.Actor, d dunning.Debtor) (company.OnRecord, bool, error)
	CheckDebtor(ctx context.Context, who access.Actor, d dunning.Debtor) (company.Check, error)
}
