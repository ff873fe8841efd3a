package letterdesk

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postage"
)

// Cases looks at cases.
type Cases interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	Standing(ctx context.Context, who access.Actor, ref dunning.Ref) (backoffice.CaseSheet, error)
}

// Letters agrees to letters.
type Letters interface {
	Approve(ctx context.Context, who access.Actor, in backoffice.Approval) (backoffice.Approved, error)
	ShownLetter(ctx context.Context, who access.Actor, ref dunning.Ref) (dunning.Document, error)
	LetterSpend(ctx context.Context, who access.Actor, year int) ([]postage.Spend, error)
	OneTimeCode(ctx context.Context, who access.Actor, code string) (until time.Time, err error)
}

// Work records what people refuse.
type Work interface {
	Tell(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.FactResult, error)
}

// Jobs reads what people are asked to agree to.
type Jobs interface {
	Jobs(ctx context.Context, who access.Actor, creditor string, codes []dunning.TaskCode, after int64, limit int) ([]desk.Job, bool, error)
}

// PageReader turns pages of PDF files into images and text.
type PageReader interface {
	Image(ctx context.Context, pdf []byte, page int) ([]byte, error)
	Text(ctx context.Context, pdf []byte) (string, error)
}

// Door serves the pages of letters.
type Door struct {
	*page.Common
	Cases   Cases
	Letters Letters
	Work    Work
	Jobs    Jobs
	Reader  PageReader // nil shows letters as files alone
}

const letterPattern = "/lettres/{creditor}/{number}"

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/lettres", access.SeeCases, d.letterQueue),
		page.Post("/lettres/code", access.Operate, d.oneTimeCode).Audits("one-time-code"),
		page.Get(letterPattern, access.SeeCases, d.letterPage),
		page.Get(letterPattern+"/lettre.pdf", access.SeeCases, d.letterPDF).Audits("get-approval-letter"),
		page.Get(letterPattern+"/page/{page}", access.SeeCases, d.letterImage),
		page.Get(letterPattern+"/texte", access.SeeCases, d.letterText),
		page.Post(letterPattern, access.Approve, d.decideLetter).KeptInCase(),
	}
}
