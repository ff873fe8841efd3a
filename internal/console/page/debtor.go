package page

import (
	"slices"
	"strings"

	"relance/internal/change"
	"relance/internal/dunning"
)

// OnRecord says what the record holds of a debtor where a correction differs from it.
func OnRecord(now dunning.Debtor, c change.Debtor) string {
	var out []string
	says := func(differs bool, label, value string) {
		switch {
		case differs && value == "":
			out = append(out, label+" vide")
		case differs:
			out = append(out, label+" «\u00a0"+value+"\u00a0»")
		}
	}
	says(c.Name != nil, "nom", now.Name)
	says(c.Email != nil, "e-mail", now.Email)
	says(c.Address != nil, "adresse", strings.Join(append(slices.Clone(now.Address.Lines), strings.TrimSpace(now.Address.Postcode+" "+now.Address.City)), ", "))
	says(c.Regime != nil, "régime", fr.Regime(now.Regime))
	says(c.SIREN != nil, "SIREN", now.SIREN)
	says(c.Plan != nil, "plan", now.Plan)
	if c.Language != nil || c.PayDays != nil || c.Electronic != nil {
		out = append(out, "le bas de la fiche diffère")
	}
	if len(out) == 0 {
		return ""
	}
	return " Au dossier\u00a0: " + strings.Join(out, "\u00a0; ") + "."
}
