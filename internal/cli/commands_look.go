package cli

// lookCommands need neither database nor Temporal: read, compute, preview.
type lookCommands struct {
	Check     checkCmd     `cmd:"" group:"look" help:"Check the configuration and every connection; each fault with its fix."`
	Inspect   inspectCmd   `cmd:"" group:"look" help:"Show what files of invoices say."`
	Statement statementCmd `cmd:"" group:"look" help:"Show what bank statements say."`
	Inbox     inboxCmd     `cmd:"" group:"look" help:"Show what mails say that come back."`
	Interest  interestCmd  `cmd:"" group:"look" help:"Work out late interest and the fixed fee, period by period."`
	Plan      planCmd      `cmd:"" group:"look" help:"Look at plans."`
	Rates     ratesCmd     `cmd:"" group:"look" help:"Look after the reference rates."`
	Status    statusCmd    `cmd:"" group:"look" help:"Lifecycle statuses of electronic invoices."`
	Simulate  simulateCmd  `cmd:"" group:"look" help:"Play one case or all open ones forward: what leaves when, and what does not."`
}
