package mercifacteur

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Proofs downloads what exists by now: the deposit, the scan of the
// acknowledgement of receipt (a JPEG as a rule), and the tracking as Merci
// Facteur tells it. Every call downloads again: ask once per change. The scan
// of an envelope that came back is on Merci Facteur's site only.
func (c *Carrier) Proofs(ctx context.Context, id string) ([]registeredmail.Proof, error) {
	k, err := c.lookUp(ctx, id)
	if err != nil || k.SendingID == "" || k.SendingID == wire.Cancelled {
		return nil, err
	}
	x, raw, err := c.follow(ctx, id, k)
	if err != nil || raw == nil {
		return nil, err
	}
	proofs := []registeredmail.Proof{wire.Proof(registeredmail.ProofOfStatusHistory, "application/json", withoutScan(raw))}
	if x.number() == "" {
		return proofs, nil
	}
	var faults []error
	events := c.events(x)
	for _, p := range []struct {
		kind  registeredmail.ProofKind
		name  string
		state dunning.LetterState
		due   bool
	}{
		{registeredmail.ProofOfDeposit, "depot", dunning.LetterPosted, reached(events, dunning.LetterPosted)},
		{registeredmail.ProofOfReceipt, "reception", dunning.LetterDelivered, reached(events, dunning.LetterDelivered) || x.letter().scanned()},
	} {
		if !p.due {
			continue
		}
		b, media, err := c.download(ctx, id, x.number(), p.name)
		switch {
		case err != nil:
			faults = append(faults, err)
		case b != nil:
			got := wire.Proof(p.kind, media, b)
			got.Date = registeredmail.Tracking{Events: events}.On(p.state)
			proofs = append(proofs, got)
		}
	}
	return proofs, errors.Join(faults...)
}

func reached(events []registeredmail.Event, s dunning.LetterState) bool {
	return slices.ContainsFunc(events, func(e registeredmail.Event) bool { return e.State == s })
}

var scans = regexp.MustCompile(`("are_base64_jpeg"\s*:\s*)"[A-Za-z0-9+/=\\]{20,}"`)

// withoutScan leaves the picture out of the history: it is a proof of its own.
func withoutScan(raw []byte) []byte { return scans.ReplaceAll(raw, []byte(`$1"available"`)) }

// signatures of the files that proofs are, by the name that Merci Facteur gives
// their form.
var signatures = map[string]struct {
	media string
	begin []byte
}{
	"pdf": {"application/pdf", []byte("%PDF-")}, "jpeg": {"image/jpeg", []byte{0xff, 0xd8, 0xff}}, "jpg": {"image/jpeg", []byte{0xff, 0xd8, 0xff}},
}

// download gives nil while there is nothing to download.
func (c *Carrier) download(ctx context.Context, orderID, tracking, name string) (b []byte, media string, err error) {
	doing := "downloading a proof of letter " + orderID
	got, err := c.do(ctx, call{http.MethodGet, "/getProof", url.Values{"trackingNumber": {tracking}, "document": {name}}})
	switch {
	case err != nil:
		return nil, "", wire.Unavailable(doing, err)
	case got.verdict == refused && got.status != http.StatusUnauthorized:
		return nil, "", nil // not there yet
	case got.verdict != done:
		return nil, "", got.fault(doing)
	}
	var body struct {
		Form     wire.Text `json:"format_return"`
		Document string    `json:"document"`
	}
	if json.Unmarshal(got.body, &body) != nil {
		return nil, "", registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer cannot be read", doing)
	}
	form := signatures[strings.ToLower(string(body.Form))]
	b, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body.Document), ""))
	if err != nil || form.media == "" || !bytes.HasPrefix(b, form.begin) {
		return nil, "", registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: %d bytes that are neither PDF nor JPEG", doing, len(b))
	}
	return b, form.media, nil
}

// Estimate is the configured price of a letter.
func (c *Carrier) Estimate(registeredmail.Order) (money.Cents, error) {
	if c.o.Price == 0 {
		return 0, registeredmail.Errorf(registeredmail.CodeNotFound, "no price is configured for Merci Facteur").
			WithHint("copy the price of a letter from your contract")
	}
	return c.o.Price, nil
}

// Cost gives the price that Merci Facteur reports: with VAT where it says so,
// else without.
func (c *Carrier) Cost(ctx context.Context, id string) (money.Cents, bool, error) {
	k, err := c.lookUp(ctx, id)
	if err != nil || k.SendingID == "" || k.SendingID == wire.Cancelled || recalled(k) {
		return 0, false, err
	}
	doing := "reading the price of letter " + id
	var body struct {
		Sending struct {
			General some[struct {
				Amount some[struct {
					Total some[struct {
						With    wire.Text `json:"ttc"`
						Without wire.Text `json:"ht"`
					}] `json:"total"`
				}] `json:"amount"`
			}] `json:"general"`
		} `json:"envoi"`
	}
	if err := c.get(ctx, doing, "/getEnvoi", url.Values{"idEnvoi": {k.SendingID}}, &body); err != nil {
		return 0, false, err
	}
	total := body.Sending.General.one().Amount.one().Total.one()
	price := total.With
	if price == "" {
		price = total.Without
	}
	if price == "" {
		return 0, false, nil
	}
	cents, err := money.ParseCents(strings.ReplaceAll(string(price), ",", "."))
	if err != nil {
		return 0, false, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: %w", doing, err)
	}
	return cents, cents != 0, nil
}

// some reads a thing, or a list of such things.
type some[T any] []T

// UnmarshalJSON implements json.Unmarshaler; what is neither is nothing.
func (s *some[T]) UnmarshalJSON(b []byte) error {
	var list []T
	if json.Unmarshal(b, &list) != nil {
		var one T
		if json.Unmarshal(b, &one) != nil {
			return nil
		}
		list = []T{one}
	}
	*s = list
	return nil
}

// one is the first of them, or the zero T.
func (s some[T]) one() (first T) {
	if len(s) > 0 {
		return s[0]
	}
	return first
}
