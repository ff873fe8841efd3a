package inbox

// Class says what a mail is. The list is closed.
type Class string

// The classes of incoming mail. Only Reply asks for a hold by itself; every
// other class must be proven by the mail.
const (
	Reply           Class = "reply"            // a person writes, or nothing proves otherwise
	BouncePermanent Class = "bounce_permanent" // the address does not exist, or is dead
	BounceTemporary Class = "bounce_temporary" // given up after several attempts, or a fault of a server
	BounceFull      Class = "bounce_full"      // the mailbox takes nothing more
	BouncePolicy    Class = "bounce_policy"    // refused for its content or sender: ours to mend
	BounceOther     Class = "bounce_other"     // a failure without a readable cause
	Delayed         Class = "delayed"          // the server still tries: no failure
	DSNSuccess      Class = "dsn_success"      // delivered, or passed on
	AutoReply       Class = "auto_reply"       // an absence, an acknowledgement
	Challenge       Class = "challenge"        // the mail waits until its sender proves to be a person
	Complaint       Class = "complaint"        // somebody reported the mail as abuse
	Spam            Class = "spam"             // unsolicited, and nothing ties it to us
	Other           Class = "other"            // mailings, receipts
)

// Bounce tells whether the class reports that a mail was not delivered.
func (c Class) Bounce() bool {
	switch c {
	case BouncePermanent, BounceTemporary, BounceFull, BouncePolicy, BounceOther:
		return true
	}
	return false
}

// Automatic tells whether a machine writes mails of the class.
func (c Class) Automatic() bool {
	switch c {
	case Reply, Spam, Other:
		return false
	}
	return true
}
