package backoffice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
)

// grace is how long work that was begun may go on after it was told to stop.
const grace = 30 * time.Second

// outlast gives a context that ends a while after ctx does: what was read is
// still recorded when somebody stops an import, but a database that no longer
// answers does not hold him for ever.
func outlast(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		limit, end := context.WithTimeout(out, grace)
		defer end()
		<-limit.Done()
		cancel()
	})
	return out, func() {
		stop()
		cancel()
	}
}

// Place is a file and, if there is one, its line.
func Place(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// Allowed gives those creditors for whom an actor may do a deed. When he may for
// none of them, the error says which right is missing.
func Allowed(who Actor, deed access.Deed, all []dunning.Creditor) (own []dunning.Creditor, err error) {
	var refused error
	for _, c := range all {
		switch err := access.May(who, deed, c.ID); {
		case err == nil:
			own = append(own, c)
		case refused == nil || dunning.ErrorCode(refused) == dunning.CodeNotFound:
			refused = err
		}
	}
	if len(own) == 0 {
		return nil, refused
	}
	return own, nil
}

// onRecord gives the creditors on record for whom an actor may do a deed.
func (o *Office) onRecord(ctx context.Context, who Actor, deed access.Deed) ([]dunning.Creditor, error) {
	all, err := o.CreditorReader.Creditors(ctx)
	if err != nil {
		return nil, err
	}
	return Allowed(who, deed, all)
}

// KnownCreditor refuses a creditor that is none of those there are; empty is
// no restriction.
func KnownCreditor(id string, all []dunning.Creditor) error {
	ids := make([]string, len(all))
	for i, c := range all {
		if ids[i] = c.ID; c.ID == id {
			return nil
		}
	}
	if id == "" {
		return nil
	}
	err := dunning.Errorf(dunning.CodeNotFound, "no creditor %q", id)
	if len(ids) == 0 {
		return err.WithHint("describe your business under creditors in the configuration")
	}
	return err.WithHint("use one of %s, or add it under creditors in the configuration", strings.Join(ids, ", "))
}

// unknownPlan names the plans that there are.
func unknownPlan(id string, all []dunning.Plan) error {
	var ids []string
	for _, p := range all {
		ids = append(ids, p.ID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return dunning.Errorf(dunning.CodeNotFound, "no plan %q", id).
		WithHint("use one of %s, or write it under plans in the configuration", strings.Join(ids, ", "))
}
