package console

import (
	"context"
	"net/http"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// creditorCookie keeps which creditor a person looks at.
const creditorCookie = "creancier"

// frame fills the frame in for a person: the creditors, the one that is chosen,
// the navigation.
func (d *Door) frame(ctx context.Context, r *http.Request, s *page.Frame) error {
	m, err := d.Seen.Get(s.Who, d.Now(), func() (m page.Memo, err error) {
		if m.Creditors, err = d.Overview.Creditors(ctx, s.Who); err != nil {
			return m, err
		}
		m.Counts = map[string]desk.Counts{}
		return m, nil
	})
	if err != nil {
		return err
	}
	s.Known = map[string]string{}
	if c, err := r.Cookie(creditorCookie); err == nil {
		s.Chosen = c.Value
	}
	found := false
	for _, c := range m.Creditors {
		s.Known[c.ID] = c.Name
		found = found || c.ID == s.Chosen
		s.Creditors = append(s.Creditors, page.Choice{Value: c.ID, Label: c.Name, Chosen: c.ID == s.Chosen})
	}
	if !found {
		s.Chosen = ""
	}
	counts, err := d.Seen.Counts(s.Who, s.Chosen, d.Now(), func() (desk.Counts, error) { return d.Overview.Counts(ctx, s.Who, s.Chosen) })
	s.Nav = page.Navigation(s.Who, s.Path, counts, d.has)
	return err
}

// has tells whether this installation has a section.
func (d *Door) has(address string) bool {
	for _, r := range d.Routes() {
		if r.Method == http.MethodGet && (r.Pattern == address || address == "/" && r.Pattern == "/{$}") {
			return true
		}
	}
	return false
}

// chooseCreditor keeps whom the person looks at from now on.
func (d *Door) chooseCreditor(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id := r.PostFormValue("creancier")
	if id != "" && access.May(s.Who, access.SeeCases, id) != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no creditor %q", id)
	}
	http.SetCookie(w, &http.Cookie{
		Name: creditorCookie, Value: id, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, page.OwnPath(r.PostFormValue("suite")), http.StatusSeeOther)
	return nil
}
