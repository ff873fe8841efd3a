package registeredmail

import "relance/internal/dunning"

// rank orders states for Fold: a later stage replaces an earlier one. Failed
// stands before Posted, since a letter that was posted has not failed.
var rank = map[dunning.LetterState]int{
	dunning.LetterRequested: 1, dunning.LetterUnknown: 2, dunning.LetterAccepted: 3, dunning.LetterPrinted: 4, dunning.LetterFailed: 5,
	dunning.LetterPosted: 6, dunning.LetterPresented: 7, dunning.LetterReturned: 8, dunning.LetterUnclaimed: 9, dunning.LetterRefused: 9,
	dunning.LetterDelivered: 9,
}

// LatestState computes the state from events that may come late, twice or out of
// order. The latest stage wins; among the ends of a posted letter, the reason
// (refused, unclaimed, delivered) beats the bare return that follows it, and
// of two reasons the first recorded stands.
func LatestState(events []Event) dunning.LetterState {
	best := dunning.LetterRequested
	for _, e := range events {
		if rank[e.State] > rank[best] {
			best = e.State
		}
	}
	return best
}
