package plandesk

import (
	"strconv"

	"relance/internal/backoffice/planning"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// differenceView is what a plan would change of what leaves.
type differenceView struct {
	Cases, Days string
	Kept        bool   // cases that run keep their plan
	From        string // day from which the plan would hold; empty is at once
	Held        string // why nothing would leave anyway
	Refused     string
	AtOnce      string // number of messages that would leave on the next day of sending; empty for none
	Counts      []page.AmountLine
	Messages    []tallyLine
	Moves       []moveLine
	More        string // number of moves that are not shown
}

type tallyLine struct{ Label, Before, After string }

type moveLine struct {
	Name, Number, Address string
	Before, After         string
	AtOnce                bool
}

// mostMoves is how many cases the page names.
const mostMoves = 50

func differenceOf(t planning.Tried, how dunning.Onward) *differenceView {
	v := &differenceView{Cases: fr.Count(t.Cases, "dossier ouvert suit ce plan", "dossiers ouverts suivent ce plan"), Days: strconv.Itoa(planning.HorizonDays), Kept: how == dunning.Keep}
	if t.Withheld != "" {
		v.Held = page.Capital(fr.Reason(t.Withheld))
	}
	if t.Refused > 0 {
		v.Refused = fr.Count(t.Refused, "dossier ne peut pas changer de plan en ce moment et garde le sien", "dossiers ne peuvent pas changer de plan en ce moment et gardent le leur")
	}
	if t.AtOnce > 0 {
		v.AtOnce = fr.Count(t.AtOnce, "message partirait", "messages partiraient") + " dès le prochain jour d’envoi"
	}
	for _, c := range []struct {
		label string
		n     int
	}{
		{"Prochain message inchangé", t.Same}, {"Prochain message plus tôt", t.Earlier}, {"Prochain message plus tard", t.Later},
		{"Un message de plus", t.More}, {"Plus de message", t.Fewer},
	} {
		v.Counts = append(v.Counts, page.AmountLine{Label: c.label, Amount: page.Thousands(c.n)})
	}
	for _, m := range t.Messages {
		v.Messages = append(v.Messages, tallyLine{page.LevelPlural(m.Level) + ", " + fr.Channel(m.Channel), page.Thousands(m.Before), page.Thousands(m.After)})
	}
	for i, m := range t.Moves {
		if i == mostMoves {
			v.More = fr.Count(len(t.Moves)-mostMoves, "autre dossier change", "autres dossiers changent") + "."
			break
		}
		v.Moves = append(v.Moves, moveLine{
			Name: page.OneOf(t.Names[rehearsal.Party{Creditor: m.Creditor, Debtor: m.Debtor}], m.Debtor), Number: m.Number, AtOnce: m.AtOnce,
			Address: page.CaseAddress(dunning.Ref{Creditor: m.Creditor, Number: m.Number, Cycle: m.Cycle}), Before: comes(m.Before), After: comes(m.After),
		})
	}
	return v
}

// comes words the next message of a case.
func comes(n *rehearsal.Next) string {
	if n == nil {
		return "rien"
	}
	return fr.Level(n.Level) + ", " + fr.Weekday(page.Today(n.At))
}
