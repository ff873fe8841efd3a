package ar24

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Proofs downloads what exists by now: deposit, notice to the addressee, and
// how it ended, with the letter as AR24 describes it. Every call downloads
// again: ask once per change.
func (c *Carrier) Proofs(ctx context.Context, id string) ([]registeredmail.Proof, error) {
	k, err := c.lookUp(ctx, id)
	if err != nil || k.SendingID == "" || k.SendingID == wire.Cancelled {
		return nil, err
	}
	m, raw, err := c.ours(ctx, id, k)
	if err != nil {
		return nil, err
	}
	// The addresses of proofs carry keys that are nobody else's business.
	proofs := []registeredmail.Proof{wire.Proof(registeredmail.ProofOfStatusHistory, "application/json", withoutKeys(raw))}
	var faults []error
	for _, p := range []struct {
		kind    registeredmail.ProofKind
		url, on wire.Text
	}{
		{registeredmail.ProofOfDeposit, m.DepositURL, m.Date},
		{registeredmail.ProofOfPresentation, m.SentURL, m.SentOn},
		{registeredmail.ProofOfReceipt, m.ReceiptURL, m.ReadOn},
		{registeredmail.ProofOfReturn, m.NeglectURL, m.NeglectOn},
		{registeredmail.ProofOfReturn, m.RefusalURL, m.RefusedOn},
		{registeredmail.ProofOfReturn, m.BounceURL, m.BouncedOn},
	} {
		if p.url == "" { // not there yet
			continue
		}
		pdf, err := c.download(ctx, id, string(p.url))
		switch {
		case err != nil:
			faults = append(faults, err)
		case pdf != nil:
			got := wire.Proof(p.kind, "application/pdf", pdf)
			got.Date = c.paris.Day(string(p.on))
			proofs = append(proofs, got)
		}
	}
	return proofs, errors.Join(faults...)
}

var keys = regexp.MustCompile(`(token=)[^"&\\]*`)

func withoutKeys(raw []byte) []byte { return keys.ReplaceAll(raw, []byte("$1")) }

// download gives nil while there is nothing to download. It goes to AR24's own
// host only, whatever the answer named.
func (c *Carrier) download(ctx context.Context, orderID, address string) ([]byte, error) {
	doing := "downloading a proof of letter " + orderID
	u, err := url.Parse(address)
	if err != nil || !wire.Secure(address) || !c.theirs(u.Host) {
		return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: its address is not at AR24", doing)
	}
	for try := 0; ; try++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: its address cannot be used", doing)
		}
		a, err := c.wire.Exchange(req, wire.FileLimit)
		if wait, again := c.wire.Again(true, a, err, try); again && wire.Pause(ctx, wait) == nil {
			continue
		}
		switch {
		case err != nil:
			return nil, wire.Unavailable(doing, err)
		case a.Status == http.StatusNotFound:
			return nil, nil
		case a.Status != http.StatusOK || !bytes.HasPrefix(a.Body, []byte("%PDF-")):
			return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: status %d, %d bytes that are no PDF", doing, a.Status, len(a.Body))
		}
		return a.Body, nil
	}
}

// theirs tells whether a host is the one of the interface, or a sister of it.
func (c *Carrier) theirs(host string) bool {
	const domain = ".ar24.fr"
	return host == c.intentions.Host || strings.HasSuffix(c.intentions.Host, domain) && strings.HasSuffix(host, domain)
}

// Estimate is the configured price of a letter.
func (c *Carrier) Estimate(registeredmail.Order) (money.Cents, error) {
	if c.o.Price == 0 {
		return 0, registeredmail.Errorf(registeredmail.CodeNotFound, "no price is configured for AR24").
			WithHint("copy the price of a letter from your contract")
	}
	return c.o.Price, nil
}

// Cost gives the price that AR24 reports, excluding VAT.
func (c *Carrier) Cost(ctx context.Context, id string) (money.Cents, bool, error) {
	k, err := c.lookUp(ctx, id)
	if err != nil || k.SendingID == "" || k.SendingID == wire.Cancelled {
		return 0, false, err
	}
	m, _, err := c.ours(ctx, id, k)
	if err != nil || m.Price == "" {
		return 0, false, err
	}
	cents, err := money.ParseCents(strings.ReplaceAll(string(m.Price), ",", "."))
	if err != nil {
		return 0, false, registeredmail.Errorf(registeredmail.CodeUnavailable, "reading the price of letter %s: %w", id, err)
	}
	return cents, cents != 0, nil
}
