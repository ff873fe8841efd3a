package cli

// lookCommands need neither database nor Temporal: read, compute, preview.
type lookCommands struct {
	Inspect   inspectCmd   `cmd:"" group:"look" help:"Show what files of invoices say."`
	Statement statementCmd `cmd:"" group:"look" help:"Show what bank statements say."`
	Interest  interestCmd  `cmd:"" group:"look" help:"Work out late interest and the fixed fee, period by period."`
}
