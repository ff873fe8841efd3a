package mailevatest

import (
	"fmt"
	"time"
)

// Step is something that happens to a letter. Empty fields change nothing.
type Step struct {
	After     time.Duration // since the submission
	Sending   string        // new status of the sending
	Recipient string        // new status of the recipient
	Detail    string        // status_detail
	Code      string        // delivery code, LP01 …
	Category  string        // makes it a main delivery status
	Number    string        // registered_number
	Reason    string        // undelivered_mail_reason, N02 …
	Proof     Proof         // becomes available
}

// Scenario is the life of a letter, in order of After.
type Scenario []Step

const day = 24 * time.Hour

// Posted is how every scenario begins: accepted, printed, handed to the post
// on the next day.
func Posted() Scenario {
	return Scenario{
		{After: time.Hour, Sending: "ACCEPTED", Recipient: "ACCEPTED"},
		{After: 3 * time.Hour, Sending: "PREPARING", Recipient: "PREPARING"},
		{After: 8 * time.Hour, Sending: "PROCESSED", Recipient: "PROCESSED", Code: "LP02"},
		{After: day, Code: "LP01", Category: "DELIVERING", Number: "1A04787720243"},
		{After: day + 12*time.Hour, Code: "LP03"},
		{After: 2 * day, Code: "LP05", Proof: Deposit},
	}
}

// Delivered is signed for at the first visit.
func Delivered() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Code: "LP15", Category: "DELIVERED"},
		Step{After: 4 * day, Code: "LP18", Proof: Receipt})
}

// Collected is fetched at the post office.
func Collected() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Code: "LP09", Category: "FIRST_PRESENTATION"},
		Step{After: 3*day + 5*time.Hour, Code: "LP08"},
		Step{After: 8 * day, Code: "LP15", Category: "DELIVERED"},
		Step{After: 9 * day, Code: "LP18", Proof: Receipt})
}

// Unclaimed waits fifteen days and goes back to the sender.
func Unclaimed() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Code: "LP09", Category: "FIRST_PRESENTATION"},
		Step{After: 3*day + 5*time.Hour, Code: "LP08"},
		Step{After: 18 * day, Code: "LP19", Category: "UNDELIVERED"},
		Step{After: 20 * day, Reason: "N03", Proof: Undelivered},
		Step{After: 21 * day, Code: "LP17", Category: "DELIVERED"})
}

// Refused is turned away at the door.
func Refused() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Code: "LP22", Category: "UNDELIVERED"},
		Step{After: 6 * day, Reason: "N05", Proof: Undelivered},
		Step{After: 7 * day, Code: "LP17", Category: "DELIVERED"})
}

// UnknownAddressee comes back because nobody of that name lives there.
func UnknownAddressee() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Code: "LP21", Category: "UNDELIVERED"},
		Step{After: 6 * day, Reason: "N02", Proof: Undelivered},
		Step{After: 7 * day, Code: "LP17", Category: "DELIVERED"})
}

// AddressFault comes back because the address is incomplete.
func AddressFault() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Code: "LP20", Category: "UNDELIVERED"},
		Step{After: 6 * day, Reason: "N07", Proof: Undelivered})
}

// Rejected is turned down by Maileva.
func Rejected() Scenario {
	return Scenario{{After: time.Hour, Sending: "REJECTED", Recipient: "SENDING_REJECTED", Detail: "document illisible"}}
}

// Blocked waits for money, then goes its way.
func Blocked() Scenario {
	s := Scenario{{After: 30 * time.Minute, Sending: "BLOCKED", Recipient: "BLOCKED"}}
	for _, step := range Delivered() {
		step.After += 2 * day
		s = append(s, step)
	}
	return s
}

// Rerouted comes back, is sent again, and delivered.
func Rerouted() Scenario {
	return append(Posted(),
		Step{After: 3 * day, Code: "LP20", Category: "UNDELIVERED"},
		Step{After: 4 * day, Code: "LP23"},
		Step{After: 6 * day, Code: "LP15", Category: "DELIVERED"})
}

// Strange reports codes that nobody documented, and the acknowledgement before
// the delivery.
func Strange() Scenario {
	return append(Posted(),
		Step{After: 2*day + time.Hour, Code: "LP00"},
		Step{After: 3 * day, Code: "LP77"},
		Step{After: 4 * day, Code: "LP18", Proof: Receipt},
		Step{After: 5 * day, Code: "LP15", Category: "DELIVERED"})
}

// letHappen lets happen what is due. The lock is held.
func (s *Server) letHappen(x *sending) {
	for len(x.plan) > 0 {
		at := x.submitted.Add(x.plan[0].After)
		if at.After(s.Now()) {
			return
		}
		step := x.plan[0]
		x.plan = x.plan[1:]
		s.apply(x, step, at)
	}
}

// Play makes steps happen to a letter at an instant, whatever its scenario
// said; the scenario is dropped and the clock moved there.
func (s *Server) Play(customID string, at time.Time, steps ...Step) error {
	s.AdvanceTo(at)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sendings {
		if x.fields["custom_id"] == customID && x.status != draft {
			x.plan = nil
			for _, step := range steps {
				s.apply(x, step, at)
			}
			return nil
		}
	}
	return fmt.Errorf("no submitted sending has the custom id %q", customID)
}

// apply changes the sending and its recipients and notes whom to notify.
func (s *Server) apply(x *sending, step Step, at time.Time) {
	if step.Sending != "" {
		x.status = step.Sending
		s.notify(sendingType, "ON_STATUS_"+step.Sending, x, nil, at)
	}
	for _, rec := range x.recipients {
		s.applyTo(x, rec, step, at)
	}
}

func (s *Server) applyTo(x *sending, rec *recipient, step Step, at time.Time) {
	if step.Recipient != "" {
		rec.enter(step.Recipient, step.Detail, at)
	}
	if step.Recipient == "PROCESSED" {
		rec.postage = 6.7
	}
	if step.Number != "" {
		rec.number = step.Number
	}
	if step.Reason != "" {
		rec.reason = step.Reason
	}
	if step.Code != "" {
		d := map[string]any{"date": stamp(at), "code": step.Code, "label": "statut " + step.Code, "source": "LAPOSTE", "creation_date": stamp(at)}
		rec.delivery = append(rec.delivery, d)
		if step.Category != "" {
			main := map[string]any{"category": step.Category}
			for k, v := range d {
				main[k] = v
			}
			rec.mainDelivery = append(rec.mainDelivery, main)
			s.notify(recipientType, "ON_MAIN_DELIVERY_STATUS_"+step.Category, x, rec, at)
		}
	}
	if step.Proof != "" {
		rec.proofs[step.Proof] = at
		s.notify(recipientType, events[step.Proof], x, rec, at)
	}
}
