package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestReadContacts(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		text string
		want []Contact
	}{
		"documented names": {
			"customer_ref;siren;vat;name;email;address;address2;postcode;city;country;regime;language\n" +
				"C-7;404 833 048;FR83404833048;Menuiserie Caron;compta@caron.example.fr;3 quai des Antilles;Bât. C;44000;Nantes;FR;b2b;fr\n",
			[]Contact{{Line: 2, Customer: "C-7", SIREN: "404833048", VAT: "FR83404833048", Name: "Menuiserie Caron", Email: "compta@caron.example.fr",
				Address: dunning.Address{Lines: []string{"3 quai des Antilles", "Bât. C"}, Postcode: "44000", City: "Nantes", Country: "FR"},
				Regime:  dunning.B2B, Language: "fr"}},
		},
		"French headers, preamble, comma": {
			"Mes clients\n\nRaison sociale,Email facturation,Pays,Type de client,Langue\nOdile Perrin,odile@perrin.example.fr,Belgique,Particulier,Anglais\n\n",
			[]Contact{{Line: 4, Name: "Odile Perrin", Email: "odile@perrin.example.fr", Address: dunning.Address{Country: "BE"}, Regime: dunning.B2C, Language: "en"}},
		},
		"a SIRET gives the SIREN": {
			"SIRET;Courriel\n40483304800022;a@b.example.fr\n",
			[]Contact{{Line: 2, SIREN: "404833048", Email: "a@b.example.fr"}},
		},
		"a consent to electronic letters": {
			"Code client;LRE;Date du consentement LRE;Preuve du consentement LRE\nC-1;;05/01/2026;devis signé\n",
			[]Contact{{Line: 2, Customer: "C-1", Electronic: &dunning.ElectronicLetters{
				Accepted: true, ConsentOn: calendar.Date{Year: 2026, Month: 1, Day: 5}, Manner: "devis signé"}}},
		},
		"no electronic letters": {
			"customer_ref;lre\nC-1;Non\n", []Contact{{Line: 2, Customer: "C-1", Electronic: &dunning.ElectronicLetters{}}},
		},
		"an address over several lines": {
			"Code client;Adresse\nC-1;\"Service achats\r\n3 rue Haute\"\n",
			[]Contact{{Line: 2, Customer: "C-1", Address: dunning.Address{Lines: []string{"Service achats", "3 rue Haute"}}}},
		},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := ReadContacts("f.csv", []byte(row.text), nil)
			if list.Error != nil {
				t.Fatal(list.Error)
			}
			if diff := cmp.Diff(row.want, list.Contacts); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if !list.Contacts[0].Says() {
				t.Error("the line is said to say nothing")
			}
		})
	}
}

func TestReadContactsRefusesFaultyLinesAlone(t *testing.T) {
	t.Parallel()
	list := ReadContacts("f.csv", []byte("customer_ref;siren;vat;email;country;regime;language\n"+
		";;;a@b.example.fr;;;\nC-2;404833049;;;;;\nC-3;;FR00;;;;\nC-4;;;pas une adresse;;;\nC-5;;;;Gondor;;\nC-6;;;;;royal;\nC-7;;;;;;elfique\nC-8;;;;;;;;trop\n\"C-9;;;;;;\nC-10;;;c@d.example.fr;;;\nC-11;;;;;;\n"), nil)
	says := []string{"client non précisé", "siren", "vat", "adresse e-mail inutilisable", "« Gondor »", "« royal »", "« elfique »", "9 colonnes au lieu de 7", "guillemet", "", ""}
	if len(list.Contacts) != len(says) {
		t.Fatalf("%d lines, want %d", len(list.Contacts), len(says))
	}
	for i, c := range list.Contacts {
		switch {
		case says[i] == "" && c.Error != nil:
			t.Errorf("line %d is refused: %v", c.Line, c.Error)
		case says[i] != "" && (c.Error == nil || !strings.Contains(c.Error.Message, french(says[i])) || c.Error.Line != i+2):
			t.Errorf("line %d: %v, want %q", c.Line, c.Error, says[i])
		}
	}
	if last := list.Contacts[len(says)-1]; last.Says() {
		t.Error("a line without a value says something")
	}
}

func TestReadContactsRefusesFiles(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		text  string
		given map[string]string
		says  string
	}{
		"empty":                 {"", nil, "attendu un fichier CSV"},
		"XML":                   {"<a/>", nil, "attendu un fichier CSV"},
		"a workbook":            {"PK\x03\x04abc;def;xl/workbook.xml", nil, "classeur Excel"},
		"a PDF":                 {"%PDF-1.7\nemail;pays", nil, "ce fichier est un PDF"},
		"no header":             {"bonjour;tout;le;monde\n", nil, "aucune ligne d’en-tête"},
		"nobody named":          {"email;pays\na@b.example.fr;FR\n", nil, "aucune ligne d’en-tête"},
		"nothing said":          {"customer_ref\nC-1\n", nil, "aucune ligne d’en-tête"},
		"field nobody knows":    {"customer_ref;email\n", map[string]string{"couleur": "email"}, "champ « couleur » inconnu"},
		"column nobody has":     {"customer_ref;email\n", map[string]string{"city": "Bourg"}, "aucune colonne « Bourg »"},
		"column beyond the end": {"customer_ref;email\n", map[string]string{"city": "#9"}, "aucune colonne « #9 »"},
	}
	for name, row := range rows {
		if list := ReadContacts("f", []byte(row.text), row.given); list.Error == nil || !strings.Contains(list.Error.Message, french(row.says)) {
			t.Errorf("%s: %v, want %q", name, list.Error, row.says)
		}
	}
	list := ReadContacts("f", []byte("Qui;Où\nC-1;Nantes\n"), map[string]string{"customer_ref": "Qui", "city": "#2"})
	if list.Error != nil || list.Contacts[0].Customer != "C-1" || list.Contacts[0].Address.City != "Nantes" {
		t.Errorf("mapped columns: %+v", list)
	}
}

func TestBareName(t *testing.T) {
	t.Parallel()
	rows := []struct {
		a, b string
		want bool
	}{
		{"Menuiserie Caron SARL", "MENUISERIE  CARON", true}, {"S.A.S. Éts Leroux", "Ets Leroux", true}, {"Caron & Fils", "Caron et Fils", false},
		{"Caron", "Caron Nantes", false}, {"SARL", "SAS", true},
	}
	for _, row := range rows {
		if (BareName(row.a) == BareName(row.b)) != row.want {
			t.Errorf("%q and %q: want %v", row.a, row.b, row.want)
		}
	}
}

func TestAConsentIsWholeOrTheLineIsRefused(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"C-1;peut-être;;": "peut-être", "C-1;oui;2026-01-05;": "vont ensemble", "C-1;;;devis": "vont ensemble",
		"C-1;non;2026-01-05;devis": "contredit", "C-1;oui;demain;devis": "demain",
	} {
		list := ReadContacts("f.csv", []byte("customer_ref;lre;lre_consent;lre_manner\n"+line+"\n"), nil)
		if c := list.Contacts[0]; c.Error == nil || !strings.Contains(c.Error.Error(), want) || c.Electronic != nil {
			t.Errorf("%s: %v, %+v, want %q", line, c.Error, c.Electronic, want)
		}
	}
}
