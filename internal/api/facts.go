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
	Amount      money.Cents   `json:"amount,omitzero" pattern:"^-?[0-9]+\\.[0-9]{2}$" example:"1200.00"`
	All         bool          `json:"all,omitempty" doc:"Of a payment: all that is open, instead of an amount."`
	Accessory   money.Cents   `json:"accessory,omitzero" pattern:"^-?[0-9]+\\.[0-9]{2}$" doc:"Of a payment: to interest and fee, besides the amount."`
	Date        calendar.Date `json:"date,omitzero" format:"date" doc:"Value date, promised day, new due date, day of the judgment."`
	End         calendar.Date `json:"end,omitzero" format:"date" doc:"Of an event of limitation."`
	Source      string        `json:"source,omitempty" maxLength:"50" doc:"Of a payment; api when left out."`
	Category    string        `json:"category,omitempty" maxLength:"50"`
	Hold        string        `json:"hold,omitempty" maxLength:"50" doc:"Which suspension ends."`
	Step        string        `json:"step,omitempty" maxLength:"50"`
	Status      string        `json:"status,omitempty" maxLength:"50"`
	Outcome     string        `json:"outcome,omitempty" maxLength:"50" doc:"How the case closes."`
	Tracking    string        `json:"tracking,omitempty" maxLength:"100" doc:"Of a letter."`
	Message     int64         `json:"message,omitempty" doc:"The message that it is about."`
	Instalments []Instalment  `json:"instalments,omitempty" maxItems:"120"`
	Words       string        `json:"words,omitempty" maxLength:"2000" doc:"Why, or what for, where a kind keeps it."`
}

// Instalment is one agreed part payment.
type Instalment struct {
	Date   calendar.Date `json:"date" format:"date"`
	Amount money.Cents   `json:"amount" pattern:"^[0-9]+\\.[0-9]{2}$"`
}

type factRequest struct {
	CasePath
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" doc:"Names the request: sent again with the same key it counts once."`
	IfMatch string `header:"If-Match" pattern:"^\"[0-9]+\"$" doc:"The version of the case that the author saw; another one by now refuses the fact."`
	Body    Fact
}

// recorded answers a fact.
type recorded struct {
	ETag     string `header:"ETag" doc:"The version of the case after the fact."`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the fact was on record already."`
	Body     Case
}

func (d *Door) facts(doc huma.API) {
	op := operation(http.MethodPost, "/cases/{creditor}/{number}/facts", "record-fact", "facts", "Record what happened to an invoice", access.RecordMoney)
	op.Description = "The right depends on the kind: clerk for payments and what the debtor says, approver for approvals, closing and waivers. The fact counts at once."
	op.Errors = append(op.Errors, http.StatusPreconditionFailed)
	huma.Register(doc, op, d.recordFact)
}

func (d *Door) recordFact(ctx context.Context, in *factRequest) (*recorded, error) {
	ref, err := d.Cases.Find(ctx, actor(ctx), backoffice.CaseName{Creditor: in.Creditor, Number: in.Number})
	if err != nil {
		return nil, d.problemOf(ctx, err)
	}
	told, err := d.Facts.Tell(ctx, actor(ctx), backoffice.Fact{
		Ref: ref, Event: in.Body.event(), Open: in.Body.All, Words: in.Body.Words, Version: version(in.IfMatch), Key: in.Key,
	})
	if err != nil {
		d.refused(ctx, access.Deed(in.Body.Kind), in.Creditor+"/"+in.Number, err)
		return nil, d.stale(ctx, in, told, err)
	}
	out := &recorded{ETag: etag(told.Case.Version), Body: caseOf(told.Case, "", d.Now())}
	if told.Duplicate {
		out.Replayed = "true"
	}
	return out, nil
}

// stale answers a fact about an older version of the case with the newer one.
func (d *Door) stale(ctx context.Context, in *factRequest, told backoffice.Told, err error) error {
	p := d.problemOf(ctx, err)
	if in.IfMatch != "" && p.Code == dunning.CodeConflict && told.Case.Version != 0 && told.Case.Version != version(in.IfMatch) {
		p.Status, p.Title, p.Version = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed), told.Case.Version
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
		Tracking: f.Tracking, Message: f.Message,
	}
	if e.Kind == dunning.KindPaid && e.Source == "" {
		e.Source = "api"
	}
	for _, i := range f.Instalments {
		e.Instalments = append(e.Instalments, dunning.Instalment{Date: i.Date, Amount: i.Amount})
	}
	return e
}
