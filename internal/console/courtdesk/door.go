package courtdesk

import (
	"context"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/collected"
	"relance/internal/company"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/lifecycle"
	"relance/internal/postage"
	"relance/internal/procedure"
	"relance/internal/recourse"
)

// Door serves the pages of what comes before and after the reminders.
type Door struct {
	*page.Common
	Cases    Cases
	Debtors  Debtors
	Watch    Watch
	Papers   Papers
	Courts   Courts
	Register Register
	Declare  Declarations
	Declared DeclarationReader
	Reports  Reports
	Platform Platform
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
		page.Get("/procedures/{creditor}/{key}/lettre.pdf", access.SeeCases, d.declarationLetter).Audits("get-declaration-letter"),
		page.Post("/procedures/{creditor}/{key}/lettre", access.RecordLaw, d.drawDeclaration).Audits("draw-declaration"),
		page.Post("/procedures/{creditor}/{key}/accord", access.Approve, d.agreeDeclaration).Audits("approve-declaration"),
		page.Post("/procedures/{creditor}/{key}/poste", access.RecordPost, d.markDeclaration).Audits("mark-declaration"),
		page.Post("/procedures/{creditor}/{key}/issue", access.WorkOnTasks, d.settleDeclaration).Audits("settle-declaration"),
		page.Get(collectedPattern, access.SeeBank, d.collectedPage),
		page.Post(collectedPattern, access.RecordMoney, d.writeCollected).Audits("propose-collections"),
		page.Post(platformPattern, access.RecordAnswer, d.readPlatform).Audits("fetch-statuses"),
		page.Get(collectedPattern+"/212.zip", access.SeeBank, d.collectedFile).Audits("get-collections"),
		page.Get(debtorPattern+"/registre", access.SeeCases, d.registerPage),
		page.Post(debtorPattern+"/registre", access.CorrectDebtor, d.checkRegister).Audits("check-register"),
		page.Get(casePattern+"/voies", access.SeeCases, d.waysPage),
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

// Papers writes the files that a person hands in.
type Papers interface {
	Declaration(ctx context.Context, who access.Actor, creditor, debtor string) (evidence.Declaration, error)
	File(ctx context.Context, who access.Actor, ref dunning.Ref, r recourse.Request) (evidence.Dossier, error)
}

// Declarations draws declarations of claim as letters, and agrees to them.
type Declarations interface {
	DrawDeclaration(ctx context.Context, who access.Actor, creditor, debtor string, stated evidence.Statements) (insolvency.Letter, error)
	ApproveDeclaration(ctx context.Context, who access.Actor, creditor, debtor, document string) (insolvency.Letter, error)
	SettleDeclaration(ctx context.Context, who access.Actor, creditor, debtor string, sent bool) (insolvency.Letter, error)
}

// DeclarationReader shows declarations, and hears what became of their letters.
type DeclarationReader interface {
	DeclarationLetters(ctx context.Context, who access.Actor, creditor, debtor string) ([]insolvency.Letter, error)
	DeclarationPage(ctx context.Context, who access.Actor, creditor, debtor string) (dunning.Document, error)
	MarkDeclaration(ctx context.Context, who access.Actor, creditor, debtor string, fact postage.LetterFact) (insolvency.Letter, error)
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

// Reports writes reports of money received (status 212).
type Reports interface {
	Collect(ctx context.Context, who access.Actor, creditor string, keep bool) ([]collected.Written, []collected.Unreported, []string, error)
	Collected(ctx context.Context, who access.Actor, creditor string, since calendar.Date) ([]collected.Written, error)
	CollectedOn(ctx context.Context, who access.Actor, creditor string, day calendar.Date) ([]collected.Written, error)
}

// Platform tells how the reading of the platform of electronic invoices stands, and
// has it read now.
type Platform interface {
	FetchStatuses(ctx context.Context, who access.Actor) (recourse.FlowRound, error)
	FlowState(ctx context.Context, who access.Actor) (lifecycle.FlowState, bool, error)
}
