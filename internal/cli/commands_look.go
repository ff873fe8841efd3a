package cli

import (
	"relance/internal/cli/banking"
	"relance/internal/cli/invoices"
	"relance/internal/cli/look"
	"relance/internal/cli/operate"
)

// lookCommands need neither database nor Temporal: read, compute, preview.
type lookCommands struct {
	Check     operate.Check     `cmd:"" group:"look" help:"Check the configuration and every connection; each fault with its fix."`
	Inspect   invoices.Inspect  `cmd:"" group:"look" help:"Show what files of invoices say."`
	Statement banking.Statement `cmd:"" group:"look" help:"Show what bank statements say."`
	Inbox     inboxCmd          `cmd:"" group:"look" help:"Show what mails say that come back."`
	Interest  look.Interest     `cmd:"" group:"look" help:"Work out late interest and the fixed fee, period by period."`
	Plan      look.Plan         `cmd:"" group:"look" help:"Look after plans."`
	Rates     look.Rates        `cmd:"" group:"look" help:"Look after the reference rates."`
	Status    invoices.Status   `cmd:"" group:"look" help:"Lifecycle statuses of electronic invoices."`
	Simulate  look.Simulate     `cmd:"" group:"look" help:"Play one case or all open ones forward: what leaves when, and what does not."`
}
