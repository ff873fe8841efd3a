package evidence

import (
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/postage"
)

// What is said of a formal notice is what the record proves, and what it does not
// hold is said.
func TestTheWayOfALetterIsToldAsTheRecordProvesIt(t *testing.T) {
	t.Parallel()
	event := func(state dunning.LetterState, on string) postage.LetterEvent {
		if on == "" {
			return postage.LetterEvent{State: state}
		}
		return postage.LetterEvent{State: state, Date: day(on)}
	}
	posted, presented := event(dunning.LetterPosted, "2026-07-02"), event(dunning.LetterPresented, "2026-07-03")
	for name, row := range map[string]struct {
		channel dunning.Channel
		letter  postage.TrackedLetter
		want    string
	}{
		"delivered": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterDelivered, Events: []postage.LetterEvent{posted, presented, event(dunning.LetterDelivered, "2026-07-04")}},
			"déposée à La Poste le 2 juillet 2026, première présentation le 3 juillet 2026, remise contre signature le 4 juillet 2026"},
		"delivered at once": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterDelivered, Events: []postage.LetterEvent{posted, event(dunning.LetterDelivered, "2026-07-04")}},
			"déposée à La Poste le 2 juillet 2026, remise contre signature le 4 juillet 2026"},
		"refused": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterRefused, Events: []postage.LetterEvent{posted, presented, event(dunning.LetterRefused, "2026-07-03")}},
			"déposée à La Poste le 2 juillet 2026, première présentation le 3 juillet 2026, refusée par le destinataire le 3 juillet 2026"},
		"unclaimed": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterUnclaimed, Events: []postage.LetterEvent{posted, presented, event(dunning.LetterUnclaimed, "2026-07-20")}},
			"déposée à La Poste le 2 juillet 2026, première présentation le 3 juillet 2026, retournée le 20 juillet 2026\u00a0: pli avisé et non réclamé"},
		"unclaimed, of which no day is known but that of posting": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterUnclaimed, Events: []postage.LetterEvent{posted}},
			"déposée à La Poste le 2 juillet 2026, retournée\u00a0: pli avisé et non réclamé (date absente du dossier), date de première présentation absente du dossier"},
		"unknown addressee": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterReturned, Events: []postage.LetterEvent{posted, event(dunning.LetterReturned, "2026-07-06")}},
			"déposée à La Poste le 2 juillet 2026, retournée le 6 juillet 2026\u00a0: destinataire inconnu à l’adresse"},
		"posted, nothing since": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterPosted, Events: []postage.LetterEvent{posted}},
			"déposée à La Poste le 2 juillet 2026, dates de première présentation et de remise absentes du dossier"},
		"nothing known": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterAccepted},
			"dates de dépôt, de première présentation et de remise absentes du dossier"},
		"never posted": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterFailed}, "non postée d’après le transporteur"},
		"known by La Poste alone": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterPosted, Events: []postage.LetterEvent{posted},
			Post: &postage.PostalTracking{Events: []postage.LetterEvent{presented, event(dunning.LetterDelivered, "2026-07-05")}}},
			"déposée à La Poste le 2 juillet 2026, première présentation le 3 juillet 2026, remise contre signature le 5 juillet 2026"},
		"known by the carrier's proofs": {dunning.RegisteredLetter, postage.TrackedLetter{State: dunning.LetterPosted,
			Proofs: []postage.LetterProof{{Kind: "deposit", Date: day("2026-07-02")}, {Kind: "acknowledgement", Date: day("2026-07-08")}}},
			"déposée à La Poste le 2 juillet 2026, avis de réception du 8 juillet 2026, date de première présentation absente du dossier"},
		"a plain letter": {dunning.Letter, postage.TrackedLetter{State: dunning.LetterPosted, Events: []postage.LetterEvent{posted}}, "déposée à La Poste le 2 juillet 2026"},
		"a mail":         {dunning.Email, postage.TrackedLetter{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &file{Case: sample()}
			row.letter.Message = 3
			f.View.Timeline, f.Letters = nil, []postage.TrackedLetter{row.letter}
			if got := f.journey(dunning.Message{ID: 3, Level: dunning.FormalNotice, Channel: row.channel}); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

// A letter from before letters were followed is known by what people told of the
// case, in this cycle or an earlier one.
func TestALetterThatNoCarrierFollowsIsKnownByTheCase(t *testing.T) {
	t.Parallel()
	f := &file{Case: sample()}
	f.Letters = nil
	m := f.View.Messages[0]
	if got := f.journey(m); !strings.Contains(got, "remise contre signature le 3 juillet 2026") || !strings.Contains(got, "dépôt") {
		t.Errorf("got %s", got)
	}
	f.View.Earlier, f.View.Timeline = []dunning.EarlierCycle{{Timeline: f.View.Timeline}}, nil
	if got := f.journey(m); !strings.Contains(got, "remise contre signature le 3 juillet 2026") {
		t.Errorf("got %s", got)
	}
}

// No document for people names a step as the plan's file does.
func TestTheChronologyNamesNoStepByItsKey(t *testing.T) {
	t.Parallel()
	f := &file{Case: sample()}
	got := text(f.chronology(nil))
	for _, key := range []string{"formal_notice", "first_reminder", "call_them"} {
		if strings.Contains(got, key) {
			t.Errorf("the chronology says %s", key)
		}
	}
	for _, want := range []string{"Mise en demeure par lettre recommandée", "Première relance par courriel", "étape «\u00a0old_step\u00a0» d’un plan antérieur"} {
		if !strings.Contains(got, want) {
			t.Errorf("the chronology does not say %s:\n%s", want, got)
		}
	}
}

// The facts name the exhibits that prove them, and what a platform or the debtor's own
// status says; what a third party says stands in the chronology alone.
func TestTheFactsNameTheirProofs(t *testing.T) {
	t.Parallel()
	d := requested("injonction", 1).opened(t)
	facts := plainSpaces(text(letter.Sheet{Sections: []letter.Section{d.happening()}}))
	for _, want := range []string{
		"échéance du 15 mai 2026 (pièce n° 1).", "première relance, par courriel (pièce n° 2).", "remise contre signature le 4 juillet 2026 (pièce n° 3 ; preuve : pièce n° 4).",
		"16 avril 2026 : statut « 203 Mise à disposition », émis par une plateforme.",
	} {
		if !strings.Contains(facts, want) {
			t.Errorf("the facts do not say %q:\n%s", want, facts)
		}
	}
	if strings.Contains(facts, "205") {
		t.Errorf("the facts repeat what a third party says:\n%s", facts)
	}
	if notes := text(d.files[0].chronology(nil)); !strings.Contains(notes, "205 Approuvée | un tiers | AUTRE | "+sha("205")[:8]) {
		t.Errorf("the chronology lacks a status:\n%s", notes)
	}
}
