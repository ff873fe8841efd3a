package console

import (
	"net/http"
	"slices"
	"strings"

	"relance/internal/console/page"
)

// lostView answers a form that came when its sender was no longer signed in: it
// holds all that was typed, and sends it again once he is. Nothing of it is stored
// here.
type lostView struct {
	page.Frame
	Address string
	Typed   []typedField
	Hidden  []typedField
}

type typedField struct{ Name, Label, Value string }

// typedLabels name the fields into which people type, in the order of forms.
var typedLabels = []typedField{
	{Name: "texte", Label: "Message"}, {Name: "mots", Label: "Mots"}, {Name: "montant", Label: "Montant"}, {Name: "accessoires", Label: "Pénalités et indemnité"},
	{Name: "date", Label: "Date"}, {Name: "fin", Label: "Fin"}, {Name: "echeances", Label: "Échéances"}, {Name: "nom", Label: "Nom"}, {Name: "email", Label: "Adresse e-mail"},
	{Name: "adresse", Label: "Adresse"}, {Name: "postal", Label: "Code postal"}, {Name: "ville", Label: "Ville"}, {Name: "pays", Label: "Pays"}, {Name: "note", Label: "Note"},
}

// secretFields are fields that no page shows again.
var secretFields = []string{"password", "code", "secret", "reponse"}

// keeps tells whether a form that came too late is kept: one of texts, and without a
// secret.
func keeps(r *http.Request) bool {
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") || r.ParseForm() != nil {
		return false
	}
	for name := range r.PostForm {
		if slices.Contains(secretFields, name) {
			return false
		}
	}
	return r.URL.Path != "/sortie" && len(r.PostForm) > 0
}

func lostOf(r *http.Request) lostView {
	v := lostView{Frame: page.Frame{}.Titled("Vous n’êtes plus connecté"), Address: page.OwnPath(r.URL.EscapedPath())}
	for _, f := range typedLabels {
		for _, value := range r.PostForm[f.Name] {
			v.Typed = append(v.Typed, typedField{f.Name, f.Label, value})
		}
	}
	for name, values := range r.PostForm {
		if slices.ContainsFunc(typedLabels, func(f typedField) bool { return f.Name == name }) {
			continue
		}
		for _, value := range values {
			v.Hidden = append(v.Hidden, typedField{Name: name, Value: value})
		}
	}
	return v
}
