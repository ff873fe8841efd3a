package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// SavedViews keeps what people arrange about the list of cases.
type SavedViews interface {
	Habits(ctx context.Context, who access.Actor, creditor string) (desk.Habits, error)
	SaveView(ctx context.Context, who access.Actor, v desk.SavedView) error
	DropView(ctx context.Context, who access.Actor, name string) error
	SetColumns(ctx context.Context, who access.Actor, columns []string) error
}

// SharedViews keeps the selections that people of a creditor share.
type SharedViews interface {
	ShareView(ctx context.Context, who access.Actor, creditor string, v desk.SavedView) error
	UnshareView(ctx context.Context, who access.Actor, creditor, name string) error
}

// savedLink is a saved view above the list.
type savedLink struct {
	page.Choice        // Value is its address
	Creditor    string // creditor among whose people the view is shared
	Author      string // who shares it; empty for one's own
	Ends        bool   // the person may end the sharing
}

// savedLinks are the person's views and those that are shared; the one that is shown
// is chosen.
func savedLinks(r *http.Request, s page.Frame, kept desk.Habits) (out []savedLink) {
	here := query(with(r.URL.Query(), "", ""))
	for _, v := range kept.Views {
		out = append(out, savedLink{Choice: page.Choice{Value: "/dossiers?" + v.Query, Label: v.Name, Chosen: here == "?"+v.Query}})
	}
	for _, v := range kept.Shared {
		out = append(out, savedLink{
			Choice:   page.Choice{Value: "/dossiers?" + v.Query, Label: v.Name, Chosen: here == "?"+v.Query},
			Creditor: v.Creditor, Author: v.Author, Ends: v.Author == s.Who.Name || access.May(s.Who, access.Operate, v.Creditor) == nil,
		})
	}
	return out
}

// sharers are the creditors among whose people a person may share a view.
func sharers(s page.Frame) (out []page.Choice) {
	for _, c := range s.Creditors {
		if (s.Chosen == "" || s.Chosen == c.Value) && access.May(s.Who, access.WorkOnTasks, c.Value) == nil {
			out = append(out, page.Choice{Value: c.Value, Label: c.Label})
		}
	}
	return out
}

// saveView keeps the selection that the list shows under a name, or forgets one.
func (d *Door) saveView(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	name := strings.TrimSpace(r.PostFormValue("nom"))
	if r.PostFormValue("geste") == "oublier" {
		if err := d.Views.DropView(r.Context(), s.Who, name); err != nil {
			return err
		}
		http.Redirect(w, r, "/dossiers", http.StatusSeeOther)
		return nil
	}
	q, err := url.ParseQuery(r.PostFormValue("filtre"))
	if err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "cette sélection ne se lit pas")
	}
	address := with(q, "", "")
	if err := d.Views.SaveView(r.Context(), s.Who, desk.SavedView{Name: name, Query: strings.TrimPrefix(query(address), "?")}); err != nil {
		return err
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// shareView shares the selection that the list shows with everybody of a creditor, or
// ends the sharing of one.
func (d *Door) shareView(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	name, creditor := strings.TrimSpace(r.PostFormValue("nom")), r.PostFormValue("creancier")
	page.About(w, creditor, name)
	if r.PostFormValue("geste") == "oublier" {
		if err := d.Shares.UnshareView(r.Context(), s.Who, creditor, name); err != nil {
			return err
		}
		http.Redirect(w, r, "/dossiers", http.StatusSeeOther)
		return nil
	}
	q, err := url.ParseQuery(r.PostFormValue("filtre"))
	if err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "cette sélection ne se lit pas")
	}
	address := with(q, "creancier", creditor) // others may look at several
	if err := d.Shares.ShareView(r.Context(), s.Who, creditor, desk.SavedView{Name: name, Query: strings.TrimPrefix(query(address), "?")}); err != nil {
		return err
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}
