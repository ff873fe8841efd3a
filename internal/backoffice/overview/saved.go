package overview

import (
	"context"
	"strings"
	"unicode/utf8"

	"relance/internal/access"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// ViewStore keeps what people arrange about a list.
type ViewStore interface {
	Habits(ctx context.Context, login, list string, of desk.Scope) (desk.Habits, error)
	SaveView(ctx context.Context, login string, v desk.SavedView) error
	DropView(ctx context.Context, login, name string) error
	SetColumns(ctx context.Context, login, list string, columns []string) error
}

// ShareStore keeps the views that people share.
type ShareStore interface {
	ShareView(ctx context.Context, v desk.SharedView) error
	SharedView(ctx context.Context, creditor, name string) (desk.SharedView, error)
	UnshareView(ctx context.Context, creditor, name string) error
}

// Bounds of what a person saves.
const (
	mostViews     = 30
	mostViewName  = 60   // characters
	mostViewQuery = 1000 // bytes
	mostColumns   = 30
)

// caseColumns is the list of cases, as columns are kept for it.
const caseColumns = "cases"

// Habits gives what the actor arranged about the list of cases, with the views that
// are shared by people of a creditor; empty is all of his.
func (o *Office) Habits(ctx context.Context, who Actor, creditor string) (desk.Habits, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return desk.Habits{}, err
	}
	return o.ViewStore.Habits(ctx, who.Name, caseColumns, of)
}

// SaveView keeps a view for the actor alone, in place of his of that name.
func (o *Office) SaveView(ctx context.Context, who Actor, v desk.SavedView) error {
	of, err := scope(who, access.SeeCases, "")
	if err != nil {
		return err
	}
	if v, err = checkedView(v); err != nil {
		return err
	}
	kept, err := o.ViewStore.Habits(ctx, who.Name, caseColumns, of)
	if err != nil {
		return err
	}
	for _, k := range kept.Views {
		if k.Name == v.Name {
			return o.ViewStore.SaveView(ctx, who.Name, v)
		}
	}
	if len(kept.Views) >= mostViews {
		return dunning.Errorf(dunning.CodeInvalid, "there are %d saved views already", len(kept.Views)).WithHint("take one away first")
	}
	return o.ViewStore.SaveView(ctx, who.Name, v)
}

// checkedView brings a view to the stored form, or says what is wrong with it.
func checkedView(v desk.SavedView) (desk.SavedView, error) {
	v.Name = strings.Join(strings.Fields(v.Name), " ")
	if n := utf8.RuneCountInString(v.Name); n == 0 || n > mostViewName {
		return v, dunning.Errorf(dunning.CodeInvalid, "the name of a view has 1 to %d characters", mostViewName)
	}
	if len(v.Query) > mostViewQuery {
		return v, dunning.Errorf(dunning.CodeInvalid, "a view of %d bytes is too long", len(v.Query))
	}
	return v, nil
}

// DropView forgets one of the actor's views.
func (o *Office) DropView(ctx context.Context, who Actor, name string) error {
	return o.ViewStore.DropView(ctx, who.Name, name)
}

// ShareView keeps a view for everybody who may see the cases of a creditor. Sharing
// takes the right to work on them.
func (o *Office) ShareView(ctx context.Context, who Actor, creditor string, v desk.SavedView) error {
	if err := access.May(who, access.WorkOnTasks, creditor); err != nil {
		return err
	}
	if creditor == "" {
		return dunning.Errorf(dunning.CodeInvalid, "a view is shared among people of one creditor").WithHint("choose the creditor first")
	}
	v, err := checkedView(v)
	if err != nil {
		return err
	}
	kept, err := o.ViewStore.Habits(ctx, who.Name, caseColumns, desk.Scope{Creditor: creditor})
	if err != nil {
		return err
	}
	if len(kept.Shared) >= mostViews {
		return dunning.Errorf(dunning.CodeInvalid, "there are %d saved views already", len(kept.Shared)).WithHint("take one away first")
	}
	return o.ShareStore.ShareView(ctx, desk.SharedView{Creditor: creditor, Name: v.Name, Query: v.Query, Author: who.Name})
}

// UnshareView forgets a view that is shared: its author may, and whoever operates the
// installation for its creditor.
func (o *Office) UnshareView(ctx context.Context, who Actor, creditor, name string) error {
	if err := access.May(who, access.SeeCases, creditor); err != nil {
		return err
	}
	v, err := o.ShareStore.SharedView(ctx, creditor, name)
	if err != nil {
		return err
	}
	if v.Author != who.Name {
		if err := access.May(who, access.Operate, creditor); err != nil {
			return err
		}
	}
	return o.ShareStore.UnshareView(ctx, creditor, name)
}

// SetColumns keeps the columns that the actor wants in the list of cases, in their
// order; none is as they come.
func (o *Office) SetColumns(ctx context.Context, who Actor, columns []string) error {
	if _, err := scope(who, access.SeeCases, ""); err != nil {
		return err
	}
	if len(columns) > mostColumns {
		return dunning.Errorf(dunning.CodeInvalid, "a list of %d columns cannot be read", len(columns))
	}
	return o.ViewStore.SetColumns(ctx, who.Name, caseColumns, columns)
}
