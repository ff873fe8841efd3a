// Package mergedesk is the operations about two debtors on record who are one: who may
// be doubles, what a merging would do, the merging itself, and its undoing.
package mergedesk

import (
	"context"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice"
	"relance/internal/backoffice/merging"
	"relance/internal/dunning"
	"relance/internal/merge"
	"relance/internal/money"
)

// Finder finds debtors.
type Finder interface {
	FindDebtor(ctx context.Context, who access.Actor, name backoffice.DebtorName) (dunning.Debtor, error)
}

// Desk is what the operations work with.
type Desk struct {
	Merging *merging.Desk
	Debtors Finder
}

const (
	debtorPath  = "/debtors/{creditor}/{key}"
	mergingPath = debtorPath + "/merging"
)

// Routes lists the operations.
func Routes() []operation.Route {
	return []operation.Route{
		operation.Get(debtorPath+"/doubles", "list-doubles", "debtors", "List debtors who may be the same as one, and who was merged into him", access.SeeCases),
		operation.Get(mergingPath, "preview-merging", "debtors", "Show what the merging of another debtor into one would do, or what forbids it", access.SeeCases),
		operation.Post(mergingPath, "merge-debtors", "debtors", "Merge another debtor into one: his cases, mails and links go over", access.CorrectDebtor).KeptByDoor(),
		operation.Post(mergingPath+"/undo", "undo-merging", "debtors", "Undo a merging: the cases that it moved go back", access.CorrectDebtor).KeptByDoor(),
	}
}

// DebtorPath names the debtor who is kept in the address of a request.
type DebtorPath struct {
	Creditor string `path:"creditor" doc:"Identifier of the creditor."`
	Debtor   string `path:"key" doc:"The creditor's own customer reference, percent-encoded."`
}

// MergingPart names one of the two debtors.
type MergingPart struct {
	Key     string `json:"key"`
	Name    string `json:"name"`
	Version int64  `json:"version" doc:"Send it with the merging: it is refused when somebody changed the debtor since."`
}

// MergingField is a field of both, and what survives of it.
type MergingField struct {
	Field   string `json:"field" enum:"name,address,email,siren,vat,regime,language,contact,plan,zone,pay_days"`
	Keep    string `json:"keep" doc:"Value of the debtor who is kept; an address in one line."`
	Other   string `json:"other"`
	After   string `json:"after"`
	From    string `json:"from" enum:"keep,other" doc:"Whose value survives."`
	Differs bool   `json:"differs" doc:"Both have a value, and not the same."`
}

// MergingCase is an open case that moves, or that does something else then.
type MergingCase struct {
	Invoice  string       `json:"invoice"`
	Open     money.Cents  `json:"open"`
	Currency string       `json:"currency"`
	Own      bool         `json:"own" doc:"It is of the debtor who is kept already."`
	Before   MergingDoing `json:"before"`
	After    MergingDoing `json:"after"`
	GivesYes bool         `json:"approval_given_up" doc:"Somebody agreed to its next step; that is given up."`
}

// MergingDoing is what a case does next.
type MergingDoing struct {
	Action string    `json:"action"`
	Step   string    `json:"step,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Reason string    `json:"reason"`
}

// MergingSum is what is open on the cases that move.
type MergingSum struct {
	Amount   money.Cents `json:"amount"`
	Currency string      `json:"currency"`
}

// MergingRefusal forbids a merging.
type MergingRefusal struct {
	Code   string `json:"code" enum:"same_debtor,already_merged,different_sirens,mail_leaving,letter_under_way,claim_under_way"`
	Reason string `json:"reason"`
	Hint   string `json:"hint,omitempty"`
}

// MergingQuestion is what a person is asked before.
type MergingQuestion struct {
	Code     string `json:"code" enum:"regime,siren,nothing_in_common,approval"`
	Field    string `json:"field,omitempty" doc:"Answered by naming the side of this field in take; else by the code in confirm."`
	Answered bool   `json:"answered"`
	Reason   string `json:"reason"`
	Hint     string `json:"hint,omitempty"`
}

// MergingEffect is what a merging does.
type MergingEffect struct {
	Keep      MergingPart       `json:"keep"`
	Other     MergingPart       `json:"other"`
	Fields    []MergingField    `json:"fields"`
	Cases     []MergingCase     `json:"cases"`
	Closed    int               `json:"closed_cases" doc:"Closed cases that move, too."`
	Open      []MergingSum      `json:"open"`
	Facts     []string          `json:"facts" doc:"What holds for the debtor because it is on record of either: insolvency, electronic_refused, bounced."`
	Refusals  []MergingRefusal  `json:"refusals" doc:"Empty: nothing forbids it."`
	Questions []MergingQuestion `json:"questions"`
}

func effectOf(o merge.Outcome) MergingEffect {
	out := MergingEffect{
		Keep: partOf(o.Keep), Other: partOf(o.Other), Closed: o.Closed, Fields: []MergingField{}, Cases: []MergingCase{}, Open: []MergingSum{}, Facts: []string{},
		Refusals: []MergingRefusal{}, Questions: []MergingQuestion{},
	}
	for _, r := range o.Rows {
		out.Fields = append(out.Fields, MergingField{Field: string(r.Field), Keep: r.Keep, Other: r.Other, After: r.After, From: string(r.From), Differs: r.Differs})
	}
	for _, m := range o.Moves {
		out.Cases = append(out.Cases, MergingCase{
			Invoice: m.Ref.Number, Open: m.Balance.Cents, Currency: m.Balance.Currency, Own: m.Own, Before: doingOf(m.Before), After: doingOf(m.After), GivesYes: m.GivesYes,
		})
	}
	for _, a := range o.Open {
		out.Open = append(out.Open, MergingSum{a.Cents, a.Currency})
	}
	for _, f := range o.Facts {
		out.Facts = append(out.Facts, string(f))
	}
	for _, r := range o.Refusals {
		out.Refusals = append(out.Refusals, MergingRefusal{string(r.Code), r.Text, r.Hint})
	}
	for _, d := range o.Doubts {
		out.Questions = append(out.Questions, MergingQuestion{Code: string(d.Code), Field: string(d.Field), Answered: d.Answered, Reason: d.Text, Hint: d.Hint})
	}
	return out
}

func partOf(d dunning.Debtor) MergingPart {
	return MergingPart{Key: d.Key, Name: d.Name, Version: d.Version}
}

func doingOf(d dunning.Decision) MergingDoing {
	return MergingDoing{Action: string(d.Action), Step: d.Step, At: d.At, Reason: string(d.Reason)}
}

// Enter enters the operations.
func Enter(c operation.Contract, d Desk) {
	operation.Handle(c, "list-doubles", d.doubles)
	operation.Handle(c, "preview-merging", d.preview)
	operation.Handle(c, "merge-debtors", d.merge)
	operation.Handle(c, "undo-merging", d.undo)
}

type previewRequest struct {
	DebtorPath
	Other string   `query:"other" required:"true" maxLength:"255" doc:"Reference of the debtor who would be given up."`
	Take  []string `query:"take" maxItems:"11" doc:"Whose value of a field survives, as name:other; by default that of the debtor who is kept, and where he has none that of the other."`
}

type effectAnswer struct{ Body MergingEffect }

func (d Desk) preview(ctx context.Context, who access.Actor, in *previewRequest) (*effectAnswer, error) {
	order := merge.Order{Creditor: in.Creditor, Keep: in.Debtor, Other: in.Other, Take: merge.Take{}}
	for _, choice := range in.Take {
		field, side, _ := strings.Cut(choice, ":")
		order.Take[merge.Field(field)] = merge.Side(side)
	}
	out, err := d.Merging.Preview(ctx, who, order)
	if err != nil {
		return nil, err
	}
	return &effectAnswer{effectOf(out)}, nil
}

type mergeRequest struct {
	DebtorPath
	operation.Keyed
	Body struct {
		Other        string            `json:"other" minLength:"1" maxLength:"255" doc:"Reference of the debtor who is given up."`
		Take         map[string]string `json:"take,omitempty" maxProperties:"11" doc:"Whose value of a field survives, keep or other, by field."`
		Confirm      []string          `json:"confirm,omitempty" maxItems:"10" enum:"nothing_in_common,approval" doc:"Codes of questions that a person said yes to."`
		Version      int64             `json:"version,omitempty" doc:"Of the debtor who is kept, as it was seen."`
		OtherVersion int64             `json:"other_version,omitempty"`
	}
}

type mergeAnswer struct {
	operation.Replayed
	Body struct {
		MergingEffect
		Moved int `json:"moved" doc:"Cases that moved, open and closed."`
	}
}

func (d Desk) merge(ctx context.Context, who access.Actor, in *mergeRequest) (*mergeAnswer, error) {
	order := merge.Order{
		Creditor: in.Creditor, Keep: in.Debtor, Other: in.Body.Other, Take: merge.Take{}, SeenKeep: in.Body.Version, SeenOther: in.Body.OtherVersion,
	}
	for field, side := range in.Body.Take {
		order.Take[merge.Field(field)] = merge.Side(side)
	}
	for _, code := range in.Body.Confirm {
		order.Confirm = append(order.Confirm, merge.DoubtCode(code))
	}
	done, err := d.Merging.Merge(ctx, who, order)
	if err != nil {
		return nil, err
	}
	out := &mergeAnswer{}
	out.Body.MergingEffect, out.Body.Moved = effectOf(done.Outcome), done.Moved
	return out, nil
}

type undoRequest struct {
	DebtorPath
	operation.Keyed
	Body struct {
		Other string `json:"other" minLength:"1" maxLength:"255" doc:"Reference of the debtor who was given up."`
	}
}

// Merging is a merging on record.
type Merging struct {
	Keep     string    `json:"keep"`
	Other    string    `json:"other"`
	Name     string    `json:"other_name"`
	Author   string    `json:"author"`
	At       time.Time `json:"at"`
	Cases    int       `json:"cases" doc:"That moved, or went back."`
	UndoneAt time.Time `json:"undone_at,omitzero"`
	UndoneBy string    `json:"undone_by,omitempty"`
}

func mergingOf(r merge.Record) Merging {
	return Merging{Keep: r.Keep, Other: r.Other, Name: r.OtherName, Author: r.Author, At: r.At, Cases: r.Cases, UndoneAt: r.UndoneAt, UndoneBy: r.UndoneBy}
}

type undoAnswer struct {
	operation.Replayed
	Body Merging
}

func (d Desk) undo(ctx context.Context, who access.Actor, in *undoRequest) (*undoAnswer, error) {
	r, err := d.Merging.Part(ctx, who, in.Creditor, in.Debtor, in.Body.Other)
	return &undoAnswer{Body: mergingOf(r)}, err
}

// Double is a debtor who may be the same.
type Double struct {
	Key   string   `json:"key"`
	Name  string   `json:"name"`
	Signs []string `json:"signs" doc:"What both have in common: siren, vat, email, name."`
}

type doublesAnswer struct {
	Body struct {
		Doubles  []Double  `json:"doubles"`
		Mergings []Merging `json:"mergings" doc:"Who was merged into the debtor, the newest first."`
	}
}

func (d Desk) doubles(ctx context.Context, who access.Actor, in *DebtorPath) (*doublesAnswer, error) {
	debtor, err := d.Debtors.FindDebtor(ctx, who, backoffice.DebtorName{Creditor: in.Creditor, Key: in.Debtor})
	if err != nil {
		return nil, err
	}
	found, err := d.Merging.Doubles(ctx, who, debtor)
	if err != nil {
		return nil, err
	}
	records, err := d.Merging.Records(ctx, who, debtor.Creditor, debtor.Key)
	out := &doublesAnswer{}
	out.Body.Doubles, out.Body.Mergings = []Double{}, []Merging{}
	for _, x := range found {
		signs := []string{}
		for _, s := range x.Signs {
			signs = append(signs, string(s))
		}
		out.Body.Doubles = append(out.Body.Doubles, Double{x.Debtor.Key, x.Debtor.Name, signs})
	}
	for _, r := range records {
		out.Body.Mergings = append(out.Body.Mergings, mergingOf(r))
	}
	return out, err
}
