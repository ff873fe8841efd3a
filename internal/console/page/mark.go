package page

import "relance/internal/dunning"

// marks groups the kinds of events by how the timeline marks them.
var marks = map[dunning.Kind]string{
	dunning.KindSent: "sent", dunning.KindThanked: "sent", dunning.KindHandedOver: "sent",
	dunning.KindSkipped: "held", dunning.KindDeferred: "held", dunning.KindWithheld: "held", dunning.KindRefused: "held", dunning.KindUnknown: "held",
	dunning.KindAttention: "held", dunning.KindBounce: "held", dunning.KindUnreadable: "held",
	dunning.KindPaid: "money", dunning.KindCredited: "money", dunning.KindCost: "money", dunning.KindWaive: "money",
	dunning.KindReply: "person", dunning.KindPromise: "person", dunning.KindDispute: "person", dunning.KindInstalments: "person", dunning.KindHold: "person",
	dunning.KindRelease: "person", dunning.KindResolveDispute: "person", dunning.KindApprove: "person", dunning.KindReject: "person",
	dunning.KindReschedule: "person", dunning.KindClose: "person", dunning.KindContact: "person",
}

// Mark says how an event is marked: sent, held, money, person or other.
func Mark(k dunning.Kind) string {
	if m := marks[k]; m != "" {
		return m
	}
	return "other"
}
