package evidence

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/postage"
)

// second is another invoice of the same debtor, not due at the judgment.
func second(on string) Case {
	c := judged(on)
	c.View.Case.Number, c.View.Invoice.Number = "F-2026-020", "F-2026-020"
	c.View.Case.Due, c.View.Invoice.Due = day("2026-10-15"), day("2026-10-15")
	c.View.Payments, c.View.Messages, c.View.Particulars = nil, nil, dunning.Particulars{}
	c.View.Case.Balance = c.View.Invoice.Payable
	c.Letters = nil
	return c
}

func proceedings(confirmed bool) insolvency.Proceedings {
	return insolvency.Proceedings{Judgment: day("2026-09-10"), Published: day("2026-09-18"), ClaimBy: day("2026-11-18"), Procedure: insolvency.Reorganisation,
		Court: "tribunal de commerce de Toulouse", Role: "mandataire judiciaire", Holder: "SELARL Exemple", Address: "1 rue A, 31000 Toulouse", Notice: "A202600501",
		Confirmed: confirmed}
}

func declared(t *testing.T, d Declaration) (Summary, map[string]string) {
	t.Helper()
	var out bytes.Buffer
	sum, err := WriteDeclaration(&out, d)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range r.File {
		in, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name] = string(data)
	}
	return sum, files
}

func TestOneDeclarationIsOverAllInvoicesOfTheDebtor(t *testing.T) {
	t.Parallel()
	d := Declaration{Cases: []Case{second("2026-09-10"), judged("2026-09-10")}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: sample().Made}
	sum, files := declared(t, d)
	for _, name := range []string{"declaration-de-creance.pdf", "pieces/00-bordereau.pdf", "pieces/empreintes.sha256"} {
		if files[name] == "" {
			t.Errorf("%s is missing of %v", name, files)
		}
	}
	if n := strings.Count(files["pieces/empreintes.sha256"], "\n"); n != sum.Pieces || n < 5 {
		t.Errorf("%d fingerprints of %d pieces", n, sum.Pieces)
	}
	f := &file{Case: d.Cases[0]}
	var claims []dunning.Claim
	var total money.Cents
	for _, c := range d.Cases {
		claim, err := (&file{Case: c}).declared()
		if err != nil {
			t.Fatal(err)
		}
		claims, total = append(claims, claim), total+claim.Total
	}
	text := text(f.declare(d, claims))
	for _, part := range []string{"SELARL Exemple", "1 rue A", "31000 Toulouse", "10 septembre 2026", "redressement", "18 septembre 2026", "A202600501",
		"F-2026-014", "F-2026-020", "à échoir le 15 octobre 2026", f.sums(total), "certifie sincère et véritable"} {
		if !strings.Contains(strings.ReplaceAll(text, " ", "\u00a0"), strings.ReplaceAll(part, " ", "\u00a0")) {
			t.Errorf("the declaration lacks %q", part)
		}
	}
}

// What the representative reads, when everything is said.
func TestTheWordsOfADeclarationThatIsReady(t *testing.T) {
	t.Parallel()
	d := Declaration{Cases: []Case{second("2026-09-10"), judged("2026-09-10")}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: sample().Made,
		Stated: Statements{Nature: "chirographaire", Pending: "néant"}}
	whole, claims, err := d.collect(newArchive(io.Discard, d.Made))
	if err != nil {
		t.Fatal(err)
	}
	if got := text(whole.declare(d, claims)); strings.Contains(got, Blank) {
		t.Errorf("still blank:\n%s", got)
	} else {
		golden(t, "declaration.lettre.txt", got)
	}
}

func TestTheLetterOfADeclarationListsItsPages(t *testing.T) {
	t.Parallel()
	d := Declaration{Cases: []Case{second("2026-09-10"), judged("2026-09-10")}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: sample().Made,
		Stated: Statements{Nature: "chirographaire", Pending: "néant"}}
	l, err := LetterOf(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	if l.Blanks != 0 || len(l.Invoices) != 2 || l.Total <= 0 || strings.Join(l.Recipient, "/") != "SELARL Exemple/Mandataire judiciaire/1 RUE A/31000 TOULOUSE" {
		t.Errorf("the letter is %d blanks, %v, %s, %v", l.Blanks, l.Invoices, l.Total, l.Recipient)
	}
	if n, err := letter.Pages(l.PDF); err != nil || n < 4 {
		t.Errorf("%d pages, %v", n, err)
	}
	unsure := d
	unsure.Proceedings = proceedings(false)
	if _, err := LetterOf(unsure, nil); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a letter to somebody whom nobody confirmed: %v", err)
	}
	unsure.Proceedings = proceedings(true)
	unsure.Proceedings.Address = "quelque part"
	if _, err := LetterOf(unsure, nil); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("a letter to no address: %v", err)
	}
}

func TestAHolderThatNobodyConfirmedIsAProposal(t *testing.T) {
	t.Parallel()
	d := Declaration{Cases: []Case{judged("2026-09-10")}, Proceedings: proceedings(false), On: day("2026-10-01"), Made: sample().Made}
	text := text((&file{Case: d.Cases[0]}).declare(d, []dunning.Claim{{}}))
	if !strings.Contains(text, "mandataire judiciaire\u00a0: "+Blank) || !strings.Contains(text, "proposition tirée de l’annonce, à confirmer\u00a0: SELARL Exemple") {
		t.Errorf("have\n%s", text[:400])
	}
	confirmed := d
	confirmed.Proceedings = proceedings(true)
	before, _ := declared(t, d)
	after, _ := declared(t, confirmed)
	if before.Blanks <= after.Blanks {
		t.Errorf("%d blanks before, %d after", before.Blanks, after.Blanks)
	}
	if _, err := WriteDeclaration(io.Discard, Declaration{}); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a declaration of nothing: %v", err)
	}
}

// TestEveryFieldOfADeclarationIsThere is the checklist of what a declaration holds
// (C. com. L622-25, R622-23): each field stands in the document, as a value or as a
// place that a person must fill in.
func TestEveryFieldOfADeclarationIsThere(t *testing.T) {
	t.Parallel()
	d := Declaration{Cases: []Case{second("2026-09-10"), judged("2026-09-10")}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: sample().Made}
	d.Cases[0].View.Invoice.Issued = day("2025-09-01") // payment deferred by more than a year
	whole, claims, err := d.collect(newArchive(io.Discard, d.Made))
	if err != nil {
		t.Fatal(err)
	}
	got := plainSpaces(text(whole.declare(d, claims)))
	for field, want := range map[string]string{
		"holder, with his capacity":         "À l’attention du mandataire judiciaire\nSELARL Exemple\n1 rue A\n31000 Toulouse",
		"procedure":                         "Nature de la procédure : redressement judiciaire",
		"court":                             "Tribunal : tribunal de commerce de Toulouse",
		"day of the judgment":               "Jugement d’ouverture du 10 septembre 2026",
		"publication, with the notice":      "Publication au BODACC du 18 septembre 2026 (annonce A202600501)",
		"debtor":                            "Débiteur\nGarage du Midi SAS\nForme juridique : SAS\nSiège : 4 avenue de la Gare\n31000 Toulouse\nSIREN : 404 833 048",
		"creditor":                          "Créancier\nAtelier Brunel\nForme juridique : SARL au capital de 10 000 €",
		"due at the judgment":               "n° F-2026-014 | 15/05/2026 | ",
		"to fall due, with its day":         "facture n° F-2026-020, 3 200,00 €, à échoir le 15 octobre 2026",
		"interest to the eve, and how":      "arrêtée à la veille du jugement d’ouverture",
		"interest that does not stop":       "Intérêts dont le cours n’est pas arrêté (prêt ou paiement différé d’un an ou plus, article L622-28) : modalités de calcul : [À COMPLÉTER]",
		"fee":                               "L’indemnité forfaitaire est déclarée",
		"privilege or security":             "Nature de la créance (chirographaire, ou privilège, sûreté ou réserve de propriété avec leur date) : [À COMPLÉTER]",
		"court before which it is disputed": "Juridiction saisie, si la créance fait l’objet d’un litige : [À COMPLÉTER]",
		"power of the signatory":            "Pouvoir spécial",
		"exhibits":                          "Pièce n° 1 : ",
		"certified as sincere":              "Je certifie sincère et véritable",
		"signatory with his capacity":       "Hélène Brunel, gérante",
		"total":                             "Total déclaré",
	} {
		if !strings.Contains(strings.ReplaceAll(got, "\u202f", " "), want) {
			t.Errorf("%s: the document lacks %q:\n%s", field, want, got)
		}
	}
}

// TestADeclarationThatWasPostedIsAnExhibitOfEachCase: with the proofs of its letter,
// numbered like the others, and never of the declaration itself.
func TestADeclarationThatWasPostedIsAnExhibitOfEachCase(t *testing.T) {
	t.Parallel()
	c := judged("2026-09-10")
	sent := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	c.Declared = []insolvency.Letter{{Document: sha("declaration"), ApprovedAt: sent.Add(-time.Hour), State: dunning.MessageAccepted, Post: &postage.TrackedLetter{
		Number: "1A 234 567 8901 2", Sent: sent, Proofs: []postage.LetterProof{
			{Kind: "deposit", Document: sha("depot"), Date: day("2026-10-05")}, {Kind: "acknowledgement", Document: sha("recu"), Date: day("2026-10-07")},
		},
	}}}
	open := c.Open
	c.Open = func(s string) (dunning.Document, error) {
		for text, name := range map[string]string{"declaration": "declaration.pdf", "depot": "depot.pdf", "recu": "recu.pdf"} {
			if sha(text) == s {
				return dunning.Document{SHA256: s, Name: name, Bytes: []byte(text)}, nil
			}
		}
		return open(s)
	}
	f := &file{Case: c, archive: newArchive(io.Discard, c.Made)}
	if err := f.exhibits(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range f.pieces[len(f.pieces)-4:] {
		got = append(got, fmt.Sprintf("%d %s %s %s", p.number-len(f.pieces), p.title, p.date, p.name[4:]))
	}
	want := []string{
		"-3 Déclaration de créance, par lettre recommandée avec avis de réception, n°\u00a01A 234 567 8901 2 2026-10-05 declaration-de-creance.pdf",
		"-2 Preuve de dépôt (déclaration de créance) 2026-10-05 preuve-de-depot.pdf",
		"-1 Avis de réception (déclaration de créance) 2026-10-07 avis-de-reception.pdf",
	}
	if diff := cmp.Diff(want, got[:3]); diff != "" {
		t.Error(diff)
	}
	_, files := write(t, c)
	if !strings.Contains(files["pieces/empreintes.sha256"], "declaration-de-creance.pdf") {
		t.Errorf("the digests lack it: %s", files["pieces/empreintes.sha256"])
	}
	sum, _ := declared(t, Declaration{Cases: []Case{c}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: c.Made})
	plain := judged("2026-09-10")
	bare, _ := declared(t, Declaration{Cases: []Case{plain}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: c.Made})
	if sum.Pieces != bare.Pieces {
		t.Errorf("a declaration has itself among its %d exhibits", sum.Pieces)
	}
}
