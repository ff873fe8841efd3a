package words

import "relance/internal/dunning"

// Step names what a notice is and how it reaches the debtor: "mise en demeure par
// lettre recommandée". Of a step that sends nothing it says the channel alone.
func (w Words) Step(level dunning.Level, channel dunning.Channel) string {
	name, way := w.Level(level), of(w, byChannel, channel)
	switch {
	case name == "":
		return w.Channel(channel)
	case way == "":
		return name
	}
	return name + " " + way
}

var byChannel = map[dunning.Channel]both{
	dunning.Email: {"par courriel", "by e-mail"}, dunning.Letter: {"par lettre simple", "by letter"},
	dunning.RegisteredLetter: {"par lettre recommandée", "by registered letter"}, dunning.SMS: {"par SMS", "by SMS"}, dunning.Call: {"par téléphone", "by telephone"},
}
