package company

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Source is the register that was asked.
type Source string

// The sources.
const (
	Recherche Source = "recherche-entreprises" // open search of the State, no key
	Sirene    Source = "sirene"                // INSEE's own service, with a key
)

// Record is what a register says about one company.
type Record struct {
	SIREN      string          `json:"siren"`
	Source     Source          `json:"source"`
	Found      bool            `json:"found"`                 // false: absent, or not to be shown
	Masked     bool            `json:"masked,omitempty"`      // name and address are hidden at its request
	Name       string          `json:"name,omitempty"`        // as registered
	Others     []string        `json:"other_names,omitempty"` // short name, trade names
	Form       string          `json:"legal_form,omitempty"`  // INSEE code of the legal form: 5710 is a SAS
	Sole       bool            `json:"sole_trader,omitempty"` // entrepreneur individuel
	Public     bool            `json:"public,omitempty"`      // administration or public service
	Ceased     bool            `json:"ceased,omitempty"`      // the company has stopped its activity
	CeasedOn   calendar.Date   `json:"ceased_on,omitzero"`    // zero when the register does not say
	Seat       string          `json:"seat,omitempty"`        // SIRET of the seat
	SeatClosed bool            `json:"seat_closed,omitempty"` // the establishment of the seat is closed
	Address    dunning.Address `json:"address,omitzero"`      // address of the seat
	Officers   []string        `json:"officers,omitempty"`    // « Mme Jeanne Morel, gérante »: proposals, their date is not known
	Size       string          `json:"size,omitempty"`        // PME, ETI or GE, about a year old
	Updated    calendar.Date   `json:"updated,omitzero"`      // day on which the register last changed the entry
}

// Look is one look at a register.
type Look struct {
	Record Record    `json:"record"`
	At     time.Time `json:"at"`
}

// Old tells whether the register itself says that its entry is older than
// 35 days, on a day: the open search follows INSEE's monthly file.
func (r Record) Old(on calendar.Date) bool {
	return !r.Updated.IsZero() && r.Updated.AddDays(35).Before(on)
}
