package inbox

// MailboxReport is what a look at a mailbox found.
type MailboxReport struct {
	Announces bool     // the server reports new mails by itself (IDLE)
	Folders   []string // all folders of the mailbox
	Missing   []string // folders that are to be read and do not exist
	Sent      string   // folder with the copies of sent mails; "" when none is known
	Junk      string   // folder of unsolicited mail, where answers also land by mistake
	Mails     int      // how many mails the first folder to be read holds
}
