package api

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

// Mail is a mail that came back.
type Mail struct {
	ID       int64         `json:"id"`
	Creditor string        `json:"creditor,omitempty" doc:"Absent while nobody knows whose it is."`
	Debtor   string        `json:"debtor,omitempty" doc:"The creditor's own customer reference; likewise."`
	Class    string        `json:"class" doc:"reply, bounce_permanent, auto_reply …: what the mail is."`
	TiedBy   string        `json:"tied_by,omitempty" doc:"How it is known whose it is: message, thread, recipient, reference, address or person."`
	Deed     string        `json:"deed" doc:"What followed: hold, stop_mail, ask, assign or keep."`
	From     string        `json:"from,omitempty"`
	FromName string        `json:"from_name,omitempty"`
	Subject  string        `json:"subject,omitempty"`
	Sent     calendar.Date `json:"sent,omitzero" doc:"By the mail's own date."`
	Taken    time.Time     `json:"taken" doc:"When it was taken in."`
	Door     string        `json:"door" doc:"folder, imap or lmtp."`
	Invoices []string      `json:"invoices" doc:"Whose cases it acted on."`
	Message  int64         `json:"message,omitempty" doc:"The message of ours that it is about."`
	SHA256   string        `json:"sha256" doc:"Of the exact bytes, as they were received."`
	Done     time.Time     `json:"done,omitzero" doc:"When a person was done with it; absent while it waits."`
	DoneBy   string        `json:"done_by,omitempty"`
	Deleted  time.Time     `json:"deleted,omitzero" doc:"When its words, bytes and attachments were deleted for age."`
}

func mailOf(m inbox.Mail) Mail {
	out := Mail{
		ID: m.ID, Creditor: m.Creditor, Debtor: m.Debtor, Class: string(m.Class), TiedBy: string(m.Tie), Deed: string(m.Deed), From: m.From,
		FromName: m.FromName, Subject: m.Subject, Sent: m.Sent, Taken: m.Created, Door: m.Door, Invoices: m.Numbers, Message: m.Message,
		SHA256: m.Document, Done: m.DoneAt, DoneBy: m.DoneBy, Deleted: m.Deleted,
	}
	if out.Invoices == nil {
		out.Invoices = []string{}
	}
	return out
}

// OpenedMail is a mail with what it says and what people made of it.
type OpenedMail struct {
	Mail
	StatusCode string         `json:"status_code,omitempty" doc:"Of a report (RFC 3463)."`
	Failed     []string       `json:"failed_recipients" doc:"Of a report."`
	Automatic  bool           `json:"automatic"`
	BackOn     calendar.Date  `json:"back_on,omitzero" doc:"When the writer is there again."`
	Text       string         `json:"text" doc:"What was newly written, without quotation and signature."`
	Proposals  []Proposal     `json:"proposals" doc:"What it seems to say; nothing follows before a person agrees."`
	Files      []AttachedFile `json:"files" doc:"What is attached, by name; never opened."`
	Answers    []Message      `json:"answers" doc:"What people wrote back."`
	Warnings   []string       `json:"warnings" doc:"What was broken about it."`
}

// Proposal is what a sentence of a mail seems to say.
type Proposal struct {
	Key      string        `json:"key" doc:"Names it, to agree to it."`
	Kind     string        `json:"kind" doc:"paid, promise, dispute, instalments, document …"`
	Date     calendar.Date `json:"date,omitzero"`
	Amount   *money.Cents  `json:"amount,omitempty"`
	Contact  string        `json:"contact,omitempty"`
	Invoices []string      `json:"invoices" doc:"As the writer writes them."`
	Detail   string        `json:"detail,omitempty" doc:"What a dispute is about, or which document is asked for."`
	Sentence string        `json:"sentence" doc:"The evidence, as written."`
	Accepted []Acceptance  `json:"accepted" doc:"The facts that it became, with who agreed."`
}

// Acceptance is a fact that a proposal became.
type Acceptance struct {
	Invoice string    `json:"invoice"`
	Kind    string    `json:"kind"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// AttachedFile is an attachment by name.
type AttachedFile struct {
	Name string `json:"name"`
	Type string `json:"type" doc:"As the mail says; it may lie."`
	Size int    `json:"size" doc:"In bytes."`
}

func openedOf(m backoffice.OpenedMail) OpenedMail {
	r := m.Reading
	out := OpenedMail{
		Mail: mailOf(m.Mail), StatusCode: r.StatusCode, Failed: r.FailedRecipients, Automatic: r.IsAuto, BackOn: r.BackOn, Text: r.ReplyText,
		Proposals: make([]Proposal, len(r.Intents)), Files: make([]AttachedFile, len(r.Files)), Answers: make([]Message, len(m.Answers)), Warnings: r.Warnings,
	}
	for i, in := range r.Intents {
		p := Proposal{
			Key: answer.Key(in), Kind: string(in.Kind), Date: in.Date, Amount: in.Amount, Contact: in.Contact, Invoices: in.Invoices, Detail: in.Detail,
			Sentence: in.Sentence, Accepted: []Acceptance{},
		}
		for _, f := range m.Facts {
			if f.Key == p.Key {
				p.Accepted = append(p.Accepted, Acceptance{Invoice: f.Invoice, Kind: string(f.Event.Kind), By: f.Event.Author, At: f.Event.RecordedAt})
			}
		}
		out.Proposals[i] = p
	}
	for i, f := range r.Files {
		out.Files[i] = AttachedFile{Name: f.Name, Type: f.Type, Size: f.Size}
	}
	for i, a := range m.Answers {
		out.Answers[i] = messageOf(a)
	}
	return out
}

type mailListRequest struct {
	All        bool   `query:"all" doc:"Those that wait for nobody, too."`
	Unassigned bool   `query:"unassigned" doc:"Only those of which nobody knows whose they are."`
	Invoice    string `query:"invoice" maxLength:"100" doc:"Only those that acted on the case of this invoice."`
	After      int64  `query:"after" minimum:"0" doc:"Only mails with a higher number: that of the last one of the page before."`
	Limit      int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"At most so many."`
}

type mailList struct {
	Body struct {
		Mails []Mail `json:"mails" doc:"The oldest first."`
	}
}

// MailPath names a mail in the address of a request.
type MailPath struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the mail."`
}

type oneMail struct{ Body OpenedMail }

type mailChanged struct {
	Replayed
	Body OpenedMail
}

type assignRequest struct {
	MailPath
	Keyed
	Body struct {
		Creditor string `json:"creditor" minLength:"1" maxLength:"32"`
		Debtor   string `json:"debtor" minLength:"1" maxLength:"200" doc:"The creditor's own customer reference."`
	}
}

type acceptRequest struct {
	MailPath
	Keyed
	Body struct {
		Proposal string        `json:"proposal,omitempty" maxLength:"50" doc:"Its key, its kind or its place in the list, from 1 on; absent is the only one that can become a fact."`
		Invoices []string      `json:"invoices,omitempty" maxItems:"100" doc:"The invoices that are meant, where the mail does not say."`
		Date     calendar.Date `json:"date,omitzero" doc:"What was agreed, where it is not what the mail says."`
		Amount   money.Cents   `json:"amount,omitzero" doc:"Likewise; of one instalment."`
		Email    string        `json:"email,omitempty" maxLength:"320" doc:"Likewise: who is to be written to."`
		Done     bool          `json:"done,omitempty" doc:"The mail is dealt with: cases that waited for it go on."`
	}
}

type draftRequest struct {
	MailPath
	Template string `query:"template" maxLength:"50" doc:"Name of a template; absent is the one that fits what the mail says."`
}

type draft struct {
	Body struct {
		Template  string          `json:"template"`
		Text      string          `json:"text" doc:"The beginning of an answer, for a person to complete: what is in square brackets is a blank."`
		Templates []answer.Choice `json:"templates" doc:"All there are."`
	}
}

type answerRequest struct {
	MailPath
	Keyed
	Body struct {
		Text   string   `json:"text" minLength:"1" maxLength:"100000" doc:"The whole answer; what the writer wrote is quoted below it."`
		Attach []string `json:"attach,omitempty" maxItems:"50" doc:"Invoices whose file goes with it."`
		Done   bool     `json:"done,omitempty" doc:"The mail is dealt with: cases that waited for it go on."`
	}
}

type answered struct {
	Replayed
	Body Message
}

type doneRequest struct {
	MailPath
	Keyed
}

func (d *Door) inbox(doc huma.API) {
	d.mailReading(doc)
	d.mailAnswers(doc)
	handle(d, doc, "assign-mail", func(ctx context.Context, who access.Actor, in *assignRequest) (*mailChanged, error) {
		if _, err := d.Office.AssignMail(ctx, who, in.ID, in.Body.Creditor, in.Body.Debtor); err != nil {
			return nil, err
		}
		return d.mailNow(ctx, who, in.ID)
	})
	handle(d, doc, "accept-proposal", func(ctx context.Context, who access.Actor, in *acceptRequest) (*mailChanged, error) {
		_, err := d.Office.AcceptProposal(ctx, who, backoffice.Acceptance{
			Mail: in.ID, Proposal: in.Body.Proposal, Invoices: in.Body.Invoices, Date: in.Body.Date, Amount: in.Body.Amount, Email: in.Body.Email, Done: in.Body.Done,
		})
		if err != nil {
			return nil, err
		}
		return d.mailNow(ctx, who, in.ID)
	})
	handle(d, doc, "finish-mail", func(ctx context.Context, who access.Actor, in *doneRequest) (*mailChanged, error) {
		if _, err := d.Office.FinishMail(ctx, who, in.ID); err != nil {
			return nil, err
		}
		return d.mailNow(ctx, who, in.ID)
	})
}

// mailReading is what programs read of the mailbox.
func (d *Door) mailReading(doc huma.API) {
	handle(d, doc, "list-mails", func(ctx context.Context, who access.Actor, in *mailListRequest) (*mailList, error) {
		list, err := d.Office.Mails(ctx, who, inbox.Filter{Open: !in.All && in.Invoice == "", Unknown: in.Unassigned, Number: in.Invoice, After: in.After, Most: in.Limit})
		out := &mailList{}
		out.Body.Mails = make([]Mail, len(list))
		for i, m := range list {
			out.Body.Mails[i] = mailOf(m)
		}
		return out, err
	})
	handle(d, doc, "get-mail", func(ctx context.Context, who access.Actor, in *MailPath) (*oneMail, error) {
		m, err := d.Office.Mail(ctx, who, in.ID)
		return &oneMail{openedOf(m)}, err
	})
	handleOp(d, doc, fileOperation("get-mail-content", "application/octet-stream"), func(ctx context.Context, who access.Actor, in *MailPath) (*file, error) {
		m, err := d.Office.Mail(ctx, who, in.ID)
		if err != nil {
			return nil, err
		}
		raw, err := m.Bytes()
		return fileOf(dunning.Document{MediaType: "application/octet-stream", Name: "mail-" + strconv.FormatInt(in.ID, 10) + ".eml", Bytes: raw}), err
	})
}

// mailAnswers are answers in the thread of a mail.
func (d *Door) mailAnswers(doc huma.API) {
	handle(d, doc, "begin-answer", func(ctx context.Context, who access.Actor, in *draftRequest) (*draft, error) {
		out := &draft{}
		var err error
		out.Body.Template, out.Body.Text, err = d.Office.BeginAnswer(ctx, who, in.ID, in.Template)
		out.Body.Templates = answer.Choices()
		return out, err
	})
	handle(d, doc, "answer-mail", func(ctx context.Context, who access.Actor, in *answerRequest) (*answered, error) {
		kept, err := d.Office.AnswerMail(ctx, who, backoffice.Answer{
			Mail: in.ID, Text: in.Body.Text, Attach: in.Body.Attach, Key: factKey(ctx, in.Key), Done: in.Body.Done,
		})
		return &answered{Replayed: replayedBy(kept.Again), Body: messageOf(kept.Message)}, err
	})
}

// mailNow gives a mail as it is after a deed.
func (d *Door) mailNow(ctx context.Context, who access.Actor, id int64) (*mailChanged, error) {
	m, err := d.Office.Mail(ctx, who, id)
	return &mailChanged{Body: openedOf(m)}, err
}
