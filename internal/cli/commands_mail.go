package cli

import (
	"relance/internal/cli/mailbox"
	"relance/internal/cli/operate"
)

// inboxCmd looks after what debtors and mail servers write back.
type inboxCmd struct {
	Explain mailbox.Explain    `cmd:"" help:"Show what mails are and what they say: bounce, automatic answer, reply, proposals. Records nothing."`
	List    mailbox.List       `cmd:"" help:"List mails that wait to be read."`
	Show    mailbox.Show       `cmd:"" help:"Open a mail: what it is, what it says, what is proposed."`
	Take    mailbox.Take       `cmd:"" help:"Take mails in from files: replies suspend the cases of their debtor."`
	Assign  mailbox.Assign     `cmd:"" help:"Say whose a mail is."`
	Answer  mailbox.Answer     `cmd:"" help:"Write back in the thread of a mail: the worker sends it."`
	Accept  mailbox.Accept     `cmd:"" help:"Agree to what a mail proposes: it becomes a fact in your name."`
	Check   operate.InboxCheck `cmd:"" help:"Look whether the mailbox can be read, and say how to mend it."`
	Login   operate.InboxLogin `cmd:"" help:"Give access to a mailbox of Microsoft 365 or Google (OAuth)."`
	Done    mailbox.Done       `cmd:"" help:"Say that a mail was dealt with: cases that waited for it go on."`
}
