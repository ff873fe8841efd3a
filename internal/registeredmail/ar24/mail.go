package ar24

import "relance/internal/registeredmail/wire"

// mail is what AR24 says of a letter. Dates are Paris hours, empty when not
// reached.
type mail struct {
	ID         wire.Text `json:"id"`
	Status     wire.Text `json:"status"`
	Order      wire.Text `json:"ref_dossier"` // our order's ID
	Print      wire.Text `json:"ref_client"`  // the beginning of our order's fingerprint
	Date       wire.Text `json:"date"`
	Price      wire.Text `json:"price_ht"`
	Failed     wire.Text `json:"send_fail"`
	DepositURL wire.Text `json:"proof_dp_url"`
	SentURL    wire.Text `json:"proof_ev_url"`
	SentOn     wire.Text `json:"ts_ev_date"`
	ReceiptURL wire.Text `json:"proof_ar_url"`
	ReadOn     wire.Text `json:"view_date"`
	NeglectURL wire.Text `json:"proof_ng_url"`
	NeglectOn  wire.Text `json:"negligence_date"`
	RefusalURL wire.Text `json:"proof_rf_url"`
	RefusedOn  wire.Text `json:"refused_date"`
	BounceURL  wire.Text `json:"proof_bc_url"`
	BouncedOn  wire.Text `json:"bounced_date"`
	Updates    []struct {
		Date wire.Text `json:"date"`
	} `json:"update"`
}

// marked is the beginning of a fingerprint that a mail carries.
func marked(fingerprint string) string { return mark + fingerprint[:min(len(fingerprint), 32)] }

// mark begins the reference of every mail of ours.
const mark = "relance-"
