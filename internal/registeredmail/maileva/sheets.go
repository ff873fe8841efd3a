package maileva

import "relance/internal/registeredmail"

var _ registeredmail.Measurer = (*Carrier)(nil)

// Sheets counts the paper of a document as Maileva prints it, the address
// sheet included, and tells how many sheets its largest envelope holds. It
// needs Options.Pages; without, the count is 0.
func (c *Carrier) Sheets(pdf []byte) (sheets, most int, err error) {
	sheets, _, err = c.sheets(pdf)
	return sheets, maxSheets, err
}
