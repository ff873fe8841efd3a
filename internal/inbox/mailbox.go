package inbox

// MailboxReport is what a look at a mailbox found.
type MailboxReport struct {
	Announces bool     // it tells of new mails by itself (IDLE)
	Folders   []string // all that it has
	Missing   []string // folders to be read that it has not
	Sent      string   // where copies of sent mails lie; "" when none is known
	Junk      string   // where unsolicited mail is put, and answers by mistake
	Mails     int      // in the first folder that is read
}
