package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/visit"
)

// Pages reads what belongs to debtors' own pages.
type Pages interface {
	LinksOf(ctx context.Context, who access.Actor, ref dunning.Ref) ([]visit.Link, error)
	AnswersOn(ctx context.Context, who access.Actor, ref dunning.Ref) ([]debtorpages.Answered, error)
}

// PageLink is a link to a debtor's page. The link itself is stored nowhere.
type PageLink struct {
	ID       int64     `json:"id"`
	Message  int64     `json:"message,omitempty" doc:"The message that it was sent in; absent when it was sent again by itself."`
	Invoices []string  `json:"invoices" doc:"What it shows."`
	Trial    bool      `json:"trial,omitempty" doc:"It records nothing."`
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires"`
	Revoked  time.Time `json:"revoked,omitzero"`
}

// PageAnswer is what a debtor said on his page.
type PageAnswer struct {
	ID           int64         `json:"id"`
	Kind         string        `json:"kind" enum:"paid,promise,dispute,instalments,document,wrong_recipient"`
	At           time.Time     `json:"at"`
	Invoices     []string      `json:"invoices"`
	Category     string        `json:"category,omitempty" doc:"Of a dispute."`
	Amount       money.Cents   `json:"amount,omitzero" doc:"Contested, promised or said to be paid; absent for all of it."`
	Date         calendar.Date `json:"date,omitzero" format:"date"`
	Suspended    bool          `json:"suspended" doc:"It suspended the case at once."`
	Acknowledged time.Time     `json:"acknowledged,omitzero" doc:"When the mail that acknowledges it was accepted."`
	Text         string        `json:"text" doc:"All that was said, in words."`
	Files        []string      `json:"files" doc:"SHA-256 of each file that was brought."`
}

type pageLinks struct {
	Body struct {
		Links []PageLink `json:"links"`
	}
}

type pageAnswers struct {
	Body struct {
		Answers []PageAnswer `json:"answers"`
	}
}

func (d *Door) debtorPages(doc huma.API) {
	handle(d, doc, "list-page-links", func(ctx context.Context, who access.Actor, in *CasePath) (*pageLinks, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		links, err := d.Pages.LinksOf(ctx, who, ref)
		out := &pageLinks{}
		out.Body.Links = make([]PageLink, len(links))
		for i, l := range links {
			out.Body.Links[i] = PageLink{ID: l.ID, Message: l.Message, Invoices: l.Invoices, Trial: l.Trial, Created: l.Created, Expires: l.Expires, Revoked: l.Revoked}
		}
		return out, err
	})
	handle(d, doc, "list-page-answers", func(ctx context.Context, who access.Actor, in *CasePath) (*pageAnswers, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		said, err := d.Pages.AnswersOn(ctx, who, ref)
		out := &pageAnswers{}
		out.Body.Answers = make([]PageAnswer, len(said))
		for i, a := range said {
			out.Body.Answers[i] = PageAnswer{
				ID: a.ID, Kind: string(a.Kind), At: a.At, Invoices: a.Invoices, Category: a.Category, Amount: a.Amount, Date: a.Date,
				Suspended: a.Suspended, Acknowledged: a.Mailed, Text: a.Text, Files: append([]string{}, a.Files...),
			}
		}
		return out, err
	})
}
