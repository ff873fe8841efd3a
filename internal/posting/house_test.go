package posting

import (
	"net/http"
	"slices"
	"testing"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
)

func seller() dunning.Creditor {
	return dunning.Creditor{
		ID: "atelier-brunel", Name: "Atelier Brunel SARL", LegalForm: "SARL au capital de 10 000 €", SIREN: "732829320",
		RCS: "RCS Lyon 732 829 320", Address: dunning.Address{Lines: []string{"12 rue des Lilas"}, Postcode: "69003", City: "Lyon"},
		Email: "compta@atelier-brunel.example.fr", Phone: "04 00 00 00 00", IBAN: "FR7630006000011234567890189", BIC: "AGRIFRPP",
		Signatory: "Claire Brunel", Capacity: "Gérante",
	}
}

func buyer() dunning.Debtor {
	return dunning.Debtor{
		Key: "C-1", Name: "Camille Durand", Regime: dunning.B2B, Language: "fr", Email: "camille@example.com",
		Address: dunning.Address{Lines: []string{"1 place du Marché"}, Postcode: "44000", City: "Nantes"},
	}
}

// hooks serves the carriers' notifications.
func (p *postOffice) hooks(mux *http.ServeMux) {
	p.t.Helper()
	hooks, err := p.Webhooks()
	p.must(err)
	for path, h := range hooks {
		mux.Handle(path, h)
	}
}

// check asks a carrier whether it lets us in; one that is not asked is fine.
func (p *postOffice) check(carrier string) error {
	p.t.Helper()
	for _, v := range Check(p.t.Context(), p.Config, p.Carriers.StandIns) {
		if v.Carrier == carrier {
			return v.Err
		}
	}
	return nil
}

// The carriers that can be configured are those that the program can open, and
// whatever the configuration does not know is refused by its name.
func TestConfigurationAndRegistryKnowTheSameCarriers(t *testing.T) {
	t.Parallel()
	var known, opened []string
	for _, k := range config.Carriers() {
		known = append(known, k.Name)
	}
	for _, k := range registry() {
		opened = append(opened, k.Name)
		if k.open == nil || k.check != nil && (k.advice == "" || k.remark == nil) {
			t.Errorf("%s: a part is missing", k.Name)
		}
	}
	if !slices.Equal(known, opened) {
		t.Errorf("configured %v, opened %v", known, opened)
	}
	if _, err := (&Carriers{settings: config.Default}).Get("pigeon"); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("an unknown carrier: %v", err)
	}
}

// Who only looks at a carrier has no store: what it would remember is refused,
// not lost.
func TestACarrierThatIsOnlyLookedAtCanSendNothing(t *testing.T) {
	t.Parallel()
	m := intentMemory{letterMemory{noStore{}, noStore{}, config.AR24Carrier}}
	ctx := t.Context()
	_, _, load := m.Load(ctx, "lettre-1")
	_, save := m.Save(ctx, "lettre-1", kept(postage.Sending{}))
	_, swap := m.Swap(ctx, "lettre-1", kept(postage.Sending{}), kept(postage.Sending{}))
	_, session := sessions{noStore{}}.Session(ctx)
	for doing, err := range map[string]error{"load": load, "save": save, "swap": swap, "session": session} {
		if dunning.ErrorCode(err) != dunning.CodeInternal {
			t.Errorf("%s: %v", doing, err)
		}
	}
}
