package backoffice

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/dunning"
	"relance/internal/inbox"
)

// AnswerKeeper keeps replies to mails, and knows what became of proposals.
type AnswerKeeper interface {
	WriteAnswer(ctx context.Context, w answer.Written) (answer.Kept, error)
	MailStory(ctx context.Context, mail int64) (recorded []answer.Fact, answers []dunning.Message, err error)
}

// Scribe makes the bytes of a reply.
type Scribe interface {
	ComposeAnswer(ctx context.Context, d answer.Reply) (dunning.Rendered, error)
}

// Answer is a reply that a person writes to a mail.
type Answer struct {
	Mail   int64
	Text   string
	Attach []string // numbers of invoices whose file goes with it
	Key    string   // recognises a request that is sent twice; empty is that of access.Named, and without one the same words count once
	Done   bool     // the mail is dealt with: cases that waited for it go on
}

// AnswerMail sends a reply in the thread of a mail, to whoever wrote it. It is
// kept with its bytes and leaves as soon as the worker has seen it, once; where
// mail.mode is not live it is kept and does not leave.
func (o *Office) AnswerMail(ctx context.Context, who Actor, a Answer) (answer.Kept, error) {
	a.Key = cmp.Or(a.Key, access.Name(ctx))
	d, err := o.replyTo(ctx, who, a)
	if err != nil {
		return answer.Kept{}, err
	}
	r, err := o.Scribe.ComposeAnswer(ctx, d)
	if err != nil {
		return answer.Kept{}, err
	}
	w := answer.Written{Mail: a.Mail, Rendered: r, Author: who.Name, Key: cmp.Or(a.Key, "words-"+d.MessageID), Done: a.Done, Withheld: !o.Answers}
	return o.Replies.WriteAnswer(ctx, w)
}

// PreviewAnswer shows the bytes that AnswerMail would keep; nothing leaves.
func (o *Office) PreviewAnswer(ctx context.Context, who Actor, a Answer) (dunning.Rendered, error) {
	d, err := o.replyTo(ctx, who, a)
	if err != nil {
		return dunning.Rendered{}, err
	}
	return o.Scribe.ComposeAnswer(ctx, d)
}

// BeginAnswer gives the beginning of a reply by a template, the one that fits
// what the mail says when none is named, and the name of the template.
func (o *Office) BeginAnswer(ctx context.Context, who Actor, id int64, template string) (name, text string, err error) {
	m, err := o.Mail(ctx, who, id)
	if err != nil {
		return "", "", err
	}
	return o.BeginAnswerTo(ctx, who, m, template)
}

// BeginAnswerTo is BeginAnswer for a mail that was opened.
func (o *Office) BeginAnswerTo(ctx context.Context, who Actor, m OpenedMail, template string) (name, text string, err error) {
	c, err := o.creditorOf(ctx, m.Mail)
	if err != nil {
		return "", "", err
	}
	currency := ""
	if len(m.Numbers) > 0 {
		if k, err := o.CaseReader.LoadCase(ctx, dunning.Ref{Creditor: m.Creditor, Number: m.Numbers[0], Cycle: dunning.Newest}); err == nil {
			currency = k.Currency
		}
	}
	name = cmp.Or(template, answer.For(m.Reading.Intents))
	text, err = o.Beginnings.Text(name, answer.ValuesOf(c, who.Name, m.Reading, m.Numbers, currency))
	return name, text, err
}

// replyTo writes the reply; its id follows from what it says, so that the
// same words have the same.
func (o *Office) replyTo(ctx context.Context, who Actor, a Answer) (d answer.Reply, err error) {
	m, err := o.mail(ctx, who, access.AnswerMail, a.Mail)
	if err != nil {
		return d, err
	}
	doc, err := o.Archive.Document(ctx, m.Document)
	if err != nil {
		return d, err
	}
	c, err := o.creditorOf(ctx, m)
	if err != nil {
		return d, err
	}
	if d, err = answer.To(c, readMail(doc.Bytes).As(m.Tie), a.Text); err != nil {
		return d, err
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\x00%d\x00%s\x00%s\x00%s", m.Creditor, m.ID, a.Key, d.To, d.Text)
	for _, number := range a.Attach {
		f, err := o.copyOf(ctx, who, m.Creditor, number)
		if err != nil {
			return d, err
		}
		io.WriteString(sum, "\x00"+f.SHA256) //nolint:errcheck // a hash takes everything
		d.Attachments = append(d.Attachments, f)
	}
	_, domain, _ := strings.Cut(c.Email, "@")
	d.MessageID = fmt.Sprintf("relance.r%d.%s@%s", m.ID, hex.EncodeToString(sum.Sum(nil)[:8]), domain)
	return d, nil
}

// creditorOf is whose name a mail is answered in.
func (o *Office) creditorOf(ctx context.Context, m inbox.Mail) (dunning.Creditor, error) {
	if m.Creditor == "" || m.Debtor == "" {
		return dunning.Creditor{}, dunning.Errorf(dunning.CodeConflict, "nobody knows whose mail %d is", m.ID).WithHint("assign it to a customer first")
	}
	all, err := o.CreditorReader.Creditors(ctx)
	for _, c := range all {
		if c.ID == m.Creditor {
			return c, err
		}
	}
	return dunning.Creditor{}, cmp.Or(err, error(dunning.Errorf(dunning.CodeNotFound, "no creditor %s", m.Creditor)))
}

// copyOf is the file of an invoice.
func (o *Office) copyOf(ctx context.Context, who Actor, creditor, number string) (f dunning.Document, err error) {
	ref, err := o.Find(ctx, who, CaseName{Creditor: creditor, Number: number})
	if err != nil {
		return f, err
	}
	v, err := o.View(ctx, who, ref)
	if err != nil {
		return f, err
	}
	if v.Invoice.Document == "" {
		return f, dunning.Errorf(dunning.CodeNotFound, "no file of invoice %s is on record", number).WithHint("import its PDF, or send the answer without it")
	}
	if f, err = o.Archive.Document(ctx, v.Invoice.Document); err != nil {
		return f, err
	}
	f.SHA256 = v.Invoice.Document
	f.Name = cmp.Or(v.Invoice.FileName, f.Name, number+".pdf")
	return f, nil
}
