package overview

import (
	"context"
	"strings"
	"unicode/utf8"

	"relance/internal/access"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// ViewStore keeps the views that people save of a list.
type ViewStore interface {
	SavedViews(ctx context.Context, login string) ([]desk.SavedView, error)
	SaveView(ctx context.Context, login string, v desk.SavedView) error
	DropView(ctx context.Context, login, name string) error
}

// Bounds of what a person saves.
const (
	mostViews     = 30
	mostViewName  = 60   // characters
	mostViewQuery = 1000 // bytes
)

// SavedViews lists the actor's own views.
func (o *Office) SavedViews(ctx context.Context, who Actor) ([]desk.SavedView, error) {
	return o.ViewStore.SavedViews(ctx, who.Name)
}

// SaveView keeps a view for the actor alone, in place of his of that name.
func (o *Office) SaveView(ctx context.Context, who Actor, v desk.SavedView) error {
	if _, err := scope(who, access.SeeCases, ""); err != nil {
		return err
	}
	v.Name = strings.Join(strings.Fields(v.Name), " ")
	if n := utf8.RuneCountInString(v.Name); n == 0 || n > mostViewName {
		return dunning.Errorf(dunning.CodeInvalid, "the name of a view has 1 to %d characters", mostViewName)
	}
	if len(v.Query) > mostViewQuery {
		return dunning.Errorf(dunning.CodeInvalid, "a view of %d bytes is too long", len(v.Query))
	}
	kept, err := o.ViewStore.SavedViews(ctx, who.Name)
	if err != nil {
		return err
	}
	for _, k := range kept {
		if k.Name == v.Name {
			return o.ViewStore.SaveView(ctx, who.Name, v)
		}
	}
	if len(kept) >= mostViews {
		return dunning.Errorf(dunning.CodeInvalid, "there are %d saved views already", len(kept)).WithHint("take one away first")
	}
	return o.ViewStore.SaveView(ctx, who.Name, v)
}

// DropView forgets one of the actor's views.
func (o *Office) DropView(ctx context.Context, who Actor, name string) error {
	return o.ViewStore.DropView(ctx, who.Name, name)
}
