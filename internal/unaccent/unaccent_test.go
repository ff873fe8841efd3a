package unaccent_test

import (
	"testing"

	"relance/internal/unaccent"
)

func TestTextWithoutAccents(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ in, text, lower, upper string }{
		"plain":           {"Facture 12", "Facture 12", "facture 12", "FACTURE 12"},
		"French":          {"Échéance à Noël", "Echeance a Noel", "echeance a noel", "ECHEANCE A NOEL"},
		"accents apart":   {"E\u0301che\u0301ance", "Echeance", "echeance", "ECHEANCE"},
		"ligatures":       {"Cœur, Æther, Straße", "Coeur, AEther, Strasse", "coeur, aether, strasse", "COEUR, AETHER, STRASSE"},
		"signs and blank": {"l’œuvre\u00a0: 10 €", "l’oeuvre\u00a0: 10 €", "l’oeuvre\u00a0: 10 €", "L’OEUVRE\u00a0: 10 €"},
		"no UTF-8":        {"Caf\xe9 noir", "Caf  noir", "caf  noir", "CAF  NOIR"},
		"empty":           {"", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := unaccent.Text(row.in); got != row.text {
				t.Errorf("text %q, want %q", got, row.text)
			}
			if got := unaccent.Lower(row.in); got != row.lower {
				t.Errorf("lower %q, want %q", got, row.lower)
			}
			if got := unaccent.Upper(row.in); got != row.upper {
				t.Errorf("upper %q, want %q", got, row.upper)
			}
		})
	}
}
