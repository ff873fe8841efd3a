package maildesk

import (
	"context"

	"relance/internal/console/page"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/inbox"
)

// Door serves the pages of the mails that came back.
type Door struct {
	*page.Common
	Mailbox  Mailbox
	MailWork MailWork
	Replies  Replies
}

const mailPattern = "/courrier/{id}"

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/courrier", access.SeeCases, d.mailList),
		page.Get(mailPattern, access.SeeCases, d.mailPage),
		page.Get(mailPattern+"/brut", access.SeeCases, d.mailBytes).Audits("get-mail-content"),
		page.Get(mailPattern+"/pieces/{n}", access.SeeCases, d.mailFile).Audits("get-mail-file"),
		page.Post(mailPattern+"/rattacher", access.RecordAnswer, d.assignMail).Audits("assign-mail"),
		page.Post(mailPattern+"/noter", access.RecordAnswer, d.acceptProposal).Audits("accept-proposal"),
		page.Post(mailPattern+"/repondre", access.AnswerMail, d.answerMail).Audits("answer-mail"),
		page.Post(mailPattern+"/lu", access.RecordAnswer, d.finishMail).Audits("finish-mail"),
	}
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
	BeginAnswerTo(ctx context.Context, who access.Actor, m backoffice.OpenedMail, template string) (name, text string, err error)
	AnswerMail(ctx context.Context, who access.Actor, a backoffice.Answer) (answer.Kept, error)
}
