package intake

import "relance/internal/dunning"

// readElectronic reads whether electronic registered letters may come, and the
// consent to them: its day and its manner stand or fall together.
func (c *Contact) readElectronic(v map[string]string, fault func(string, ...any)) {
	said, on, manner := normalise(v["lre"]), v["lre_consent"], v["lre_manner"]
	if said == "" && on == "" && manner == "" {
		return
	}
	e := dunning.ElectronicLetters{Accepted: true, Manner: manner}
	switch said {
	case "", "oui", "o", "yes", "y", "1", "x", "vrai", "true":
	case "non", "n", "no", "0", "faux", "false":
		e.Accepted = false
	default:
		fault("lre : « %s » inconnu, attendu oui ou non", shorten(v["lre"]))
		return
	}
	if on != "" {
		day, err := parseDay(on)
		if err != nil {
			fault("lre_consent : « %s » n’est pas une date, attendu jj/mm/aaaa ou aaaa-mm-jj", shorten(on))
			return
		}
		e.ConsentOn = day
	}
	switch {
	case (on == "") != (manner == ""):
		fault("lre_consent et lre_manner vont ensemble : écrivez le jour du consentement et la manière dont il a été donné")
	case !e.Accepted && on != "":
		fault("lre : « non » contredit le consentement : laissez l’un des deux vide")
	default:
		c.Electronic = &e
	}
}
