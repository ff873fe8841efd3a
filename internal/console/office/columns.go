package office

import (
	"net/http"
	"strconv"

	"relance/internal/console/page"
	"relance/internal/intake"
)

// columnField is what an invoice has, with the columns of a list that may hold it.
type columnField struct {
	Name, Label string
	Headings    []page.Choice
}

// columnLabels are the fields that a person may point out in a list, in the order of
// the form.
var columnLabels = []struct{ name, label string }{
	{"number", "Numéro de facture"}, {"issue_date", "Date d’émission"}, {"due_date", "Échéance"}, {"total", "Total TTC"}, {"payable", "Reste dû"},
	{"buyer_name", "Nom du client"}, {"buyer_email", "Adresse e-mail du client"}, {"buyer_siren", "SIREN du client"}, {"terms", "Conditions de paiement"},
}

// mostHeadings bounds the columns that are offered.
const mostHeadings = 200

// columnFields offers the columns of a list; nothing for several files, or for one
// that is no list.
func columnFields(files uploaded) (out []columnField) {
	if len(files.names) != 1 {
		return nil
	}
	headings := intake.Headings(files.files[files.names[0]])
	if len(headings) == 0 || len(headings) > mostHeadings {
		return nil
	}
	for _, f := range columnLabels {
		field := columnField{Name: f.name, Label: f.label}
		for i, text := range headings {
			at := "#" + strconv.Itoa(i+1)
			field.Headings = append(field.Headings, page.Choice{Value: at, Label: page.OneOf(page.Excerpt(text, 60), "colonne "+strconv.Itoa(i+1)), Chosen: files.columns[f.name] == at})
		}
		out = append(out, field)
	}
	return out
}

// namedColumns reads what a person said that the columns of a list are.
func namedColumns(r *http.Request) map[string]string {
	out := map[string]string{}
	for _, f := range columnLabels {
		if at := r.PostFormValue("champ-" + f.name); at != "" {
			out[f.name] = at
		}
	}
	return out
}
