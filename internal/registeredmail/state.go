package registeredmail

// State is where a letter is. The package documentation gives the legal
// meaning of each.
type State string

// The states, in the order a letter goes through them.
const (
	Requested State = "requested"
	Accepted  State = "accepted"
	Printed   State = "printed"
	Posted    State = "posted"
	Presented State = "presented"
	Delivered State = "delivered"
	Refused   State = "refused"
	Unclaimed State = "unclaimed"
	Returned  State = "returned"
	Failed    State = "failed"
	Unknown   State = "unknown"
)

// States lists the states in that order.
func States() []State {
	return []State{Requested, Accepted, Printed, Posted, Presented, Delivered, Refused, Unclaimed, Returned, Failed, Unknown}
}

// Final tells whether a letter stays in this state, apart from corrections by
// the carrier.
func (s State) Final() bool {
	switch s {
	case Delivered, Refused, Unclaimed, Returned, Failed:
		return true
	}
	return false
}

// Notifies tells whether the addressee counts as notified: delivered, refused
// and unclaimed do, a wrong address does not.
func (s State) Notifies() bool { return s == Delivered || s == Refused || s == Unclaimed }

// Cancellable tells whether asking to cancel makes sense.
func (s State) Cancellable() bool { return s == Requested || s == Accepted }

// French is the state as a bookkeeper reads it.
func (s State) French() string { return french[s] }

var french = map[State]string{
	Requested: "demandé",
	Accepted:  "pris en charge",
	Printed:   "imprimé",
	Posted:    "déposé à La Poste",
	Presented: "présenté au destinataire",
	Delivered: "remis contre signature",
	Refused:   "refusé par le destinataire",
	Unclaimed: "non réclamé",
	Returned:  "retourné : adresse erronée",
	Failed:    "non envoyé",
	Unknown:   "sort inconnu",
}

// rank orders states for Fold: a later stage replaces an earlier one. Failed
// stands before Posted, since a letter that was posted has not failed.
var rank = map[State]int{
	Requested: 1, Unknown: 2, Accepted: 3, Printed: 4, Failed: 5, Posted: 6, Presented: 7,
	Returned: 8, Unclaimed: 9, Refused: 9, Delivered: 9,
}

// Fold computes the state from events that may come late, twice or out of
// order. The latest stage wins; among the ends of a posted letter, the reason
// (refused, unclaimed, delivered) beats the bare return that follows it, and
// of two reasons the first recorded stands.
func Fold(events []Event) State {
	best := Requested
	for _, e := range events {
		if rank[e.State] > rank[best] {
			best = e.State
		}
	}
	return best
}
