package config

import (
	"slices"

	"relance/internal/collected"
	"relance/internal/dunning"
)

// Statuses says how lifecycle statuses of electronic invoices are written.
type Statuses struct {
	// ReceiptDate is where a report of money holds the day of its receipt: both
	// (default), mdt-110 or mdt-219, as the platform wants it.
	ReceiptDate collected.Dated `yaml:"receipt_date"`
	Platform    Platform        `yaml:"platform"` // where statuses are read
}

func (c Config) checkStatuses(f *dunning.Faults) {
	if !slices.Contains([]collected.Dated{"", collected.DatedBoth, collected.DatedStatus, collected.DatedAmount}, c.Statuses.ReceiptDate) {
		f.Add("statuses.receipt_date", "use both, mdt-110 or mdt-219, as your platform wants it", "unknown place of the date of receipt %q", c.Statuses.ReceiptDate)
	}
	c.checkPlatform(f)
}
