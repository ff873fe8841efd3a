package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/console/office"
	"relance/internal/dunning"
	"relance/internal/people"
)

// installation is a file that can be set up, without a program that begins anew.
type installation struct {
	kept   office.Installation
	faults []dunning.Fault
	tried  string
}

func (i *installation) Installed(context.Context, access.Actor) (office.Installation, error) {
	return i.kept, nil
}

func (i *installation) Install(_ context.Context, _ access.Actor, in office.Installation) ([]dunning.Fault, error) {
	if len(i.faults) == 0 {
		i.kept = in
	}
	return i.faults, nil
}

func (i *installation) Reread(context.Context, access.Actor) ([]dunning.Fault, error) {
	i.kept.Changed = false
	return i.faults, nil
}

func (i *installation) TestMail(_ context.Context, _ access.Actor, to string) error {
	i.tried = to
	return nil
}

var business = []string{
	"geste", "entreprise", "nom", "Le Fournil d’Éloïse", "siren", "732 829 320", "iban", "FR76 3000 6000 0112 3456 7890 189", "adresse", "3 rue du Four\nBâtiment B",
	"postal", "01000", "ville", "Bourg-en-Bresse", "email", "fournil@example.com", "signataire", "Éloïse Roux",
}

func TestAFirstVisitSetsTheInstallationUpWithoutAFileBeingTyped(t *testing.T) {
	t.Parallel()
	v := open(t)
	file := &installation{kept: office.Installation{File: "relance.yaml", Mode: "off", Since: "1"}}
	v.door.Office.Setup = file
	v.enter("admin", people.Everyone)
	if p := v.get("/installation"); p.status != 200 || !strings.Contains(p.html, "relance.yaml") || !strings.Contains(p.html, "rien ne part") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.post("/installation", business...); p.status != 200 || !strings.Contains(p.html, "C’est enregistré") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if c := file.kept.Creditor; c.ID != "le-fournil-deloise" || c.SIREN != "732829320" || c.IBAN != "FR7630006000011234567890189" || len(c.Address.Lines) != 2 {
		t.Errorf("the creditor is %+v", c)
	}
	if p := v.post("/installation", "geste", "mode", "mode", "live"); p.status != 422 || !strings.Contains(p.html, "sans serveur, rien ne peut partir") {
		t.Errorf("live without a server: %d", p.status)
	}
	v.post("/installation", "geste", "messagerie", "serveur", "smtp.example.com", "port", "465", "chiffrement", "implicit", "compte", "moi", "secret", "chut")
	if file.kept.Port != 465 || file.kept.Password != "chut" {
		t.Errorf("the server is %+v", file.kept)
	}
	if p := v.get("/installation"); strings.Contains(p.html, "chut") {
		t.Error("the password is shown again")
	}
	if p := v.post("/installation", "geste", "essai", "essai", "moi@example.com"); p.status != 200 || file.tried != "moi@example.com" || !strings.Contains(p.html, "essai est parti") {
		t.Errorf("the test mail: %d, %q", p.status, file.tried)
	}
	if p := v.post("/installation", "geste", "mode", "mode", "redirect"); p.status != 422 {
		t.Errorf("a trial without an address: %d", p.status)
	}
	v.post("/installation", "geste", "mode", "mode", "redirect", "vers", "moi@example.com")
	v.post("/installation", "geste", "mode", "mode", "live", "vers", "moi@example.com")
	if file.kept.Mode != "live" || file.kept.RedirectTo != "" {
		t.Errorf("the mode is %s, %s", file.kept.Mode, file.kept.RedirectTo)
	}
	file.kept.Changed = true
	if p := v.get("/installation"); !strings.Contains(p.html, "a été changé à la main") {
		t.Error("the page does not say that the file was changed")
	}
	if p := v.post("/installation", "geste", "relire"); p.status != 200 || file.kept.Changed || !strings.Contains(p.html, "C’est enregistré") {
		t.Errorf("the file is not read again: %d", p.status)
	}
	if p := v.get("/journal?quoi=setup.change"); !strings.Contains(p.html, "messagerie") {
		t.Error("the journal does not tell who set it up")
	}
}

func TestWhatIsWrongAtAFirstVisitIsSaidAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	v := open(t)
	file := &installation{kept: office.Installation{Mode: "off"}}
	v.door.Office.Setup = file
	v.enter("admin", people.Everyone)
	wrong := append([]string{}, business...)
	wrong[5], wrong[7] = "732 829 321", "FR76 3000 6000 0112 3456 7890 188"
	p := v.post("/installation", wrong...)
	if p.status != 422 || !strings.Contains(p.html, "SIREN") || strings.Contains(p.html, "SIREN\u00a0: SIREN") || !strings.Contains(p.html, `value="732 829 321"`) || file.kept.Creditor.ID != "" {
		t.Errorf("%d %s", p.status, p.html)
	}
	if strings.Contains(p.html, `Votre entreprise</a> <span>fait`) {
		t.Error("a part that was refused counts as done")
	}
	for _, field := range []string{"siren", "iban"} {
		if !strings.Contains(p.html, `id="faute-`+field+`"`) || !strings.Contains(p.html, `<a href="#`+field+`">`) {
			t.Errorf("what is wrong with %s does not stand beside it", field)
		}
	}
	file.faults = []dunning.Fault{{Path: "creditors[0].zone", Text: "unknown zone"}}
	if p := v.post("/installation", business...); p.status != 422 || !strings.Contains(p.html, "creditors[0].zone") || file.kept.Creditor.ID != "" {
		t.Errorf("a fault of the file: %d", p.status)
	}
	v.enter("clerk", "atelier")
	if p := v.post("/installation", business...); p.status != http.StatusForbidden {
		t.Errorf("a clerk sets up: %d", p.status)
	}
}
