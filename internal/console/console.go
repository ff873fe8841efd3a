package console

import (
	"context"
	"iter"
	"net/http"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/overview"
	"relance/internal/backoffice/staff"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/bankdesk"
	"relance/internal/console/board"
	"relance/internal/console/clientdesk"
	"relance/internal/console/courtdesk"
	"relance/internal/console/entrance"
	"relance/internal/console/letterdesk"
	"relance/internal/console/maildesk"
	"relance/internal/console/mergedesk"
	"relance/internal/console/office"
	"relance/internal/console/page"
	"relance/internal/console/plandesk"
	"relance/internal/console/textdesk"
	"relance/internal/console/waitdesk"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/notice"
	"relance/internal/people"
)

// Cases looks at cases.
type Cases interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	Standing(ctx context.Context, who access.Actor, ref dunning.Ref) (backoffice.CaseSheet, error)
	View(ctx context.Context, who access.Actor, ref dunning.Ref) (dunning.CaseView, error)
	Reopen(ctx context.Context, who access.Actor, ref dunning.Ref, version int64) (dunning.Case, error)
}

// Proofs collects the file for a court.
type Proofs interface {
	Evidence(ctx context.Context, who access.Actor, ref dunning.Ref) (evidence.Case, error)
}

// Foresight tells what a case does next, and what a fact would change.
type Foresight interface {
	Upcoming(ctx context.Context, who access.Actor, c dunning.Case) (backoffice.Upcoming, error)
	Foresee(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.Foreseen, error)
	Preview(ctx context.Context, who access.Actor, ref dunning.Ref, level dunning.Level) (dunning.Notice, error)
}

// Work records facts and finishes tasks.
type Work interface {
	Tell(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.FactResult, error)
	FinishTask(ctx context.Context, who access.Actor, id int64) error
}

// Overview is what the frame and the first pages show.
type Overview interface {
	Creditors(ctx context.Context, who access.Actor) ([]dunning.Creditor, error)
	Counts(ctx context.Context, who access.Actor, creditor string) (desk.Counts, error)
	Day(ctx context.Context, who access.Actor, creditor string) (desk.Day, error)
}

// CaseLists lists cases.
type CaseLists interface {
	List(ctx context.Context, who access.Actor, s desk.Selection) (overview.Listed, error)
}

// Jobs reads what people are asked to do.
type Jobs interface {
	Jobs(ctx context.Context, who access.Actor, creditor string, codes []dunning.TaskCode, after int64, limit int) ([]desk.Job, bool, error)
	Job(ctx context.Context, who access.Actor, id int64) (desk.Job, error)
}

// Messages gives what was sent, to the byte, and what goes behind a letter.
type Messages interface {
	Enclosures(ctx context.Context, who access.Actor, n dunning.Notice) (dunning.Enclosures, error)
	ExactMessage(ctx context.Context, who access.Actor, id int64) (dunning.Message, dunning.Document, error)
	SettleMessage(ctx context.Context, who access.Actor, id int64, sent bool) (dunning.Message, error)
}

// Press writes and draws the messages that would leave.
type Press interface {
	Mail(n dunning.Notice) (notice.Rendered, error)
	Letter(n dunning.Notice, e dunning.Enclosures) ([]byte, error)
}

// Exports gives whole lists, to be downloaded.
type Exports interface {
	EachCase(ctx context.Context, who access.Actor, s desk.Selection) iter.Seq2[desk.CaseRow, error]
}

// Accounts works out what debtors owe.
type Accounts interface {
	Account(ctx context.Context, who access.Actor, d dunning.Debtor, on calendar.Date, currency string) (overview.Account, error)
}

// Finder searches by a part of a name or number.
type Finder interface {
	Search(ctx context.Context, who access.Actor, creditor, text string) ([]desk.Hit, error)
	Debtors(ctx context.Context, who access.Actor, creditor, text string) ([]desk.DebtorRow, error)
}

// Debtors reads and corrects debtors.
type Debtors interface {
	FindDebtor(ctx context.Context, who access.Actor, name backoffice.DebtorName) (dunning.Debtor, error)
	Contacts(ctx context.Context, who access.Actor, d dunning.Debtor) ([]change.Contact, error)
	CorrectDebtor(ctx context.Context, who access.Actor, d dunning.Debtor, change change.Debtor) (dunning.Debtor, []dunning.Ref, error)
}

// Gate knows who is signed in.
type Gate interface {
	Who(ctx context.Context, v staff.Visitor, secret string) (access.Actor, people.Session, error)
}

// Door serves the console. Its fields are what it works with.
type Door struct {
	*page.Common
	Bank        bankdesk.Door
	Mail        maildesk.Door
	Wait        waitdesk.Door
	Board       board.Door
	Office      office.Door
	Court       courtdesk.Door
	Plans       plandesk.Door
	Texts       textdesk.Door
	Letter      letterdesk.Door
	Client      clientdesk.Door
	Merge       mergedesk.Door
	Proofs      Proofs
	Cases       Cases
	Foresight   Foresight
	Work        Work
	Overview    Overview
	CaseLists   CaseLists
	Jobs        Jobs
	Messages    Messages
	Press       Press
	Pulse       Pulse
	Exports     Exports
	Care        Caring
	DebtorMoney DebtorMoney
	Views       SavedViews
	Shares      SharedViews
	Accounts    Accounts
	Find        Finder
	Debtors     Debtors
	Gate        Gate
	Entrance    entrance.Door
	// Closing is closed when the program stops: streams end at once.
	Closing <-chan struct{}
	// Sends says in what mode mail is: empty when everything leaves.
	Sends string
	// Failed logs an internal error under the identifier that the person is told.
	Failed func(ctx context.Context, id string, err error)
}

// Handler serves the console.
func (d *Door) Handler() http.Handler {
	d.Court.Common, d.Plans.Common = d.Common, d.Common
	d.Texts.Common, d.Wait.Common, d.Letter.Common, d.Client.Common, d.Merge.Common = d.Common, d.Common, d.Common, d.Common, d.Common
	d.Bank.Common, d.Mail.Common, d.Board.Common, d.Office.Common, d.Entrance.Common = d.Common, d.Common, d.Common, d.Common, d.Common
	mux := http.NewServeMux()
	for _, r := range d.Routes() {
		mux.Handle(r.Method+" "+r.Pattern, d.serve(r))
	}
	mux.Handle("GET /style/", page.Assets)
	mux.Handle("GET /", d.serve(page.Route{Pattern: "/", Handle: d.nowhere}))
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.fail(w, r, page.Frame{}, dunning.Errorf(dunning.CodeForbidden, "this form was sent from another site"))
	}))
	return page.Headers(page.Packing(guarded.Handler(mux)))
}
