package cli

// invoiceCommands take invoices in and list them, and find out who paid.
type invoiceCommands struct {
	Start     startCmd     `cmd:"" group:"invoices" help:"Take invoices in and start one case each; again is a no-op."`
	Reconcile reconcileCmd `cmd:"" group:"invoices" help:"Take bank files in: match payments, record them, tell the cases; again is a no-op."`
	Unmatched unmatchedCmd `cmd:"" group:"invoices" help:"List the bank lines that wait for a decision, with proposals."`
	Match     matchCmd     `cmd:"" group:"invoices" help:"Give a bank line to invoices, or put it aside."`
	Unmatch   unmatchCmd   `cmd:"" group:"invoices" help:"Undo what a bank line was matched to; a closed case lives again."`
	List      listCmd      `cmd:"" group:"invoices" help:"List cases by due date."`
	Tasks     tasksCmd     `cmd:"" group:"invoices" help:"List what people are asked to do."`
}
