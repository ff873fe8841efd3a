package app

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"relance/internal/dunning"
	"relance/internal/relay"
)

// FindCase finds the newest case of an invoice as people name it: by its
// number, by creditor and number, or by "creditor/number". CodeNotFound when
// there is none, CodeConflict when several creditors have that number.
func (a *App) FindCase(ctx context.Context, creditor, number string) (dunning.Ref, error) {
	number = strings.TrimSpace(number)
	if creditor != "" {
		return a.newestCycle(ctx, dunning.Ref{Creditor: creditor, Number: number})
	}
	ref, err := a.Store.FindByNumber(ctx, number)
	if dunning.ErrorCode(err) != dunning.CodeNotFound {
		return ref, err
	}
	if creditor, rest, ok := strings.Cut(number, "/"); ok {
		if ref, err := a.newestCycle(ctx, dunning.Ref{Creditor: creditor, Number: rest}); err == nil {
			return ref, nil
		}
	}
	return ref, err
}

// newestCycle finds the last life of a case.
func (a *App) newestCycle(ctx context.Context, ref dunning.Ref) (dunning.Ref, error) {
	if _, err := a.Store.LoadCase(ctx, ref); err != nil {
		return dunning.Ref{}, err
	}
	for {
		next := ref
		next.Cycle++
		_, err := a.Store.LoadCase(ctx, next)
		switch {
		case dunning.ErrorCode(err) == dunning.CodeNotFound:
			return ref, nil
		case err != nil:
			return dunning.Ref{}, err
		}
		ref = next
	}
}

// FindDebtor finds a debtor by the creditor's own reference; the creditor may
// be left out when only one of them knows the reference.
func (a *App) FindDebtor(ctx context.Context, creditor, key string) (dunning.Debtor, error) {
	if creditor != "" {
		return a.Store.Debtor(ctx, creditor, key)
	}
	creditors, err := a.Store.Creditors(ctx)
	if err != nil {
		return dunning.Debtor{}, err
	}
	var found []dunning.Debtor
	var names []string
	for _, c := range creditors {
		d, err := a.Store.Debtor(ctx, c.ID, key)
		switch {
		case err == nil:
			found, names = append(found, d), append(names, c.ID)
		case dunning.ErrorCode(err) != dunning.CodeNotFound:
			return dunning.Debtor{}, err
		}
	}
	switch len(found) {
	case 0:
		return dunning.Debtor{}, dunning.Errorf(dunning.CodeNotFound, "no debtor %q", key).
			WithHint("an invoice's case tells the reference of its debtor: %s", dunning.Deed{Do: dunning.DeedShow})
	case 1:
		return found[0], nil
	}
	return dunning.Debtor{}, dunning.Errorf(dunning.CodeConflict, "several creditors have a debtor %s: %s", key, strings.Join(names, ", ")).
		WithHint("say which, for example: %s", dunning.Deed{Do: dunning.DeedNameCreditor, On: names[0]})
}

// errNoTemporal says that facts wait in the outbox.
var errNoTemporal = errors.New("not connected to Temporal")

// Tell hands what waits in the outbox to Temporal at once, instead of waiting
// for a worker's relay. It needs Dial first. Of a large import only so many
// cases are started as Temporal can take: startsWait then tells that a worker's
// relay starts the others. What fails is in no log: the worker tries it again,
// and logs it.
func (a *App) Tell(ctx context.Context) (startsWait bool, err error) {
	if a.Temporal == nil {
		return false, errNoTemporal
	}
	r := &relay.Relay{Store: a.Store, Tasks: a.Store, Temporal: a.Temporal, Log: slog.New(slog.DiscardHandler), Now: a.Store.Now}
	if _, err = r.Drain(ctx); errors.Is(err, relay.ErrBehind) {
		return true, nil
	}
	return false, err
}
