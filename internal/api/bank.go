package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// BankLine is a booking on a creditor's account, with what became of it.
type BankLine struct {
	ID           int64         `json:"id"`
	Creditor     string        `json:"creditor"`
	Account      string        `json:"account"`
	BookingDate  calendar.Date `json:"booking_date,omitzero"`
	ValueDate    calendar.Date `json:"value_date,omitzero"`
	Amount       money.Cents   `json:"amount" doc:"Money in is positive."`
	Currency     string        `json:"currency"`
	Reversal     bool          `json:"reversal" doc:"It undoes an earlier booking."`
	Counterparty string        `json:"counterparty,omitempty"`
	EndToEndID   string        `json:"end_to_end_id,omitempty"`
	CreditorRef  string        `json:"creditor_ref,omitempty"`
	Remittance   string        `json:"remittance,omitempty"`
	State        string        `json:"state" doc:"matched, suggested, unmatched, ignored, refund …"`
	Rest         money.Cents   `json:"rest,omitzero" doc:"Of a matched line: went to no invoice yet."`
	Decision     string        `json:"decision" enum:"auto,suggest,none" doc:"What the program found."`
	Score        int           `json:"score" doc:"0 to 100."`
	Reasons      []Reason      `json:"reasons"`
	Suggestions  []Suggestion  `json:"suggestions" doc:"At most three, the best first."`
	Matches      []LineMatch   `json:"matches" doc:"What stands."`
	File         string        `json:"file,omitempty" doc:"In which it was first read."`
	Author       string        `json:"author,omitempty"`
	Decided      time.Time     `json:"decided_at,omitzero"`
	Version      int64         `json:"version,omitempty" doc:"Grows with each decision; send it as If-Match."`
}

// Suggestion is one use of a bank line.
type Suggestion struct {
	Score       int          `json:"score"`
	Reasons     []Reason     `json:"reasons"`
	Allocations []Allocation `json:"allocations"`
}

// Allocation is the part of a bank line that goes to one invoice.
type Allocation struct {
	Invoice   string      `json:"invoice"`
	Amount    money.Cents `json:"amount" doc:"To the balance; negative for money that went back."`
	Accessory money.Cents `json:"accessory,omitzero" doc:"To interest and fee."`
}

// LineMatch is what of a line stands for an invoice.
type LineMatch struct {
	Allocation
	Kind   string `json:"kind" enum:"payment,confirmation,return"`
	Author string `json:"author,omitempty"`
}

func allocationsOf(list []reconcile.Allocation) []Allocation {
	out := make([]Allocation, len(list))
	for i, a := range list {
		out[i] = Allocation{Invoice: a.Invoice, Amount: a.Amount, Accessory: a.Accessory}
	}
	return out
}

// Reason is one piece of evidence for a decision, or what speaks against it.
type Reason struct {
	Code string `json:"code"`
	Text string `json:"text" doc:"In French."`
}

func reasons(list []reconcile.Reason) []Reason {
	out := make([]Reason, len(list))
	for i, r := range list {
		out[i] = Reason{string(r.Code), r.Text}
	}
	return out
}

func lineOf(l reconcile.BankLine) BankLine {
	e, dec := l.Entry, l.Decision
	out := BankLine{
		ID: l.ID, Creditor: l.Creditor, Account: l.Account, BookingDate: e.BookingDate, ValueDate: e.ValueDate, Amount: e.Amount, Currency: e.Currency,
		Reversal: e.Reversal, Counterparty: e.Counterparty, EndToEndID: e.EndToEndID, CreditorRef: e.CreditorRef, Remittance: e.Remittance,
		State: string(l.State), Rest: l.Rest, Decision: verdict(dec), Score: dec.Score, Reasons: reasons(dec.Reasons), Suggestions: make([]Suggestion, len(dec.Suggestions)),
		Matches: make([]LineMatch, len(l.Matches)), File: l.File, Author: l.Author, Decided: l.Decided,
		Version: l.Version,
	}
	for i, s := range dec.Suggestions {
		out.Suggestions[i] = Suggestion{Score: s.Score, Reasons: reasons(s.Reasons), Allocations: allocationsOf(s.Allocations)}
	}
	for i, m := range l.Matches {
		out.Matches[i] = LineMatch{Allocation{m.Invoice, m.Amount, m.Accessory}, m.Kind, m.Author}
	}
	return out
}

func verdict(d reconcile.Decision) string {
	if d.Verdict == "" {
		return string(reconcile.None)
	}
	return string(d.Verdict)
}

type bankFileRequest struct {
	Keyed
	Creditor string `query:"creditor" doc:"Whose accounts these are; absent is found by the account's IBAN."`
	Profile  string `query:"profile" maxLength:"50" doc:"CSV profile; absent is found out."`
	DryRun   bool   `query:"dry_run" doc:"Read and decide, record nothing."`
	Name     string `query:"name" maxLength:"200" doc:"Of the file, as the record will tell it."`
	Type     string `header:"Content-Type" doc:"What the bytes are."`
	RawBody  []byte `contentType:"application/octet-stream"`
}

// BankEntry is one booking of a bank file and what became of it.
type BankEntry struct {
	EntryID     string        `json:"entry_id"`
	Line        int64         `json:"line,omitempty" doc:"Of the record; absent in a dry run."`
	Creditor    string        `json:"creditor"`
	Account     string        `json:"account"`
	Date        calendar.Date `json:"date,omitzero"`
	Amount      money.Cents   `json:"amount"`
	Currency    string        `json:"currency"`
	State       string        `json:"state"`
	Known       bool          `json:"known" doc:"On record before, and not decided again."`
	Decision    string        `json:"decision" enum:"auto,suggest,none"`
	Allocations []Allocation  `json:"allocations"`
	Score       int           `json:"score"`
	Reasons     []Reason      `json:"reasons"`
	Error       string        `json:"error,omitempty"`
}

type bankFileTaken struct {
	Replayed
	Body struct {
		Name     string         `json:"name"`
		Format   string         `json:"format"`
		Entries  []BankEntry    `json:"entries"`
		Known    int            `json:"known"`
		States   map[string]int `json:"states" doc:"How many entries are in each state."`
		Failed   int            `json:"failed"`
		Warnings []string       `json:"warnings"`
		Fault    string         `json:"fault,omitempty" doc:"Why it was not read to its end; what was read counts."`
	}
}

// bankTypes are the forms in which bank files come.
var bankTypes = map[string]string{
	"application/octet-stream": "statement", "application/xml": "statement.xml", "text/xml": "statement.xml", "text/plain": "statement.txt",
	"text/csv": "statement.csv", "application/x-ofx": "statement.ofx",
}

type lineListRequest struct {
	Creditor string `query:"creditor" doc:"Only this creditor's; may be absent when the token has one creditor, or all."`
	Paged
}

type lineList struct {
	Link string `header:"Link" doc:"rel=next, when there are more."`
	Body struct {
		Lines      []BankLine `json:"lines" doc:"The oldest first."`
		Total      int        `json:"total" doc:"All that wait."`
		NextCursor string     `json:"next_cursor,omitempty" doc:"Absent on the last page."`
	}
}

// LinePath names a bank line in the address of a request.
type LinePath struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the bank line."`
}

type oneLine struct {
	ETag string `header:"ETag" doc:"The version of the line."`
	Body BankLine
}

type matchRequest struct {
	LinePath
	Keyed
	Versioned
	Body struct {
		Allocations []MatchPart `json:"allocations" minItems:"1" maxItems:"200"`
	}
}

// MatchPart is what of a line goes to an invoice.
type MatchPart struct {
	Invoice   string      `json:"invoice" minLength:"1"`
	Amount    money.Cents `json:"amount,omitzero" doc:"Absent is as much as is open and left."`
	Accessory money.Cents `json:"accessory,omitzero" doc:"To interest and fee; the amount is then nothing when it is absent."`
}

type lineRequest struct {
	LinePath
	Keyed
	Versioned
}

type decided struct {
	ETag string `header:"ETag" doc:"The version of the line after the decision."`
	Replayed
	Body struct {
		Line  BankLine `json:"line"`
		Cases []Named  `json:"cases" doc:"The cases that changed."`
	}
}

// Named names a case.
type Named struct {
	Creditor string `json:"creditor"`
	Invoice  string `json:"invoice"`
	Cycle    int    `json:"cycle"`
}

func decidedOf(m reconcile.Matched) *decided {
	out := &decided{ETag: etag(m.Line.Version)}
	out.Body.Line, out.Body.Cases = lineOf(m.Line), namesOf(m.Cases)
	return out
}

func namesOf(refs []dunning.Ref) []Named {
	out := make([]Named, len(refs))
	for i, r := range refs {
		out[i] = Named{r.Creditor, r.Number, r.Cycle}
	}
	return out
}

func (d *Door) bank(doc huma.API) {
	op := described("take-bank-file")
	op.RequestBody = &huma.RequestBody{Required: true, Description: "camt, CFONB 120, MT940, OFX or CSV, as the bank gave it; or a form whose part \"file\" is it.", Content: fileContent(bankTypes, false)}
	op.SkipValidateBody = true // the reader of files says what is wrong, with its line
	handleOp(d, doc, op, d.takeBankFile)
	handle(d, doc, "list-bank-lines", d.listLines)
	handle(d, doc, "get-bank-line", func(ctx context.Context, who access.Actor, in *LinePath) (*oneLine, error) {
		l, err := d.Office.BankLine(ctx, who, in.ID)
		return &oneLine{etag(l.Version), lineOf(l)}, err
	})
	handleOp(d, doc, versioned("match-line"), func(ctx context.Context, who access.Actor, in *matchRequest) (*decided, error) {
		parts := make([]reconcile.MatchPart, len(in.Body.Allocations))
		for i, p := range in.Body.Allocations {
			parts[i] = reconcile.MatchPart(p)
		}
		m, err := d.Office.Match(in.seeing(ctx), who, in.ID, parts)
		return d.decided(ctx, who, in.ID, m, err, func(l reconcile.BankLine) bool { return l.Stands(parts) })
	})
	handleOp(d, doc, versioned("unmatch-line"), func(ctx context.Context, who access.Actor, in *lineRequest) (*decided, error) {
		m, err := d.Office.Unmatch(in.seeing(ctx), who, in.ID)
		return d.decided(ctx, who, in.ID, m, err, func(l reconcile.BankLine) bool { return len(l.Matches) == 0 })
	})
	handleOp(d, doc, versioned("ignore-line"), func(ctx context.Context, who access.Actor, in *lineRequest) (*decided, error) {
		m, err := d.Office.IgnoreLine(in.seeing(ctx), who, in.ID)
		return d.decided(ctx, who, in.ID, m, err, func(l reconcile.BankLine) bool { return l.State == reconcile.LineIgnored })
	})
}

// decided answers a decision over a bank line. One that is refused because it
// stands already, by the same program, was sent before and not answered.
func (d *Door) decided(ctx context.Context, who access.Actor, id int64, m reconcile.Matched, err error, done func(reconcile.BankLine) bool) (*decided, error) {
	if err == nil {
		return decidedOf(m), nil
	}
	if dunning.ErrorCode(err) == dunning.CodeConflict {
		if l, unread := d.Office.BankLine(ctx, who, id); unread == nil && l.Author == who.Name && done(l) {
			out := decidedOf(reconcile.Matched{Line: l})
			out.Replayed = replayedBy(true)
			return out, nil
		}
	}
	return nil, err
}

func (d *Door) takeBankFile(ctx context.Context, who access.Actor, in *bankFileRequest) (*bankFileTaken, error) {
	sent, err := uploaded(in.Name, in.Type, in.RawBody, bankTypes)
	if err != nil {
		return nil, err
	}
	if len(sent.names) > 1 {
		return nil, problem(http.StatusUnprocessableEntity, dunning.CodeInvalid, "one bank file at a time: what one of them refuses would hide behind the others")
	}
	name := sent.names[0]
	files := d.Office.BankFiles(who)
	files.Creditor, files.Profile, files.DryRun = in.Creditor, in.Profile, in.DryRun
	out := &bankFileTaken{}
	out.Body.Entries = []BankEntry{}
	done, err := files.Take(ctx, name, bytes.NewReader(sent.data[name]), func(e backoffice.BankEntry) error {
		out.Body.Entries = append(out.Body.Entries, bankEntryOf(e))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if done.Fault != nil && done.Entries == 0 {
		return nil, done.Fault
	}
	b := &out.Body
	b.Name, b.Format, b.Known, b.Failed, b.Warnings, b.States = done.Name, string(done.Format), done.Known, done.Failed, operation.Filled(done.Warnings), map[string]int{}
	for state, n := range done.States {
		b.States[string(state)] = n
	}
	if done.Fault != nil {
		b.Fault = done.Fault.Error()
	}
	about(ctx, name, map[string]string{"entries": number(done.Entries), "known": number(done.Known), "failed": number(done.Failed)})
	return out, nil
}

func bankEntryOf(e backoffice.BankEntry) BankEntry {
	out := BankEntry{
		EntryID: e.Entry.ID, Line: e.Line, Creditor: e.Creditor, Account: e.Account, Date: e.Entry.BookingDate, Amount: e.Entry.Amount, Currency: e.Entry.Currency,
		State: string(e.State), Known: e.Known, Decision: verdict(e.Decision), Allocations: allocationsOf(e.Decision.Allocations), Score: e.Decision.Score,
		Reasons: reasons(e.Decision.Reasons),
	}
	if e.Err != nil {
		out.Error = e.Err.Error()
	}
	return out
}

func (d *Door) listLines(ctx context.Context, who access.Actor, in *lineListRequest) (*lineList, error) {
	f := backoffice.LineFilter{Creditor: in.Creditor, Limit: in.Limit + 1}
	if ids, all := who.Creditors(); f.Creditor == "" && !all && len(ids) == 1 {
		f.Creditor = ids[0]
	}
	filter := filterSum("lines", f.Creditor)
	if err := readCursor(in.Cursor, filter, &f.After); err != nil {
		return nil, err
	}
	lines, total, err := d.Office.OpenLines(ctx, who, f)
	if err != nil {
		return nil, err
	}
	out := &lineList{}
	if len(lines) > in.Limit {
		lines = lines[:in.Limit]
		out.Body.NextCursor = writeCursor(lines[len(lines)-1].ID, filter)
		out.Link = nextLink("/bank-lines", out.Body.NextCursor)
	}
	out.Body.Lines, out.Body.Total = make([]BankLine, len(lines)), total
	for i, l := range lines {
		out.Body.Lines[i] = lineOf(l)
	}
	return out, nil
}
