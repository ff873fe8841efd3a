package cli

// invoiceCommands take invoices in and list them.
type invoiceCommands struct {
	Start startCmd `cmd:"" group:"invoices" help:"Take invoices in and start one case each; again is a no-op."`
	List  listCmd  `cmd:"" group:"invoices" help:"List cases by due date."`
	Tasks tasksCmd `cmd:"" group:"invoices" help:"List what people are asked to do."`
}
