package api

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// listRequest chooses cases.
type listRequest struct {
	Creditor  string `query:"creditor" doc:"Only this creditor's."`
	Debtor    string `query:"debtor" doc:"Only this customer reference; with creditor."`
	State     string `query:"state" enum:"scheduled,reminding,formal_notice,handover,closed" doc:"Only cases in this state."`
	Status    string `query:"status" enum:"scheduled,reminding,formal_notice,handover,closed,needs_attention" doc:"A state, or needs_attention."`
	Open      bool   `query:"open" doc:"Only what is not closed."`
	Text      string `query:"text" maxLength:"200" doc:"Start of an invoice number, or part of a debtor's name or reference."`
	DueBefore string `query:"due_before" format:"date" doc:"Only what was due before this day."`
	Paged
}

// caseList is a page of cases.
type caseList struct {
	Link string `header:"Link" doc:"rel=next, when there are more."`
	Body struct {
		Cases      []Case `json:"cases" doc:"By due date, the oldest first."`
		NextCursor string `json:"next_cursor,omitempty" doc:"Absent on the last page."`
	}
}

func (d *Door) caseLists(doc huma.API) { handle(d, doc, "list-cases", d.listCases) }

func (d *Door) listCases(ctx context.Context, who access.Actor, in *listRequest) (*caseList, error) {
	f := desk.CaseFilter{
		Creditor: in.Creditor, Debtor: in.Debtor, State: dunning.State(in.State), Status: in.Status, Open: in.Open, Text: in.Text,
	}
	if in.DueBefore != "" {
		f.DueBefore, _ = calendar.ParseDate(in.DueBefore) // the contract has checked its form
	}
	filter := filterSum("cases", f)
	f.Limit = in.Limit
	if err := readCursor(in.Cursor, filter, &f.After); err != nil {
		return nil, err
	}
	page, err := d.Office.List(ctx, who, f)
	if err != nil {
		return nil, err
	}
	out := &caseList{}
	out.Body.Cases = make([]Case, len(page.Rows))
	for i, r := range page.Rows {
		out.Body.Cases[i] = caseOf(r.Case, r.DebtorName, d.Now())
		out.Body.Cases[i].Opened, out.Body.Cases[i].Closed = r.Opened, r.Closed
		if r.Public != nil {
			out.Body.Cases[i].Public = &PublicPeriod{r.Public.Received, r.Public.Days}
		}
	}
	if page.More {
		out.Body.NextCursor = writeCursor(page.Rows[len(page.Rows)-1].Cursor, filter)
		out.Link = nextLink("/cases", out.Body.NextCursor)
	}
	return out, nil
}

// CasePath names a case in the address of a request.
type CasePath struct {
	Creditor string `path:"creditor" doc:"Identifier of the creditor."`
	Number   string `path:"number" doc:"Number of the invoice, percent-encoded."`
}

func (p CasePath) name() backoffice.CaseName {
	return backoffice.CaseName{Creditor: p.Creditor, Number: p.Number}
}

// caseSheet is all about one case.
type caseSheet struct {
	ETag string `header:"ETag" doc:"The version of the case."`
	Body Sheet
}

// timeline is what happened to a case.
type timeline struct {
	ETag string `header:"ETag" doc:"The version of the case."`
	Body struct {
		Events  []Event        `json:"events" doc:"In the order in which they were recorded; every send and every non-send with its reason."`
		Earlier []EarlierCycle `json:"earlier,omitempty" doc:"What happened before the case came back to life, the oldest cycle first; each a chain of its own."`
	}
}

// Step is one step of the plan of a case.
type Step struct {
	ID       string    `json:"id"`
	Channel  string    `json:"channel" doc:"email, letter, registered_letter, call, sms or handover."`
	Level    string    `json:"level,omitempty"`
	Approval bool      `json:"approval" doc:"It leaves only with a person's yes."`
	At       time.Time `json:"at" doc:"When it is planned."`
	Sent     time.Time `json:"sent,omitzero"`
	State    string    `json:"state" enum:"sent,left_out,next,planned"`
}

type schedule struct {
	ETag string `header:"ETag" doc:"The version of the case."`
	Body struct {
		Next  Next   `json:"next" doc:"What happens next, and why."`
		Steps []Step `json:"steps"`
	}
}

type claimOnDay struct {
	CasePath
	On string `query:"on" format:"date" doc:"The day; absent is today."`
}

type claimed struct {
	ETag string `header:"ETag" doc:"The version of the case."`
	Body ClaimSheet
}

type paymentList struct {
	ETag string `header:"ETag" doc:"The version of the case."`
	Body struct {
		Payments []Payment `json:"payments"`
	}
}

func (d *Door) caseSheets(doc huma.API) {
	handle(d, doc, "get-case", func(ctx context.Context, who access.Actor, in *CasePath) (*caseSheet, error) {
		s, err := d.sheet(ctx, who, *in)
		if err != nil {
			return nil, err
		}
		return &caseSheet{ETag: etag(s.Case.Version), Body: sheetOf(s, d.Now())}, nil
	})
	handle(d, doc, "get-timeline", func(ctx context.Context, who access.Actor, in *CasePath) (*timeline, error) {
		v, err := d.view(ctx, who, *in)
		out := &timeline{ETag: etag(v.Case.Version)}
		out.Body.Events, out.Body.Earlier = eventsOf(v.Timeline), make([]EarlierCycle, len(v.Earlier))
		for i, c := range v.Earlier {
			out.Body.Earlier[i] = EarlierCycle{c.Cycle, eventsOf(c.Timeline)}
		}
		return out, err
	})
	handle(d, doc, "get-schedule", func(ctx context.Context, who access.Actor, in *CasePath) (*schedule, error) {
		v, err := d.view(ctx, who, *in)
		out := &schedule{ETag: etag(v.Case.Version)}
		out.Body.Next, out.Body.Steps = nextOf(v.Case, d.Now()), stepsOf(v.Case)
		return out, err
	})
	handle(d, doc, "get-claim", d.claim)
	handle(d, doc, "list-payments", func(ctx context.Context, who access.Actor, in *CasePath) (*paymentList, error) {
		v, err := d.view(ctx, who, *in)
		out := &paymentList{ETag: etag(v.Case.Version)}
		out.Body.Payments = paymentsOf(v.Payments)
		return out, err
	})
	d.evidence(doc)
}

func (d *Door) claim(ctx context.Context, who access.Actor, in *claimOnDay) (*claimed, error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	var on calendar.Date
	if in.On != "" {
		on, _ = calendar.ParseDate(in.On) // the contract has checked its form
	}
	c, v, err := d.Office.ClaimOn(ctx, who, ref, on)
	if err != nil {
		return nil, err
	}
	return &claimed{ETag: etag(v.Case.Version), Body: claimSheetOf(c, v.Case.Currency)}, nil
}

// sheet finds a case and reads all about it.
func (d *Door) sheet(ctx context.Context, who access.Actor, in CasePath) (s backoffice.CaseSheet, err error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return s, err
	}
	return d.Office.Sheet(ctx, who, ref)
}

// view finds a case and reads what is on record about it.
func (d *Door) view(ctx context.Context, who access.Actor, in CasePath) (v dunning.CaseView, err error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return v, err
	}
	return d.Office.View(ctx, who, ref)
}

// etag is the version of a case as a header.
func etag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }
