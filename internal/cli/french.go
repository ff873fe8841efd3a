package cli

import (
	"fmt"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// French words for what is stored in English, as a bookkeeper reads them.
var regimeNames = map[string]string{
	"b2b": "débiteur professionnel", "b2c": "consommateur", "public": "acheteur public", "non_professional": "non-professionnel",
}

var levelNames = map[dunning.Level]string{
	dunning.Courtesy: "rappel avant échéance", dunning.First: "première relance", dunning.Second: "deuxième relance",
	dunning.Final: "dernière relance", dunning.FormalNotice: "mise en demeure", dunning.Thanks: "remerciement", dunning.PartReceipt: "accusé de paiement partiel",
}

// frenchDay writes "lundi 2 mars 2026".
func frenchDay(d calendar.Date) string {
	return calendar.FrenchWeekday(d.Weekday()) + " " + d.French()
}

// fromDue writes how far a day is from the due date: "J-5", "J+15", "J".
func fromDue(d, due calendar.Date) string {
	if n := d.Sub(due); n != 0 {
		return fmt.Sprintf("J%+d", n)
	}
	return "J"
}
