package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Approval is a step that leaves only with a person's yes.
type Approval struct {
	Step     string `json:"step,omitempty" doc:"The step that comes next; absent when none does."`
	Required bool   `json:"required" doc:"The step asks for a yes."`
	Given    bool   `json:"given" doc:"It was agreed to."`
	FirstBy  string `json:"first_by,omitempty" doc:"Where two people must agree: who has agreed already."`
	Letter   *Draft `json:"letter,omitempty" doc:"As it was shown; absent when no letter was drawn."`
}

// Draft is what a letter says and costs that waits for a yes.
type Draft struct {
	On        calendar.Date `json:"on" doc:"The day it was drawn for."`
	Shown     time.Time     `json:"shown"`
	SHA256    string        `json:"sha256,omitempty" doc:"Of its PDF."`
	Level     string        `json:"level"`
	Channel   string        `json:"channel"`
	Invoices  []string      `json:"invoices"`
	Principal money.Cents   `json:"principal"`
	Interest  money.Cents   `json:"interest"`
	Fee       money.Cents   `json:"fee"`
	Costs     money.Cents   `json:"costs,omitzero"`
	Total     money.Cents   `json:"total"`
	Deadline  calendar.Date `json:"deadline,omitzero"`
	Carrier   string        `json:"carrier,omitempty"`
	Pages     int           `json:"pages,omitempty"`
	Estimate  money.Cents   `json:"estimate,omitzero" doc:"What it will cost, in euros; absent when nobody knows."`
	Fault     string        `json:"fault,omitempty" doc:"Why it cannot be drawn or posted."`
	Approved  bool          `json:"approved" doc:"This very letter was agreed to."`
	By        string        `json:"approved_by,omitempty"`
}

func draftOf(d dunning.Draft) *Draft {
	return &Draft{
		On: d.On, SHA256: d.Document, Level: string(d.Level), Channel: string(d.Channel), Invoices: operation.Filled(d.Invoices),
		Principal: d.Principal, Interest: d.Interest, Fee: d.Fee, Costs: d.Costs, Total: d.Total, Deadline: d.Deadline, Carrier: d.Carrier, Pages: d.Pages,
		Estimate: d.Estimate, Fault: d.Fault,
	}
}

func shownOf(d dunning.ShownDraft) *Draft {
	out := draftOf(d.Draft)
	out.Shown, out.Approved, out.By = d.Shown, d.Approved, d.ApprovedBy
	return out
}

type approvalSheet struct {
	ETag string `header:"ETag" doc:"The version of the case; send it as If-Match with the yes."`
	Body Approval
}

type yesRequest struct {
	CasePath
	Keyed
	Versioned
	Body struct {
		Step   string `json:"step,omitempty" maxLength:"50" doc:"Absent is the one that comes next."`
		Anyway bool   `json:"anyway,omitempty" doc:"Also when the letter is not the one that was shown."`
	}
}

type agreed struct {
	ETag string `header:"ETag" doc:"The version of the case after the yes."`
	Replayed
	Body struct {
		Case   Case   `json:"case"`
		Letter *Draft `json:"letter,omitempty" doc:"As it leaves today."`
	}
}

func (d *Door) approvals(doc huma.API) {
	handle(d, doc, "get-approval", func(ctx context.Context, who access.Actor, in *CasePath) (*approvalSheet, error) {
		s, err := d.sheet(ctx, who, *in)
		out := &approvalSheet{ETag: etag(s.Case.Version)}
		if step, ok := s.Case.Step(); ok && s.Case.State != dunning.Closed {
			out.Body = Approval{Step: step.ID, Required: step.Approval == dunning.ApprovalRequired, Given: s.Case.Approved == step.ID}
			if y := s.Case.FirstYes; y != nil && y.Step == step.ID {
				out.Body.FirstBy = y.Author
			}
		}
		if s.Draft != nil {
			out.Body.Letter = shownOf(*s.Draft)
		}
		return out, err
	})
	handleOp(d, doc, fileOperation("get-approval-letter", pdfType), func(ctx context.Context, who access.Actor, in *CasePath) (*file, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		doc, err := d.Office.ShownLetter(ctx, who, ref)
		return fileOf(doc), err
	})
	op := versioned("approve")
	op.Description += " The letter is drawn anew for today; when it is not the one that was shown, nothing is agreed to, and the new one is shown instead."
	handleOp(d, doc, op, d.approve)
}

func (d *Door) approve(ctx context.Context, who access.Actor, in *yesRequest) (*agreed, error) {
	ref, err := d.Office.Find(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	done, err := d.Office.Approve(ctx, who, backoffice.Approval{
		Ref: ref, Step: in.Body.Step, Anyway: in.Body.Anyway, Version: in.version(), Key: factKey(ctx, in.Key),
	})
	if err != nil {
		return nil, d.stale(ctx, in.Versioned, done.Case, err)
	}
	out := &agreed{ETag: etag(done.Case.Version), Replayed: replayedBy(done.Duplicate)}
	out.Body.Case = caseOf(done.Case, "", d.Now())
	if done.Letter != nil {
		out.Body.Letter = draftOf(*done.Letter)
	}
	return out, nil
}
