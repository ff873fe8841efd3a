package maileva

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Proofs downloads what exists by now: deposit, content, acknowledgement of
// receipt, returned envelope, and the status history as Maileva tells it.
// Every call downloads again: ask for them once per change.
func (c *Carrier) Proofs(ctx context.Context, id string) ([]registeredmail.Proof, error) {
	l, err := c.readBack(ctx, id)
	if err != nil || l.sending.Status == draft {
		return nil, err
	}
	r := l.recipient
	proofs := []registeredmail.Proof{wire.Proof(registeredmail.ProofOfStatusHistory, "application/json", l.raw)}
	if !wire.PlainID.MatchString(r.ID) {
		return proofs, registeredmail.Errorf(registeredmail.CodeUnavailable, "reading proofs of letter %s: its recipient has no id", id)
	}
	var faults []error
	for _, p := range []struct {
		kind            registeredmail.ProofKind
		url, date, name string
	}{
		{registeredmail.ProofOfDeposit, r.DepositURL, r.DepositDate, "download_deposit_proof"},
		{registeredmail.ProofOfContent, r.ContentURL, r.ContentDate, "download_content_proof"},
		{registeredmail.ProofOfReceipt, r.ReceiptURL, r.ReceiptDate, "download_acknowledgement_of_receipt"},
		{registeredmail.ProofOfReturn, r.UndeliveredURL, r.UndeliveredDate, "download_undelivered_mail"},
	} {
		if p.url == "" { // not there yet
			continue
		}
		// The address is built here: the token goes nowhere that an answer names.
		pdf, err := c.download(ctx, id, base+"/sendings/"+l.sending.ID+"/recipients/"+r.ID+"/"+p.name)
		switch {
		case err != nil:
			faults = append(faults, err)
		case pdf != nil:
			got := wire.Proof(p.kind, "application/pdf", pdf)
			got.Date = c.paris.Day(p.date)
			proofs = append(proofs, got)
		}
	}
	return proofs, errors.Join(faults...)
}

// download gives nil while there is nothing to download.
func (c *Carrier) download(ctx context.Context, orderID, path string) ([]byte, error) {
	doing := "downloading a proof of letter " + orderID
	k := read(path)
	k.limit = wire.FileLimit
	a, err := c.do(ctx, k)
	switch {
	case err != nil:
		return nil, wire.Unavailable(doing, err)
	case a.Status == http.StatusNotFound:
		return nil, nil
	case a.Status != http.StatusOK:
		return nil, a.fault(doing, ours)
	case !bytes.HasPrefix(a.Body, []byte("%PDF-")):
		return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: %d bytes that are no PDF", doing, len(a.Body))
	}
	return a.Body, nil
}

// Estimate multiplies the configured tariff: so much per letter and per
// sheet, the address sheet included.
func (c *Carrier) Estimate(o registeredmail.Order) (money.Cents, error) {
	t := c.o.Tariff
	if t == (Tariff{}) {
		return 0, registeredmail.Errorf(registeredmail.CodeNotFound, "no tariff is configured for Maileva").
			WithHint("copy the price of a registered letter from your contract")
	}
	sheets, known, err := c.sheets(o.PDF)
	switch {
	case err != nil:
		return 0, err
	case !known && t.Sheet != 0:
		return 0, registeredmail.Errorf(registeredmail.CodeNotFound, "the tariff is per sheet, and nothing counts pages")
	}
	return t.Letter.Add(t.Sheet * money.Cents(sheets))
}

// Cost gives the postage that Maileva reports once a letter was produced. Its
// own fees are on its invoice only.
func (c *Carrier) Cost(ctx context.Context, id string) (money.Cents, bool, error) {
	l, err := c.readBack(ctx, id)
	price := l.recipient.PostagePrice.String()
	if err != nil || price == "" {
		return 0, false, err
	}
	cents, err := money.ParseCents(price)
	if err != nil {
		return 0, false, registeredmail.Errorf(registeredmail.CodeUnavailable, "reading the postage of letter %s: %w", id, err)
	}
	return cents, cents != 0, nil
}
