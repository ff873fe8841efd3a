package ar24

import (
	"encoding/json"
	"strings"
)

// flex reads what may be a number, a text, a truth value or nothing.
type flex string

// UnmarshalJSON implements json.Unmarshaler; it never fails on a scalar.
func (f *flex) UnmarshalJSON(b []byte) error {
	var text string
	switch s := string(b); {
	case s == "null":
		*f = ""
	case json.Unmarshal(b, &text) == nil:
		*f = flex(strings.TrimSpace(text))
	default:
		*f = flex(s)
	}
	return nil
}

func (f flex) yes() bool {
	switch strings.ToLower(string(f)) {
	case "1", "true", "yes", "oui":
		return true
	}
	return false
}

// mail is what AR24 says of a letter. Dates are Paris hours, empty when not
// reached.
type mail struct {
	ID         flex `json:"id"`
	Status     flex `json:"status"`
	Order      flex `json:"ref_dossier"` // our order's ID
	Print      flex `json:"ref_client"`  // the beginning of our order's fingerprint
	Date       flex `json:"date"`
	Price      flex `json:"price_ht"`
	Failed     flex `json:"send_fail"`
	DepositURL flex `json:"proof_dp_url"`
	SentURL    flex `json:"proof_ev_url"`
	SentOn     flex `json:"ts_ev_date"`
	ReceiptURL flex `json:"proof_ar_url"`
	ReadOn     flex `json:"view_date"`
	NeglectURL flex `json:"proof_ng_url"`
	NeglectOn  flex `json:"negligence_date"`
	RefusalURL flex `json:"proof_rf_url"`
	RefusedOn  flex `json:"refused_date"`
	BounceURL  flex `json:"proof_bc_url"`
	BouncedOn  flex `json:"bounced_date"`
	Updates    []struct {
		Date flex `json:"date"`
	} `json:"update"`
}

// marked is the beginning of a fingerprint that a mail carries.
func marked(fingerprint string) string { return mark + fingerprint[:min(len(fingerprint), 32)] }

// mark begins the reference of every mail of ours.
const mark = "relance-"
