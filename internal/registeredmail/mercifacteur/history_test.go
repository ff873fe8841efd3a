package mercifacteur

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/wire"
)

func reader(t *testing.T) *Carrier {
	t.Helper()
	c, err := New(Options{
		API: Production, Memory: &wire.MapMemory{}, Clock: time.Now, Credentials: Credentials{ServiceID: "s", SecretKey: "k", UserID: "1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAHistoryIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	c := reader(t)
	const want = "2020-02-14 accepted wait\n2020-02-14 printed imprime\n2020-02-15 posted pris_en_charge\n2020-02-18 delivered distribue\n= delivered, effect 2020-02-18"
	for name, history := range map[string]string{
		"lines":            `"14/02/2020 : Courrier en attente d'impression\n14/02/2020 : Courrier imprimé par Merci facteur\n15/02/2020 : Courrier pris en charge par La Poste\n18/02/2020 : Courrier distribué au destinataire"`,
		"newest first":     `"18/02/2020 : Courrier distribué au destinataire\n15/02/2020 : Courrier pris en charge par La Poste\n14/02/2020 : Courrier imprimé par Merci facteur\n14/02/2020 : Courrier en attente d'impression"`,
		"hours and breaks": `"14/02/2020 09:12 : Courrier en attente d’impression<br>14/02/2020 à 17h05 : Courrier imprimé<br />15/02/2020 - Courrier pris en charge par La Poste<BR/>18/02/2020 10:00:01 : Courrier distribué au destinataire"`,
		"codes":            `"14/02/2020 : wait\n14/02/2020 : imprime\n15/02/2020 : pris_en_charge\n18/02/2020 : distribue"`,
		"texts in a list":  `["14/02/2020 : wait","14/02/2020 : imprime","15/02/2020 : pris_en_charge","18/02/2020 : distribue"]`,
		"a list in a text": `"[\"14/02/2020 : wait\",\"14/02/2020 : imprime\",\"15/02/2020 : pris_en_charge\",\"18/02/2020 : distribue\"]"`,
		"things": `[{"statut_courrier":"wait","date":1581674000},{"statut_courrier":"imprime","statut_description":"14/02/2020 : Courrier imprimé"},
			{"statut_description":"15/02/2020 : Courrier pris en charge par La Poste"},{"statut_courrier":"distribue","date":"2020-02-18"}]`,
	} {
		events := c.events(tracking{Letters: []parcel{{History: json.RawMessage(history), Last: "distribue"}}})
		got := registeredmailtest.Story(registeredmail.Tracking{State: registeredmail.LatestState(events), Events: events})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for name, t1 := range map[string]tracking{"nothing": {}, "no letter yet": {Print: "en attente d'impression"}} {
		if events := c.events(t1); len(events) != 1 || events[0].State != dunning.LetterAccepted {
			t.Errorf("%s: %+v", name, events)
		}
	}
}

func TestWhySomethingCameBackIsReadFromPlainWordsOnly(t *testing.T) {
	t.Parallel()
	c := reader(t)
	for text, want := range map[string]dunning.LetterState{
		"Courrier retourné à l'expéditeur (adresse incomplète)": dunning.LetterReturned,
		"Courrier retourné à l’expéditeur (non réclamé)":        dunning.LetterUnclaimed,
		"Retour à l'expéditeur : le pli n'a pas été réclamé":    dunning.LetterUnclaimed,
		"Retour à l'expéditeur, refusé par le destinataire":     dunning.LetterRefused,
		"Distribué à l'expéditeur":                              dunning.LetterReturned,
		"Courrier distribué":                                    dunning.LetterDelivered,
		"Courrier non distribué":                                dunning.LetterUnknown,
		"Votre courrier sera distribué au destinataire demain":  dunning.LetterUnknown,
		"Le paiement a été refusé":                              dunning.LetterUnknown,
		"Courrier en cours de distribution":                     dunning.LetterPosted,
		"Courrier en attente de retrait au bureau de poste":     dunning.LetterPresented,
		"Envoi annulé": dunning.LetterFailed,
	} {
		if got := c.read("14/02/2020 : " + text); got.state != want || got.on.String() != "2020-02-14" {
			t.Errorf("%q is %s on %s, want %s", text, got.state, got.on, want)
		}
	}
}

func TestAddressesAreFittedOrRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 80)
	for name, row := range map[string]struct {
		lines []string
		land  string
		want  string
		fails string
	}{
		"three lines":    {[]string{"Les Œillets", "3  allée", "44000 Nantes"}, "", "Les Œillets/3 allée///44000/Nantes/FRANCE", ""},
		"all six":        {[]string{"a", "Service comptable", "Bât. C", "3 allée", "BP 1", "44000 N"}, "", "a/Service comptable/Bât. C/3 allée, BP 1/44000/N/FRANCE", ""},
		"overseas":       {[]string{"a", "97400 Saint-Denis"}, "RE", "a////97400/Saint-Denis/REUNION", ""},
		"four long ones": {[]string{"a", long, long, long, long, "44000 N"}, "", "", "4 lines between name and city"},
		"no city":        {[]string{"a", "44000"}, "", "", "postcode of 5 digits"},
		"long city":      {[]string{"a", "44000 " + strings.Repeat("x", 71)}, "", "", "the city has 71 characters, 70 fit"},
		"abroad":         {[]string{"a", "1000 Bruxelles"}, "BE", "", "not to BE"},
	} {
		got, err := fit(registeredmail.Address{Lines: row.lines, Country: row.land})
		all := strings.Join([]string{got.Company, got.Line1, got.Line2, got.Line3, got.Postcode, got.City, got.Country}, "/")
		if row.fails != "" && (err == nil || !strings.Contains(err.Error(), row.fails)) || row.fails == "" && (err != nil || all != row.want) {
			t.Errorf("%s: %q, %v", name, all, err)
		}
	}
}

func TestFitNeverLosesAWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringMatching(`[0-9A-ZÉa-zé]{1,60}( {1,3}[A-Za-zéœ]{1,20}){0,3}`), 1, 5).Draw(t, "lines")
		lines = append(lines, "44000 Nantes")
		got, err := fit(registeredmail.Address{Lines: lines})
		if err != nil {
			return
		}
		before := strings.Fields(strings.Join(lines, " "))
		after := strings.Fields(strings.ReplaceAll(strings.Join([]string{got.Company, got.Line1, got.Line2, got.Line3, got.Postcode, got.City}, " "), ",", ""))
		if strings.Join(before, " ") != strings.Join(after, " ") {
			t.Fatalf("%q became %q", before, after)
		}
	})
}

func TestAReferenceIsWhatMerciFacteurPrints(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, id := range []string{"lettre-7-0123456789ab", "a.b", "a_b", strings.Repeat("x", 36), strings.Repeat("x", 35)} {
		ref := reference(id)
		if !plainReference.MatchString(ref) || seen[ref] {
			t.Errorf("%q becomes %q", id, ref)
		}
		seen[ref] = true
	}
	if !seen["lettre-7-0123456789ab"] {
		t.Error("an id that fits was changed")
	}
}
