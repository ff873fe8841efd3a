package insolvency

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// published is a collective notice with a judgment, as the service gives it.
func published(id, kind, day, nature, text, more string) string {
	j, _ := json.Marshal(fmt.Sprintf(`{"famille":"Jugement","nature":%q,"date":"2026-03-02","complementJugement":%q}`, nature, text))
	return fmt.Sprintf(`{"id":%q,"typeavis":%q,"familleavis":"collective","dateparution":%q,"registre":["732829320","732 829 320"],"jugement":%s%s}`,
		id, kind, day, j, more)
}

func read(t *testing.T, records ...string) []Notice {
	t.Helper()
	all, err := Read([]byte(`{"total_count":1,"results":[` + strings.Join(records, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const openingNature = "Jugement d'ouverture de liquidation judiciaire"

func TestAnOpeningFreezesAndStartsThePeriodToDeclare(t *testing.T) {
	t.Parallel()
	n := read(t, published("A1", "annonce", "2026-03-12", openingNature,
		"Jugement prononçant la liquidation judiciaire, désignant liquidateur Selarl Exemple 1 bis, rue A 75001 Paris. Les déclarations des créances sont à adresser au liquidateur.", ""))[0]
	got := fmt.Sprint(n.SIREN, "|", n.Effect, "|", n.Procedure, "|", n.Action, "|", n.Judgment, "|", n.ClaimBy, "|", n.Role, "|", n.Holder, "|", n.Address)
	if want := "732829320|opening|liquidation|freeze|2026-03-02|2026-05-12|liquidateur|Selarl Exemple|1 bis, rue A 75001 Paris"; got != want {
		t.Errorf("read\n %s, want\n %s", got, want)
	}
}

func TestACorrectionKeepsTheEarlierDateWhereverTheFirstNoticeIs(t *testing.T) {
	t.Parallel()
	first := published("A202600501", "annonce", "2026-03-12", openingNature, "", "")
	names := `,"parutionavisprecedent":"{\"nomPublication\":\"BODACC A\",\"numeroParution\":\"20260050\",\"dateParution\":\"2026-03-12\",\"numeroAnnonce\":\"1\"}"`
	second := published("A202600559", "rectificatif", "2026-03-19", openingNature, "", names)
	for name, records := range map[string][]string{
		"before it": {first, second}, "after it": {second, first}, "not in the answer": {second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, n := range read(t, records...) {
				if got := n.ClaimBy.String(); got != "2026-05-12" {
					t.Errorf("%s: to declare by %s, want 2026-05-12", n.ID, got)
				}
				if want := (map[string]Action{"A202600501": Nothing, "A202600559": Freeze})[n.ID]; n.Action != want {
					t.Errorf("%s asks for %s, want %s", n.ID, n.Action, want)
				}
			}
		})
	}
}

func TestAnAnnulmentVoidsItsTargetAndAsksAPerson(t *testing.T) {
	t.Parallel()
	names := `,"parutionavisprecedent":{"nomPublication":"BODACC A","numeroParution":"20260050","numeroAnnonce":"1"}`
	all := read(t, published("A202600501", "annonce", "2026-03-12", openingNature, "", ""), published("A9", "annulation", "2026-03-20", "", "", names))
	if n := all[0]; n.Effect != Void || n.Action != Nothing || !n.ClaimBy.IsZero() || n.ReplacedBy != "A9" {
		t.Errorf("the cancelled notice is %s, %s, by %s", n.Effect, n.Action, n.ClaimBy)
	}
	if n := all[1]; n.Effect != Annulment || n.Action != Ask {
		t.Errorf("the annulment is %s, %s", n.Effect, n.Action)
	}
}

func TestWhatIsNotKnownFreezesAndAsks(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		nature, text string
		effect       Effect
		action       Action
	}{
		"a nature that is new":        {"Jugement d’un genre nouveau", "", Unknown, FreezeAndAsk},
		"an opening of unknown kind":  {"Autre jugement d'ouverture", "", Unknown, FreezeAndAsk},
		"Alsace-Moselle":              {"Autre jugement et ordonnance", "Ouvre la procédure de redressement judiciaire", MaybeOpening, FreezeAndAsk},
		"accents were damaged":        {"Jugement de clÃ´ture pour insuffisance d'actif", "", Closure, Ask},
		"apostrophes and blanks vary": {"Jugement  d’ouverture d’une procédure de sauvegarde accélérée", "", Opening, Freeze},
		"a plan that failed":          {"Jugement prononçant la résolution du plan de sauvegarde", "", Other, Ask},
		"a plan that ends in another": {"Jugement prononçant la résolution du plan de sauvegarde et le redressement judiciaire", "", Opening, Freeze},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := read(t, published("A1", "annonce", "2026-03-12", row.nature, row.text, ""))[0]
			if n.Effect != row.effect || n.Action != row.action {
				t.Errorf("%s, %s; want %s, %s", n.Effect, n.Action, row.effect, row.action)
			}
		})
	}
}

func TestTheHolderIsLeftEmptyInDoubt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		p                   Procedure
		text, name, address string
	}{
		"an administrator before him":    {Reorganisation, "désignant administrateur SCP Un 41 Rue de Liège 75008 Paris avec les pouvoirs : assistance, mandataire judiciaire SELARL Deux 14/16 Rue B 93000 Bobigny", "SELARL Deux", "14/16 Rue B 93000 Bobigny"},
		"an administrator after him":     {Safeguard, "désignant mandataire judiciaire SCP Deux 24 rue B 97300 Cayenne, Administrateur Judiciaire : Selarl Un 44 rue C 97300 Cayenne.", "SCP Deux", "24 rue B 97300 Cayenne"},
		"the office in the firm's name":  {Reorganisation, "désignant mandataire judiciaire SELARL XY - Mandataire Judiciaire prise en la personne de Me Z 22, rue T - 30100 Alès.", "SELARL XY - Mandataire Judiciaire prise en la personne de Me Z", "22, rue T - 30100 Alès"},
		"a figure in the name":           {Liquidation, "désignant liquidateur SELARL 4R CONSEIL 2 B, avenue M 21000 Dijon", "SELARL 4R CONSEIL", "2 B, avenue M 21000 Dijon"},
		"no office is named":             {Liquidation, "a nommé la SELARL MMJ 23 rue V 95300 PONTOISE", "", ""},
		"no address":                     {Liquidation, "désignant liquidateur Me Un.", "", ""},
		"an address without a postcode":  {Liquidation, "désignant liquidateur Me Un 3 rue C Lille.", "", ""},
		"two of them":                    {Liquidation, "désignant liquidateur Me Un 3 rue C 59000 Lille, désignant liquidateur Me Deux 4 rue D 59000 Lille.", "", ""},
		"the office of another kind":     {Liquidation, "désignant mandataire judiciaire Me Un 3 rue C 59000 Lille.", "", ""},
		"the name stands before":         {Liquidation, "désigne Me Un 3 rue C 59000 Lille en qualité de liquidateur.", "", ""},
		"only the appeal to creditors":   {Liquidation, "Les déclarations sont à adresser au liquidateur Me Un 3 rue C 59000 Lille.", "", ""},
		"the kind of procedure is blank": {"", "désignant liquidateur Me Un 3 rue C 59000 Lille.", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if h := findHolder(row.p, row.text); h.name != row.name || h.address != row.address {
				t.Errorf("found %q at %q, want %q at %q", h.name, h.address, row.name, row.address)
			}
		})
	}
}

func TestEveryCompanyOfANoticeIsFound(t *testing.T) {
	t.Parallel()
	persons := `"listepersonnes":"{\"personne\":[{\"numeroImmatriculation\":{\"numeroIdentification\":\"404 833 048\"}},{\"inscriptionRM\":{\"numeroIdentificationRM\":\"552 100 554\"}}]}"`
	n := read(t, `{"id":"A1","typeavis":"annonce","familleavis":"vente","dateparution":"2026-03-12","registre":null,`+persons+`}`)[0]
	if got := strings.Join(n.SIRENs, " "); got != "404833048 552100554" {
		t.Errorf("found %s", got)
	}
}

func TestAnswersThatAreNoneAreRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ data, says string }{
		"empty":          {"", "vide"},
		"a page":         {"<html>", "illisible"},
		"cut":            {`{"results":[{"id":"A1"`, "coupée"},
		"another object": {`{"a":1}`, "results"},
		"an error":       {`{"errorcode":10002,"error":"You have exceeded the requests limit."}`, "exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Read([]byte(row.data)); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%v, want an error with %q", err, row.says)
			}
		})
	}
}

// FuzzRead: no answer may panic, and no notice may start a period without an
// opening.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`[` + published("A1", "annonce", "2026-03-12", openingNature, "désignant liquidateur Me Un 3 rue C 59000 Lille.", "") + `]`))
	f.Add([]byte(`{"results":[{"id":"B1","familleavis":"radiation","radiationaurcs":"{}"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := Read(data)
		if err != nil {
			return
		}
		for _, n := range all {
			if n.Effect == "" || n.Action == "" || (!n.ClaimBy.IsZero() && n.Effect != Opening && n.Effect != MaybeOpening) {
				t.Errorf("%+v", n)
			}
		}
	})
}
