package cli

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/dunning"
)

func TestCasefileHoldsEveryPieceWithItsHash(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: f1, Event: dunning.Event{Kind: dunning.KindAsked, Step: "mise", Reason: dunning.ReasonApprovalRequired},
	})
	d.must(err)
	d.run(0, "approve", "F-1", "--by", "paul")
	d.send("mise", dunning.SendAccepted)
	file := filepath.Join(t.TempDir(), "dossier.zip")
	d.says(d.run(0, "casefile", "F-1", "-o", file), `pieces in`)
	d.says(d.run(1, "casefile", "F-1", "-o", file), `name a new file`)

	texts := unpacked(t, file)
	for name, want := range map[string]string{
		"bordereau.txt": "sha256", "decompte.txt": "Principal restant dû", "chronologie.txt": "étape approuvée",
		"dossier.json": `"number": "F-1"`, "formal_notice.pdf": "",
	} {
		if text, ok := texts[name]; !ok || !strings.Contains(text, want) {
			t.Errorf("%s: got %.200q, want %q in it", name, text, want)
		}
	}
}

// The statement is imputed and itemised for a court, the declaration is the
// claim as the judgment found it, and a cost comes with its bill.
func TestCasefileStatesClaimDeclarationAndLimitation(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	d.write("frais.txt", "Facture de recherche")
	d.run(0, "paid", "F-1", "--amount", "200", "--date", "2026-11-10")
	d.run(0, "cost", "F-1", "96.40", "--what", "Recherche d'adresse", "--date", "2026-11-23", "--document", filepath.Join(d.dir, "frais.txt"))
	d.run(0, "limitation", "F-1", "--event", "acknowledgement", "--date", "2026-11-12")
	d.run(0, "insolvency", "F-1", "--date", "2026-11-20")
	file := filepath.Join(t.TempDir(), "dossier.zip")
	d.run(0, "casefile", "F-1", "-o", file)
	texts := unpacked(t, file)
	// Due 31 October: 1200 × 0.124 × 10 / 365 = 4.08 to 10 November. The 200 paid
	// then go to these first, and 195.92 to the principal: 1004.08 × 0.124 × 9 /
	// 365 = 3.07 until the eve of the judgment. 56.40 is 96.40 less the fee's 40.
	d.says(texts["decompte.txt"], `(?s)Principal restant dû : 1.004,08.€\nIntérêts : 3,07.€\nIndemnité forfaitaire : 40,00.€\n`+
		`Recherche d.adresse \(2026-11-23\) : 96,40.€\nPart des frais déjà couverte.* : −40,00.€\nTotal : 1.103,55.€\n.*C. civ. 1343-1`)
	d.says(texts["declaration.txt"], `(?s)Jugement d.ouverture du 20 novembre 2026.*avant le 20 janvier 2027.*Intérêts : 3,07.€\n.*Total : 1.047,15.€`)
	d.says(texts["prescription.txt"], `Dernier jour pour agir : 12 novembre 2031`)
	d.says(texts["justificatif.txt"], `Facture de recherche`)
}

// unpacked gives the texts of an evidence file, by name without the number.
func unpacked(t *testing.T, file string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name := f.Name
		if _, after, ok := strings.Cut(name, "-"); ok {
			name = after
		}
		texts[name] = string(data)
	}
	return texts
}
