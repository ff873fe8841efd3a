package evidence

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/limitation"
	"relance/internal/procedure"
)

// requested is a dossier for a way over one invoice, or over two.
func requested(way string, invoices int) Dossier {
	c := sample()
	c.View.Creditor.IBAN, c.View.Debtor.Email = "FR7630006000011234567890189", "compta@example.com"
	d := Dossier{Cases: []Case{c}, On: c.On, Made: c.Made, Request: Request{Way: way, Looked: "BODACC\u00a0: aucune annonce trouvée le 27 novembre 2026."}}
	if requests[way].court {
		d.Request.Court = "tribunal de commerce de Toulouse"
	}
	if invoices > 1 {
		other := c
		other.View.Case.Number, other.View.Invoice.Number, other.View.Invoice.Object = "F-2026-020", "F-2026-020", "Enseigne lumineuse"
		other.View.Case.Due, other.View.Invoice.Due, other.View.Invoice.Issued = day("2026-06-30"), day("2026-06-30"), day("2026-05-31")
		other.View.Payments, other.View.Particulars = nil, dunning.Particulars{}
		other.View.Case.Balance, other.View.Invoice.Document = other.View.Invoice.Payable, sha("autre")
		d.Cases = append([]Case{other}, d.Cases...)
	}
	facts := procedure.Facts{On: c.On, Principal: 250_000, Interest: 12_345, Fee: 4_000, Currency: "EUR", Due: c.View.Case.Due, Debtor: c.View.Debtor.Name,
		Creditor: c.View.Creditor.LegalForm, Regime: dunning.B2B, Invoiced: true}
	for _, w := range procedure.Ways(facts) {
		if w.ID == way {
			d.Request.Conditions, d.Request.Notes = w.Conditions, w.Notes
		}
	}
	d.Request.Alarms = procedure.BeforeExpiry(c.Limitation.Expiry, c.On, limitation.Articles(limitation.Professional))
	return d
}

func (d Dossier) opened(t *testing.T) *dossier {
	t.Helper()
	whole, err := d.open(newArchive(io.Discard, d.Made), (*file).exhibits)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// fieldTables are the fields that each way asks, in order, as they stand in the
// table of fields of a request for an order to pay, of the two procedures of the
// commissaire de justice, and of what agencies, insurers and counsel are given.
var fieldTables = map[string][]string{
	procedure.Injonction: {"Juridiction", "Créancier, personne morale", "Créancier, personne physique", "Mandataire et pouvoir", "Débiteur, personne morale",
		"Débiteur, personne physique", "Autres débiteurs", "Nature et origine", "Principal TTC, par facture", "Pénalités de retard", "Indemnité forfaitaire",
		"Clause pénale", "Frais de greffe", "Mise en demeure", "Renvoi", "Contribution de 50", "Bordereau", "Lieu, date"},
	procedure.SmallClaims: {"Créancier, personne morale", "Créancier, personne physique", "Mandataire et pouvoir", "Débiteur, personne morale",
		"Débiteur, personne physique", "Autres débiteurs", "Courriel du débiteur", "Téléphone", "Cour d’appel", "Nature et origine", "Principal TTC", "Pénalités",
		"Indemnité", "Clause pénale", "Principal et intérêts, au plus 5", "Factures et décompte", "Créance non contestée", "Marge de négociation\u00a0: échelonnement",
		"Marge de négociation\u00a0: somme", "IBAN", "Mandat au commissaire", "Lieu, date"},
	procedure.Uncontested: {"Créancier, personne morale", "Créancier, personne physique", "Mandataire et pouvoir", "Débiteur, personne morale",
		"Débiteur, personne physique", "Autres débiteurs", "Numéro RCS du créancier", "Numéro RCS du débiteur", "Nature et origine", "Principal TTC", "Pénalités",
		"Indemnité", "Clause pénale", "Créance certaine, liquide, exigible et facturée", "Factures et décompte", "Créance non contestée", "IBAN",
		"Mandat au commissaire", "Décret, tarif, formulaire", "Lieu, date"},
	procedure.Refere:      courtTable,
	procedure.Assignation: courtTable,
	procedure.Agency: {"Créancier, personne morale", "Créancier, personne physique", "Mandataire et pouvoir", "Débiteur, personne morale", "Débiteur, personne physique",
		"Autres débiteurs", "Agence", "Mandat écrit\u00a0: fondement et montant", "Mandat écrit\u00a0: conditions de la rémunération", "Mandat écrit\u00a0: conditions du reversement",
		"Garantie", "Nature et origine", "Principal TTC", "Pénalités", "Indemnité", "Clause pénale", "Dossier avec décompte", "Contact du débiteur", "Contestations",
		"Données personnelles", "Après la remise", "Lieu, date"},
	procedure.Insurer: {"Créancier, personne morale", "Créancier, personne physique", "Mandataire et pouvoir", "Débiteur, personne morale", "Débiteur, personne physique",
		"Autres débiteurs", "Assureur", "Police", "Limite de crédit", "Encours", "Nature et origine", "Principal TTC", "Pénalités", "Indemnité", "Clause pénale",
		"Dernier jour pour déclarer", "Contestations", "Relances et mise en demeure", "Factures et décompte", "Lieu, date"},
	procedure.Bailiff: {"Créancier, personne morale", "Créancier, personne physique", "Mandataire et pouvoir", "Débiteur, personne morale", "Débiteur, personne physique",
		"Autres débiteurs", "Commissaire de justice", "Titre exécutoire", "Courriel du débiteur", "Téléphone", "Nature et origine", "Principal TTC", "Pénalités", "Indemnité",
		"Clause pénale", "Somme à une date", "Mise en demeure", "Factures et décompte", "IBAN", "Lieu, date"},
}

var courtTable = []string{"Juridiction", "Créancier, personne morale", "Créancier, personne physique", "Mandataire et pouvoir", "Débiteur, personne morale",
	"Débiteur, personne physique", "Autres débiteurs", "Nature et origine", "Principal TTC", "Pénalités", "Indemnité", "Clause pénale",
	"Somme à une date", "Mise en demeure", "Tentative amiable\u00a0: genre, date, avec qui, issue, pièce", "Avocat", "Contribution de 50", "Chronologie et faits", "Bordereau", "Lieu, date"}

// TestEveryFieldOfEveryWayIsThere is the checklist of what a registrar, a
// commissaire de justice, an agency and an insurer ask for.
func TestEveryFieldOfEveryWayIsThere(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			want := fieldTables[way]
			fields := requested(way, 1).opened(t).fields()
			if len(fields) != len(want) {
				t.Fatalf("%d fields, want %d", len(fields), len(want))
			}
			for i, v := range fields {
				if v.number != fmt.Sprint(i+1) || !strings.HasPrefix(v.label, want[i]) || v.value == "" {
					t.Errorf("field %d is %q %q: %q, want %s", i+1, v.number, v.label, v.value, want[i])
				}
			}
		})
	}
}

// Without a court that a person names, the request says where the debtor's seat
// is, and that no table was consulted.
func TestARequestWithoutACourtSaysSo(t *testing.T) {
	t.Parallel()
	d := requested(procedure.Refere, 1)
	d.Request.Court = ""
	golden(t, "demande.sans-tribunal.txt", d.opened(t).addressee()+"\n")
}

// What a request must hold by law stands in the document itself, not only in the
// values.
func TestTheDocumentOfEveryWayHoldsItsStatutoryContent(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		for _, n := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s/%d", way, n), func(t *testing.T) {
				t.Parallel()
				d := requested(way, n).opened(t)
				s, err := d.requestSheet()
				if err != nil {
					t.Fatal(err)
				}
				text := plainSpaces(text(s))
				parts := []string{requests[way].title, "Atelier Brunel", "SARL au capital", "732 829 320", "Hélène Brunel", "Garage du Midi SAS", "404 833 048", "4 avenue de la Gare",
					"F-2026-014", "Réfection de l’enseigne", "BC-88", d.sums(d.sum.Principal), d.sums(d.sum.Interest), d.sums(d.sum.Total), d.sums(d.sum.Daily),
					"mise en demeure", "Pièce n° 1 ", "Signature", Blank, "BODACC", "Aucune contestation du débiteur"}
				if requests[way].court {
					parts = append(parts, "tribunal de commerce de Toulouse")
				}
				if n == 2 {
					parts = append(parts, "F-2026-020", "Enseigne lumineuse")
				}
				for _, part := range parts {
					if !strings.Contains(text, plainSpaces(part)) {
						t.Errorf("the document lacks %q", part)
					}
				}
			})
		}
	}
}

func plainSpaces(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
}

func TestEveryWayHasADocumentOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			sum, files := dossierOf(t, requested(way, 2))
			name := "demande/" + requests[way].file + ".pdf"
			for _, want := range []string{name, "demande/valeurs.pdf", "demande/conditions.pdf", "demande/alarmes.pdf", "demande/alarmes.ics", "pieces/00-bordereau.pdf",
				"pieces/empreintes.sha256", "notes-internes/f-2026-014/chronologie.pdf", "notes-internes/f-2026-020/prescription.pdf"} {
				if files[want] == "" {
					t.Errorf("%s is missing", want)
				}
			}
			if n := strings.Count(files["pieces/empreintes.sha256"], "\n"); n != sum.Pieces || n != 8 {
				t.Errorf("%d fingerprints of %d pieces", n, sum.Pieces)
			}
			if sum.Blanks == 0 {
				t.Error("nothing is left for a person: the signature's day at least is")
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

func dossierOf(t *testing.T, d Dossier) (Summary, map[string]string) {
	t.Helper()
	var out bytes.Buffer
	sum, err := WriteDossier(&out, d)
	if err != nil {
		t.Fatal(err)
	}
	return sum, entries(t, out.Bytes())
}

// The words of every document that a person signs, and of its values, for one
// invoice and for two: what a registrar reads.
func TestTheWordsOfEveryRequest(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		for _, n := range []int{1, 2} {
			name := fmt.Sprintf("demande.%s.%d.txt", way, n)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				d := requested(way, n).opened(t)
				s, err := d.requestSheet()
				if err != nil {
					t.Fatal(err)
				}
				golden(t, name, text(s)+"\n"+text(d.values())+"\n"+text(d.conditions())+"\n"+text(d.dates()))
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not what the document says; run the test with -update and read the diff", file)
	}
}

func TestInvoicesThatDoNotBelongTogetherAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Case){
		"another debtor":   func(c *Case) { c.View.Case.Debtor = "C-9" },
		"another creditor": func(c *Case) { c.View.Case.Creditor = "moulin" },
		"another currency": func(c *Case) { c.View.Case.Currency = "USD" },
		"the same invoice": func(c *Case) { c.View.Case.Number = "F-2026-014" },
	} {
		d := requested(procedure.Injonction, 2)
		change(&d.Cases[0])
		if _, err := WriteDossier(io.Discard, d); dunning.ErrorCode(err) == "" || dunning.ErrorCode(err) == dunning.CodeInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := requested(procedure.Insurer, 1)
	d.Request.Answers = map[string]string{"titre": "x"}
	if _, err := WriteDossier(io.Discard, d); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("an answer that nobody asks: %v", err)
	}
	if _, err := WriteDossier(io.Discard, requested("dance", 1)); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("a way that there is not: %v", err)
	}
}

// With everything said that a way asks, only what is written by hand at the
// signature is left.
func TestAFileIsReadyWhenEverythingWasSaid(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		d := requested(way, 1)
		d.Request.Trial, d.Request.Attempt, d.Request.Answers = "oui", "médiation, 3 octobre 2026, sans suite, pièce n° 2", map[string]string{}
		for _, a := range procedure.Answers(way) {
			d.Request.Answers[a.Key] = "dit"
		}
		c := &d.Cases[0].View.Creditor
		c.ClerkFee, c.Mandate, c.Insurance = 3_500, "convention du 3 janvier 2026", dunning.Insurance{Insurer: "Assureur Exemple", Policy: "12345", MaxCredit: 60, DeclareWithin: 30}
		whole := d.opened(t)
		s, err := whole.requestSheet()
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(text(s)+text(whole.values()), "\n") {
			if strings.Contains(part, Blank) && !strings.Contains(part, "le "+Blank) {
				t.Errorf("%s: still blank: %s", way, part)
			}
		}
	}
}
