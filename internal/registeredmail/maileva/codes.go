package maileva

import "relance/internal/dunning"

const (
	pending = "PENDING"
	blocked = "BLOCKED" // waits for a financial authorisation
)

// production is what the status of a sending or recipient means before the
// post has it.
var production = map[string]dunning.LetterState{
	pending: dunning.LetterRequested, blocked: dunning.LetterRequested,
	"ACCEPTED": dunning.LetterAccepted, "PREPARING": dunning.LetterAccepted,
	"PROCESSED": dunning.LetterPrinted, // of a recipient: in its envelope, not yet posted
	"REJECTED":  dunning.LetterFailed, "SENDING_REJECTED": dunning.LetterFailed, "CANCELED": dunning.LetterFailed,
}

// postal is what a delivery code means. A code with an empty state says
// nothing by itself: its category does.
//
// LP12 and LP13 put a delivery off, LP11 is another round: none of them is a
// presentation, and a date of legal effect may not come from them.
var postal = map[string]dunning.LetterState{
	"LP01": dunning.LetterPosted,
	"LP02": dunning.LetterPrinted,
	"LP03": dunning.LetterPosted, "LP04": dunning.LetterPosted, "LP05": dunning.LetterPosted,
	"LP06": "", "LP07": "", // about the proof of content
	"LP08": dunning.LetterPresented, "LP09": dunning.LetterPresented, "LP10": dunning.LetterPresented,
	"LP11": dunning.LetterPosted, "LP12": dunning.LetterPosted, "LP13": dunning.LetterPosted, "LP14": dunning.LetterPosted,
	"LP15": dunning.LetterDelivered, "LP16": dunning.LetterDelivered,
	"LP17": dunning.LetterReturned, // delivered, but to the sender
	"LP18": "",                     // the acknowledgement is there: see its category
	"LP19": dunning.LetterUnclaimed,
	"LP20": dunning.LetterReturned, "LP21": dunning.LetterReturned,
	"LP22": dunning.LetterRefused,
	"LP23": dunning.LetterPosted, "LP26": dunning.LetterPosted, // on its way again
	"LP24": dunning.LetterReturned, "LP27": dunning.LetterReturned,
	"LP25": dunning.LetterUnclaimed,
	"LP28": dunning.LetterDelivered, "LP29": dunning.LetterDelivered,
}

// again are the codes that send a letter to its addressee once more.
var again = map[string]bool{"LP23": true, "LP26": true}

// reasoned are the codes that tell why a letter came back.
var reasoned = map[string]bool{"LP19": true, "LP20": true, "LP21": true, "LP22": true, "LP25": true}

// categories are Maileva's own reading of a code, used when the code says
// nothing: it does not say which category a delivery to the sender has.
var categories = map[string]dunning.LetterState{
	"DELIVERING":         dunning.LetterPosted,
	"FIRST_PRESENTATION": dunning.LetterPresented,
	"DELIVERED":          dunning.LetterDelivered,
	"UNDELIVERED":        dunning.LetterReturned,
}

// undelivered is why the envelope came back.
var undelivered = map[string]dunning.LetterState{
	"N02": dunning.LetterReturned,  // unknown at that address
	"N03": dunning.LetterUnclaimed, // notified and not fetched
	"N05": dunning.LetterRefused,
	"N07": dunning.LetterReturned, // access or address fault
}
