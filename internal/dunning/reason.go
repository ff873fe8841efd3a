package dunning

import "time"

// Reason says why something was sent, was not sent, or happened: a closed list
// that is stored with every event and shown to users.
type Reason string

// Reasons to act.
const (
	ReasonStepDue          Reason = "step_due"           // the plan's date has come
	ReasonPaidInFull       Reason = "paid_in_full"       // nothing is left to pay
	ReasonPrincipalPaid    Reason = "principal_paid"     // the principal is paid; interest and fee that a notice claimed stay due
	ReasonCreditedInFull   Reason = "credited_in_full"   // credit notes took the balance to nothing
	ReasonPaidInPart       Reason = "paid_in_part"       // a payment left something to pay
	ReasonApprovalRequired Reason = "approval_required"  // the plan wants a person's yes first
	ReasonApprovalLapsed   Reason = "approval_lapsed"    // a person agreed, and the notice did not leave in time
	ReasonPlanFinished     Reason = "plan_finished"      // every step is done
	ReasonByPerson         Reason = "by_person"          // somebody asked for it
	ReasonGroupedWith      Reason = "grouped_with_other" // left in the message of another invoice of the debtor
)

// Reasons to wait or not to send.
const (
	ReasonNotYetDue       Reason = "not_yet_due"       // the next date lies ahead
	ReasonDisputed        Reason = "disputed"          // the whole open amount is contested
	ReasonPromised        Reason = "promised"          // the debtor promised to pay by a date
	ReasonInstalments     Reason = "instalments"       // an instalment plan is running
	ReasonReplyUnread     Reason = "reply_unread"      // an answer waits for a person
	ReasonNoAddress       Reason = "no_usable_address" // no address, or the address bounced
	ReasonHeldByPerson    Reason = "held_by_person"    // a person suspended the case
	ReasonStaleBankData   Reason = "stale_bank_data"   // bank data are older than the creditor allows
	ReasonStaleInbox      Reason = "stale_inbox"       // the mailbox was not read for longer than the creditor allows
	ReasonInsolvency      Reason = "insolvency"        // insolvency proceedings are open (C. com. L622-21)
	ReasonNeedsAttention  Reason = "needs_attention"   // something failed that a person must see
	ReasonAwaitApproval   Reason = "awaiting_approval" // asked for a person's yes, not answered
	ReasonAwaitPosting    Reason = "awaiting_posting"  // a letter was ordered and is not known to be posted
	ReasonLetterReturned  Reason = "letter_returned"   // it came back from a wrong address: no valid notice
	ReasonBelowMinimum    Reason = "below_minimum"     // less is owed than the plan chases for
	ReasonTooLate         Reason = "too_late_for_step" // a step before the due date whose time has passed
	ReasonPaused          Reason = "sending_paused"    // every send is paused by the operator
	ReasonMailOff         Reason = "mail_off"          // mail.mode is off
	ReasonOutsideWindow   Reason = "outside_window"    // not a sending hour or not a business day
	ReasonContactCap      Reason = "contact_cap"       // the debtor was contacted too recently or too often
	ReasonDailyMaximum    Reason = "daily_maximum"     // the creditor's maximum for today is reached
	ReasonLetterBudget    Reason = "letter_budget"     // the creditor's euros for letters of this year are spent
	ReasonRestored        Reason = "restored_database" // sends wait until a person confirms a restore
	ReasonHandedOver      Reason = "handed_over"       // the file is ready; a person goes on with it
	ReasonClosed          Reason = "closed"            // the case is over
	ReasonCreditInFavour  Reason = "credit_in_favour"  // the debtor has paid or been credited more than he owes
	ReasonChangedMeantime Reason = "changed_meantime"  // a fact recorded before the send removed its reason
	ReasonDocuments       Reason = "documents_wanted"  // the customer's platform waits for a document (lifecycle status 208)
	ReasonInvoiceRefused  Reason = "invoice_refused"   // the invoice was refused, rejected or cancelled on its platform (210, 213, 220, 221)
	ReasonPayeeChanges    Reason = "payee_changes"     // another than the creditor is to be paid (224 to 227)
	ReasonStaleWatch      Reason = "watch_stale"       // the official notices were not looked at lately: formal steps wait
	ReasonAway            Reason = "away"              // an automatic reply says when the debtor is back: a call waits
	ReasonRegister        Reason = "register_differs"  // the register of companies asks for a person before a formal step
)

// Reasons for what became of a send, and for what changed.
const (
	ReasonAccepted       Reason = "accepted"        // the server took the message
	ReasonComplaint      Reason = "complaint"       // the debtor reported a notice as abuse
	ReasonRefused        Reason = "refused"         // the server refused it for good
	ReasonOutcomeUnknown Reason = "outcome_unknown" // nobody can know whether it left
	ReasonFailed         Reason = "failed"          // retries ran out
	// ReasonTemporalRefuses is for a case that Temporal takes neither start nor
	// message of, as when its number is too long.
	ReasonTemporalRefuses Reason = "temporal_refuses"
	ReasonPromiseBroken   Reason = "promise_broken" // the promised date passed without the money
	ReasonHoldExpired     Reason = "hold_expired"   // a suspension came to its end
	ReasonReplyOverdue    Reason = "reply_overdue"  // nobody handled the reply in time
	ReasonInstalmentMiss  Reason = "instalment_missed"
	ReasonFact            Reason = "fact" // a recorded fact: payment, dispute, moved date …
)

// Switch is a switch of the whole installation, as it was last set.
type Switch struct {
	On     bool      `json:"on"`
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at"` // recorded time
}
