package dunning

import (
	"slices"
	"time"
)

// TaskCode names what a person is asked to do.
type TaskCode string

// The tasks.
const (
	TaskApprove         TaskCode = "approve"             // agree to a step, or refuse
	TaskApprovalOverdue TaskCode = "approval_overdue"    // nobody has answered in time
	TaskLetterBudget    TaskCode = "letter_budget"       // the year's euros for letters are spent: raise them or wait
	TaskMendAddress     TaskCode = "mend_address"        // give a usable address
	TaskSettleNotice    TaskCode = "settle_notice"       // say whether an unknown send left
	TaskDispute         TaskCode = "handle_dispute"      // answer a dispute
	TaskReply           TaskCode = "read_reply"          // read the debtor's answer
	TaskReadMail        TaskCode = "read_mail"           // a mail about a notice asks for a person: not delivered, held back, somebody has left
	TaskSenderRefused   TaskCode = "sender_refused"      // servers refuse our mails for what they are or where they come from: our fault, not the address's
	TaskAnswer          TaskCode = "answer_not_sent"     // an answer to a mail did not leave, or nobody knows whether it did
	TaskStrangeCard     TaskCode = "look_at_card"        // a card payment of another sum than was asked: nothing is recorded
	TaskCardReturn      TaskCode = "look_at_card_return" // money of a card payment went back, or its holder asks for it at his bank
	TaskReadAnswer      TaskCode = "read_answer"         // the debtor said something on his page
	TaskReplyOverdue    TaskCode = "reply_overdue"       // a reply was left unread too long
	TaskBrokenPromise   TaskCode = "broken_promise"      // the promised money did not come
	TaskMissed          TaskCode = "missed_instalment"   // an instalment did not come
	TaskInsolvency      TaskCode = "declare_claim"       // déclaration de créance (C. com. L622-24)
	TaskCall            TaskCode = "call"                // telephone or text the debtor
	TaskHandOver        TaskCode = "hand_over"           // choose court, bailiff or agency
	TaskFailed          TaskCode = "look_at_failure"     // something failed: retry or skip
	TaskOverpaid        TaskCode = "refund"              // the debtor paid too much
	TaskAccessories     TaskCode = "claim_accessories"   // interest and fee stay due after the principal: claim them or waive them
	TaskPostLetter      TaskCode = "post_letter"         // print, post and note the tracking number
	TaskFollowLetter    TaskCode = "follow_letter"       // no news of a letter for a month: ask the post
	TaskCheckLetter     TaskCode = "check_letter"        // La Poste says another thing of a letter than its carrier
	TaskCorrectAddress  TaskCode = "correct_address"     // a letter came back: the notice is not valid
	TaskLateMessage     TaskCode = "late_message"        // a message met a case that was over
	TaskSentAfterAll    TaskCode = "sent_after_all"      // a message that was settled as not sent has left: the debtor may have it twice
	TaskUnreadable      TaskCode = "unreadable_message"  // a message could not be understood
	TaskRateMissing     TaskCode = "add_rate"            // interest stops at the last known half-year
	TaskMissingDocument TaskCode = "missing_document"    // the invoice PDF is not on record
	TaskWebhook         TaskCode = "mend_webhook"        // a program that is to be told did not answer for three days
	TaskOneTimeCode     TaskCode = "one_time_code"       // type the code without which electronic letters cannot leave
	TaskLimitation      TaskCode = "limitation"          // the claim will expire: act before the date
	TaskDocuments       TaskCode = "send_documents"      // the customer's platform waits for a document (208)
	TaskRefused         TaskCode = "reissue_invoice"     // the invoice was refused or rejected: cancel or credit it, and issue it anew
	TaskPayee           TaskCode = "payee_changes"       // another is to be paid: settle who, before anything leaves
	TaskReadStatus      TaskCode = "read_status"         // a lifecycle status asks for a person and changes nothing by itself
	TaskCollected       TaskCode = "compare_collected"   // a status 212 of our own and the money on record differ
	TaskConfirmSIREN    TaskCode = "confirm_siren"       // a status names the SIREN of a debtor that is not on record
	TaskReadNotice      TaskCode = "read_notice"         // an official notice names the debtor: read it
	TaskRegister        TaskCode = "register_differs"    // the register of companies says another thing than the record
	TaskProcedure       TaskCode = "procedure"           // a period of a procedure runs out: act before its last day
	TaskPlatformSilent  TaskCode = "platform_silent"     // the platform of electronic invoices cannot be read: statuses would be missed
	TaskWatchSilent     TaskCode = "watch_silent"        // the official notices cannot be read: nobody would see an opening
	TaskMendText        TaskCode = "mend_text"           // an own text of notices could not be used, and the program's left in its place
	TaskMatchLine       TaskCode = "match_line"          // a bank line waits for its invoices: of no case, and closed by matching it
)

// Effects is what an event asks of whoever applied it.
type Effects struct {
	StopSend bool       // a send that has not begun must not begin
	Tasks    []TaskCode // to open for a person
	Done     []TaskCode // to close: no longer needed
}

// Apply gives the case after an event. Events already applied (by Seq) change
// nothing, so a list may be applied again from any point before its end.
func Apply(c Case, e Event) (Case, Effects) {
	if e.Seq != 0 && e.Seq <= c.Version {
		return c, Effects{}
	}
	c = c.clone()
	if e.Seq != 0 {
		c.Version = e.Seq
	}
	var fx Effects
	if c.State == Closed {
		applyToClosed(&c, e, &fx)
		return c, fx
	}
	if apply, ok := appliers[e.Kind]; ok {
		apply(&c, e, &fx)
	}
	c.move(e.Instants)
	if c.Balance <= 0 || c.State == Closed {
		fx.StopSend = true
	}
	return c, fx
}

// appliers holds one small rule per kind; kinds without one only leave a trace.
var appliers = map[Kind]func(c *Case, e Event, fx *Effects){
	KindPaid: applyMoney, KindCredited: applyMoney,
	KindDispute: applyDispute, KindResolveDispute: applyResolve,
	KindPromise: applyPromise, KindInstalments: applyInstalments,
	KindHold: applyHold, KindRelease: applyRelease, KindLapsed: applyLapsed,
	KindReschedule: applyReschedule, KindChangePlan: applyChangePlan, KindReceived: applyReceived, KindReply: applyReply,
	KindBounce: applyBounce, KindRefused: applyBounce, KindContact: applyContact,
	KindLetterStatus: applyLetterStatus, KindInsolvency: applyInsolvency,
	KindClaim: func(*Case, Event, *Effects) {},
	KindWaive: applyParticular, KindCost: applyParticular, KindLimitation: applyParticular,
	KindApprove: applyApprove, KindReject: applyReject, KindAsked: applyAsked,
	KindRetry: applyRetry, KindSkip: applySkip, KindSkipped: applySkip, KindDelegated: applyDelegated,
	KindSettle: applySettle, KindSent: applySent, KindDeferred: applyDeferred,
	KindWithheld: applyWithheld, KindUnknown: applyUnknown, KindAttention: applyAttention,
	KindHandedOver: applyHandedOver, KindThanked: applyThanked,
	KindUnreadable: func(_ *Case, _ Event, fx *Effects) { fx.open(TaskUnreadable) },
	KindClose:      applyClose, KindClosed: applyClose,
	KindDebtorChanged: applyDebtorChange,
}

// move gives the steps that are still to come their new instants.
func (c *Case) move(instants []time.Time) {
	for i, at := range instants {
		if c.Done+i < len(c.Steps) {
			c.Steps[c.Done+i].At = at
		}
	}
}

// current tells whether the event speaks of the step that comes next.
func (c *Case) current(e Event) bool {
	step, ok := c.Step()
	return ok && step.ID == e.Step
}

// settle counts the step that comes next as done.
func (c *Case) settle() {
	c.Done++
	c.Asked, c.Approved, c.FirstYes, c.AgreeBy = "", "", nil, time.Time{}
	c.NotBefore = time.Time{}
}

// closeTasks marks tasks as no longer needed.
func (fx *Effects) closeTasks(codes ...TaskCode) { fx.Done = append(fx.Done, codes...) }

// open asks for a task once.
func (fx *Effects) open(code TaskCode) {
	if !slices.Contains(fx.Tasks, code) {
		fx.Tasks = append(fx.Tasks, code)
	}
}
