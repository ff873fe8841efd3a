package ar24test

import (
	"fmt"
	"net/url"
	"time"

	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// Step is something that happens to a letter. Empty fields change nothing.
type Step struct {
	After  time.Duration // since it was sent
	Label  string        // new status
	Date   string        // gets a date: ev, ar, ng, rf, bc
	Proof  string        // its address appears: dp, ev, ar, ng, rf, bc
	Fail   bool          // send_fail
	Update bool          // the addressee corrects his name
}

// Scenario is the life of a letter, in order of After.
type Scenario []Step

const day = 24 * time.Hour

// Sent is how every scenario begins: deposited, the addressee told of it.
func Sent() Scenario {
	return Scenario{
		{After: 5 * time.Minute, Proof: "dp"},
		{After: 20 * time.Minute, Label: "ev", Date: "ev"},
		{After: 3 * time.Hour, Proof: "ev"},
	}
}

// Accepted is taken after two days; its proof comes a day late.
func Accepted() Scenario {
	return append(Sent(), Step{After: 2 * day, Label: "AR", Date: "ar"}, Step{After: 3 * day, Proof: "ar"})
}

// Refused is turned down on the first day.
func Refused() Scenario {
	return append(Sent(), Step{After: day, Label: "refused", Date: "rf"}, Step{After: day + 5*time.Hour, Proof: "rf"})
}

// Neglected is not claimed within fifteen days from the day after.
func Neglected() Scenario {
	return append(Sent(), Step{After: 16 * day, Label: "Negligence", Date: "ng"}, Step{After: 17 * day, Proof: "ng"})
}

// Bounced could not be handed to the addressee's mailbox.
func Bounced() Scenario {
	return append(Sent(), Step{After: time.Hour, Label: "bounced", Date: "bc", Proof: "bc"})
}

// Failed never left.
func Failed() Scenario { return Scenario{{After: time.Hour, Label: "error", Fail: true}} }

// Corrected is accepted after the addressee mended his name.
func Corrected() Scenario {
	return append(Sent(), Step{After: day, Label: "recipient_update", Update: true},
		Step{After: 2 * day, Label: "AR", Date: "ar", Proof: "ar"})
}

// Strange has the proof before the date, and a status that nobody documented.
func Strange() Scenario {
	return append(Sent(), Step{After: day, Label: "archived2"}, Step{After: 2 * day, Proof: "ar", Label: "ar"}, Step{After: 3 * day, Date: "ar"})
}

// letHappen lets happen what is due. The lock is held.
func (s *Server) letHappen(m *mail) {
	for len(m.plan) > 0 {
		at := m.created.Add(m.plan[0].After)
		if at.After(s.Now()) {
			return
		}
		step := m.plan[0]
		m.plan = m.plan[1:]
		s.apply(m, step, at)
	}
}

// Play makes steps happen to a letter at an instant, whatever its scenario
// said; the scenario is dropped and the clock moved there.
func (s *Server) Play(order string, at time.Time, steps ...Step) error {
	s.AdvanceTo(at)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails {
		if m.fields.Get("ref_dossier") == order {
			m.plan = nil
			for _, step := range steps {
				s.apply(m, step, at)
			}
			return nil
		}
	}
	return fmt.Errorf("no mail has the reference %q", order)
}

// apply changes the mail and notes that somebody is to be told.
func (s *Server) apply(m *mail, step Step, at time.Time) {
	if step.Label != "" {
		m.status = step.Label
	}
	if step.Date != "" {
		m.dates[step.Date] = at
	}
	if step.Proof != "" {
		m.proofs[step.Proof] = at
	}
	if step.Update {
		m.updates = append(m.updates, at)
	}
	m.failed = m.failed || step.Fail
	if hook := m.fields.Get("webhook"); hook != "" {
		form := url.Values{"id_mail": {m.id}, "new_state": {m.status}}
		if step.Proof != "" {
			form.Set("proof_url", s.proofURL(m, step.Proof))
		}
		s.callbacks.Add(&faulty.Notification{URL: hook, ContentType: "application/x-www-form-urlencoded", Body: []byte(form.Encode())}, s.Now())
	}
}
