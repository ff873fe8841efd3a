package evidence

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"relance/internal/procedure"
)

func requested(way string) Case {
	c := sample()
	c.Request = Request{Way: way, Court: "tribunal de commerce de Toulouse", Looked: "BODACC\u00a0: aucune annonce au 27 novembre 2026."}
	return c
}

// TestEveryFieldOfARequestIsThere is the checklist of what a registrar asks for.
func TestEveryFieldOfARequestIsThere(t *testing.T) {
	t.Parallel()
	c := requested(procedure.Injonction)
	f := &file{Case: c, archive: newArchive(&bytes.Buffer{}, c.Made)}
	if err := f.exhibits(); err != nil {
		t.Fatal(err)
	}
	claim, err := f.claim()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Juridiction", "Créancier, personne morale", "Créancier, personne physique", "Mandataire", "Débiteur, personne morale", "Débiteur, personne physique",
		"Autres débiteurs", "Nature", "Principal", "Pénalités de retard", "Indemnité forfaitaire", "Clause pénale", "Frais de greffe", "Mise en demeure", "Renvoi",
		"Contribution de 50", "Bordereau", "Lieu, date"}
	fields := f.fields(claim)
	if len(fields) != len(want) {
		t.Fatalf("%d fields, want %d", len(fields), len(want))
	}
	for i, v := range fields {
		if v.number != fmt.Sprint(i+1) || !strings.HasPrefix(v.label, want[i]) || v.value == "" {
			t.Errorf("field %d is %q %q: %q, want %s", i+1, v.number, v.label, v.value, want[i])
		}
	}
	s, err := f.requestSheet(claim)
	if err != nil {
		t.Fatal(err)
	}
	text := text(s)
	for _, part := range []string{
		"tribunal de commerce de Toulouse", "Atelier Brunel", "SARL au capital", "732\u00a0829\u00a0320", "Hélène\u00a0Brunel", "Garage du Midi SAS", "404\u00a0833\u00a0048",
		"F-2026-014", "Réfection de l’enseigne", "BC-88", f.sums(claim.Principal), f.sums(claim.Interest), f.sums(claim.Total), f.sums(claim.Daily),
		"mise en demeure", "article 1408", "Pièce n°\u00a01", "Signature", Blank, "BODACC",
	} {
		if !strings.Contains(strings.ReplaceAll(text, " ", "\u00a0"), strings.ReplaceAll(part, " ", "\u00a0")) {
			t.Errorf("the request lacks %q", part)
		}
	}
}

func TestEveryWayHasADocumentOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			c := requested(way)
			c.Request.Conditions = procedure.Ways(procedure.Facts{On: c.On, Currency: "EUR"})[0].Conditions
			sum, files := write(t, c)
			name := "demande/" + requests[way].file + ".pdf"
			for _, want := range []string{name, "demande/valeurs.pdf", "demande/conditions.pdf", "demande/alarmes.ics", "pieces/00-bordereau.pdf"} {
				if files[want] == "" {
					t.Errorf("%s is missing", want)
				}
			}
			if sum.Blanks == 0 {
				t.Error("nothing is left for a person: the addressee at least is")
			}
			title, err := procedure.Title(way)
			if err != nil || title == "" {
				t.Error(err)
			}
			for _, text := range append(requests[way].asks, requests[way].states...) {
				for _, word := range []string{"saisie", "huissier", "assigné", "condamn"} {
					if strings.Contains(strings.ToLower(text), word) {
						t.Errorf("%q looks like a court's", text)
					}
				}
			}
		})
	}
}
