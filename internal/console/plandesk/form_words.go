package plandesk

import (
	"regexp"
	"strings"

	"relance/internal/dunning"
)

// Days of the week as a form shows them and as a plan keeps them.
var (
	frenchDays = strings.NewReplacer("mon", "lun", "tue", "mar", "wed", "mer", "thu", "jeu", "fri", "ven", "sat", "sam", "sun", "dim")
	storedDays = strings.NewReplacer("lun", "mon", "mar", "tue", "mer", "wed", "jeu", "thu", "ven", "fri", "sam", "sat", "dim", "sun")
)

// formHints say how to mend a fault in the form, where the hint speaks of the
// configuration file.
var formHints = map[string]string{
	"write it with a minus, as -5d":          "comptez avec un moins, comme -5",
	"write it with a plus, as +5d":           "comptez après l’échéance, comme 5",
	"write it with a plus, as +60d":          "comptez après l’échéance, comme 60",
	"write deadline: 8d or 15d":              "laissez 8 ou 15 jours pour payer",
	"count the days after the notice, as 8d": "comptez les jours après la relance, comme 8",
	"write it as mon-fri 09:00-17:00":        "écrivez-la comme lun-ven 09:00-17:00",
	"use registered_letter":                  "choisissez la lettre recommandée",
	"write at least one step, as {id: first, at: +5d, channel: email, level: first}":     "ajoutez une étape",
	"write who signs for the creditor in the configuration, as signatory: Claire Brunel": "dites qui signe à la page Mise en route",
}

var (
	inDays   = regexp.MustCompile(`([+-]?\d+)d\b`)
	ofALevel = regexp.MustCompile(`\b(courtesy|first|second|final|formal_notice)\b`)
)

// faultText words a fault of a plan in the words of the form.
func faultText(f dunning.Fault) string {
	text := inDays.ReplaceAllString(fr.Reword(f.Text), "$1\u00a0jours")
	text = ofALevel.ReplaceAllStringFunc(text, func(code string) string { return fr.Level(dunning.Level(code)) })
	text = strings.ReplaceAll(text, "mon-fri", "lun-ven")
	switch hint := formHints[f.Hint]; {
	case hint != "":
		text += " (" + hint + ")"
	case f.Hint != "":
		text += " (" + fr.Reword(f.Hint) + ")"
	}
	return text
}
