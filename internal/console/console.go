package console

import (
	"context"
	"io"
	"iter"
	"net/http"
	"time"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/overview"
	"relance/internal/backoffice/staff"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/inbox"
	"relance/internal/notice"
	"relance/internal/people"
	"relance/internal/reconcile"
)

// Cases looks at cases.
type Cases interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	Sheet(ctx context.Context, who access.Actor, ref dunning.Ref) (backoffice.CaseSheet, error)
	View(ctx context.Context, who access.Actor, ref dunning.Ref) (dunning.CaseView, error)
}

// Proofs collects the file for a court.
type Proofs interface {
	Evidence(ctx context.Context, who access.Actor, ref dunning.Ref) (evidence.Case, error)
}

// Foresight says what comes next, and what a fact would change.
type Foresight interface {
	Outlook(ctx context.Context, who access.Actor, c dunning.Case) (backoffice.Outlook, error)
	Foresee(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.Foreseen, error)
	Preview(ctx context.Context, who access.Actor, ref dunning.Ref, level dunning.Level) (dunning.Notice, error)
}

// Work is what people do: record facts, finish tasks.
type Work interface {
	Tell(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.Told, error)
	FinishTask(ctx context.Context, who access.Actor, id int64) error
	Reopen(ctx context.Context, who access.Actor, ref dunning.Ref) (dunning.Case, error)
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

// Press words and draws what would leave.
type Press interface {
	Mail(n dunning.Notice) (notice.Rendered, error)
	Letter(n dunning.Notice, e dunning.Enclosures) ([]byte, error)
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

// BankDesk reads what stands around bank lines.
type BankDesk interface {
	Files(ctx context.Context, who access.Actor, creditor string, before int64, limit int) ([]desk.File, error)
	Decided(ctx context.Context, who access.Actor, creditor string, limit int) ([]reconcile.BankLine, error)
	Invoices(ctx context.Context, who access.Actor, creditor string, numbers []string) ([]desk.Hit, error)
}

// Letters agrees to letters.
type Letters interface {
	Approve(ctx context.Context, who access.Actor, in backoffice.Approval) (backoffice.Approved, error)
	ShownLetter(ctx context.Context, who access.Actor, ref dunning.Ref) (dunning.Document, error)
	LetterSpend(ctx context.Context, who access.Actor, year int) ([]dunning.LetterSpend, error)
}

// Mailbox reads the mails that came back.
type Mailbox interface {
	Mails(ctx context.Context, who access.Actor, f inbox.Filter) ([]inbox.Mail, error)
	Mail(ctx context.Context, who access.Actor, id int64) (backoffice.OpenedMail, error)
}

// MailWork is what people make of mails.
type MailWork interface {
	AssignMail(ctx context.Context, who access.Actor, id int64, creditor, debtor string) (inbox.Taken, error)
	FinishMail(ctx context.Context, who access.Actor, id int64) ([]dunning.Ref, error)
	AcceptProposal(ctx context.Context, who access.Actor, a backoffice.Acceptance) (backoffice.Accepted, error)
}

// Replies writes back.
type Replies interface {
	BeginAnswer(ctx context.Context, who access.Actor, id int64, template string) (name, text string, err error)
	AnswerMail(ctx context.Context, who access.Actor, a backoffice.Answer) (answer.Kept, error)
}

// Exports gives whole lists, to be taken out.
type Exports interface {
	EachCase(ctx context.Context, who access.Actor, s desk.Selection) iter.Seq2[dunning.CaseRow, error]
}

// Notes writes down deeds that are no facts.
type Notes interface {
	Note(ctx context.Context, e audit.Entry) error
}

// Board works figures and accounts out.
type Board interface {
	Board(ctx context.Context, who access.Actor, creditor string, on calendar.Date) (overview.Board, error)
	Account(ctx context.Context, who access.Actor, d dunning.Debtor, on calendar.Date) (overview.Account, error)
}

// Finder looks for what people name by half.
type Finder interface {
	Search(ctx context.Context, who access.Actor, creditor, text string) ([]desk.Hit, error)
	Debtors(ctx context.Context, who access.Actor, creditor, text string) ([]desk.DebtorRow, error)
}

// Debtors reads and corrects debtors.
type Debtors interface {
	FindDebtor(ctx context.Context, who access.Actor, name backoffice.DebtorName) (dunning.Debtor, error)
	Contacts(ctx context.Context, who access.Actor, d dunning.Debtor) ([]dunning.Contact, error)
	CorrectDebtor(ctx context.Context, who access.Actor, d dunning.Debtor, change dunning.DebtorChange) (dunning.Debtor, []dunning.Ref, error)
}

// Importer takes invoices in.
type Importer interface {
	Import(ctx context.Context, who access.Actor, in backoffice.Import) iter.Seq2[backoffice.Entry, error]
}

// Rehearsals plays the open cases forward.
type Rehearsals interface {
	Rehearse(ctx context.Context, who access.Actor, in backoffice.Rehearsal) (backoffice.Rehearsed, error)
}

// People is who may sign in.
type People interface {
	Users(ctx context.Context, who access.Actor) ([]people.User, error)
	AddUser(ctx context.Context, who access.Actor, n people.NewUser) (people.User, string, error)
	NewLink(ctx context.Context, who access.Actor, login string) (string, error)
}

// Rights gives and takes what people may do.
type Rights interface {
	SetRole(ctx context.Context, who access.Actor, login string, g people.Grant) error
	SetDisabled(ctx context.Context, who access.Actor, login string, out bool) error
}

// Sessions shows and ends sessions.
type Sessions interface {
	Sessions(ctx context.Context, who access.Actor, login string) ([]people.Session, error)
	EndSession(ctx context.Context, who access.Actor, login string, id int64) error
}

// Audit reads what people and programs did besides facts.
type Audit interface {
	Audit(ctx context.Context, who access.Actor, after int64, each func(audit.Entry) error) error
	VerifyAudit(ctx context.Context, who access.Actor) (int64, error)
}

// Gate lets people in.
type Gate interface {
	In(ctx context.Context, v staff.Visitor, login, password, code string) (secret string, err error)
	Who(ctx context.Context, v staff.Visitor, secret string) (access.Actor, people.Session, error)
	Out(ctx context.Context, v staff.Visitor, who access.Actor, session people.Session) error
}

// Links lets people set a password.
type Links interface {
	Link(ctx context.Context, secret string) (login string, err error)
	UseLink(ctx context.Context, v staff.Visitor, secret, password string) (login string, err error)
}

// Door is what the console works with.
type Door struct {
	Mailbox    Mailbox
	MailWork   MailWork
	Replies    Replies
	Proofs     Proofs
	Cases      Cases
	Foresight  Foresight
	Work       Work
	Overview   Overview
	CaseLists  CaseLists
	Jobs       Jobs
	Messages   Messages
	Press      Press
	Lines      Lines
	OpenLines  OpenLines
	BankDesk   BankDesk
	Letters    Letters
	Pulse      Pulse
	Exports    Exports
	Notes      Notes
	Board      Board
	Find       Finder
	Debtors    Debtors
	Importer   Importer
	Rehearsals Rehearsals
	People     People
	Rights     Rights
	Sessions   Sessions
	Audit      Audit
	Switches   Switches
	Gate       Gate
	Links      Links
	Now        func() time.Time // UTC; case time
	Random     io.Reader        // crypto/rand.Reader
	Secure     bool             // the browser reaches it by TLS: cookies never leave it
	// Sends says in what mode mail is: empty when everything leaves.
	Sends string
	// Failed logs an internal error under the identifier that the person is told.
	Failed func(ctx context.Context, id string, err error)

	// PlanBook is the plans that new cases may follow.
	PlanBook []dunning.Plan
	// Settings is what the configuration says, and SettingsFile where it stands.
	Settings     []Setting
	SettingsFile string

	seen    memory
	waiting waitingRoom
}

// clock is the time by which the frame grows old.
func (d *Door) clock() time.Time { return d.Now() }

// Handler serves the console.
func (d *Door) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range d.routes() {
		mux.Handle(r.Method+" "+r.Pattern, d.serve(r))
	}
	mux.Handle("GET /style/", assets)
	mux.Handle("GET /", d.serve(route{Pattern: "/", handle: d.nowhere}))
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.fail(w, r, shell{}, dunning.Errorf(dunning.CodeForbidden, "this form was sent from another site"))
	}))
	return headers(packing(guarded.Handler(mux)))
}
