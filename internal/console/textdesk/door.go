package textdesk

import (
	"context"

	"relance/internal/access"
	"relance/internal/backoffice/texts"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/wording"
)

// Door serves the pages of texts.
type Door struct {
	*page.Common
	Texts   Texts
	Changes Changes
	Trials  Trials
}

// textPattern is the address of a text.
const textPattern = "/textes/{creditor}/{text}"

// Routes lists the pages and forms. Who may only look may try a text as well:
// saving one asks for the right to it.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/textes", access.Rehearse, d.list),
		page.Get(textPattern, access.Rehearse, d.text),
		page.Post(textPattern, access.Rehearse, d.change).KeptByUse(),
		page.Get(textPattern+"/cadre", access.Rehearse, d.frame),
		page.Post(textPattern+"/cadre", access.Rehearse, d.frame).KeptByUse(),
		page.Post(textPattern+"/lettre.pdf", access.Rehearse, d.letter).KeptByUse(),
	}
}

// Texts looks at texts.
type Texts interface {
	List(ctx context.Context, who access.Actor, creditors []string) ([]texts.Text, error)
	Show(ctx context.Context, who access.Actor, creditor string, k dunning.WordingKey) (texts.Shown, error)
}

// Changes saves and agrees to texts.
type Changes interface {
	Save(ctx context.Context, who access.Actor, in texts.Change) (wording.Version, error)
	Decide(ctx context.Context, who access.Actor, creditor string, id int64, agree bool) (wording.Version, error)
}

// Trials tries texts.
type Trials interface {
	Check(w dunning.Wording) []dunning.Fault
	Preview(ctx context.Context, who access.Actor, t texts.Trial) (texts.Tried, error)
}
