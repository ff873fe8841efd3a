package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
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
	Limit     int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor    string `query:"cursor" maxLength:"300" doc:"The next_cursor of the page before; with the same filter."`
}

// caseList is a page of cases.
type caseList struct {
	Link string `header:"Link" doc:"rel=next, when there are more."`
	Body struct {
		Cases      []Case `json:"cases" doc:"By due date, the oldest first."`
		NextCursor string `json:"next_cursor,omitempty" doc:"Absent on the last page."`
	}
}

func (d *Door) caseLists(doc huma.API) {
	huma.Register(doc, operation(http.MethodGet, "/cases", "list-cases", "cases", "List cases", access.SeeCases), d.listCases)
}

func (d *Door) listCases(ctx context.Context, in *listRequest) (*caseList, error) {
	f := dunning.CaseFilter{
		Creditor: in.Creditor, Debtor: in.Debtor, State: dunning.State(in.State), Status: in.Status, Open: in.Open,
		Text: in.Text, Limit: in.Limit,
	}
	if in.DueBefore != "" {
		f.DueBefore, _ = calendar.ParseDate(in.DueBefore) // the contract has checked its form
	}
	sum := filterSum(f)
	if err := readCursor(in.Cursor, sum, &f.After); err != nil {
		return nil, d.problemOf(ctx, err)
	}
	page, err := d.Cases.List(ctx, actor(ctx), f)
	if err != nil {
		d.refused(ctx, access.SeeCases, in.Creditor, err)
		return nil, d.problemOf(ctx, err)
	}
	out := &caseList{}
	out.Body.Cases = make([]Case, len(page.Rows))
	for i, r := range page.Rows {
		out.Body.Cases[i] = caseOf(r.Case, r.DebtorName, d.Now())
		out.Body.Cases[i].Opened, out.Body.Cases[i].Closed = r.Opened, r.Closed
	}
	if page.More {
		out.Body.NextCursor = writeCursor(page.Rows[len(page.Rows)-1].Cursor, sum)
		out.Link = fmt.Sprintf(`<%s/cases?cursor=%s>; rel="next"`, Prefix, out.Body.NextCursor)
	}
	return out, nil
}

// place is what a cursor holds.
type place struct {
	dunning.CaseCursor
	Filter string `json:"f"`
}

// filterSum names a filter, so that a cursor is not used with another one.
func filterSum(f dunning.CaseFilter) string {
	f.After, f.Limit = dunning.CaseCursor{}, 0
	text, _ := json.Marshal(f) // a filter of texts and days can be written
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

func writeCursor(c dunning.CaseCursor, filter string) string {
	text, _ := json.Marshal(place{c, filter}) // likewise
	return base64.RawURLEncoding.EncodeToString(text)
}

func readCursor(text, filter string, into *dunning.CaseCursor) error {
	if text == "" {
		return nil
	}
	var p place
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &p) != nil || p.Filter != filter {
		return dunning.Errorf(dunning.CodeInvalid, "the cursor is of another list").
			WithHint("take next_cursor of the page before, and keep the filter as it was")
	}
	*into = p.CaseCursor
	return nil
}

// CasePath names a case in the address of a request.
type CasePath struct {
	Creditor string `path:"creditor" doc:"Identifier of the creditor."`
	Number   string `path:"number" doc:"Number of the invoice, percent-encoded."`
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
		Events []Event `json:"events" doc:"In the order in which they were recorded; every send and every non-send with its reason."`
	}
}

func (d *Door) caseSheets(doc huma.API) {
	const path = "/cases/{creditor}/{number}"
	huma.Register(doc, operation(http.MethodGet, path, "get-case", "cases", "Show a case: what is open, what may be asked, what comes next", access.SeeCases),
		func(ctx context.Context, in *CasePath) (*caseSheet, error) {
			s, err := d.sheet(ctx, *in)
			if err != nil {
				return nil, err
			}
			return &caseSheet{ETag: etag(s.Case.Version), Body: sheetOf(s, d.Now())}, nil
		})
	huma.Register(doc, operation(http.MethodGet, path+"/timeline", "get-timeline", "cases", "List what happened to a case, and what did not and why", access.SeeCases),
		func(ctx context.Context, in *CasePath) (*timeline, error) {
			s, err := d.sheet(ctx, *in)
			if err != nil {
				return nil, err
			}
			out := &timeline{ETag: etag(s.Case.Version)}
			out.Body.Events = make([]Event, len(s.Timeline))
			for i, r := range s.Timeline {
				out.Body.Events[i] = eventOf(r)
			}
			return out, nil
		})
}

// sheet finds a case and reads all about it.
func (d *Door) sheet(ctx context.Context, in CasePath) (s backoffice.CaseSheet, err error) {
	ref, err := d.Cases.Find(ctx, actor(ctx), backoffice.CaseName{Creditor: in.Creditor, Number: in.Number})
	if err == nil {
		s, err = d.Cases.Sheet(ctx, actor(ctx), ref)
	}
	if err != nil {
		d.refused(ctx, access.SeeCases, in.Creditor+"/"+in.Number, err)
		return s, d.problemOf(ctx, err)
	}
	return s, nil
}

// etag is the version of a case as a header.
func etag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }
