package merging

import (
	"context"
	"slices"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/merge"
)

// Store keeps mergings.
type Store interface {
	Pair(ctx context.Context, creditor, keep, other string) (merge.Pair, error)
	Merge(ctx context.Context, o merge.Order) (merge.Done, error)
	Part(ctx context.Context, creditor, keep, other, author string) (merge.Record, error)
}

// Reader tells of mergings, and who may be doubles.
type Reader interface {
	Records(ctx context.Context, creditor, key string) ([]merge.Record, error)
	Doubles(ctx context.Context, d dunning.Debtor) ([]merge.Double, error)
}

// Desk merges debtors. It is safe for concurrent use.
type Desk struct {
	Store  Store
	Reader Reader
	Keys   backoffice.KeyStore
	Now    func() time.Time // case time; UTC
}

// Preview says what a merging would do, or what forbids it, and records nothing.
func (d *Desk) Preview(ctx context.Context, who access.Actor, o merge.Order) (merge.Outcome, error) {
	if err := access.May(who, access.SeeCases, o.Creditor); err != nil {
		return merge.Outcome{}, err
	}
	p, err := d.Store.Pair(ctx, o.Creditor, o.Keep, o.Other)
	if err != nil {
		return merge.Outcome{}, err
	}
	return merge.Work(p, o.Take, d.Now())
}

// Merge merges two debtors into one. CodeConflict when something forbids it, when a
// doubt is unanswered, or when either has changed since he was seen.
func (d *Desk) Merge(ctx context.Context, who access.Actor, o merge.Order) (merge.Done, error) {
	if err := access.May(who, access.CorrectDebtor, o.Creditor); err != nil {
		return merge.Done{}, err
	}
	if err := known(o.Confirm); err != nil {
		return merge.Done{}, err
	}
	o.Author = who.Name
	return backoffice.Once(ctx, d.Keys, backoffice.Deed{Who: who, Name: "merge debtors", Asks: o}, func(deed context.Context) (merge.Done, error) {
		return d.Store.Merge(deed, o)
	})
}

// Part undoes a merging: the cases that it moved go back. CodeConflict when the two are
// not merged, or a later merging rests on it.
func (d *Desk) Part(ctx context.Context, who access.Actor, creditor, keep, other string) (merge.Record, error) {
	if err := access.May(who, access.CorrectDebtor, creditor); err != nil {
		return merge.Record{}, err
	}
	asks := backoffice.Deed{Who: who, Name: "undo merging", Asks: []string{creditor, keep, other}}
	return backoffice.Once(ctx, d.Keys, asks, func(deed context.Context) (merge.Record, error) {
		return d.Store.Part(deed, creditor, keep, other, who.Name)
	})
}

// Records lists who was merged into a debtor, the newest first.
func (d *Desk) Records(ctx context.Context, who access.Actor, creditor, key string) ([]merge.Record, error) {
	if err := access.May(who, access.SeeCases, creditor); err != nil {
		return nil, err
	}
	return d.Reader.Records(ctx, creditor, key)
}

// Doubles proposes debtors who may be the same as one of them.
func (d *Desk) Doubles(ctx context.Context, who access.Actor, debtor dunning.Debtor) ([]merge.Double, error) {
	if err := access.May(who, access.SeeCases, debtor.Creditor); err != nil {
		return nil, err
	}
	return d.Reader.Doubles(ctx, debtor)
}

// known refuses an answer to a question that there is not.
func known(codes []merge.DoubtCode) error {
	for _, code := range codes {
		if !slices.Contains(merge.DoubtCodes(), code) {
			return dunning.Errorf(dunning.CodeInvalid, "there is no question %q", code).WithHint("questions are %s", list(merge.DoubtCodes()))
		}
	}
	return nil
}

func list(codes []merge.DoubtCode) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return strings.Join(out, ", ")
}
