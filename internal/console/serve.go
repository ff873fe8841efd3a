package console

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// serve runs a page for the person of the session, or sends the visitor to sign
// in and back.
func (d *Door) serve(row page.Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := d.shellOf(r)
		switch {
		case err != nil && dunning.ErrorCode(err) != dunning.CodeNotFound:
			d.fail(w, r, s, err)
			return
		case err != nil && !row.Public() && keeps(r):
			templates.Render(w, http.StatusUnauthorized, "lost", lostOf(r))
			return
		case err != nil && !row.Public():
			http.Redirect(w, r, "/connexion?suite="+url.QueryEscape(back(r)), http.StatusSeeOther)
			return
		}
		r = r.WithContext(access.Named(access.Carry(r.Context(), s.Who), formKey(r, s)))
		if err := d.framed(r, &s); err != nil {
			d.fail(w, r, s, err)
			return
		}
		err = gate(row, r, s)
		if err == nil {
			err = row.Recorded(w, r, s, func(e audit.Entry) error { return d.Notes.Note(r.Context(), e) })
		}
		if err != nil {
			d.fail(w, r, s, d.noted(r, row, s, err))
		}
	})
}

// gate refuses whoever has the right of a row for nobody, or not for the creditor
// that the address names, before the page runs. The use case asks again, about the
// very thing.
func gate(row page.Route, r *http.Request, s page.Frame) error {
	if row.Public() {
		return nil
	}
	if creditor := r.PathValue("creditor"); creditor != "" {
		return access.May(s.Who, row.Deed, creditor)
	}
	return access.MayForOne(s.Who, row.Deed)
}

// formKey is the key of a form that a person posts; empty for a page, and for files,
// which are known by what they hold.
func formKey(r *http.Request, s page.Frame) string {
	if r.Method != http.MethodPost || !s.SignedIn() || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		return ""
	}
	return r.PostFormValue(page.KeyField)
}

// noted writes down that somebody tried what he may not, unless the back office has
// done so, and gives the refusal.
func (d *Door) noted(r *http.Request, row page.Route, s page.Frame, err error) error {
	if dunning.ErrorCode(err) != dunning.CodeForbidden || audit.IsNoted(err) || !s.SignedIn() {
		return err
	}
	entry := audit.Entry{Who: page.Written(r, s), Creditor: r.PathValue("creditor"), Deed: cmp.Or(row.Audited, string(row.Deed)), Object: r.Method + " " + r.URL.Path, Refused: err.Error()}
	if failed := d.Notes.Note(r.Context(), entry); failed != nil {
		return failed
	}
	return err
}

// framed fills the frame in, for a page that will show it.
func (d *Door) framed(r *http.Request, s *page.Frame) error {
	if s.Who.Name == "" {
		return nil
	}
	return d.frame(r.Context(), r, s)
}

// back is where a visitor goes after signing in: the page that was asked for.
func back(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	return "/"
}

// shellOf is the frame of a page for the person of the session; CodeNotFound
// when nobody is signed in.
func (d *Door) shellOf(r *http.Request) (page.Frame, error) {
	secret := d.Secret(r, page.SessionCookie)
	if secret == "" {
		return page.Frame{}, dunning.Errorf(dunning.CodeNotFound, "nobody is signed in")
	}
	who, session, err := d.Gate.Who(r.Context(), page.Visitor(r), secret)
	if err != nil {
		return page.Frame{}, err
	}
	return page.Frame{Who: who, Session: session, Path: r.URL.EscapedPath(), Sends: d.Sends}, nil
}

// statuses gives the HTTP status of each code.
var statuses = map[dunning.Code]int{
	dunning.CodeInvalid: http.StatusUnprocessableEntity, dunning.CodeNotFound: http.StatusNotFound, dunning.CodeConflict: http.StatusConflict,
	dunning.CodeForbidden: http.StatusForbidden, dunning.CodeUnavailable: http.StatusServiceUnavailable,
}

// fail answers with the page of an error. One without a code is a fault of ours:
// the person is told the name under which it stands in the log.
func (d *Door) fail(w http.ResponseWriter, r *http.Request, s page.Frame, err error) {
	for _, name := range []string{"Content-Disposition", "Content-Length", "Content-Type", "Location"} {
		w.Header().Del(name) // of an answer that was begun
	}
	status, known := statuses[dunning.ErrorCode(err)]
	v := errorView{Frame: s.Titled("Cela n’a pas fonctionné"), Text: page.Capital(page.Said(err)) + "."}
	if !known {
		status, v.Text, v.ID = http.StatusInternalServerError, "", rand.Text()
		if d.Failed != nil {
			d.Failed(r.Context(), v.ID, err)
		}
	}
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		v.Text = "Cette page ou ce dossier n’existe pas, ou ne vous est pas ouvert."
	}
	templates.Render(w, status, "error", v)
}

// errorView is the page of an error.
type errorView struct {
	page.Frame
	Text string
	ID   string // id of the error in the log
}

// nowhere answers for an unknown address.
func (d *Door) nowhere(http.ResponseWriter, *http.Request, page.Frame) error {
	return dunning.Errorf(dunning.CodeNotFound, "no such page")
}
