package evidence

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/limitation"
	"relance/internal/money"
	"relance/internal/postage"
)

var update = flag.Bool("update", false, "write the golden files anew")

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// sample is a case with all that a file may hold: two payments, a letter with
// its proof, a cost, a waiver with its reason, a message of unknown outcome.
func sample() Case {
	v := dunning.CaseView{
		Case: dunning.Case{Creditor: "atelier", Number: "F-2026-014", Currency: "EUR", Due: day("2026-05-15"), Opening: 3_200_00, Balance: 2_500_00, State: dunning.FormalState,
			Steps: []dunning.ScheduledStep{{ID: "first_reminder", Level: dunning.First, Channel: dunning.Email}, {ID: "formal_notice", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter},
				{ID: "call_them", Channel: dunning.Call}}},
		Creditor: dunning.Creditor{ID: "atelier", Name: "Atelier Brunel", LegalForm: "SARL au capital de 10 000 €", SIREN: "732 829 320", RCS: "RCS Lyon 732 829 320",
			Address: dunning.Address{Lines: []string{"12 rue des Lilas"}, Postcode: "69003", City: "Lyon"}, Signatory: "Hélène Brunel", Capacity: "gérante"},
		Debtor: dunning.Debtor{Name: "Garage du Midi SAS", Regime: dunning.B2B, SIREN: "404833048",
			Address: dunning.Address{Lines: []string{"4 avenue de la Gare"}, Postcode: "31000", City: "Toulouse"}},
		Invoice: dunning.Invoice{Number: "F-2026-014", Issued: day("2026-04-15"), Due: day("2026-05-15"), Currency: "EUR", Total: 3_200_00, Payable: 3_200_00,
			Object: "Réfection de l’enseigne", OrderRef: "BC-88", Document: sha("facture")},
		Payments: []dunning.Payment{
			{Date: day("2026-06-10"), Amount: money.EUR(500_00)},
			{Date: day("2026-08-03"), Amount: money.EUR(200_00)},
		},
		Particulars: dunning.Particulars{
			Waived:  []dunning.Waiver{{Part: dunning.WaiveFee, On: day("2026-06-01"), Author: "paul", Why: "client fidèle"}},
			Outlays: []dunning.Outlay{{Date: day("2026-09-20"), Amount: 96_40, What: "Recherche d’adresse", Document: sha("frais")}},
		},
		Messages: []dunning.Message{
			{ID: 3, Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, State: dunning.MessageAccepted, Day: day("2026-07-01"), Document: sha("lettre")},
			{ID: 1, Level: dunning.First, Channel: dunning.Email, State: dunning.MessageAccepted, Day: day("2026-05-20"), Document: sha("premier")},
			{ID: 2, Level: dunning.Final, Channel: dunning.Email, State: dunning.MessageUnknown, Day: day("2026-06-16"), Document: sha("inconnu")},
			{ID: 4, Level: dunning.Thanks, Channel: dunning.Email, State: dunning.MessageAccepted, Day: day("2026-08-04"), Document: sha("merci")},
		},
		Timeline: []dunning.Record{
			{Event: dunning.Event{Kind: dunning.KindOpened, Reason: dunning.ReasonFact, At: time.Date(2026, 4, 16, 7, 0, 0, 0, time.UTC)}, Hash: sha("1")},
			{Event: dunning.NewSent("first_reminder").With(dunning.Stamp{Message: 1, Reason: dunning.ReasonStepDue, At: time.Date(2026, 5, 20, 7, 0, 0, 0, time.UTC)}), Hash: sha("3")},
			{Event: dunning.NewWaive("fee").With(dunning.Stamp{Author: "paul", Reason: dunning.ReasonFact, At: time.Date(2026, 6, 1, 7, 0, 0, 0, time.UTC)}), Hash: sha("2")},
			{Event: dunning.NewSent("formal_notice").With(dunning.Stamp{Message: 3, Reason: dunning.ReasonStepDue, At: time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC)}), Hash: sha("4")},
			{Event: dunning.NewLetterStatus(dunning.LetterDelivered, day("2026-07-03"), "1A 234 567 8901 2").With(dunning.Stamp{Step: "formal_notice", Message: 3, Reason: dunning.ReasonFact, At: time.Date(2026, 7, 5, 7, 0, 0, 0, time.UTC)}), Hash: sha("5")},
			{Event: dunning.NewRetry().With(dunning.Stamp{Step: "call_them", Author: "paul", Reason: dunning.ReasonFact, At: time.Date(2026, 7, 20, 7, 0, 0, 0, time.UTC)}), Hash: sha("6")},
			{Event: dunning.NewRetry().With(dunning.Stamp{Step: "old_step", Author: "paul", Reason: dunning.ReasonFact, At: time.Date(2026, 7, 21, 7, 0, 0, 0, time.UTC)}), Hash: sha("7")},
		},
	}
	limit, err := limitation.Expiry(limitation.Claim{Kind: limitation.Professional, Due: v.Invoice.Due},
		[]limitation.Event{{Kind: limitation.PartPayment, On: day("2026-06-10")}})
	if err != nil {
		panic(err)
	}
	return Case{
		Stated: []Stated{
			{On: day("2026-04-16"), At: "2026-04-16 10:10:00", What: "203 Mise à disposition", By: "une plateforme", Document: sha("203"), Fact: true},
			{On: day("2026-04-20"), At: "2026-04-20 11:00:00", What: "205 Approuvée", By: "un tiers", Reasons: "AUTRE", Document: sha("205")},
		},
		View: v, Limitation: limit, Rates: interest.Builtin(), On: day("2026-11-27"), Made: time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC),
		Letters: []postage.TrackedLetter{{Message: 3, Number: "1A 234 567 8901 2", State: dunning.LetterDelivered,
			Events: []postage.LetterEvent{{State: dunning.LetterPosted, Date: day("2026-07-02")}, {State: dunning.LetterPresented, Date: day("2026-07-03")}, {State: dunning.LetterDelivered, Date: day("2026-07-04")}},
			Proofs: []postage.LetterProof{{Kind: "acknowledgement", Document: sha("avis"), Date: day("2026-07-04")}}}},
		Open: func(s string) (dunning.Document, error) {
			for text, name := range map[string]string{"facture": "scan DEF.PDF", "autre": "autre.pdf", "premier": "", "inconnu": "", "merci": "", "lettre": "lettre.pdf", "avis": "avis.jpg", "frais": "frais.txt"} {
				if sha(text) == s {
					return dunning.Document{SHA256: s, Name: name, Bytes: []byte(text)}, nil
				}
			}
			return dunning.Document{}, errors.New("no such document")
		},
	}
}

func judged(on string) Case {
	c := sample()
	c.View.Case.Holds = []dunning.Hold{{Kind: dunning.HoldInsolvency, Date: day(on)}}
	if c.View.Case.Judgment() != day(on) {
		panic("the case does not know its judgment")
	}
	return c
}

// write makes a file and gives its entries.
func write(t *testing.T, c Case) (Summary, map[string]string) {
	t.Helper()
	var out bytes.Buffer
	sum, err := Write(&out, c)
	if err != nil {
		t.Fatal(err)
	}
	return sum, entries(t, out.Bytes())
}

// entries gives the entries of an archive.
func entries(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		entries[f.Name] = string(data)
	}
	return entries
}

func TestExhibitsAreNumberedAndNotesAreNot(t *testing.T) {
	t.Parallel()
	sum, entries := write(t, judged("2026-11-20"))
	want := []string{
		"notes-internes/chronologie.pdf", "notes-internes/dossier.json", "notes-internes/message-2-derniere-relance-issue-inconnue.eml",
		"notes-internes/message-4-remerciement-accepte.eml", "notes-internes/prescription.pdf", "notes-internes/projet-declaration-de-creance.pdf",
		"pieces/00-bordereau.pdf", "pieces/P01-facture-f-2026-014.pdf", "pieces/P02-premiere-relance.eml", "pieces/P03-mise-en-demeure.pdf",
		"pieces/P04-avis-de-reception.jpg", "pieces/P05-justificatif-recherche-d-adresse.txt", "pieces/P06-decompte.pdf", "pieces/empreintes.sha256",
	}
	if d := cmp.Diff(want, slices.Sorted(maps.Keys(entries))); d != "" {
		t.Error(d)
	}
	if sum.Pieces != 6 || sum.Notes != 6 || sum.Blanks != 8 {
		t.Errorf("summary %+v", sum)
	}
	if entries["pieces/P04-avis-de-reception.jpg"] != "avis" {
		t.Error("the proof is not the carrier's bytes")
	}
	for line := range strings.Lines(entries["pieces/empreintes.sha256"]) {
		hash, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if sha(entries["pieces/"+name]) != hash {
			t.Errorf("%s has another fingerprint than %s", name, hash)
		}
	}
}

func TestEachDocumentIsReadOnce(t *testing.T) {
	t.Parallel()
	c, read := sample(), map[string]int{}
	open := c.Open
	c.Open = func(s string) (dunning.Document, error) { read[s]++; return open(s) }
	write(t, c)
	for s, n := range read {
		if n != 1 {
			t.Errorf("%.8s was read %d times", s, n)
		}
	}
	if len(read) != 7 {
		t.Errorf("%d documents were read", len(read))
	}
}

func TestADocumentThatCannotBeReadFailsTheFile(t *testing.T) {
	t.Parallel()
	c := sample()
	c.View.Invoice.Document = sha("lost")
	if _, err := Write(io.Discard, c); err == nil {
		t.Error("a file without its invoice was made")
	}
}

// sheets are the documents that the package words itself, by name.
func sheets(t *testing.T) map[string]letter.Sheet {
	t.Helper()
	out := map[string]letter.Sheet{}
	must := func(s letter.Sheet, err error) letter.Sheet {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	statement := func(c Case) letter.Sheet {
		f := &file{Case: c}
		claim, err := f.claim()
		if err != nil {
			t.Fatal(err)
		}
		return must(f.statement(claim))
	}
	c := sample()
	out["decompte.b2b"] = statement(c)
	f := &file{Case: c, archive: newArchive(io.Discard, c.Made)}
	out["prescription"] = f.limitation()
	claim, err := f.claim()
	if err != nil {
		t.Fatal(err)
	}
	out["chronologie"] = f.chronology(claim.NotAsked)
	out["bordereau"] = f.list(t)

	c = judged("2026-09-20")
	out["decompte.jugement"] = statement(c)
	f = &file{Case: c}
	declared, err := f.declared()
	if err != nil {
		t.Fatal(err)
	}
	out["declaration"] = must(f.declaration(declared))

	c = sample()
	c.View.Debtor = dunning.Debtor{Name: "Camille Durand", Regime: dunning.B2C}
	c.View.NoticeReceived, c.View.Creditor.LegalForm, c.View.Creditor.RCS = day("2026-07-04"), "EI", ""
	c.View.Creditor.Name, c.View.Creditor.Signatory, c.View.Particulars = "Jeanne Aubry EI", "Jeanne Aubry", dunning.Particulars{}
	out["decompte.b2c"] = statement(c)

	c = sample()
	c.View.Debtor.Name, c.View.Debtor.Regime, c.View.Payments = "Commune de Saint-Aubin", dunning.Public, nil
	c.View.Particulars.Waived, c.On = nil, day("2027-02-10")
	c.View.Case.Holds = []dunning.Hold{{Kind: dunning.HoldDispute, Amount: 300_00}}
	out["decompte.public"] = statement(c)
	return out
}

// list writes the exhibits away and gives their list.
func (f *file) list(t *testing.T) letter.Sheet {
	t.Helper()
	if err := f.exhibits(); err != nil {
		t.Fatal(err)
	}
	s, _ := f.listed()
	return s
}

func TestDocumentsReadAsRecorded(t *testing.T) {
	t.Parallel()
	for name, s := range sheets(t) {
		got, file := text(s), filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v; run the test with -update and read what it writes", err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s (-recorded +now):\n%s", name, d)
		}
		s.Language, s.Date = "fr", day("2026-11-27")
		if dir := os.Getenv("EVIDENCE_PAGES"); dir != "" {
			pdf, err := letter.RenderSheet(s)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The other side reads the exhibits: nothing in them is the creditor's own
// business.
func TestExhibitsSayNothingInternal(t *testing.T) {
	t.Parallel()
	for name, s := range sheets(t) {
		if !strings.HasPrefix(name, "decompte") && name != "bordereau" {
			continue
		}
		for _, internal := range []string{"paul", "fidèle", "renonc", "confirmer", "consultée", "prescri", "Non demandé"} {
			if strings.Contains(text(s), internal) {
				t.Errorf("%s says %q", name, internal)
			}
		}
	}
}

func TestACostOfTheDayOfTheJudgmentIsNotDeclared(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		judgment string
		costs    money.Cents
	}{{"2026-09-20", 0}, {"2026-09-21", 56_40}} { // the cost is of 20 September; the fee covers 40
		f := &file{Case: judged(tt.judgment)}
		c, err := f.declared()
		if err != nil {
			t.Fatal(err)
		}
		if c.Costs != tt.costs {
			t.Errorf("judgment of %s: costs %s, want %s", tt.judgment, c.Costs, tt.costs)
		}
	}
}

// What is contested must be declared too: it is lost otherwise.
func TestWhatIsContestedIsDeclared(t *testing.T) {
	t.Parallel()
	f := &file{Case: judged("2026-11-20")}
	f.View.Case.Holds = append(f.View.Case.Holds, dunning.Hold{Kind: dunning.HoldDispute, Amount: 1_000_00})
	contested, err := f.declared()
	if err != nil {
		t.Fatal(err)
	}
	f.View.Case.Holds = f.View.Case.Holds[:1]
	whole, err := f.declared()
	if err != nil {
		t.Fatal(err)
	}
	if contested.Total != whole.Total || whole.Total == 0 {
		t.Errorf("declared %s with a dispute, %s without", contested.Total, whole.Total)
	}
}

func ExampleWrite() {
	sum, err := Write(io.Discard, sample())
	fmt.Println(sum.Pieces, err)
	// Output: 6 <nil>
}
