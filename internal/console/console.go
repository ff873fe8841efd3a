package console

import (
	"context"
	"io"
	"net/http"
	"time"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/backoffice/overview"
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
	Evidence(ctx context.Context, who access.Actor, ref dunning.Ref) (evidence.Case, error)
}

// Foresight says what comes next, and what a fact would change.
type Foresight interface {
	Outlook(ctx context.Context, who access.Actor, ref dunning.Ref) (backoffice.Outlook, error)
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

// Gate lets people in.
type Gate interface {
	In(ctx context.Context, v backoffice.Visitor, login, password, code string) (secret string, err error)
	Who(ctx context.Context, v backoffice.Visitor, secret string) (access.Actor, people.Session, error)
	Out(ctx context.Context, v backoffice.Visitor, who access.Actor, session people.Session) error
}

// Links lets people set a password.
type Links interface {
	Link(ctx context.Context, secret string) (login string, err error)
	UseLink(ctx context.Context, v backoffice.Visitor, secret, password string) (login string, err error)
}

// Door is what the console works with.
type Door struct {
	Cases     Cases
	Foresight Foresight
	Work      Work
	Overview  Overview
	CaseLists CaseLists
	Jobs      Jobs
	Messages  Messages
	Press     Press
	Lines     Lines
	OpenLines OpenLines
	BankDesk  BankDesk
	Letters   Letters
	Mailbox   Mailbox
	MailWork  MailWork
	Replies   Replies
	Pulse     Pulse
	Gate      Gate
	Links     Links
	Now       func() time.Time // UTC; case time
	Random    io.Reader        // crypto/rand.Reader
	Secure    bool             // the browser reaches it by TLS: cookies never leave it
	// Sends says in what mode mail is: empty when everything leaves.
	Sends string
	// Failed logs an internal error under the identifier that the person is told.
	Failed func(ctx context.Context, id string, err error)

	seen memory
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
