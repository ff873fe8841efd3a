package clientdesk

import (
	"context"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/visit"
)

// Cases looks at cases.
type Cases interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	View(ctx context.Context, who access.Actor, ref dunning.Ref) (dunning.CaseView, error)
}

// Links are the links to debtors' own pages.
type Links interface {
	LinksOf(ctx context.Context, who access.Actor, ref dunning.Ref) ([]visit.Link, error)
	Revoke(ctx context.Context, who access.Actor, id int64, why string) error
}

// Answers is what debtors said on their pages.
type Answers interface {
	AnswersOn(ctx context.Context, who access.Actor, ref dunning.Ref) ([]debtorpages.Answered, error)
	AnswerFile(ctx context.Context, who access.Actor, ref dunning.Ref, sha string) (dunning.Document, error)
}

// Door serves the pages about debtors' own pages.
type Door struct {
	*page.Common
	Cases   Cases
	Links   Links
	Answers Answers
}

const clientPattern = "/dossiers/{creditor}/{number}/page-client"

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get(clientPattern, access.SeeCases, d.clientPage),
		page.Post(clientPattern, access.Suspend, d.endLink).Audits("end-link"),
		page.Get(clientPattern+"/{sha}", access.SeeCases, d.answerFile).Audits("get-answer-file"),
	}
}
