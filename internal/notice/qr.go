package notice

import (
	"fmt"

	"rsc.io/qr"

	"relance/internal/identifier"
	"relance/internal/money"
)

// maxRemittance is how much free text a SEPA transfer carries.
const maxRemittance = 140

// QRContentID is the Content-ID under which the HTML part refers to the QR
// code's image, without angle brackets.
const QRContentID = "virement-qr"

// epcPayload is the text of the QR code for a SEPA credit transfer. It is
// empty when the standard has no place for the payment: another currency than
// the euro, nothing to pay, a holder's name or a reference that is too long.
func epcPayload(p Payment, a money.Amount) string {
	if a.Currency != "EUR" || a.Cents <= 0 {
		return ""
	}
	order := identifier.EPC{Name: p.Holder, IBAN: p.iban, BIC: p.bic, Amount: a.Cents, Text: p.Reference}
	if ref, err := identifier.ParseReference(p.Reference); err == nil {
		order.Reference, order.Text = ref, ""
	}
	payload, err := order.Payload()
	if err != nil {
		return ""
	}
	return payload
}

// QRCode is the code of a payload, at the error level that EPC069-12 asks for.
// Letters draw it as vectors with Black; its quiet zone is four modules wide.
func QRCode(payload string) (*qr.Code, error) {
	code, err := qr.Encode(payload, qr.M)
	if err != nil {
		return nil, fmt.Errorf("drawing the QR code: %w", err)
	}
	return code, nil
}

// qrPNG draws the code with its quiet zone, at least 256 pixels wide; nil
// when there is no payload.
func qrPNG(payload string) ([]byte, error) {
	if payload == "" {
		return nil, nil
	}
	code, err := QRCode(payload)
	if err != nil {
		return nil, err
	}
	code.Scale = 256/(code.Size+8) + 1
	return code.PNG(), nil
}
