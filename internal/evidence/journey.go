package evidence

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postage"
)

// journey says what the record proves of the way of a letter: when it was posted,
// first presented, and how it ended. What the record does not hold is said too: the
// day on which a letter left is not the day on which it has effect (C. civ. 1344).
// "" for a message that no post carries.
func (f *file) journey(m dunning.Message) string {
	if m.Channel != dunning.RegisteredLetter && m.Channel != dunning.Letter {
		return ""
	}
	known := f.stages(m)
	var parts, lacking []string
	add := func(state dunning.LetterState, what, lacks string) {
		on, ok := known[state]
		switch {
		case !ok && lacks != "":
			lacking = append(lacking, lacks)
		case ok:
			parts = append(parts, dated(what, on))
		}
	}
	if m.Channel == dunning.Letter { // nobody proves that one arrived
		add(dunning.LetterPosted, "déposée à La Poste", "")
		add(dunning.LetterReturned, "retournée\u00a0: destinataire inconnu à l’adresse", "")
		return strings.Join(parts, ", ")
	}
	how, ended := f.ending(m, known)
	if ended && how.state == dunning.LetterFailed {
		return how.what
	}
	add(dunning.LetterPosted, "déposée à La Poste", "dépôt")
	presented := "première présentation"
	if ended && (how.state == dunning.LetterReturned || how.state == dunning.LetterDelivered || how.state == dunning.LetterRefused) {
		presented = "" // it was presented when it ended, or there was nobody to present it to
	}
	add(dunning.LetterPresented, "première présentation", presented)
	receipt := f.receipt(m)
	switch {
	case ended:
		add(how.state, how.what, "")
	case receipt != "":
		parts = append(parts, receipt)
	default:
		lacking = append(lacking, "remise")
	}
	return strings.Join(append(parts, lacks(lacking)...), ", ")
}

// went is the way of a letter behind what it is.
func (f *file) went(m dunning.Message) string {
	if way := f.journey(m); way != "" {
		return ", " + way
	}
	return ""
}

// dated sets the day of a stage behind what happened, before its reason.
func dated(what string, on calendar.Date) string {
	if on.IsZero() {
		return what + " (date absente du dossier)"
	}
	did, why, reasoned := strings.Cut(what, "\u00a0: ")
	if did += " le " + on.French(); reasoned {
		did += "\u00a0: " + why
	}
	return did
}

// lacks says which stages of a letter the record does not prove.
func lacks(stages []string) []string {
	switch len(stages) {
	case 0:
		return nil
	case 1:
		return []string{"date de " + stages[0] + " absente du dossier"}
	}
	return []string{"dates de " + strings.Join(stages[:len(stages)-1], ", de ") + " et de " + stages[len(stages)-1] + " absentes du dossier"}
}

// end is how a letter ended.
type end struct {
	state dunning.LetterState
	what  string // French
}

var ends = []end{
	{dunning.LetterDelivered, "remise contre signature"},
	{dunning.LetterRefused, "refusée par le destinataire"},
	{dunning.LetterUnclaimed, "retournée\u00a0: pli avisé et non réclamé"},
	{dunning.LetterReturned, "retournée\u00a0: destinataire inconnu à l’adresse"},
	{dunning.LetterFailed, "non postée d’après le transporteur"},
}

// ending is how a letter ended: as its carrier has it now, else by the stages that
// are known of it.
func (f *file) ending(m dunning.Message, known map[dunning.LetterState]calendar.Date) (out end, ended bool) {
	for _, e := range slices.Backward(ends) {
		if _, ok := known[e.state]; ok {
			out, ended = e, true
		}
		for _, l := range f.Letters {
			if l.Message == m.ID && l.State == e.state {
				return e, true
			}
		}
	}
	return out, ended
}

// receipt tells of the acknowledgement of receipt of a letter whose delivery its
// carrier did not tell; "" for none.
func (f *file) receipt(m dunning.Message) string {
	for _, l := range f.Letters {
		for _, p := range l.Proofs {
			if l.Message == m.ID && p.Kind == "acknowledgement" && !p.Date.IsZero() {
				return "avis de réception du " + p.Date.French()
			}
		}
	}
	return ""
}

// stages are the days of a letter as its carrier told them, else as La Poste or a
// person did, else as the carrier's proofs are dated; the first day of each counts.
func (f *file) stages(m dunning.Message) map[dunning.LetterState]calendar.Date {
	known := map[dunning.LetterState]calendar.Date{}
	note := func(s dunning.LetterState, on calendar.Date) {
		if was, ok := known[s]; !ok || was.IsZero() {
			known[s] = on
		}
	}
	for _, l := range f.Letters {
		if l.Message != m.ID {
			continue
		}
		if l.State.Final() {
			note(l.State, calendar.Date{})
		}
		events := l.Events
		if l.Post != nil {
			events = append(append([]postage.LetterEvent{}, events...), l.Post.Events...)
		}
		for _, e := range events {
			note(e.State, e.Date)
		}
		for _, p := range l.Proofs {
			if s, ok := proves[p.Kind]; ok && !p.Date.IsZero() {
				note(s, p.Date)
			}
		}
	}
	for _, r := range f.happened() { // of a letter from before letters were followed
		if r.Kind == dunning.KindLetterStatus && (r.Message == m.ID || r.Message == 0 && f.sentBy(r.Step, m)) {
			note(dunning.LetterState(r.Status), r.Date)
		}
	}
	return known
}

// proves tells which stage a proof of a carrier is of.
var proves = map[string]dunning.LetterState{"deposit": dunning.LetterPosted, "presentation": dunning.LetterPresented}

// happened lists the events of all cycles, the oldest first.
func (f *file) happened() (out []dunning.Record) {
	for _, c := range f.View.Earlier {
		out = append(out, c.Timeline...)
	}
	return append(out, f.View.Timeline...)
}

// sentBy tells whether a message is the only one of the level and channel of a step.
func (f *file) sentBy(step string, m dunning.Message) bool {
	for _, s := range f.View.Case.Steps {
		if s.ID == step {
			return s.Level == m.Level && s.Channel == m.Channel
		}
	}
	return false
}
