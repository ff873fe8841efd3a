package ar24

import (
	"slices"
	"strings"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// labels are the states that AR24 names, in small letters. The dates say more.
var labels = []string{"to_valid", "waiting", "sent", "dp", "ev", "ar", "negligence", "ng", "refused", "rf", "bounced", "bc", "error", "recipient_update", "send_fail"}

// events tells a letter's story from its dates, whatever its label says. An
// end without its date is told as Unknown: no date of legal effect is guessed.
func (c *Carrier) events(m mail) []registeredmail.Event {
	label := strings.ToLower(string(m.Status))
	if label == "to_valid" {
		return []registeredmail.Event{{
			State: dunning.LetterRequested, Date: c.paris.Day(string(m.Date)), Code: label, Note: "à valider par l’expéditeur sur le site d’AR24",
		}}
	}
	out := []registeredmail.Event{{State: dunning.LetterAccepted, Date: c.paris.Day(string(m.Date)), Code: "waiting", Note: "pris en charge par AR24"}}
	failed := m.Failed.Yes() || label == "error" || label == "send_fail"
	reported := m.SentOn != "" || m.ReadOn != "" || m.RefusedOn != "" || m.NeglectOn != ""
	switch {
	case failed && !reported:
		return append(out, registeredmail.Event{State: dunning.LetterFailed, Code: "error", Note: "AR24 n’a pas pu l’envoyer"})
	case m.DepositURL != "" || reported || m.BouncedOn != "":
		out = append(out, registeredmail.Event{State: dunning.LetterPosted, Date: c.paris.Day(string(m.Date)), Code: "dp", Note: "preuve de dépôt"})
	}
	for _, u := range m.Updates {
		out = append(out, registeredmail.Event{
			State: dunning.LetterAccepted, Date: c.paris.Day(string(u.Date)), Code: "recipient_update", Note: "le destinataire a rectifié son identité",
		})
	}
	return append(append(out, c.stages(m)...), c.undated(m, label)...)
}

// stages are what has a date, oldest first.
func (c *Carrier) stages(m mail) (out []registeredmail.Event) {
	type stage struct {
		registeredmail.Event
		at time.Time
	}
	var list []stage
	for _, s := range []struct {
		on    wire.Text
		state dunning.LetterState
		code  string
		note  string
	}{
		{m.SentOn, dunning.LetterPresented, "ev", "avis électronique adressé au destinataire"},
		{m.ReadOn, dunning.LetterDelivered, "ar", "accepté par le destinataire"},
		{m.RefusedOn, dunning.LetterRefused, "rf", "refusé par le destinataire"},
		{m.NeglectOn, dunning.LetterUnclaimed, "ng", "non réclamé dans les quinze jours"},
		{m.BouncedOn, dunning.LetterReturned, "bc", "adresse électronique injoignable"},
	} {
		if at, ok := c.paris.Instant(string(s.on)); ok {
			list = append(list, stage{registeredmail.Event{State: s.state, Date: c.paris.Day(string(s.on)), Code: s.code, Note: s.note}, at})
		}
	}
	slices.SortStableFunc(list, func(a, b stage) int { return a.at.Compare(b.at) })
	for _, s := range list {
		out = append(out, s.Event)
	}
	return out
}

// undated tells a person of an end that a label or a proof announces without a
// date, and of a label that nobody knows.
func (c *Carrier) undated(m mail, label string) (out []registeredmail.Event) {
	for _, e := range []struct {
		announced bool
		on        wire.Text
		code      string
	}{
		{label == "ar" || m.ReceiptURL != "", m.ReadOn, "ar"}, {label == "refused" || label == "rf" || m.RefusalURL != "", m.RefusedOn, "rf"},
		{label == "negligence" || label == "ng" || m.NeglectURL != "", m.NeglectOn, "ng"},
		{label == "bounced" || label == "bc" || m.BounceURL != "", m.BouncedOn, "bc"},
	} {
		if _, dated := c.paris.Instant(string(e.on)); e.announced && !dated {
			out = append(out, registeredmail.Event{State: dunning.LetterUnknown, Code: e.code, Note: "annoncé par AR24 sans date"})
		}
	}
	if label != "" && !slices.Contains(labels, label) {
		out = append(out, registeredmail.Event{State: dunning.LetterUnknown, Code: slugOf(label), Note: "statut inconnu d’AR24"})
	}
	return out
}
