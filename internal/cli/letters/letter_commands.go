package letters

// Notice groups what concerns notices by e-mail.
type Notice struct {
	Preview noticePreviewCmd `cmd:"" help:"Show a notice as the debtor would get it; nothing leaves."`
	Settle  noticeSettleCmd  `cmd:"" help:"Say whether a message of unknown outcome left."`
}

// Letter groups what concerns letters.
type Letter struct {
	Preview letterPreviewCmd `cmd:"" help:"Lay a notice out as a letter; nothing leaves."`
	Shown   letterShownCmd   `cmd:"" help:"Write the exact letter that waits for approval."`
	Spend   letterSpendCmd   `cmd:"" help:"Add up what the letters of a year cost."`
	Posted  letterPostedCmd  `cmd:"" help:"Note that a letter was posted, with its tracking number."`
	Status  letterStatusCmd  `cmd:"" help:"Note what became of a letter."`
	OTP     letterOTPCmd     `cmd:"" name:"otp" help:"Hand the one-time code over without which electronic letters cannot leave."`
}
