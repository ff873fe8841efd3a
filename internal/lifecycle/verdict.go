package lifecycle

import (
	"time"

	"relance/internal/dunning"
	"relance/internal/status"
)

// Verdict says what became of a status that was taken in.
type Verdict string

// The verdicts.
const (
	Acted   Verdict = "acts"            // its word counts for the case
	Noted   Verdict = "noted"           // evidence: it changes nothing by itself
	Asks    Verdict = "asks"            // it changes nothing, and a person should read it
	Foreign Verdict = "unknown_invoice" // names no invoice on record; kept in case the invoice comes later
	Before  Verdict = "known"           // was on record already
	Ignored Verdict = "ignored"         // names none of our creditors, or has no key
	Refused Verdict = "refused"         // could not be read
)

// Taken is what became of one status.
type Taken struct {
	ID      int64       `json:"id,omitempty"` // number on record
	File    string      `json:"file"`
	Ref     int         `json:"ref,omitempty"`
	Invoice string      `json:"invoice"`
	Code    status.Code `json:"status_code"`
	At      string      `json:"status_at"`
	Origin  Origin      `json:"origin,omitempty"`
	Verdict Verdict     `json:"verdict"`
	Why     string      `json:"why,omitempty"` // French
	Case    dunning.Ref `json:"case,omitzero"`
}

// Judge says what a status of an invoice on record does, and why in French.
func Judge(k Known) (Verdict, string) {
	switch {
	case k.acts() && k.StatusAt == "":
		return Asks, "le message ne dit pas quand le statut a été posé"
	case k.acts():
		return Acted, adviceOn(k.Status)
	case k.Origin == Unproven:
		return Asks, "le SIREN du client n’est pas enregistré\u00a0: confirmez-le, le statut agira ensuite"
	case k.Origin == Mailed && (speaks(k.Code) || k.Code == status.Approved):
		return Asks, "reçu par courriel, dont l’expéditeur ne prouve rien : sans effet\u00a0; importez le fichier depuis votre plateforme pour que le statut agisse"
	case k.Code == status.NotFactored:
		return Asks, "la facture n’est plus affacturée\u00a0: une personne lève la suspension"
	case speaks(k.Code) && k.Origin == Nobody:
		return Asks, "émis par un tiers\u00a0: sans effet sur le dossier"
	case !k.Code.Known():
		return Noted, "statut inconnu, conservé tel quel"
	}
	return Noted, ""
}

// speaks tells whether a status would act if the right one had issued it.
func speaks(c status.Code) bool {
	for _, o := range []Origin{Debtor, Platform, Creditor} {
		if (Known{Origin: o, Status: status.Status{Code: c}}).acts() {
			return c != status.Deposited && c != status.Approved && c != status.Completed
		}
	}
	return false
}

// Arrival is what a door brings: the statuses of a file, and the bytes of each
// message by the name that its statuses carry.
type Arrival struct {
	Statuses []status.Status
	Raw      map[string][]byte
	Door     string // folder, cli, mail, api
	Author   string // user name
}

// OnRecord is a status as it is kept. Whether statuses are a part of the invoice,
// to be kept for ten years, was not read anywhere: none is deleted.
//
// uncertain: statuses-as-records
type OnRecord struct {
	Known
	Verdict  Verdict
	Why      string // French
	Door     string
	Document string    // SHA-256 (hex) of the message
	Received time.Time // recorded time
}

// Stops tells whether a status would suspend a case that is still open.
func (k Known) Stops() bool {
	switch k.Code {
	case status.PartlyApproved, status.InDispute, status.Suspended, status.Refused, status.Rejected, status.Cancelled:
		return true
	}
	return false
}
