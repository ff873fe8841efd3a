package cli

import (
	"relance/internal/cli/cases"
	"relance/internal/cli/court"
	"relance/internal/cli/letters"
	"relance/internal/cli/parties"
)

// caseCommands tell facts to one case and show it.
type caseCommands struct {
	Show        cases.Show        `cmd:"" group:"case" help:"Show a case: timeline with reasons, what comes next, claim as of today."`
	Casefile    court.Casefile    `cmd:"" group:"case" help:"Write the evidence of a case as a ZIP for a court, a bailiff or an agency."`
	Paid        cases.Paid        `cmd:"" group:"case" help:"Record a payment; it counts at once."`
	Credit      cases.Credit      `cmd:"" group:"case" help:"Set a credit note against an invoice."`
	Dispute     cases.Dispute     `cmd:"" group:"case" help:"Suspend what the debtor contests."`
	Resolve     cases.Resolve     `cmd:"" group:"case" help:"End a dispute."`
	Promise     cases.Promise     `cmd:"" group:"case" help:"Note that the debtor will pay by a date."`
	Instalments cases.Instalments `cmd:"" group:"case" help:"Note an agreed plan of part payments."`
	Hold        cases.Hold        `cmd:"" group:"case" help:"Suspend a case."`
	Release     cases.Release     `cmd:"" group:"case" help:"End a suspension."`
	Reschedule  cases.Reschedule  `cmd:"" group:"case" help:"Move the due date and plan anew."`
	Received    cases.Received    `cmd:"" group:"case" help:"Record when a public buyer received the invoice; his payment period runs from it."`
	Reply       cases.Reply       `cmd:"" group:"case" help:"Note that the debtor answered: hold until it is read."`
	Portal      parties.Portal    `cmd:"" group:"case" help:"Look after the debtors' own pages: links, and what was said."`
	Insolvency  court.Insolvency  `cmd:"" group:"case" help:"Note insolvency proceedings, or read official notices of them."`
	Way         court.Way         `cmd:"" group:"case" help:"Show the conditions of each way to go on with a claim, or note an event of a procedure."`
	Waive       cases.Waive       `cmd:"" group:"case" help:"Give up interest or the fixed fee on an invoice, or take that back."`
	Claim       cases.Claim       `cmd:"" group:"case" help:"Note that interest and fee left after the principal are claimed by hand."`
	Cost        cases.Cost        `cmd:"" group:"case" help:"Record a justified cost of recovery above the fixed fee."`
	Limitation  cases.Limitation  `cmd:"" group:"case" help:"Show the last day to act, or record what interrupts limitation."`
	Close       cases.Close       `cmd:"" group:"case" help:"Close a case by decision."`
	Reopen      cases.Reopen      `cmd:"" group:"case" help:"Bring a closed case back to life."`
	Approve     cases.Approve     `cmd:"" group:"case" help:"Agree to a step that waits for it."`
	Reject      cases.Reject      `cmd:"" group:"case" help:"Refuse a step that waits for approval."`
	Retry       cases.Retry       `cmd:"" group:"case" help:"Try again what failed."`
	Skip        cases.Skip        `cmd:"" group:"case" help:"Go past the step that comes next."`
	Notice      letters.Notice    `cmd:"" group:"case" help:"Notices by e-mail."`
	Letter      letters.Letter    `cmd:"" group:"case" help:"Letters."`
	Text        letters.Text      `cmd:"" group:"case" help:"The texts of notices."`
	Debtor      parties.Debtor    `cmd:"" group:"case" help:"Who owes: show or correct."`
}
