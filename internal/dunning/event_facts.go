package dunning

import (
	"strconv"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// The constructors of this file make the facts: what people, banks, carriers and
// debtors tell. Those of event_doings.go make what the service did. Event is the
// stored form, in which a field means what its kind says; a writer names the kind
// by its constructor and gives what that kind needs. What an event of any kind may
// carry is added by With.

// Stamp is what an event of any kind may carry. Empty fields are left as they are.
type Stamp struct {
	ID      string    // idempotency key: the same twice counts once
	At      time.Time // case time, UTC
	Author  string    // user name
	Source  string    // where it comes from: manual, bank, api …
	Reason  Reason    // why it happened
	Step    string    // step of the plan that it is about
	Message int64     // id of the message that it is about
	Note    string    // SHA-256 (hex) of the words that belong to it
}

// With adds what is known of who, when and why.
func (e Event) With(s Stamp) Event {
	take(&e.ID, s.ID)
	take(&e.At, s.At)
	take(&e.Author, s.Author)
	take(&e.Source, s.Source)
	take(&e.Reason, s.Reason)
	take(&e.Step, s.Step)
	take(&e.Message, s.Message)
	take(&e.Note, s.Note)
	return e
}

// take overwrites a field with a value that is not empty.
func take[T comparable](field *T, v T) {
	var none T
	if v != none {
		*field = v
	}
}

// NewPaid says that money came for the principal, with its value date (zero: the
// store takes today). A payment that went back is negative.
func NewPaid(principal money.Cents, on calendar.Date) Event {
	return Event{Kind: KindPaid, Amount: principal, Date: on}
}

// NewPaidBesides says that money came for the principal, and besides it for late
// interest and the fixed fee.
func NewPaidBesides(principal, accessory money.Cents, on calendar.Date) Event {
	return Event{Kind: KindPaid, Amount: principal, Accessory: accessory, Date: on}
}

// NewPaidShare is one invoice's share of a payment for several. The rule says how
// it was shared out (C. civ. 1342-10).
func NewPaidShare(principal money.Cents, on calendar.Date, rule string) Event {
	return Event{Kind: KindPaid, Amount: principal, Date: on, Category: rule}
}

// Confirms is the category of a payment that was counted before: the bank shows
// what a person had told, and the balance does not change.
const Confirms = "confirms"

// Confirming makes a payment one that was counted before.
func (e Event) Confirming() Event {
	e.Category = Confirms
	return e
}

// NewCredited sets a credit note against the invoice. The amount has VAT and is
// positive.
func NewCredited(amount money.Cents, on calendar.Date) Event {
	return Event{Kind: KindCredited, Amount: amount, Date: on}
}

// NewDispute says that the debtor contests an amount (0: everything), and why:
// price, quality, delivery …
func NewDispute(amount money.Cents, category string) Event {
	return Event{Kind: KindDispute, Amount: amount, Category: category}
}

// NewResolveDispute ends the dispute.
func NewResolveDispute() Event { return Event{Kind: KindResolveDispute} }

// NewPromise says that the debtor will pay an amount (0: everything) by a date.
func NewPromise(amount money.Cents, by calendar.Date) Event {
	return Event{Kind: KindPromise, Amount: amount, Date: by}
}

// NewInstalments says that part payments were agreed.
func NewInstalments(parts []Instalment) Event {
	return Event{Kind: KindInstalments, Instalments: parts}
}

// NewAcknowledged says that part payments were agreed, and that the debtor signed
// that he owes the sum: limitation starts afresh (C. civ. 2240). A zero date is
// the day on which it is recorded.
func NewAcknowledged(parts []Instalment, signed calendar.Date) Event {
	return Event{Kind: KindInstalments, Instalments: parts, Date: signed, Category: string(LimitAcknowledgement)}
}

// NewHold suspends the case by hand, until a date or (zero) until it is released.
func NewHold(until calendar.Date) Event { return Event{Kind: KindHold, Date: until} }

// NewHoldFor suspends the case for a reason until it is released.
func NewHoldFor(kind HoldKind) Event { return Event{Kind: KindHold, Hold: kind} }

// NewHoldUntil suspends the case for a reason until a date or (zero) until it is
// released.
func NewHoldUntil(kind HoldKind, until calendar.Date) Event {
	return Event{Kind: KindHold, Hold: kind, Date: until}
}

// NewBudgetHold suspends the letters of a case because the year's euros for
// letters do not suffice for what this one costs. The next year has new ones.
func NewBudgetHold(cost money.Cents, until calendar.Date) Event {
	return Event{Kind: KindHold, Hold: HoldBudget, Amount: cost, Date: until}
}

// StatusHold is what a lifecycle status of an electronic invoice suspends.
type StatusHold struct {
	Kind     HoldKind
	Status   string        // name of the status on record, by which it is known again
	Code     string        // its code: 207, 210 …
	Category string        // of a dispute
	Amount   money.Cents   // disputed or announced; 0 is everything
	Date     calendar.Date // of a payment that is announced
	Stated   calendar.Date // day of the status
}

// NewStatusHold suspends the case because of a lifecycle status.
func NewStatusHold(h StatusHold) Event {
	return Event{
		Kind: KindHold, Hold: h.Kind, Source: SourceStatus, Category: h.Category, Amount: h.Amount, Date: h.Date, End: h.Stated,
		Tracking: h.Status, Status: h.Code,
	}
}

// NewProvisionalInsolvency suspends the case because an official notice may be
// about the debtor's insolvency, or gives no date of the judgment: a person reads
// it. Interest runs on. Claims are declared by a day, as far as it is known.
func NewProvisionalInsolvency(notice string, claimBy calendar.Date) Event {
	return Event{Kind: KindHold, Hold: HoldInsolvency, Source: SourceGazette, Tracking: notice, Deadline: claimBy}
}

// NewRegisterHold suspends formal steps because of the register of companies: for
// a look at it (AwaitsLook), or for what a person must see.
func NewRegisterHold(why string) Event {
	return Event{Kind: KindHold, Hold: HoldRegister, Source: SourceRegister, Category: why}
}

// NewStruckOff suspends formal steps because an official notice says that the
// debtor is struck off the register: a person looks before a notice goes to an
// address where nobody answers for the company.
func NewStruckOff(notice string) Event {
	e := NewRegisterHold(StruckOff)
	e.Tracking = notice
	return e
}

// NewRegisterRelease ends it, and no hold that a person has put.
func NewRegisterRelease() Event {
	return Event{Kind: KindRelease, Hold: HoldRegister, Source: SourceRegister}
}

// NewRelease ends a hold; no kind is the one by hand.
func NewRelease(kind HoldKind) Event { return Event{Kind: KindRelease, Hold: kind} }

// NewReschedule gives the invoice another due date.
func NewReschedule(due calendar.Date) Event { return Event{Kind: KindReschedule, Date: due} }

// NewPayDays gives the invoice another due date because the public buyer's period
// of payment was corrected.
func NewPayDays(due calendar.Date) Event {
	return Event{Kind: KindReschedule, Date: due, Category: CategoryPayDays}
}

// NewReceived says on which day a public buyer received the request for payment:
// his period runs from then (CCP R2192-10).
func NewReceived(on calendar.Date) Event { return Event{Kind: KindReceived, Date: on} }

// NewReply says that the debtor answered, and that nobody has read it yet.
func NewReply() Event { return Event{Kind: KindReply} }

// NewPortalReply says that the debtor said something of a kind on his page.
func NewPortalReply(kind string) Event {
	return Event{Kind: KindReply, Source: SourcePortal, Category: kind}
}

// NewBounce says that no mail reaches the debtor's address, or that there is none.
func NewBounce() Event { return Event{Kind: KindBounce} }

// NewContact says that an address was added or corrected.
func NewContact() Event { return Event{Kind: KindContact} }

// NewInsolvency says that insolvency proceedings were opened by a judgment of a
// day: interest stops (C. com. L622-28).
func NewInsolvency(judgment calendar.Date) Event { return Event{Kind: KindInsolvency, Date: judgment} }

// NewPublishedInsolvency says that an official notice published the opening of a
// kind of proceedings. Claims are declared by a day (C. com. R622-24).
func NewPublishedInsolvency(notice, proceedings string, judgment, claimBy calendar.Date) Event {
	return Event{
		Kind: KindInsolvency, Source: SourceGazette, Date: judgment, Category: proceedings, Tracking: notice, Deadline: claimBy,
	}
}

// NewWaive gives up a part of the claim on the invoice.
func NewWaive(part Waivable) Event { return Event{Kind: KindWaive, Category: string(part)} }

// NewCost adds a justified cost of recovery above the fixed fee, in cents of euro,
// by the date of its bill (C. com. L441-10 II).
func NewCost(amount money.Cents, billed calendar.Date) Event {
	return Event{Kind: KindCost, Amount: amount, Date: billed}
}

// NewLimitation says what interrupted or suspended limitation, on which day, and
// when it ended (zero: it lasts).
func NewLimitation(what LimitationEvent, on, end calendar.Date) Event {
	return Event{Kind: KindLimitation, Category: string(what), Date: on, End: end}
}

// WithdrawnIf makes the fact, when that is wanted, one that takes an earlier fact of
// the same content back: a waiver, a cost, an event of limitation. The earlier one
// stays in the log.
func (e Event) WithdrawnIf(back bool) Event {
	if back {
		e.Status = Withdrawn
	}
	return e
}

// NewClaimed says that interest and fee which are left after the principal were
// claimed on a day, by other means than a notice.
func NewClaimed(on calendar.Date) Event { return Event{Kind: KindClaim, Date: on} }

// NewApprove agrees to a step; none is the one that waits.
func NewApprove(step string) Event { return Event{Kind: KindApprove, Step: step} }

// NewReject refuses a step; none is the one that waits.
func NewReject(step string) Event { return Event{Kind: KindReject, Step: step} }

// NewRetry tries again what failed.
func NewRetry() Event { return Event{Kind: KindRetry} }

// NewSkip leaves a step out; none is the one that waits.
func NewSkip(step string) Event { return Event{Kind: KindSkip, Step: step} }

// Words of a settle fact, in which a person says what became of a send whose
// outcome nobody could know.
const (
	SettledSent    = "sent"
	SettledNotSent = "not_sent"
)

// NewSettle says whether a send of unknown outcome left.
func NewSettle(sent bool) Event {
	if sent {
		return Event{Kind: KindSettle, Status: SettledSent}
	}
	return Event{Kind: KindSettle, Status: SettledNotSent}
}

// SettleID is the idempotency key of the word on a message.
func SettleID(message int64) string { return "settle-" + strconv.FormatInt(message, 10) }

// NewClose ends the case.
func NewClose(as Outcome) Event { return Event{Kind: KindClose, Outcome: as} }

// NewLetterStatus says what became of a letter, on which day, and under which
// number the post knows it ("" where nobody said).
func NewLetterStatus(state LetterState, on calendar.Date, number string) Event {
	return Event{Kind: KindLetterStatus, Status: string(state), Date: on, Tracking: number}
}

// WithDocument names a file on record by its SHA-256 (hex): the letter that a yes
// was given to, the bill of a cost.
func (e Event) WithDocument(sha256 string) Event {
	e.Document = sha256
	return e
}

// CategoryPayDays marks the moves of due dates that follow from another length
// of a public buyer's period.
const CategoryPayDays = "pay_days"
