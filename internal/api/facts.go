package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Fact is something that happened to an invoice. Each kind reads the fields that
// the table of kinds in docs/api.md lists beside it.
type Fact struct {
	Kind        dunning.Kind  `json:"kind" doc:"What happened." example:"paid"`
	ID          string        `json:"id,omitempty" maxLength:"200" doc:"Of a payment: the source's own identifier; the same one twice counts once."`
	Amount      money.Cents   `json:"amount,omitzero"`
	All         bool          `json:"all,omitempty" doc:"Of a payment: all that is open, instead of an amount."`
	Accessory   money.Cents   `json:"accessory,omitzero" doc:"Of a payment: to interest and fee, besides the amount."`
	Date        calendar.Date `json:"date,omitzero" doc:"Value date, promised day, new due date, day of the judgment."`
	End         calendar.Date `json:"end,omitzero" doc:"Of an event of limitation."`
	Source      string        `json:"source,omitempty" maxLength:"50" doc:"Of a payment; api when left out."`
	Category    string        `json:"category,omitempty" maxLength:"50"`
	Hold        string        `json:"hold,omitempty" maxLength:"50" doc:"Which suspension ends."`
	Step        string        `json:"step,omitempty" maxLength:"50"`
	Status      string        `json:"status,omitempty" maxLength:"50"`
	Outcome     string        `json:"outcome,omitempty" maxLength:"50" doc:"How the case closes."`
	Tracking    string        `json:"tracking,omitempty" maxLength:"100" doc:"Of a letter."`
	Plan        string        `json:"plan,omitempty" maxLength:"50" doc:"That the case follows from here on."`
	Message     int64         `json:"message,omitempty" doc:"The message that it is about."`
	Instalments []Instalment  `json:"instalments,omitempty" maxItems:"120"`
	Words       string        `json:"words,omitempty" maxLength:"2000" doc:"Why, or what for, where a kind keeps it."`
}

// Instalment is one agreed part payment.
type Instalment struct {
	Date   calendar.Date `json:"date"`
	Amount money.Cents   `json:"amount"`
}

// Versioned is the part of a request that says which version of its object its
// author saw.
type Versioned struct {
	IfMatch string `header:"If-Match" pattern:"^\"[0-9]+\"$" doc:"The version that the author saw; another one by now refuses the request with 412."`
}

func (v Versioned) version() int64 { return version(v.IfMatch) }

// seeing brings the version along to the store.
func (v Versioned) seeing(ctx context.Context) context.Context {
	return access.Seeing(ctx, v.version())
}

// versioned is an operation that may be refused with 412.
func versioned(id string) huma.Operation {
	op := described(id)
	op.Errors = append(op.Errors, http.StatusPreconditionFailed)
	return op
}

type factRequest struct {
	CasePath
	Keyed
	Versioned
	Body Fact
}

// recorded answers a fact.
type recorded struct {
	ETag string `header:"ETag" doc:"The version of the case after the fact."`
	Replayed
	Body Case
}

type reopenRequest struct {
	CasePath
	Keyed
	Versioned
}

// sourceAPI is where a payment comes from that names no source.
const sourceAPI = "api"

func (d *Door) facts(doc huma.API) {
	op := versioned("record-fact")
	op.Description = "The right depends on the kind: clerk for payments and what the debtor says, approver for approvals, closing and waivers. The fact counts at once."
	handleOp(d, doc, op, d.recordFact)
	handleOp(d, doc, versioned("reopen-case"), func(ctx context.Context, who access.Actor, in *reopenRequest) (*recorded, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		c, err := d.Office.Reopen(ctx, who, ref, in.version())
		if err != nil {
			return nil, d.stale(ctx, in.Versioned, c, err)
		}
		return &recorded{ETag: etag(c.Version), Body: caseOf(c, "", d.Now())}, err
	})
}

func (d *Door) recordFact(ctx context.Context, who access.Actor, in *factRequest) (*recorded, error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	key := factKey(ctx, in.Key)
	if in.Body.Kind == dunning.KindApprove { // a yes is held to the letter that was shown
		done, err := d.Office.Approve(ctx, who, backoffice.Approval{Ref: ref, Step: in.Body.Step, Version: in.version(), Key: key})
		return d.factAnswer(ctx, in, done.Recorded, err)
	}
	result, err := d.Office.Tell(ctx, who, backoffice.Fact{
		Ref: ref, Event: in.Body.event(), Open: in.Body.All, Words: in.Body.Words, Version: in.version(), Key: key,
	})
	return d.factAnswer(ctx, in, result.Recorded, err)
}

// factAnswer gives the answer to a fact: the case after it.
func (d *Door) factAnswer(ctx context.Context, in *factRequest, r dunning.Recorded, err error) (*recorded, error) {
	if err != nil {
		return nil, d.stale(ctx, in.Versioned, r.Case, err)
	}
	return &recorded{ETag: etag(r.Case.Version), Replayed: replayedBy(r.Duplicate), Body: caseOf(r.Case, "", d.Now())}, nil
}

// stale answers a fact about an older version of the case with the newer one.
func (d *Door) stale(ctx context.Context, seen Versioned, c dunning.Case, err error) error {
	p := d.problemOf(ctx, err)
	if seen.IfMatch != "" && p.Code == dunning.CodeConflict && c.Version != 0 && c.Version != seen.version() {
		p.Status, p.Title, p.Version = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed), c.Version
	}
	return p
}

// version reads an ETag whose form the contract has checked; 0 for none.
func version(etag string) int64 {
	n, _ := strconv.ParseInt(strings.Trim(etag, `"`), 10, 64)
	return n
}

// event is the fact as the back office takes it.
func (f Fact) event() dunning.Event {
	e := dunning.Event{
		Kind: f.Kind, ID: f.ID, Amount: f.Amount, Accessory: f.Accessory, Date: f.Date, End: f.End, Source: f.Source,
		Category: f.Category, Hold: dunning.HoldKind(f.Hold), Step: f.Step, Status: f.Status, Outcome: dunning.Outcome(f.Outcome),
		Tracking: f.Tracking, Message: f.Message, Plan: f.Plan,
	}
	if e.Kind == dunning.KindPaid && e.Source == "" {
		e.Source = sourceAPI
	}
	for _, i := range f.Instalments {
		e.Instalments = append(e.Instalments, dunning.Instalment{Date: i.Date, Amount: i.Amount})
	}
	return e
}
