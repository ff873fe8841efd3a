package debtorpages

import (
	"context"
	"io"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/visit"
)

// LinkReader finds links to debtors' pages.
type LinkReader interface {
	// Link finds a living link; CodeNotFound, in the same words and time, for one
	// that is unknown or dead.
	Link(ctx context.Context, hash visit.Hash) (visit.Link, error)
	LinkByID(ctx context.Context, id int64) (visit.Link, error)
	Links(ctx context.Context, creditor, debtor, invoice string) ([]visit.Link, error)
}

// LinkEnder ends links.
type LinkEnder interface {
	Revoke(ctx context.Context, id int64, author, why string) error
}

// ShownReader reads cases as their debtor sees them.
type ShownReader interface {
	Shown(ctx context.Context, creditor, debtor string, numbers []string) ([]dunning.CaseView, error)
}

// AnswerStore keeps what debtors say on their pages.
type AnswerStore interface {
	// BeginAnswer keeps an answer under the key of its form, before the cases
	// hear it; told says that they have heard it already.
	BeginAnswer(ctx context.Context, link int64, key string, a visit.Ruled) (id int64, delivered bool, err error)
	// FinishAnswer notes that every case has heard it, and asks for the mail that
	// acknowledges it.
	FinishAnswer(ctx context.Context, id int64) error
	// Untold gives answers of before an instant that some cases have not heard.
	Undelivered(ctx context.Context, before time.Time) ([]visit.Ruled, error)
}

// AnswerReader reads what debtors said.
type AnswerReader interface {
	Past(ctx context.Context, creditor string, numbers []string) (map[string][]visit.Past, error)
	// Count gives how many answers a link has given, in all and within a day.
	CountAnswers(ctx context.Context, link int64) (all, today int, err error)
	Answers(ctx context.Context, creditor, invoice string) ([]visit.Said, error)
}

// FileStore keeps files that debtors bring.
type FileStore interface {
	// BringFile ties a document to the link that brought it; CodeConflict when it
	// has brought too many.
	BringFile(ctx context.Context, link int64, sha string) error
	// Brought tells which documents a link has brought and no answer uses yet.
	Brought(ctx context.Context, link int64, shas []string) ([]string, error)
}

// PageMails asks for mails about a page.
type PageMails interface {
	// AskMail asks for a mail of a kind by the hash of a link, whether there is
	// such a link or not: the answer takes the same time.
	AskMail(ctx context.Context, kind visit.MailKind, hash visit.Hash) error
}

// CodeStore lets a debtor see more than the invoices of a message.
type CodeStore interface {
	// UseCode counts a try; CodeForbidden when the code is wrong or over. The
	// session of a right one is kept by the hash of its secret.
	UseCode(ctx context.Context, link int64, code string, session visit.Hash) error
	// InSession tells whether a session of a link lives.
	InSession(ctx context.Context, link int64, session visit.Hash) (bool, error)
}

// TaskOpener asks a person for something.
type TaskOpener interface {
	OpenTask(ctx context.Context, k dunning.Task) error
}

// Portal are the use cases of debtors at their own pages. A debtor is nobody but
// who has the link: he sees its invoices and speaks about them alone.
type Portal struct {
	Office *backoffice.Office
	Links  LinkReader
	Ending LinkEnder
	Cases  ShownReader
	Keep   AnswerStore
	Said   AnswerReader
	Files  FileStore
	Mails  PageMails
	Codes  CodeStore
	Tasks  TaskOpener
	Random io.Reader
	Cards  *Cards // nil takes no cards
}

// debtor is the actor of every request that comes by a link.
var debtor = access.Actor{Name: "portal", Door: access.Portal, Proof: access.PortalLink}

// open finds the link of a token.
func (p *Portal) open(ctx context.Context, token string) (visit.Link, error) {
	return p.Links.Link(ctx, visit.HashOf(token))
}

// LinksOf lists the links that show an invoice.
func (p *Portal) LinksOf(ctx context.Context, who access.Actor, ref dunning.Ref) ([]visit.Link, error) {
	if err := access.MayFor(who, access.SeeCases, ref); err != nil {
		return nil, err
	}
	c, err := p.Office.CaseReader.LoadCase(ctx, ref)
	if err != nil {
		return nil, err
	}
	return p.Links.Links(ctx, ref.Creditor, c.Debtor, ref.Number)
}

// Revoke ends a link, and says why.
func (p *Portal) Revoke(ctx context.Context, who access.Actor, id int64, why string) error {
	l, err := p.Links.LinkByID(ctx, id)
	if err != nil {
		return err
	}
	if err := access.May(who, access.Suspend, l.Creditor); err != nil {
		if dunning.ErrorCode(err) == dunning.CodeNotFound {
			return dunning.Errorf(dunning.CodeNotFound, "no link %d", id)
		}
		return err
	}
	return backoffice.OnceOnly(ctx, p.Office.Keys, backoffice.Deed{Who: who, Name: "end link", Asks: []any{id, why}}, func(ctx context.Context) error {
		return p.Ending.Revoke(ctx, id, who.Name, why)
	})
}

// AnswersOn lists what a debtor said about an invoice on his page, with the
// words.
func (p *Portal) AnswersOn(ctx context.Context, who access.Actor, ref dunning.Ref) ([]Answered, error) {
	if err := access.MayFor(who, access.SeeCases, ref); err != nil {
		return nil, err
	}
	said, err := p.Said.Answers(ctx, ref.Creditor, ref.Number)
	if err != nil {
		return nil, err
	}
	words := make([]string, len(said))
	for i, s := range said {
		words[i] = s.Words
	}
	texts, err := p.Office.Archive.Documents(ctx, words...)
	if err != nil {
		return nil, err
	}
	out := make([]Answered, len(said))
	for i, s := range said {
		out[i] = Answered{Said: s, Text: string(texts[i].Bytes)}
	}
	return out, nil
}

// Answered is an answer with all that was said in it, in words.
type Answered struct {
	visit.Said
	Text string
}

// AnswerFile gives a file that belongs to an answer about an invoice.
func (p *Portal) AnswerFile(ctx context.Context, who access.Actor, ref dunning.Ref, sha string) (dunning.Document, error) {
	said, err := p.AnswersOn(ctx, who, ref)
	if err != nil {
		return dunning.Document{}, err
	}
	for _, s := range said {
		for _, f := range s.Files {
			if f == sha {
				return p.Office.Archive.Document(ctx, sha)
			}
		}
	}
	return dunning.Document{}, dunning.Errorf(dunning.CodeNotFound, "no such file belongs to invoice %s", ref.Number)
}
