package dunning

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Draft is what a letter says and costs that waits for approval: the figures
// of the exact page that was shown. Amounts are cents of the invoice's
// currency, Estimate is cents of euros. It holds no personal data: the address
// is a hash.
type Draft struct {
	On         calendar.Date `json:"on"`                 // the day it was drawn for
	Document   string        `json:"document,omitempty"` // SHA-256 (hex) of the PDF
	Words      string        `json:"words,omitempty"`    // SHA-256 (hex) of the letter's own pages and of each copy: the joined PDF has other bytes each time
	Wording    string        `json:"wording,omitempty"`  // mark of the creditor's own text that it is written by; empty for the program's
	Level      Level         `json:"level"`
	Channel    Channel       `json:"channel"`
	Recipient  string        `json:"recipient,omitempty"` // SHA-256 (hex) of the address as it is printed, and of whom an electronic letter reaches
	Invoices   []string      `json:"invoices,omitempty"`
	Principal  money.Cents   `json:"principal"`
	Interest   money.Cents   `json:"interest"` // at On
	Fee        money.Cents   `json:"fee"`
	Costs      money.Cents   `json:"costs,omitempty"`
	Total      money.Cents   `json:"total"`
	Daily      money.Cents   `json:"daily,omitempty"` // interest a day after On
	Basis      string        `json:"basis,omitempty"` // rate in force at On, percent, with what it follows from
	Deadline   calendar.Date `json:"deadline,omitzero"`
	Term       Days          `json:"term,omitempty"` // days left to pay, as the plan has it
	Carrier    string        `json:"carrier,omitempty"`
	Electronic bool          `json:"electronic,omitempty"` // not on paper
	Pages      int           `json:"pages,omitempty"`
	Sheets     int           `json:"sheets,omitempty"`   // of paper, in the envelope
	Estimate   money.Cents   `json:"estimate,omitempty"` // what it will cost; 0 when nobody knows
	Priced     string        `json:"priced,omitempty"`   // where the price stands
	Fault      string        `json:"fault,omitempty"`    // why it cannot be drawn or posted; then the rest may be empty
}

// ShownDraft is a letter that was shown to whoever is asked to approve it.
type ShownDraft struct {
	Draft
	Step       string    `json:"step"`
	Approved   bool      `json:"approved,omitempty"`    // this very letter was agreed to
	ApprovedBy string    `json:"approved_by,omitempty"` // user name
	Shown      time.Time `json:"shown"`                 // case time
}
