package portal

import (
	"net/http"
	"strings"

	"relance/internal/backoffice/debtorpages"
	"relance/internal/dunning"
	"relance/internal/visit"
)

// cookie is the name of the one that says that the code was typed. There is none
// before.
func (d *Door) cookie() string {
	if d.Secure {
		return "__Host-compte"
	}
	return "compte"
}

func (d *Door) session(r *http.Request) string {
	c, err := r.Cookie(d.cookie())
	if err != nil {
		return ""
	}
	return c.Value
}

// openAccount names in the audit that a debtor showed by a code that the address on
// record is his.
const openAccount = "open-account"

type codeView struct {
	frame
	foot
	Creditor, Error string
	Asked           bool
}

// codeOf is the page that asks for the code.
func codeOf(a debtorpages.Account, at string, asked bool) codeView {
	v := codeView{frame: frameOf(a, at), foot: footOf(a), Creditor: a.Creditor.Name, Asked: asked}
	v.Title, v.WholeOffered = v.S("Voir tout mon compte", "See my whole account"), false
	return v
}

// whole shows all that is open to whoever typed the code, else asks for it.
func (d *Door) whole(w http.ResponseWriter, r *http.Request) error {
	a, err := d.Pages.See(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if !footOf(a).WholeOffered {
		return nothing()
	}
	all, err := d.Pages.SeeWhole(r.Context(), r.PathValue("token"), d.session(r))
	switch dunning.ErrorCode(err) {
	case "":
		return render(w, http.StatusOK, "account", accountOf(all, base(r)))
	case dunning.CodeForbidden:
		return render(w, http.StatusOK, "code", codeOf(a, base(r), r.URL.Query().Get("code") == "1"))
	}
	return err
}

// openWhole sends the code, or takes it.
func (d *Door) openWhole(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	a, err := d.Pages.See(r.Context(), token)
	if err != nil {
		return err
	}
	if !footOf(a).WholeOffered {
		return nothing()
	}
	if r.PostFormValue("envoyer") != "" {
		if err := d.Keys.SendCode(r.Context(), token); err != nil {
			return err
		}
		http.Redirect(w, r, base(r)+"/compte?code=1", http.StatusSeeOther)
		return nil
	}
	session, err := d.Keys.EnterCode(r.Context(), token, strings.ReplaceAll(strings.TrimSpace(r.PostFormValue("code")), " ", ""))
	if dunning.ErrorCode(err) == dunning.CodeForbidden {
		if err := d.note(r, a.Link, openAccount, "", err.Error()); err != nil {
			return err
		}
		v := codeOf(a, base(r), true)
		v.Error = v.S("Ce code n’est pas le bon, ou n’est plus valable. Après cinq essais, demandez-en un autre.", "This code is wrong, or no longer valid. After five tries ask for another.")
		return render(w, http.StatusForbidden, "code", v)
	}
	if err != nil {
		return err
	}
	if err := d.note(r, a.Link, openAccount, "", ""); err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: d.cookie(), Value: session, Path: "/", MaxAge: int(visit.SessionLife.Seconds()), HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(w, r, base(r)+"/compte", http.StatusSeeOther)
	return nil
}
