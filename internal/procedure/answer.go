package procedure

import (
	"slices"
	"strings"

	"relance/internal/dunning"
)

// Answer is a blank of a way's papers that no record can fill: a person
// says it, or it is printed as a blank.
type Answer struct {
	Key  string `json:"key"`
	What string `json:"what"` // French
}

// answers lists what may be said for every way, and for some of them.
var (
	everyAnswer = []Answer{
		{"objet", "objet de la créance, quand la facture ne le dit pas"},
		{"mandataire", "mandataire et son pouvoir, s’il y en a un"},
		{"codebiteurs", "autres débiteurs solidaires"},
		{"naissance", "créancier personne physique\u00a0: profession, nationalité, date et lieu de naissance"},
		{"clause_penale", "clause pénale ou autres frais justifiés"},
		{"telephone", "téléphone du débiteur"},
	}
	answersOf = map[string][]Answer{
		Injonction: {{"frais_greffe", "frais de greffe, tels que le tribunal de commerce les demande"}},
		SmallClaims: {
			{"cour_appel", "cour d’appel du domicile du débiteur"}, {"echelonnement", "échelonnement accepté"},
			{"minimum", "somme la plus basse acceptée"}, {"commissaire", "commissaire de justice mandaté"},
		},
		Uncontested: {{"rcs_debiteur", "numéro RCS du débiteur"}, {"commissaire", "commissaire de justice mandaté"}},
		Refere:      {{"avocat", "avocat constitué"}},
		Assignation: {{"avocat", "avocat constitué"}},
		Bailiff:     {{"commissaire", "commissaire de justice mandaté"}, {"titre", "titre exécutoire, avec sa date"}},
		Agency: {
			{"agence", "agence de recouvrement"}, {"remuneration", "conditions de sa rémunération"}, {"reversement", "conditions du reversement des fonds"},
			{"garantie", "garantie contre les conséquences pécuniaires de sa responsabilité"},
		},
		Insurer: {{"plafond", "limite de crédit accordée sur le débiteur"}, {"encours", "encours garanti au jour de la déclaration"}},
	}
)

// Answers lists what a person may say for the papers of a way.
func Answers(way string) []Answer { return append(slices.Clone(answersOf[way]), everyAnswer...) }

// CheckAnswers refuses what the papers of a way do not ask.
func CheckAnswers(way string, said map[string]string) error {
	known := Answers(way)
	keys := make([]string, len(known))
	for i, a := range known {
		keys[i] = a.Key
	}
	for key := range said {
		if !slices.Contains(keys, key) {
			return dunning.Errorf(dunning.CodeInvalid, "the papers of %s ask no %q", way, key).WithHint("use one of %s", strings.Join(keys, ", "))
		}
	}
	return nil
}
