package backoffice

import (
	"context"
	"strconv"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// BankStore changes what bank lines stand for.
type BankStore interface {
	Match(ctx context.Context, line int64, parts []reconcile.MatchPart, author string, at time.Time) (reconcile.Matched, error)
	Unmatch(ctx context.Context, line int64, author string, at time.Time) (reconcile.Matched, error)
	IgnoreLine(ctx context.Context, line int64, author string, at time.Time) (reconcile.Matched, error)
}

// BankReader reads bank lines.
type BankReader interface {
	BankLine(ctx context.Context, id int64) (reconcile.BankLine, error)
	LinesOf(ctx context.Context, creditor, number string) ([]reconcile.BankLine, error)
}

// OpenLineReader reads the bank lines that wait for a person.
type OpenLineReader interface {
	OpenLines(ctx context.Context, creditor string, after int64, limit int) ([]reconcile.BankLine, error)
	CountOpenLines(ctx context.Context, creditor string) (int, error)
}

// Match gives a bank line, or what is left of it, to invoices by a person's
// decision; it counts at once.
func (o *Office) Match(ctx context.Context, who Actor, line int64, parts []reconcile.MatchPart) (reconcile.Matched, error) {
	return o.overLine(ctx, Deed{who, "match", []any{line, parts}}, line, func(ctx context.Context) (reconcile.Matched, error) {
		return o.BankStore.Match(ctx, line, parts, who.Name, o.Now())
	})
}

// overLine lets an actor decide over a bank line of one of his creditors; a line
// of another's is unknown.
func (o *Office) overLine(ctx context.Context, d Deed, line int64, do func(ctx context.Context) (reconcile.Matched, error)) (reconcile.Matched, error) {
	if _, err := o.bankLine(ctx, d.Who, access.MatchMoney, line); err != nil {
		return reconcile.Matched{}, err
	}
	return Once(ctx, o.Keys, d, do)
}

// BankLine gives a bank line of one of the actor's creditors; one of another's is
// unknown.
func (o *Office) BankLine(ctx context.Context, who Actor, id int64) (reconcile.BankLine, error) {
	return o.bankLine(ctx, who, access.SeeBank, id)
}

// bankLine gives a line of one of the actor's creditors.
func (o *Office) bankLine(ctx context.Context, who Actor, deed access.Deed, id int64) (reconcile.BankLine, error) {
	l, err := o.BankReader.BankLine(ctx, id)
	if err != nil {
		return l, err
	}
	switch err := access.May(who, deed, l.Creditor); {
	case err == nil:
		return l, nil
	case dunning.ErrorCode(err) == dunning.CodeNotFound:
		return reconcile.BankLine{}, reconcile.UnknownLine(id)
	default:
		return reconcile.BankLine{}, err
	}
}

// IgnoreLine says that a bank line, or what is left of it, has nothing to do
// with invoices.
func (o *Office) IgnoreLine(ctx context.Context, who Actor, line int64) (reconcile.Matched, error) {
	return o.overLine(ctx, Deed{who, "ignore", line}, line, func(ctx context.Context) (reconcile.Matched, error) {
		return o.BankStore.IgnoreLine(ctx, line, who.Name, o.Now())
	})
}

// Unmatch undoes what stands for a bank line; a closed case lives again.
func (o *Office) Unmatch(ctx context.Context, who Actor, line int64) (reconcile.Matched, error) {
	return o.overLine(ctx, Deed{who, "unmatch", line}, line, func(ctx context.Context) (reconcile.Matched, error) {
		return o.BankStore.Unmatch(ctx, line, who.Name, o.Now())
	})
}

// FindLine finds the bank line that a person means: by its number, or by the
// invoice that it was matched to. CodeConflict when both are meant, or when
// several lines were matched to the invoice.
func (o *Office) FindLine(ctx context.Context, who Actor, name CaseName) (int64, error) {
	var lines []reconcile.BankLine
	ref, unknown := o.Find(ctx, who, name)
	if unknown == nil {
		var err error
		if lines, err = o.BankReader.LinesOf(ctx, ref.Creditor, ref.Number); err != nil {
			return 0, err
		}
	}
	if id, err := strconv.ParseInt(name.Number, 10, 64); err == nil {
		l, err := o.bankLine(ctx, who, access.SeeBank, id)
		switch {
		case err == nil && len(lines) == 0, err == nil && len(lines) == 1 && lines[0].ID == id:
			return l.ID, nil
		case err == nil:
			return 0, dunning.Errorf(dunning.CodeConflict, "%s is a bank line and an invoice with bank lines", name.Number).
				WithHint("name the invoice as CREDITOR/NUMBER")
		case unknown != nil:
			return 0, err
		}
	}
	if unknown != nil {
		return 0, unknown
	}
	return theLine(ref, lines)
}

// theLine is the only line of an invoice.
func theLine(ref dunning.Ref, lines []reconcile.BankLine) (int64, error) {
	switch len(lines) {
	case 0:
		return 0, dunning.Errorf(dunning.CodeNotFound, "no bank line is matched to invoice %s", ref.Number).
			WithHint("a payment by hand is taken back by one of a negative amount: %s", dunning.Deed{Do: dunning.DeedTakeBack, On: ref.Number})
	case 1:
		return lines[0].ID, nil
	}
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = strconv.FormatInt(l.ID, 10)
	}
	return 0, dunning.Errorf(dunning.CodeConflict, "several bank lines are matched to invoice %s: %s", ref.Number, strings.Join(ids, ", ")).
		WithHint("say which: %s", dunning.Deed{Do: dunning.DeedUnmatch, On: ids[len(ids)-1]})
}

// LineFilter says which open lines to list.
type LineFilter struct {
	Creditor string // id; empty is all
	After    int64  // those behind this line
	Limit    int
}

// OpenLines lists the bank lines that wait for a person, oldest first, and
// counts all that do.
func (o *Office) OpenLines(ctx context.Context, who Actor, f LineFilter) (lines []reconcile.BankLine, total int, err error) {
	if err := access.May(who, access.SeeBank, f.Creditor); err != nil {
		return nil, 0, err
	}
	if lines, err = o.OpenLineReader.OpenLines(ctx, f.Creditor, f.After, f.Limit); err != nil {
		return nil, 0, err
	}
	total, err = o.CountOpenLines(ctx, who, f.Creditor)
	return lines, total, err
}

// CountOpenLines counts what OpenLines lists.
func (o *Office) CountOpenLines(ctx context.Context, who Actor, creditor string) (int, error) {
	if err := access.May(who, access.SeeBank, creditor); err != nil {
		return 0, err
	}
	return o.OpenLineReader.CountOpenLines(ctx, creditor)
}
