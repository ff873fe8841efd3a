package cli

import (
	"relance/internal/dunning"
	"relance/internal/money"
)

// playTable prints the story for people.
func (s *session) playTable(p *play) {
	s.say("Facture de %s échue le %s, plan «\u00a0%s\u00a0»\n", euros(p.c.Opening), fr.Weekday(p.c.Due), p.rules.Plan.ID)
	rows := make([][]string, len(p.rows))
	for i, r := range p.rows {
		day := p.rules.Today(r.instant)
		rows[i] = []string{
			fr.Weekday(day), placeOf(p.rules, r.instant).Format("15:04"), fr.FromDue(day, p.c.Due), rowName(r), rowStep(r),
			rowReason(p, r), money.FrenchNumber(r.Balance),
		}
	}
	s.figures([]string{"JOUR", "HEURE", "ÉCART", "CE QUI SE PASSE", "ÉTAPE", "POURQUOI", "SOLDE"}, rows, 6)
	end := dunning.Next(p.c, p.now)
	s.say("\nÀ la fin\u00a0: %s, %s à payer. %s", fr.Status(p.c), euros(p.c.Balance), endText(end))
}

func endText(d dunning.Decision) string {
	if d.Action == dunning.End || d.Action == dunning.Close {
		return "Rien d’autre ne partira."
	}
	return "Ensuite\u00a0: " + fr.Reason(d.Reason) + "."
}

func rowName(r playRow) string {
	switch r.What {
	case rowWaiting:
		return "attente"
	case rowNotSent:
		return "PAS ENVOYÉ"
	case dunning.KindSent:
		return "ENVOYÉ"
	}
	return fr.Kind(r.What)
}

func rowStep(r playRow) string {
	if name := fr.Level(r.Level); name != "" {
		return name + ", " + fr.Channel(r.Channel)
	}
	return firstOf(fr.Channel(r.Channel), r.Step)
}

func rowReason(p *play, r playRow) string {
	text := fr.Reason(r.Reason)
	if r.Reason == dunning.ReasonFact || r.Reason == "" {
		text = ""
	}
	if !r.next.IsZero() {
		text = joinParts(text, "jusqu’au "+p.rules.Today(r.next).FrenchShort())
	}
	return text
}
