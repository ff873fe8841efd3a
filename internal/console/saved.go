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

// SavedViews keeps the selections of cases that a person comes back to.
type SavedViews interface {
	SavedViews(ctx context.Context, who access.Actor) ([]desk.SavedView, error)
	SaveView(ctx context.Context, who access.Actor, v desk.SavedView) error
	DropView(ctx context.Context, who access.Actor, name string) error
}

// savedLink is a saved view above the list.
type savedLink struct {
	page.Choice // Value is its address
}

// savedLinks are the person's views; the one that is shown is chosen.
func (d *Door) savedLinks(r *http.Request, s page.Frame) (out []savedLink, err error) {
	kept, err := d.Views.SavedViews(r.Context(), s.Who)
	here := query(with(r.URL.Query(), "", ""))
	for _, v := range kept {
		out = append(out, savedLink{page.Choice{Value: "/dossiers?" + v.Query, Label: v.Name, Chosen: here == "?"+v.Query}})
	}
	return out, err
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
