package cli

import (
	"relance/internal/cli/banking"
	"relance/internal/cli/cases"
	"relance/internal/cli/invoices"
)

// invoiceCommands take invoices in and list them, and find out who paid.
type invoiceCommands struct {
	Start     invoices.Start    `cmd:"" group:"invoices" help:"Take invoices in and start one case each; again is a no-op."`
	Reconcile banking.Reconcile `cmd:"" group:"invoices" help:"Take bank files in: match payments, record them, tell the cases; again is a no-op."`
	Unmatched banking.Unmatched `cmd:"" group:"invoices" help:"List the bank lines that wait for a decision, with proposals."`
	Match     banking.Match     `cmd:"" group:"invoices" help:"Give a bank line to invoices, or put it aside."`
	Unmatch   banking.Unmatch   `cmd:"" group:"invoices" help:"Undo what a bank line was matched to; a closed case lives again."`
	List      cases.List        `cmd:"" group:"invoices" help:"List cases by due date."`
	Tasks     cases.Tasks       `cmd:"" group:"invoices" help:"List what people are asked to do."`
	Task      cases.Task        `cmd:"" group:"invoices" help:"Put a task off to another day, or hand it on."`
}
