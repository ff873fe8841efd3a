package overview

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
)

// BoardStore keeps figures that took long to work out.
type BoardStore interface {
	// KeptBoard gives the figures of a scope of a day, or of the last day before it back
	// to since; nil for none. All debtors are read only when they are asked for.
	KeptBoard(ctx context.Context, of desk.Scope, since, on calendar.Date, all bool) (*figures.KeptDay, error)
	KeepBoard(ctx context.Context, k figures.KeptDay, asked bool) error
	// Looked lists for whom figures are kept.
	Looked(ctx context.Context) ([]figures.Looked, error)
}

const (
	// longBoard is from how many invoices on figures are kept.
	longBoard = 5_000
	// firstDebtors is how many debtors stand with figures that are kept.
	firstDebtors = 50
	// askedFor is for how long figures are worked out in advance after a person looked.
	askedFor = 14 * 24 * time.Hour
	// lastDays is how many days old figures may be that are shown while those of today
	// are worked out.
	lastDays = 3
)

// Board gives the figures of a day; zero is today. Those of many invoices may be
// older than now: Read tells, and On where they are of a day before, because nobody
// has worked today's out yet. They hold the debtors that owe most.
func (o *Office) Board(ctx context.Context, who Actor, creditor string, on calendar.Date) (Board, error) {
	return o.board(ctx, who, creditor, on, false)
}

// FullBoard is Board with all debtors.
func (o *Office) FullBoard(ctx context.Context, who Actor, creditor string, on calendar.Date) (Board, error) {
	return o.board(ctx, who, creditor, on, true)
}

func (o *Office) board(ctx context.Context, who Actor, creditor string, on calendar.Date, all bool) (Board, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return Board{}, err
	}
	if len(of.Among) == 1 {
		of = desk.Scope{Creditor: of.Among[0]}
	}
	asked := on
	on = o.upTo(on)
	since := on
	if asked.IsZero() && !all {
		since = on.AddDays(-lastDays)
	}
	b, read, err := o.boards.getOr(ctx, on.String()+" "+keyOf(of), o.Now, func(b Board) bool { return b.Invoices >= longBoard },
		func(ctx context.Context) (Board, error) {
			at := o.Now()
			items, other, err := o.items(ctx, of, on)
			if err != nil {
				return Board{}, err
			}
			b, err := o.workOut(ctx, of, items, other, on)
			if err == nil && b.Invoices >= longBoard {
				err = o.keep(ctx, of, b, at, true)
			}
			return b, err
		},
		func() (Board, time.Time, bool) {
			kept, err := o.BoardStore.KeptBoard(ctx, of, since, on, all)
			if err != nil || kept == nil {
				return Board{}, time.Time{}, false
			}
			b, err := readBoard(*kept)
			return b, kept.Worked, err == nil && b.Invoices >= longBoard
		})
	b.Read = read
	return b, err
}

// workOut makes the board of a scope out of its invoices.
func (o *Office) workOut(ctx context.Context, of desk.Scope, items []figures.Item, other []string, on calendar.Date) (b Board, err error) {
	b = BoardOf(items, on)
	b.Invoices, b.Other = len(items), other
	b.Months, err = o.monthEnds(ctx, of, items, on)
	return b, err
}

// keep keeps a board as it was worked out at an instant.
func (o *Office) keep(ctx context.Context, of desk.Scope, b Board, at time.Time, asked bool) error {
	k := figures.KeptDay{Of: of, On: b.On, Worked: at}
	var err error
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if err = json.NewEncoder(zip).Encode(b.Debtors); err != nil {
		return err
	}
	if err = zip.Close(); err != nil {
		return err
	}
	b.Debtors = b.Debtors[:min(firstDebtors, len(b.Debtors))]
	k.Debtors = packed.Bytes()
	if k.Figures, err = json.Marshal(b); err != nil {
		return err
	}
	return o.BoardStore.KeepBoard(ctx, k, asked)
}

// readBoard gives a board that was kept.
func readBoard(k figures.KeptDay) (b Board, err error) {
	if err = json.Unmarshal(k.Figures, &b); err != nil || len(k.Debtors) == 0 {
		return b, err
	}
	zip, err := gzip.NewReader(bytes.NewReader(k.Debtors))
	if err != nil {
		return b, err
	}
	return b, json.NewDecoder(zip).Decode(&b.Debtors)
}

// RefreshBoards works today's figures out in advance, so that nobody waits for the
// first ones of a day: of all creditors, of each, and of those of whom somebody has
// looked at figures lately. It tells how many there were.
func (o *Office) RefreshBoards(ctx context.Context) (n int, err error) {
	on, at := o.Today(), o.Now()
	creditors, err := o.Creditor.Creditors(ctx)
	if err != nil {
		return 0, err
	}
	looked, err := o.BoardStore.Looked(ctx)
	if err != nil {
		return 0, err
	}
	missing := missingBoards(creditors, looked, on, at.Add(-askedFor))
	if len(missing) == 0 {
		return 0, nil
	}
	all, err := o.ItemReader.Items(ctx, desk.Scope{}, "", on.AddDays(-figures.ItemDays), on)
	if err != nil {
		return 0, err
	}
	for _, of := range missing {
		items, other := inEuros(within(all, of))
		b, err := o.workOut(ctx, of, items, other, on)
		if err == nil {
			err = o.keep(ctx, of, b, at, false)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// missingBoards lists the scopes of which the figures of a day are wanted and not kept.
func missingBoards(creditors []dunning.Creditor, looked []figures.Looked, on calendar.Date, since time.Time) (out []desk.Scope) {
	wanted := []desk.Scope{{}}
	for _, c := range creditors {
		wanted = append(wanted, desk.Scope{Creditor: c.ID})
	}
	for _, l := range looked {
		if len(l.Of.Among) > 0 && !l.Asked.Before(since) {
			wanted = append(wanted, l.Of)
		}
	}
	for _, of := range wanted {
		if !slices.ContainsFunc(looked, func(l figures.Looked) bool { return keyOf(l.Of) == keyOf(of) && !l.On.Before(on) }) {
			out = append(out, of)
		}
	}
	return out
}

// within gives the invoices of a scope.
func within(all []figures.Item, of desk.Scope) []figures.Item {
	if of.Creditor == "" && len(of.Among) == 0 {
		return all
	}
	var out []figures.Item
	for _, it := range all {
		if it.Creditor == of.Creditor || slices.Contains(of.Among, it.Creditor) {
			out = append(out, it)
		}
	}
	return out
}
