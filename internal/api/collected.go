package api

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/collected"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/money"
)

// Collection is a report of money received (lifecycle status 212): one message for
// each payment of an invoice, with its amounts by rate of VAT.
type Collection struct {
	ID        int64             `json:"id,omitempty" doc:"Absent for one that is only proposed."`
	Creditor  string            `json:"creditor"`
	Invoice   string            `json:"invoice"`
	Payment   int64             `json:"payment"`
	Part      int               `json:"part" doc:"Of the payment's reports: later ones correct the first."`
	Date      calendar.Date     `json:"date" doc:"Value date."`
	Received  money.Cents       `json:"received" doc:"Of the payment, for this invoice."`
	Accessory money.Cents       `json:"accessory" doc:"Late interest and fee in it: not reported."`
	Amount    money.Cents       `json:"amount" doc:"Reported, VAT included; negative takes back."`
	Currency  string            `json:"currency"`
	Shares    []CollectionShare `json:"shares" doc:"One for each rate."`
	MessageID string            `json:"message_id"`
	File      string            `json:"file" doc:"Name for the message's file."`
	Written   time.Time         `json:"written,omitzero"`
}

// CollectionShare is an amount under one rate of VAT.
type CollectionShare struct {
	Rate   string      `json:"rate" doc:"Percent."`
	Amount money.Cents `json:"amount" doc:"VAT included."`
}

// Uncollected is money that is not reported, and why.
type Uncollected struct {
	Creditor string        `json:"creditor"`
	Invoice  string        `json:"invoice"`
	Payment  int64         `json:"payment"`
	Date     calendar.Date `json:"date"`
	Amount   money.Cents   `json:"amount"`
	Why      string        `json:"why" doc:"not_bank, no_breakdown, goods, elsewhere …"`
}

func collectionsOf(list []collected.Written) []Collection {
	out := make([]Collection, len(list))
	for i, w := range list {
		out[i] = Collection{
			ID: w.ID, Creditor: w.Ref.Creditor, Invoice: w.Ref.Number, Payment: w.Payment, Part: w.Part, Date: w.Date, Received: w.Received,
			Accessory: w.Accessory, Amount: w.Amount(), Currency: w.Currency, MessageID: w.MessageID, File: w.FileName(), Shares: make([]CollectionShare, len(w.Shares)),
		}
		if w.ID > 0 {
			out[i].Written = w.At
		}
		for j, s := range w.Shares {
			out[i].Shares[j] = CollectionShare{s.Rate.String(), s.Amount}
		}
	}
	return out
}

func uncollectedOf(list []collected.Unreported) []Uncollected {
	out := make([]Uncollected, len(list))
	for i, u := range list {
		out[i] = Uncollected{u.Ref.Creditor, u.Ref.Number, u.Payment, u.Date, u.Amount, string(u.Why)}
	}
	return out
}

type collectionFilter struct {
	Creditor string        `query:"creditor" doc:"Of this creditor alone."`
	Since    calendar.Date `query:"since" doc:"Those written since a day."`
}

type collectionSheet struct {
	Body struct {
		Written    []Collection  `json:"written" doc:"On record: they count as reported."`
		Proposed   []Collection  `json:"proposed" doc:"Missing reports; nothing is on record of them."`
		Unreported []Uncollected `json:"unreported" doc:"Money that a person must look at."`
		Off        []string      `json:"off" doc:"Creditors for whom nothing is reported (collected_from)."`
	}
}

type collectRequest struct {
	Keyed
	Body struct {
		Creditor string `json:"creditor,omitempty" doc:"Absent: all of the token."`
	}
}

type collectedSheet struct {
	Replayed
	Body struct {
		Written    []Collection  `json:"written" doc:"They count as reported from now on. Hand the files to your platform: nothing is sent from here."`
		Unreported []Uncollected `json:"unreported"`
		Off        []string      `json:"off"`
	}
}

type collectionPath struct {
	ID int64 `path:"id" doc:"Number of the report."`
}

type platformSheet struct {
	Body struct {
		On       bool      `json:"on" doc:"The Flow service of a platform is read."`
		Platform string    `json:"platform,omitempty" doc:"Its host."`
		LookedAt time.Time `json:"looked_at,omitzero" doc:"When its list was last read to the end."`
		Fault    string    `json:"fault,omitempty"`
		Waiting  int       `json:"waiting" doc:"Messages that are listed and not read yet."`
		Refused  int       `json:"refused" doc:"That cannot be read."`
		Troubles []Trouble `json:"troubles"`
	}
}

type platformFetch struct{ Keyed }

type platformFetched struct {
	Replayed
	Body struct {
		LookedAt time.Time       `json:"looked_at,omitzero" doc:"When the platform's list was last read to the end."`
		New      int             `json:"new" doc:"Messages that were not listed before."`
		Read     int             `json:"read" doc:"Messages whose statuses were taken in."`
		Waiting  int             `json:"waiting" doc:"Messages that are listed and not read yet."`
		Refused  int             `json:"refused" doc:"That cannot be read."`
		Statuses []FetchedStatus `json:"statuses" doc:"Those of your creditors."`
	}
}

// FetchedStatus is a status that a reading brought, and what followed.
type FetchedStatus struct {
	Creditor string `json:"creditor"`
	Invoice  string `json:"invoice"`
	Code     string `json:"status_code"`
	At       string `json:"status_at" doc:"As written, without zone: its order counts."`
	Verdict  string `json:"verdict" doc:"What followed."`
	Why      string `json:"why,omitempty" doc:"In French."`
}

// Trouble is a message of a platform that could not be read.
type Trouble struct {
	Flow  string `json:"flow" doc:"Its id at the platform."`
	State string `json:"state" enum:"waiting,refused"`
	Fault string `json:"fault" doc:"In French or English."`
}

func (d *Door) collections(doc huma.API) {
	handle(d, doc, "list-collections", d.listCollections)
	handle(d, doc, "propose-collections", func(ctx context.Context, who access.Actor, in *collectRequest) (*collectedSheet, error) {
		written, left, off, err := d.Court.Collect(ctx, who, in.Body.Creditor, true)
		out := &collectedSheet{}
		out.Body.Written, out.Body.Unreported, out.Body.Off = collectionsOf(written), uncollectedOf(left), append([]string{}, off...)
		return out, err
	})
	handleOp(d, doc, fileOperation("get-collection", xmlType), func(ctx context.Context, who access.Actor, in *collectionPath) (*file, error) {
		w, err := d.Court.CollectedOne(ctx, who, in.ID)
		if err != nil {
			return nil, err
		}
		return fileOf(dunning.Document{MediaType: xmlType, Name: w.FileName(), Bytes: w.XML}), nil
	})
	handle(d, doc, "get-platform", d.getPlatform)
	handle(d, doc, "fetch-statuses", d.fetchStatuses)
}

const xmlType = "application/xml"

func (d *Door) listCollections(ctx context.Context, who access.Actor, in *collectionFilter) (*collectionSheet, error) {
	written, err := d.Court.Collected(ctx, who, in.Creditor, in.Since)
	if err != nil {
		return nil, err
	}
	proposed, left, off, err := d.Court.Collect(ctx, who, in.Creditor, false)
	out := &collectionSheet{}
	b := &out.Body
	b.Written, b.Proposed, b.Unreported, b.Off = collectionsOf(written), collectionsOf(proposed), uncollectedOf(left), append([]string{}, off...)
	return out, err
}

func (d *Door) getPlatform(ctx context.Context, who access.Actor, _ *struct{}) (*platformSheet, error) {
	state, on, err := d.Court.FlowState(ctx, who)
	out := &platformSheet{}
	b := &out.Body
	b.On, b.Platform, b.LookedAt, b.Fault, b.Waiting, b.Refused = on, state.Platform, state.LookedAt, state.Fault, state.Waiting, state.Refused
	b.Troubles = troublesOf(state.Troubles)
	return out, err
}

// fetchStatuses has the platform read now.
func (d *Door) fetchStatuses(ctx context.Context, who access.Actor, _ *platformFetch) (*platformFetched, error) {
	got, err := d.Court.FetchStatuses(ctx, who)
	if err != nil {
		return nil, err
	}
	about(ctx, "", map[string]string{"platform": got.Platform, "new": strconv.Itoa(got.Fresh), "read": strconv.Itoa(got.Read)})
	out := &platformFetched{}
	b := &out.Body
	b.LookedAt, b.New, b.Read, b.Waiting, b.Refused, b.Statuses = got.LookedAt, got.Fresh, got.Read, got.Waiting, got.Refused, make([]FetchedStatus, len(got.Statuses))
	for i, t := range got.Statuses {
		b.Statuses[i] = FetchedStatus{t.Case.Creditor, t.Invoice, string(t.Code), t.At, string(t.Verdict), t.Why}
	}
	return out, nil
}

func troublesOf(list []lifecycle.FlowNote) []Trouble {
	out := make([]Trouble, len(list))
	for i, n := range list {
		out[i] = Trouble{n.ID, string(n.Outcome), n.Fault}
	}
	return out
}
