package maileva

import (
	"fmt"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	maxBytes  = 20 << 20 // of all documents of a sending
	maxSheets = 44       // the contract says 44 in one place and 45 in another
)

// mark begins the custom data of every sending of ours: what does not bear it
// was made by somebody else and is never touched.
const mark = "relance:"

// layout is an order in Maileva's terms.
type layout struct {
	order       registeredmail.Order
	fingerprint string // SHA-256 of the order and its document, hex
	sender      [envelopeLines]string
	senderLand  string
	recipient   [envelopeLines]string
	land        string
}

// lay checks an order against everything that can be known without asking.
func (c *Carrier) lay(o registeredmail.Order) (l layout, err error) {
	if err := o.Check(); err != nil {
		return l, err
	}
	if !o.Registered {
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: Maileva's registered_mail posts registered letters only", o.ID).
			WithHint("post simple letters through the folder")
	}
	if len(o.PDF) > maxBytes {
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: the document has %d MB, at most 20 fit", o.ID, len(o.PDF)>>20).
			WithHint("attach fewer invoices, or smaller files of them")
	}
	if sheets, known, err := c.sheets(o.PDF); err != nil {
		return l, err
	} else if known && sheets > maxSheets {
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: the letter has %d sheets, an envelope holds %d", o.ID, sheets, maxSheets).
			WithHint("attach fewer invoices, or print on both sides")
	}
	l = layout{order: o}
	if l.sender, l.senderLand, err = fit(o.Sender); err != nil {
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: sender: %w", o.ID, err).
			WithHint("shorten the creditor's postal address")
	}
	if l.recipient, l.land, err = fit(o.Recipient); err != nil {
		return l, registeredmail.Errorf(registeredmail.CodeUnreachable, "letter order %s: recipient: %w", o.ID, err).
			WithHint("correct the debtor's postal address, or post the letter through the folder")
	}
	l.fingerprint, err = wire.Fingerprint(o)
	return l, err
}

// sheets counts the paper in the envelope, the address sheet included; false
// when nobody can count pages.
func (c *Carrier) sheets(pdf []byte) (int, bool, error) {
	if c.o.Pages == nil {
		return 0, false, nil
	}
	pages, err := c.o.Pages(pdf)
	if err != nil {
		return 0, false, registeredmail.Errorf(registeredmail.CodeInvalid, "counting the letter's pages: %w", err)
	}
	sheets := pages
	if !c.o.Simplex {
		sheets = (pages + 1) / 2
	}
	if !c.o.OverprintFirstPage {
		sheets++
	}
	return sheets, true, nil
}

// newSending is the body that creates a draft.
func (c *Carrier) newSending(l layout) map[string]any {
	name := "relance " + l.order.ID
	postage := "FAST"
	if c.o.Urgent {
		postage = "URGENT"
	}
	body := map[string]any{
		"name": name, "custom_id": l.order.ID, "custom_data": mark + l.fingerprint,
		"acknowledgement_of_receipt": true, "print_sender_address": true, "returned_mail_scanning": true,
		"color_printing": !c.o.Monochrome, "duplex_printing": !c.o.Simplex,
		"optional_address_sheet": !c.o.OverprintFirstPage,
		"archiving_duration":     c.o.Archive, "postage_type": postage, "sender_country_code": l.senderLand,
	}
	if c.o.NotificationEmail != "" {
		body["notification_email"] = c.o.NotificationEmail
	}
	putLines(body, "sender_address_line_", l.sender)
	return body
}

// newRecipient is the body that adds the addressee.
func newRecipient(l layout) map[string]any {
	body := map[string]any{"custom_id": l.order.ID, "country_code": l.land}
	putLines(body, "address_line_", l.recipient)
	return body
}

func putLines(body map[string]any, prefix string, lines [envelopeLines]string) {
	for i, line := range lines {
		if line != "" {
			body[fmt.Sprintf("%s%d", prefix, i+1)] = line
		}
	}
}
