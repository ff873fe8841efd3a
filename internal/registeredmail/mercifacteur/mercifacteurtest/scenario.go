package mercifacteurtest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// Step is something that happens to a letter.
type Step struct {
	After  time.Duration // since it was accepted
	Event  string        // name_event
	Code   string        // statut_courrier; imprime gives the letter its number, scan_pdd and retour_are their proofs
	Text   string        // of the history
	Number string        // the tracking number, for imprime; one of the letter's own when empty
	Silent bool          // the history does not say it
}

// Scenario is the life of a letter, in order of After.
type Scenario []Step

const day = 24 * time.Hour

// Posted is how every scenario begins: printed and handed to the post on the
// day, with the proof of it in the evening of the next.
func Posted() Scenario {
	return Scenario{
		{After: 6 * time.Hour, Event: "printed", Code: "imprime", Text: "Courrier imprimé par Merci facteur"},
		{After: 8 * time.Hour, Event: "new-state", Code: "pris_en_charge", Text: "Courrier pris en charge par La Poste"},
		{After: 32 * time.Hour, Event: "pdd", Code: "scan_pdd", Text: "Preuve de dépôt disponible", Silent: true},
		{After: 33 * time.Hour, Event: "new-state", Code: "traitement", Text: "Courrier en cours de traitement"},
	}
}

// Delivered is signed for on the third day; the scan comes four days later.
func Delivered() Scenario {
	return append(Posted(),
		Step{After: 2*day + time.Hour, Event: "new-state", Code: "distribution_en_cours", Text: "Courrier en cours de distribution"},
		Step{After: 2*day + 3*time.Hour, Event: "delivered", Code: "distribue", Text: "Courrier distribué au destinataire"},
		Step{After: 6 * day, Event: "are", Code: "retour_are", Text: "Avis de réception numérisé"})
}

// Fetched waits at the counter for a week.
func Fetched() Scenario {
	return append(Posted(), counter(),
		Step{After: 9 * day, Event: "delivered", Code: "distribue", Text: "Courrier distribué au destinataire"},
		Step{After: 12 * day, Event: "are", Code: "retour_are", Text: "Avis de réception numérisé", Silent: true})
}

func counter() Step {
	return Step{After: 2 * day, Event: "new-state", Code: "attente_au_guichet", Text: "Courrier en attente au guichet, avis de passage déposé"}
}

// Back returns after the counter, for the reason in that text.
func Back(reason string) Scenario {
	return append(Posted(), counter(),
		Step{After: 17 * day, Event: "error", Code: "retour_expediteur", Text: "Courrier retourné à l'expéditeur" + reason},
		Step{After: 20 * day, Event: "pnd", Code: "distribue_expediteur", Text: "Distribué à l'expéditeur"},
		Step{After: 21 * day, Event: "pnd", Code: "archivage_pnd", Text: "Pli archivé (PND)"})
}

// Unknown is at no such address, without a stay at the counter.
func Unknown() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Event: "error", Code: "non_distribuable", Text: "Courrier non distribuable"},
		Step{After: 4 * day, Event: "error", Code: "retour_expediteur", Text: "Courrier retourné à l'expéditeur (adresse incomplète)"})
}

// Mute has the scan of the acknowledgement and no word of the delivery.
func Mute() Scenario {
	return append(Posted(),
		Step{After: 2 * day, Event: "error", Code: "probleme_en_cours", Text: "Problème en cours"},
		Step{After: 3 * day, Event: "new-state", Code: "probleme_resolu", Text: "Problème résolu"},
		Step{After: 6 * day, Event: "are", Code: "retour_are", Text: "Avis de réception numérisé"})
}

// letHappen lets happen what is due. The lock is held.
func (s *Server) letHappen(x *envoi) {
	for len(x.plan) > 0 && !x.At.Add(x.plan[0].After).After(s.Now()) {
		step := x.plan[0]
		x.plan = x.plan[1:]
		s.apply(x, step, x.At.Add(step.After))
	}
}

// Play makes steps happen to a letter at an instant, whatever its scenario
// said; the scenario is dropped and the clock moved there.
func (s *Server) Play(reference string, at time.Time, steps ...Step) error {
	s.AdvanceTo(at)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.envois {
		if x.Reference == reference {
			x.plan = nil
			for _, step := range steps {
				s.apply(x, step, at)
			}
			return nil
		}
	}
	return fmt.Errorf("no letter has the reference %q", reference)
}

// apply changes the letter and notes that somebody is to be told.
func (s *Server) apply(x *envoi, step Step, at time.Time) {
	switch step.Code {
	case "imprime":
		if x.number = step.Number; x.number == "" {
			x.number = "2C" + x.ID + "00017"
		}
	case "scan_pdd":
		x.deposit = true
	case "retour_are":
		x.scan = base64.StdEncoding.EncodeToString([]byte("\xff\xd8\xff\xe0 avis " + x.ID + " signé le jour dit"))
	case "distribue_expediteur", "archivage_pnd":
		x.back = true
	}
	text := stamp(at) + " : " + step.Text
	if !step.Silent {
		x.lines, x.last = append(x.lines, text), text
	}
	e := event{x: x, name: step.Event, code: step.Code, text: text, at: at}
	s.events = append(s.events, e)
	if s.callback != "" {
		form := url.Values{"event": {e.head()}, "detail": {e.detail()}}
		s.callbacks.Add(&faulty.Notification{
			URL: s.callback, ContentType: "application/x-www-form-urlencoded", Body: []byte(form.Encode()),
			Header: http.Header{"X-Mf-Webhook-Secret-Key": {WebhookKey}},
		}, s.Now())
	}
}

// stamp is a day as Merci Facteur writes it.
func stamp(t time.Time) string {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return t.In(zone).Format("02/01/2006")
}
