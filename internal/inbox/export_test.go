package inbox

// Classes lists all of them.
func Classes() []Class {
	return []Class{Reply, BouncePermanent, BounceTemporary, BounceFull, BouncePolicy, BounceOther, Delayed, DSNSuccess,
		AutoReply, Challenge, Complaint, Spam, Other}
}
