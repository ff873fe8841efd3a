package parties_test

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/backoffice"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/cli/clitest"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/postgres/portal"
	"relance/internal/postgres/sending"
	"relance/internal/visit"
)

const secret = "kq3d7PzX0aYb1cZd2eXf3gWh4iV"

// visited is a desk whose debtor has a page, and disputed his invoice there with
// a photograph.
func visited(t *testing.T) *clitest.Desk {
	t.Helper()
	d := clitest.New(t, "default")
	yaml, err := os.ReadFile(filepath.Join(d.Dir, "relance.yaml"))
	d.Must(err)
	d.Write("relance.yaml", "portal: {address: https://factures.example.fr}\npublic: {listen: 127.0.0.1:8071}\n"+strings.Replace(string(yaml), "  - id: brunel\n", "  - id: brunel\n    portal: {on: true}\n", 1))
	d.Run(0, "start", filepath.Join(d.Dir, "f.csv")) // puts the creditor's page on record
	step, _ := d.Loaded().Step()
	s, room := portal.New(d.Store), sending.NewRoom(d.Store)
	d.Must(s.AddLink(t.Context(), visit.NewLink{
		Hash: visit.HashOf(secret), Message: d.Send(step.ID, dunning.SendAccepted), Recipient: "compta@caron.example.fr",
	}))
	page := &debtorpages.Portal{
		Office: &backoffice.Office{Now: d.Store.Now, Rates: interest.Builtin(), Finder: room, CaseReader: room, Log: d, Archive: d},
		Links:  s, Ending: s, Cases: room, Keep: s, Said: s, Files: s, Mails: s, Codes: s, Tasks: d.Store, Random: rand.Reader,
	}
	sha, err := page.Bring(t.Context(), secret, append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 64)...))
	d.Must(err)
	w, err := page.Say(t.Context(), secret, "form-1", visit.Answer{
		Kind: visit.Contest, Invoices: []string{"F-1"}, Category: "quality", Text: "La porte est voilée.", Files: []string{sha},
	})
	d.Must(err)
	if w.Fault != "" {
		t.Fatalf("refused: %s", w.Fault)
	}
	return d
}

func TestLinksToADebtorsPageAreListedAndEnded(t *testing.T) {
	t.Parallel()
	d := visited(t)
	d.Says(d.Run(0, "portal", "links", "F-1"), `LINK +SENT TO +ON +UNTIL +INVOICES +STATE\n1 +compta@caron\.example\.fr +2026-11-24 +\d{4}-\d\d-\d\d +F-1`)
	if out := d.Run(0, "--json", "portal", "links", "F-1"); strings.Contains(out, secret) || !json.Valid([]byte(out)) {
		t.Errorf("a list of links is no JSON, or holds the link itself:\n%s", out)
	}
	d.Says(d.Run(1, "portal", "links", "F-9"), `error: no case of invoice F-9`)
	d.Says(d.Run(1, "portal", "revoke", "9"), `error: no link 9`)
	d.Says(d.Run(1, "--lang", "fr", "portal", "revoke", "9"), `erreur.*: (pas de|aucun) lien 9`)
	d.Says(d.Run(0, "portal", "revoke", "1", "--reason", "transmis par erreur"), `link 1 is revoked`)
	d.Says(d.Run(0, "--json", "portal", "revoke", "1"), `"revoked": true`)
	d.Says(d.Run(0, "portal", "links", "F-1"), `revoked by claire`)
	if _, err := portal.New(d.Store).Link(t.Context(), visit.HashOf(secret)); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("the page of a revoked link opens: %v", err)
	}
}

func TestWhatADebtorSaidIsShownWithItsFiles(t *testing.T) {
	t.Parallel()
	d := visited(t)
	out := d.Run(0, "portal", "answers", "F-1", "-o", filepath.Join(d.Dir, "dit"))
	d.Says(out, `(?s)\(suspended the case\).*La porte est voilée\..*wrote .*\.png`)
	files, err := filepath.Glob(filepath.Join(d.Dir, "dit", "*.png"))
	d.Must(err)
	if len(files) != 1 {
		t.Errorf("%d files were written", len(files))
	}
	d.Says(d.Run(1, "portal", "answers", "F-1", "-o", filepath.Join(d.Dir, "dit")), `error: the file cannot be written`)
	var said []struct {
		Kind      string
		Suspended bool
		Files     []string
	}
	d.Must(json.Unmarshal([]byte(d.Run(0, "--json", "portal", "answers", "F-1")), &said))
	if len(said) != 1 || said[0].Kind != "dispute" || !said[0].Suspended || len(said[0].Files) != 1 {
		t.Errorf("%+v", said)
	}
	d.Says(d.Run(0, "show", "F-1"), `dispute`)
	d.Says(d.Run(1, "portal", "answers", "F-9"), `error: no case of invoice F-9`)
}
