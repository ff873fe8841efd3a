package textdesk

import (
	"embed"
	"strconv"

	"relance/internal/backoffice/texts"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/words"
)

// fr words everything: the console speaks French.
var fr = words.In(words.French)

//go:embed templates/*.html
var files embed.FS

var templates = page.Load(files)

// standing says which words are sent.
func standing(t texts.Text) string {
	text := "texte livré avec relance"
	switch {
	case t.File != "":
		return "écrit dans le fichier " + t.File
	case t.InUse != nil:
		text = "version " + strconv.Itoa(t.InUse.Version)
	case t.Key.Variant != "" || t.Key.Segment == dunning.SegmentAll:
		text = "pas encore en usage"
	}
	if t.Next != nil {
		text += ", version " + strconv.Itoa(t.Next.Version) + " à partir du " + fr.ShortDate(t.Next.From)
	}
	if t.Waiting() != nil {
		text += ", un changement attend"
	}
	return text
}

var confirmations = map[string]string{
	"enregistre": "Le texte est enregistré\u00a0: les prochains messages partent avec lui.", "attend": "Le texte est enregistré et attend l’accord de deux personnes.",
	"avenir":  "Le texte est enregistré\u00a0: les messages partent avec lui à partir du jour choisi. D’ici là, rien ne change.",
	"retire":  "Le texte est retiré\u00a0: les prochains messages partent avec celui d’origine.",
	"premier": "Votre accord est noté\u00a0: il en faut un second, d’une autre personne.", "accord": "Le texte est en usage.", "refus": "Le texte est refusé\u00a0: rien n’a changé.",
}
