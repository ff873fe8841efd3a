package status

// Code is a lifecycle status (MDT-105). Other codes than these exist and are
// kept as they come.
type Code string

// The statuses of an invoice.
const (
	Deposited        Code = "200"
	Sent             Code = "201"
	Received         Code = "202"
	MadeAvailable    Code = "203"
	TakenOver        Code = "204"
	Approved         Code = "205"
	PartlyApproved   Code = "206"
	InDispute        Code = "207"
	Suspended        Code = "208"
	Completed        Code = "209"
	Refused          Code = "210"
	PaymentSent      Code = "211"
	Collected        Code = "212"
	Rejected         Code = "213"
	Endorsed         Code = "214"
	Cancelled        Code = "220"
	RoutingError     Code = "221"
	DirectPayment    Code = "224"
	Factored         Code = "225"
	FactoredInSecret Code = "226"
	PayeeChanged     Code = "227"
	NotFactored      Code = "228"
	Inadmissible     Code = "501"
	RejectedByPortal Code = "601"
)

// Values of MDT-77 and the placeholders of the public portal.
const (
	transmission      = "305"
	treatment         = "23"
	placeholderSIREN  = "000000000"
	placeholderNumber = "XXXXXXXXXXXXXXXXXXXX"
)

// labels are the French names of the statuses.
var labels = map[Code]string{
	Deposited: "Déposée", Sent: "Émise", Received: "Reçue", MadeAvailable: "Mise à disposition",
	TakenOver: "Prise en charge", Approved: "Approuvée", PartlyApproved: "Approuvée partiellement",
	InDispute: "En litige", Suspended: "Suspendue", Completed: "Complétée", Refused: "Refusée",
	PaymentSent: "Paiement transmis", Collected: "Encaissée", Rejected: "Rejetée", Endorsed: "Visée",
	Cancelled: "Annulée", RoutingError: "Erreur de routage", DirectPayment: "Demande de paiement direct",
	Factored: "Affacturée", FactoredInSecret: "Affacturée confidentielle", PayeeChanged: "Changement de compte à payer",
	NotFactored: "Non affacturée", Inadmissible: "Irrecevable", RejectedByPortal: "Rejetée par le portail",
}

// French is the official name of the status; the code itself when it is not
// known.
func (c Code) French() string {
	if l, ok := labels[c]; ok {
		return l
	}
	return "statut " + string(c)
}

// Known tells whether the code is a status of an invoice known here.
func (c Code) Known() bool { return labels[c] != "" }

// wantsReason tells whether the rules ask for a reason with the status
// (BR-FR-CDV-15).
func (c Code) wantsReason() bool {
	switch c {
	case PartlyApproved, InDispute, Suspended, Refused, Rejected, Inadmissible:
		return true
	}
	return false
}

// ZoneNote says in French what the time of a status is worth: the format has no
// zone.
//
// uncertain: message-time
const ZoneNote = "L’heure d’un statut est celle du message, sans fuseau (heure de Paris supposée)\u00a0: seul l’ordre compte."
