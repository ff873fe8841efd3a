package portal

import (
	"net/http"

	"relance/internal/visit"
)

// entranceView is the page where the code of a letter is entered.
type entranceView struct {
	frame
	Code, Error string
}

func (d *Door) entrance(w http.ResponseWriter, r *http.Request) error {
	return d.askCode(w, r, http.StatusOK, "", false)
}

// enter leads to the page of a code. Whether there is one is seen there, as with
// any link.
func (d *Door) enter(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("code")
	token, ok := visit.ReadCode(typed)
	if !ok {
		return d.askCode(w, r, http.StatusUnprocessableEntity, typed, true)
	}
	http.Redirect(w, r, Prefix+token, http.StatusSeeOther)
	return nil
}

// askCode shows the form, with what was typed where it cannot be a code.
func (d *Door) askCode(w http.ResponseWriter, r *http.Request, status int, typed string, wrong bool) error {
	v := entranceView{frame: frame{Lang: preferred(r), Base: Prefix}}
	v.Title = v.S("Voir mes factures", "See my invoices")
	if wrong {
		v.Code = cut(typed, 40)
		v.Error = v.S("Un code a seize chiffres et lettres. Vérifiez-le sur la lettre.", "A code has sixteen figures and letters. Check it on the letter.")
	}
	return render(w, status, "entrance", v)
}

func cut(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}
