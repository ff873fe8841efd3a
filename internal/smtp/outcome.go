package smtp

import (
	"fmt"
	"strings"
)

// Verdict is what became of one send.
type Verdict string

// The verdicts.
const (
	Accepted Verdict = "accepted" // the server answered the final dot with 250
	Refused  Verdict = "refused"  // 5xx: refused for good
	Retry    Verdict = "retry"    // certainly not delivered; trying again may help
	Unknown  Verdict = "unknown"  // the final dot had begun and no usable reply came
	Aborted  Verdict = "aborted"  // the hook or the envelope's check said no
)

// Stage is how far a send came.
type Stage string

// The stages, in order.
const (
	StageCheck   Stage = "check"   // of the envelope, before any network
	StageConnect Stage = "connect" // TCP, TLS, greeting, login
	StageMail    Stage = "mail"    // MAIL FROM
	StageRcpt    Stage = "rcpt"    // RCPT TO
	StageHook    Stage = "hook"    // the caller's last word
	StageData    Stage = "data"    // DATA, up to 354
	StageContent Stage = "content" // the message itself, before the final dot
	StageFinal   Stage = "final"   // the final dot and its reply
)

// Outcome tells what became of one send. It holds no e-mail address.
type Outcome struct {
	Verdict Verdict
	Stage   Stage // the last stage entered
	Reply   Reply // the server's last words; zero when there were none
	// Address is set on Refused when the recipient's address is to blame: it
	// does not exist or is closed. Another refusal (policy, size, content)
	// says nothing about the address.
	Address bool
	// Cause is the network's or the machine's error, for the operator.
	Cause error
}

// String is one line for the record: verdict, stage and what was said.
func (o Outcome) String() string {
	parts := []string{fmt.Sprintf("%s at %s", o.Verdict, o.Stage)}
	if o.Reply.Code != 0 {
		parts = append(parts, o.Reply.String())
	}
	if o.Cause != nil {
		parts = append(parts, o.Cause.Error())
	}
	return strings.Join(parts, ": ")
}

// Code is what of an outcome may be told where no words of a server may go: the
// stage and the numbers of the reply.
func (o Outcome) Code() string {
	if o.Reply.Code == 0 {
		return string(o.Stage)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %d %s", o.Stage, o.Reply.Code, o.Reply.Enhanced))
}

// judge turns a reply other than the hoped-for one into an outcome.
func judge(stage Stage, reply Reply) Outcome {
	o := Outcome{Verdict: Retry, Stage: stage, Reply: reply}
	switch {
	case reply.ours():
		// Encryption or login is missing: every mail would fail alike, so the
		// mail itself was not refused.
	case reply.Code >= 500 && reply.Code <= 599:
		o.Verdict = Refused
		o.Address = reply.blamesAddress(stage)
	case stage == StageFinal && (reply.Code < 400 || reply.Code > 499):
		o.Verdict = Unknown
	}
	return o
}
