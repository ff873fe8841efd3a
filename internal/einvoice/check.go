package einvoice

import (
	"errors"
	"strings"

	"golang.org/x/text/currency"

	"relance/internal/identifier"
)

// emailScheme is the scheme of electronic addresses (BT-49-1) that are e-mail.
const emailScheme = "EM"

// check completes what is derived from other fields and warns of what a person
// should look at before the document is used.
func (r *reader) check() {
	d := r.doc
	d.Profile = profileOf(d.Specification)
	if d.Buyer.Email == "" && d.Buyer.EndpointScheme == emailScheme && strings.Contains(d.Buyer.Endpoint, "@") {
		d.Buyer.Email = d.Buyer.Endpoint
	}
	r.checkKeys()
	r.checkSums()
	for _, m := range d.AllMeans() {
		r.checkIBAN(m.IBAN)
	}
	if !d.DueDate.IsZero() && !d.IssueDate.IsZero() && d.DueDate.Before(d.IssueDate) {
		r.warn("BT-9 : échéance %s antérieure à la date de facture %s", d.DueDate, d.IssueDate)
	}
}

// checkIBAN keeps a faulty account number as written and says what is wrong.
func (r *reader) checkIBAN(written string) {
	if written == "" {
		return
	}
	var fault *identifier.Error
	if _, err := identifier.ParseIBAN(written); errors.As(err, &fault) {
		r.warn("BT-84 : IBAN « %s » refusé : %s", oneLine(written), fault.French())
	}
}

// checkKeys warns of missing or unknown keys.
func (r *reader) checkKeys() {
	d := r.doc
	if d.Number == "" {
		r.warn("BT-1 : numéro de facture absent")
	}
	if d.IssueDate.IsZero() {
		r.warn("BT-2 : date de facture absente ou illisible")
	}
	if d.Payable == nil {
		r.warn("BT-115 : net à payer absent ou illisible")
	}
	if d.Currency == "" {
		r.warn("BT-5 : devise absente")
	} else if _, err := currency.ParseISO(d.Currency); err != nil {
		r.warn("BT-5 : devise « %s » inconnue (ISO 4217)", oneLine(d.Currency))
	}
}

// checkSums compares the amount due with what the other totals give.
func (r *reader) checkSums() {
	d := r.doc
	if d.Total == nil || d.Payable == nil {
		return
	}
	want := *d.Total
	if d.Prepaid != nil {
		want -= *d.Prepaid
	}
	if d.Rounding != nil {
		want += *d.Rounding
	}
	if want != *d.Payable {
		r.warn("BT-115 : net à payer %s, alors que le total moins les acomptes donne %s ; le net à payer écrit fait foi", d.Payable, want)
	}
}
