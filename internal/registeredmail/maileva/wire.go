package maileva

import (
	"encoding/json"
	"strings"
)

// sending is what Maileva says of a sending.
type sending struct {
	ID             string `json:"id"`
	Status         string `json:"status"`
	CustomID       string `json:"custom_id"`
	CustomData     string `json:"custom_data"`
	CreationDate   string `json:"creation_date"`
	SubmissionDate string `json:"submission_date"`
}

// ourFingerprint is the fingerprint in a sending's custom data; false when the
// sending is not ours.
func (s sending) ourFingerprint() (string, bool) { return strings.CutPrefix(s.CustomData, mark) }

type page struct {
	Sendings []sending `json:"sendings"`
	Paging   struct {
		TotalResults int `json:"total_results"`
	} `json:"paging"`
}

// recipient is what Maileva says of the one recipient of a sending.
type recipient struct {
	ID               string      `json:"id"`
	CustomID         string      `json:"custom_id"`
	Status           string      `json:"status"`
	StatusDetail     string      `json:"status_detail"`
	Statuses         []step      `json:"statuses"`
	Delivery         []delivery  `json:"delivery_statuses"`
	MainDelivery     []delivery  `json:"main_delivery_statuses"`
	LastMainDelivery *delivery   `json:"last_main_delivery_status"`
	UndeliveredFor   string      `json:"undelivered_mail_reason"`
	RegisteredNumber string      `json:"registered_number"`
	PostagePrice     json.Number `json:"postage_price"`

	DepositURL      string `json:"deposit_proof_url"`
	DepositDate     string `json:"deposit_proof_date"`
	ContentURL      string `json:"content_proof_url"`
	ContentDate     string `json:"content_proof_date"`
	ReceiptURL      string `json:"acknowledgement_of_receipt_url"`
	ReceiptDate     string `json:"acknowledgement_of_receipt_date"`
	UndeliveredURL  string `json:"undelivered_mail_url"`
	UndeliveredDate string `json:"undelivered_mail_date"`
}

// step is an entry of statuses[].
type step struct {
	Date    string `json:"date"`
	Code    string `json:"code"`
	Details string `json:"details"`
}

// delivery is an entry of delivery_statuses[] and main_delivery_statuses[].
type delivery struct {
	Date         string `json:"date"`
	CreationDate string `json:"creation_date"`
	Code         string `json:"code"`
	Label        string `json:"label"`
	Category     string `json:"category"`
}

// document is an entry of a sending's documents.
type document struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
}
