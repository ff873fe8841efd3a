package evidence

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/procedure"
)

// variants are files as they come in practice, by name: every way over one invoice
// and over two, and the debtors, sums and addresses that are hard to set.
func variants() map[string]Dossier {
	out := map[string]Dossier{}
	for _, way := range procedure.WayIDs() {
		out[way+"-one"], out[way+"-two"] = requested(way, 1), requested(way, 2)
	}
	for name, row := range map[string]struct {
		way    string
		change func(*dunning.CaseView)
	}{
		"consumer": {procedure.SmallClaims, func(v *dunning.CaseView) {
			v.Debtor = dunning.Debtor{Name: "Jean-Baptiste de La Rochefoucauld-Montesquieu", Regime: dunning.B2C, Email: "jean-baptiste.de-la-rochefoucauld-montesquieu@courriel.example.org",
				Address: dunning.Address{Lines: []string{"Résidence Les Hauts de la Corniche, bâtiment C, appartement 24", "128 boulevard du Général de Gaulle prolongé"}, Postcode: "13007", City: "Marseille"}}
			v.NoticeReceived = day("2026-07-04")
		}},
		"public": {procedure.Injonction, func(v *dunning.CaseView) {
			v.Debtor = dunning.Debtor{Name: "Commune de Sainte-Marie-des-Vallées", Regime: dunning.Public, SIREN: "404833048",
				Address: dunning.Address{Lines: []string{"Hôtel de ville"}, Postcode: "68160 CEDEX 03", City: "Sainte-Marie-des-Vallées"}}
		}},
		"association": {procedure.Assignation, func(v *dunning.CaseView) {
			v.Debtor.Name, v.Debtor.Regime, v.NoticeReceived = "Association sportive des Trois Rivières", dunning.NonProfessional, day("2026-07-04")
		}},
		"foreign": {procedure.Assignation, func(v *dunning.CaseView) {
			v.Debtor.Name, v.Debtor.SIREN = "Établissements Vandenbroucke-Van der Meersche & Fils SRL", ""
			v.Debtor.Address = dunning.Address{Lines: []string{"Rue de la Loi 16"}, Postcode: "1000", City: "Bruxelles", Country: "BE"}
		}},
		"long-foreign-code": {procedure.Agency, func(v *dunning.CaseView) {
			v.Debtor.Name, v.Debtor.SIREN = "Hargreaves & Sons Ltd", ""
			v.Debtor.Address = dunning.Address{Lines: []string{"Unit 4, Thames Gateway Business Park"}, Postcode: "SW1A 1AA", City: "London", Country: "GB"}
		}},
		"rates-credit-returned": {procedure.Injonction, func(v *dunning.CaseView) {
			v.Case.Due, v.Invoice.Due, v.Invoice.Issued = day("2024-11-15"), day("2024-11-15"), day("2024-10-15")
			v.Payments = append([]dunning.Payment{{Date: day("2025-03-10"), Amount: money.EUR(300_00)}, {Date: day("2025-03-20"), Amount: money.EUR(-300_00)}}, v.Payments...)
			v.Credits = []dunning.Received{{Date: day("2025-05-01"), Amount: 120_00}}
			v.Case.Balance -= 120_00
		}},
		"dispute-long-names": {procedure.Refere, func(v *dunning.CaseView) {
			v.Case.Holds = []dunning.Hold{{Kind: dunning.HoldDispute, Amount: 800_00}}
			v.Creditor.Name = "Société coopérative de production des artisans réunis de la menuiserie et de l’agencement du Val de Loire"
			v.Debtor.Name = "Compagnie générale d’exploitation et de distribution de matériels de bureautique et de reprographie du Grand Ouest SAS"
		}},
		"sole-trader": {procedure.Injonction, func(v *dunning.CaseView) {
			v.Creditor.LegalForm, v.Creditor.RCS, v.Creditor.Name = "EI", "", "Hélène Brunel"
		}},
		"prepaid": {procedure.Insurer, func(v *dunning.CaseView) {
			v.Invoice.Total += 1_000_00
		}},
	} {
		d := requested(row.way, 1)
		row.change(&d.Cases[0].View)
		out[name] = d
	}
	return out
}

// inPages are the words of a PDF, page by page.
func inPages(t *testing.T, pdf []byte) []string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	name := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(plainSpaces(string(out)), "\f")
	return pages[:len(pages)-1]
}

var numbered = regexp.MustCompile(`Page (\d+) sur (\d+)`)

// TestEveryPageOfEveryFile renders the files and looks at each page: it bears its
// number, no heading or signature stands alone on it, the document says what it is
// and in which language, and a statement bears the number of its exhibit.
func TestEveryPageOfEveryFile(t *testing.T) {
	t.Parallel()
	for name, d := range variants() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, files := dossierOf(t, d)
			for file, data := range files {
				if !strings.HasSuffix(file, ".pdf") || !strings.HasPrefix(data, "%PDF-") {
					continue
				}
				if !strings.Contains(data, "/Lang (fr-FR)") || !strings.Contains(data, "/Title (") {
					t.Errorf("%s has no language or title", file)
				}
				pages := inPages(t, []byte(data))
				for i, page := range pages {
					n := numbered.FindStringSubmatch(page)
					if n == nil || n[1] != fmt.Sprint(i+1) || n[2] != fmt.Sprint(len(pages)) {
						t.Errorf("%s, page %d of %d bears %v", file, i+1, len(pages), n)
					}
					body := strings.TrimSpace(page)
					if strings.HasPrefix(body, "Fait à") {
						t.Errorf("%s: the signature stands alone on page %d", file, i+1)
					}
				}
				if strings.Contains(file, "-decompte") && !strings.Contains(pages[0], "Pièce n° ") {
					t.Errorf("%s does not name its exhibit", file)
				}
			}
		})
	}
}

// TestTheWordsOfDebtorsThatAreHardToSet are what a registrar reads of a consumer,
// a public body, an association, a debtor abroad, of credits and returns, of a
// dispute of a part, and of a sole trader.
func TestTheWordsOfDebtorsThatAreHardToSet(t *testing.T) {
	t.Parallel()
	for name, d := range variants() {
		if strings.HasSuffix(name, "-one") || strings.HasSuffix(name, "-two") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := d.opened(t)
			s, err := whole.requestSheet()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "variante."+name+".txt", text(s)+"\n"+text(whole.values()))
		})
	}
}

// The letter of a declaration is one document: its pages are numbered through, and
// each page of an exhibit bears the exhibit's number.
func TestThePagesOfADeclarationAreNumberedThrough(t *testing.T) {
	t.Parallel()
	exhibit, err := letter.Render(notice.Sample(dunning.FormalNotice, dunning.B2B, "fr"), letter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := Declaration{Cases: []Case{second("2026-09-10"), judged("2026-09-10")}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: sample().Made,
		Stated: Statements{Nature: "chirographaire", Pending: "néant"}}
	open := d.Cases[1].Open
	for i := range d.Cases {
		d.Cases[i].Open = func(sha string) (dunning.Document, error) {
			doc, err := open(sha)
			if doc.Name == "lettre.pdf" {
				doc.Bytes = exhibit
			}
			return doc, err
		}
	}
	l, err := LetterOf(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	pages := inPages(t, l.PDF)
	for i, page := range pages {
		own, marked := fmt.Sprintf("Page %d sur %d", i+1, len(pages)), fmt.Sprintf("page %d sur %d", i+1, len(pages))
		if isExhibit := regexp.MustCompile(`Pièce n° \d+ – page`).MatchString(page); !strings.Contains(page, own) && (!isExhibit || !strings.Contains(page, marked)) {
			t.Errorf("page %d of %d bears no number of the whole:\n%s", i+1, len(pages), page)
		}
	}
	if first := pages[0]; strings.Count(first, "SELARL Exemple") != 1 || strings.Count(strings.ToUpper(first), "31000 TOULOUSE") != 2 {
		t.Errorf("the addressee, or the debtor of the same town, stands twice on page 1:\n%s", first)
	}
	list := pages[slicesIndex(pages, "Bordereau de pièces")]
	for n, where := range pagesOfExhibits(pages) {
		if !regexp.MustCompile(`(?m)^ *` + n + ` .* ` + strings.ReplaceAll(where, " ", " ?") + `\s*$`).MatchString(list) {
			t.Errorf("exhibit %s stands on pages %s, the list says otherwise:\n%s", n, where, list)
		}
	}
	if !bytes.Contains(l.PDF, []byte("/Lang")) {
		t.Error("the letter has no language")
	}
}

func slicesIndex(pages []string, part string) int {
	for i, p := range pages {
		if strings.HasPrefix(strings.TrimSpace(p), part) {
			return i
		}
	}
	return 0
}

// pagesOfExhibits reads from the marks on which pages each exhibit stands.
func pagesOfExhibits(pages []string) map[string]string {
	first, last := map[string]int{}, map[string]int{}
	for i, p := range pages {
		if m := regexp.MustCompile(`Pièce n° (\d+) – page`).FindStringSubmatch(p); m != nil {
			if first[m[1]] == 0 {
				first[m[1]] = i + 1
			}
			last[m[1]] = i + 1
		}
	}
	out := map[string]string{}
	for n := range first {
		out[n] = pagesOf(first[n], last[n])
	}
	return out
}

// A capacity that the window has no room for stands in the text.
func TestTheCapacityOfTheHolderIsToldOnce(t *testing.T) {
	t.Parallel()
	d := Declaration{Cases: []Case{judged("2026-09-10")}, Proceedings: proceedings(true), On: day("2026-10-01"), Made: sample().Made}
	sections := (&file{Case: d.Cases[0]}).declare(d, []dunning.Claim{{}}).Sections
	with := toHolder(sections, d.Proceedings, []string{"SELARL Exemple", "Mandataire judiciaire", "1 RUE A"})
	if len(with) != len(sections)-1 {
		t.Error("the addressee stands in the text beside the window")
	}
	without := toHolder(sections, d.Proceedings, []string{"SELARL Exemple", "1 RUE A"})
	if got := without[0].Blocks[0].Text; got != "À l’attention du mandataire judiciaire, en cette qualité" {
		t.Errorf("the text says %q", got)
	}
}

// What is left to a person is named, document by document, in the order of the
// file: it is what a file that is not ready is refused with.
func TestABlankIsNamedWithItsDocument(t *testing.T) {
	t.Parallel()
	d := requested(procedure.Injonction, 1)
	d.Request.Court = ""
	sum, err := WriteDossier(io.Discard, d)
	if err != nil {
		t.Fatal(err)
	}
	all := plainSpaces(strings.Join(sum.Missing, "\n"))
	for _, part := range []string{"Requête en injonction de payer : À Madame ou Monsieur le président", "Requête en injonction de payer : Renvoi devant la juridiction compétente",
		"Valeurs à reporter, requête en injonction de payer : Juridiction", "Valeurs à reporter, requête en injonction de payer : Frais de greffe"} {
		if !strings.Contains(all, part) {
			t.Errorf("%q is not named:\n%s", part, all)
		}
	}
	if len(sum.Missing) != sum.Blanks {
		t.Errorf("%d places are blank, %d are named", sum.Blanks, len(sum.Missing))
	}
}

// No fee of a court is ever proposed: the clerk's is a setting or a blank, and
// before the tribunal judiciaire there is none.
func TestNoFeeOfACourtIsInvented(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		court string
		fee   money.Cents
		want  string
	}{
		"nothing is set":      {"tribunal de commerce de Toulouse", 0, Blank},
		"set":                 {"tribunal de commerce de Toulouse", 30_00, money.French(money.EUR(30_00))},
		"no court is named":   {"", 0, Blank},
		"tribunal judiciaire": {"tribunal judiciaire de Toulouse", 30_00, "Aucuns devant le tribunal judiciaire"},
		"Alsace-Moselle":      {"chambre commerciale du tribunal judiciaire de Strasbourg", 0, Blank},
	} {
		d := requested(procedure.Injonction, 1)
		d.Request.Court, d.Cases[0].View.Creditor.ClerkFee = row.court, row.fee
		if got := d.opened(t).clerkFee(); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}
