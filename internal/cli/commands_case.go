package cli

// caseCommands tell facts to one case and show it.
type caseCommands struct {
	Show        showCmd         `cmd:"" group:"case" help:"Show a case: timeline with reasons, what comes next, claim as of today."`
	Casefile    casefileCmd     `cmd:"" group:"case" help:"Write the evidence of a case as a ZIP for a court, a bailiff or an agency."`
	Paid        paidCmd         `cmd:"" group:"case" help:"Record a payment; it counts at once."`
	Credit      creditCmd       `cmd:"" group:"case" help:"Set a credit note against an invoice."`
	Dispute     disputeCmd      `cmd:"" group:"case" help:"Suspend what the debtor contests."`
	Resolve     resolveCmd      `cmd:"" group:"case" help:"End a dispute."`
	Promise     promiseCmd      `cmd:"" group:"case" help:"Note that the debtor will pay by a date."`
	Instalments instalmentsCmd  `cmd:"" group:"case" help:"Note an agreed plan of part payments."`
	Hold        holdCmd         `cmd:"" group:"case" help:"Suspend a case."`
	Release     releaseCmd      `cmd:"" group:"case" help:"End a suspension."`
	Reschedule  rescheduleCmd   `cmd:"" group:"case" help:"Move the due date and plan anew."`
	Received    receivedCmd     `cmd:"" group:"case" help:"Record when a public buyer received the invoice; his payment period runs from it."`
	Reply       replyCmd        `cmd:"" group:"case" help:"Note that the debtor answered: hold until it is read."`
	Portal      portalCmd       `cmd:"" group:"case" help:"Look after the debtors' own pages: links, and what was said."`
	Insolvency  insolvencyGroup `cmd:"" group:"case" help:"Note insolvency proceedings, or read official notices of them."`
	Way         wayCmd          `cmd:"" group:"case" help:"Show the conditions of each way to go on with a claim, or note an event of a procedure."`
	Waive       waiveCmd        `cmd:"" group:"case" help:"Give up interest or the fixed fee on an invoice, or take that back."`
	Claim       claimCmd        `cmd:"" group:"case" help:"Note that interest and fee left after the principal are claimed by hand."`
	Cost        costCmd         `cmd:"" group:"case" help:"Record a justified cost of recovery above the fixed fee."`
	Limitation  limitationCmd   `cmd:"" group:"case" help:"Show the last day to act, or record what interrupts limitation."`
	Close       closeCmd        `cmd:"" group:"case" help:"Close a case by decision."`
	Reopen      reopenCmd       `cmd:"" group:"case" help:"Bring a closed case back to life."`
	Approve     approveCmd      `cmd:"" group:"case" help:"Agree to a step that waits for it."`
	Reject      rejectCmd       `cmd:"" group:"case" help:"Refuse a step that waits for approval."`
	Retry       retryCmd        `cmd:"" group:"case" help:"Try again what failed."`
	Skip        skipCmd         `cmd:"" group:"case" help:"Go past the step that comes next."`
	Notice      noticeCmd       `cmd:"" group:"case" help:"Notices by e-mail."`
	Letter      letterCmd       `cmd:"" group:"case" help:"Letters."`
	Debtor      debtorCmd       `cmd:"" group:"case" help:"Who owes: show or correct."`
}

// noticeCmd groups what concerns notices by e-mail.
type noticeCmd struct {
	Preview noticePreviewCmd `cmd:"" help:"Show a notice as the debtor would get it; nothing leaves."`
	Settle  noticeSettleCmd  `cmd:"" help:"Say whether a message of unknown outcome left."`
}

// letterCmd groups what concerns letters.
type letterCmd struct {
	Preview letterPreviewCmd `cmd:"" help:"Lay a notice out as a letter; nothing leaves."`
	Shown   letterShownCmd   `cmd:"" help:"Write the exact letter that waits for approval."`
	Spend   letterSpendCmd   `cmd:"" help:"Add up what the letters of a year cost."`
	Posted  letterPostedCmd  `cmd:"" help:"Note that a letter was posted, with its tracking number."`
	Status  letterStatusCmd  `cmd:"" help:"Note what became of a letter."`
	OTP     letterOTPCmd     `cmd:"" name:"otp" help:"Hand the one-time code over without which electronic letters cannot leave."`
}
