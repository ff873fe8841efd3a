package mercifacteur

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	maxBytes = 50 << 20 // of a file
	// maxSheets is a kilogram of paper: Merci Facteur names no limit beyond its
	// reinforced envelope for more than 50 pages.
	maxSheets = 200
)

// layout is an order in Merci Facteur's terms.
type layout struct {
	order       registeredmail.Order
	fingerprint string // SHA-256 of the order and its document, hex
	from, to    address
}

// lay checks an order against everything that can be known without asking.
func (c *Carrier) lay(o registeredmail.Order) (l layout, err error) {
	if err := o.Check(); err != nil {
		return l, err
	}
	if !o.Registered {
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: only registered letters go through Merci Facteur", o.ID).
			WithHint("post simple letters through the folder")
	}
	if len(o.PDF) > maxBytes {
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: the document has %d MB, at most 50 fit", o.ID, len(o.PDF)>>20).
			WithHint("attach fewer invoices, or smaller files of them")
	}
	sheets, most, err := c.Sheets(o.PDF)
	switch {
	case err != nil:
		return l, err
	case sheets > most:
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: the letter has %d sheets, at most %d are sent", o.ID, sheets, most).
			WithHint("attach fewer invoices, or print on both sides")
	}
	l = layout{order: o}
	if l.from, err = fit(o.Sender); err != nil {
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: sender: %w", o.ID, err).
			WithHint("shorten the creditor's postal address")
	}
	if l.to, err = fit(o.Recipient); err != nil {
		return l, registeredmail.Errorf(registeredmail.CodeUnreachable, "letter order %s: recipient: %w", o.ID, err).WithHint(postal)
	}
	l.to.Reference = reference(o.ID)
	l.fingerprint, err = wire.Fingerprint(o)
	return l, err
}

// Sheets counts the paper of a document and tells how many sheets are sent at
// most. It needs Options.Pages; without, the count is 0. The address stands on
// the envelope.
func (c *Carrier) Sheets(pdf []byte) (sheets, most int, err error) {
	if c.o.Pages == nil {
		return 0, maxSheets, nil
	}
	pages, err := c.o.Pages(pdf)
	if err != nil {
		return 0, maxSheets, registeredmail.Errorf(registeredmail.CodeInvalid, "counting the letter's pages: %w", err)
	}
	if c.o.Simplex {
		return pages, maxSheets, nil
	}
	return (pages + 1) / 2, maxSheets, nil
}

// plainReference is what Merci Facteur prints as a reference.
var plainReference = regexp.MustCompile(`^[A-Za-z0-9_-]{1,30}$`)

// reference names an order where its own id does not fit: it comes back with
// every event of the letter.
func reference(orderID string) string {
	if plainReference.MatchString(orderID) {
		return orderID
	}
	return "relance-" + registeredmail.Hash([]byte(orderID))[:22]
}

// form is the request that has the letter printed. Empty parts are empty texts:
// Merci Facteur refuses empty lists.
func (c *Carrier) form(l layout) (url.Values, error) {
	sides := "rectoverso"
	if c.o.Simplex {
		sides = "recto"
	}
	adress, err := json.Marshal(map[string]any{"exp": l.from, "dest": []address{l.to}})
	if err != nil {
		return nil, fmt.Errorf("writing the addresses of letter %s: %w", l.order.ID, err)
	}
	content, err := json.Marshal(map[string]any{"photo": "", "card": "", "letter": map[string]any{
		"files": "", "base64files": []string{base64.StdEncoding.EncodeToString(l.order.PDF)},
		"print_sides": sides, "final_filename": l.order.ID,
	}})
	if err != nil {
		return nil, fmt.Errorf("writing letter %s: %w", l.order.ID, err)
	}
	return url.Values{
		"idUser": {c.o.Credentials.UserID}, "modeEnvoi": {"lrare"}, "adress": {string(adress)}, "content": {string(content)},
		"designation": {"relance " + l.order.ID}, "antidoublon": {"relance/" + l.order.ID},
	}, nil
}
