package maileva

import "relance/internal/registeredmail"

const (
	pending = "PENDING"
	blocked = "BLOCKED" // waits for a financial authorisation
)

// production is what the status of a sending or recipient means before the
// post has it.
var production = map[string]registeredmail.State{
	pending: registeredmail.Requested, blocked: registeredmail.Requested,
	"ACCEPTED": registeredmail.Accepted, "PREPARING": registeredmail.Accepted,
	"PROCESSED": registeredmail.Printed, // of a recipient: in its envelope, not yet posted
	"REJECTED":  registeredmail.Failed, "SENDING_REJECTED": registeredmail.Failed, "CANCELED": registeredmail.Failed,
}

// postal is what a delivery code means. A code with an empty state says
// nothing by itself: its category does.
//
// LP12 and LP13 put a delivery off, LP11 is another round: none of them is a
// presentation, and a date of legal effect may not come from them.
var postal = map[string]registeredmail.State{
	"LP01": registeredmail.Posted,
	"LP02": registeredmail.Printed,
	"LP03": registeredmail.Posted, "LP04": registeredmail.Posted, "LP05": registeredmail.Posted,
	"LP06": "", "LP07": "", // about the proof of content
	"LP08": registeredmail.Presented, "LP09": registeredmail.Presented, "LP10": registeredmail.Presented,
	"LP11": registeredmail.Posted, "LP12": registeredmail.Posted, "LP13": registeredmail.Posted, "LP14": registeredmail.Posted,
	"LP15": registeredmail.Delivered, "LP16": registeredmail.Delivered,
	"LP17": registeredmail.Returned, // delivered, but to the sender
	"LP18": "",                      // the acknowledgement is there: see its category
	"LP19": registeredmail.Unclaimed,
	"LP20": registeredmail.Returned, "LP21": registeredmail.Returned,
	"LP22": registeredmail.Refused,
	"LP23": registeredmail.Posted, "LP26": registeredmail.Posted, // on its way again
	"LP24": registeredmail.Returned, "LP27": registeredmail.Returned,
	"LP25": registeredmail.Unclaimed,
	"LP28": registeredmail.Delivered, "LP29": registeredmail.Delivered,
}

// again are the codes that send a letter to its addressee once more.
var again = map[string]bool{"LP23": true, "LP26": true}

// reasoned are the codes that tell why a letter came back.
var reasoned = map[string]bool{"LP19": true, "LP20": true, "LP21": true, "LP22": true, "LP25": true}

// categories are Maileva's own reading of a code, used when the code says
// nothing: it does not say which category a delivery to the sender has.
var categories = map[string]registeredmail.State{
	"DELIVERING":         registeredmail.Posted,
	"FIRST_PRESENTATION": registeredmail.Presented,
	"DELIVERED":          registeredmail.Delivered,
	"UNDELIVERED":        registeredmail.Returned,
}

// undelivered is why the envelope came back.
var undelivered = map[string]registeredmail.State{
	"N02": registeredmail.Returned,  // unknown at that address
	"N03": registeredmail.Unclaimed, // notified and not fetched
	"N05": registeredmail.Refused,
	"N07": registeredmail.Returned, // access or address fault
}
