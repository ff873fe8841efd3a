package dunning

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// applyMoney takes the balance from SQL as it stands: the case never subtracts.
func applyMoney(c *Case, e Event, fx *Effects) {
	if e.Balance == nil {
		return
	}
	if e.Kind == KindPaid {
		c.acknowledge(c.Balance-*e.Balance, e)
	}
	c.Balance = *e.Balance
	c.unapprove(fx)
	c.dropWhere(func(h Hold) bool { return h.Kind == HoldPromise && h.Base-c.Balance >= h.promised() })
	if c.Balance > 0 {
		c.Outcome, c.ThankAt, c.Left = "", time.Time{}, Left{}
		return
	}
	c.Outcome, c.Left = Paid, e.Left
	if e.Kind == KindCredited {
		c.Outcome = Credited
	}
	c.ThankAt = e.ThankAt
	if c.Balance < 0 {
		fx.open(TaskOverpaid)
	}
}

// promised is the amount of a promise; all that was open when none was said.
func (h Hold) promised() money.Cents {
	if h.Amount > 0 {
		return h.Amount
	}
	return h.Base
}

func applyDispute(c *Case, e Event, fx *Effects) {
	c.unapprove(fx)
	c.putHold(Hold{Kind: HoldDispute, Since: e.At, Amount: e.Amount, Category: e.Category, Author: e.Author})
	fx.StopSend = true
	fx.open(TaskDispute)
}

func applyResolve(c *Case, e Event, fx *Effects) {
	c.dropHold(HoldDispute)
	c.later(e)
	fx.closeTasks(TaskDispute)
}

func applyPromise(c *Case, e Event, fx *Effects) {
	c.putHold(Hold{
		Kind: HoldPromise, Since: e.At, Until: e.Until, Amount: e.Amount,
		Base: c.Balance, Date: e.Date, Author: e.Author,
	})
	fx.StopSend = true
}

func applyInstalments(c *Case, e Event, fx *Effects) {
	c.putHold(Hold{
		Kind: HoldInstalments, Since: e.At, Until: e.Until, Instalments: e.Instalments,
		Base: c.Balance, Author: e.Author,
	})
	c.dropHold(HoldPromise)
	fx.StopSend = true
	if e.Category == string(LimitAcknowledgement) {
		fx.closeTasks(TaskLimitation)
	}
}

func applyHold(c *Case, e Event, fx *Effects) {
	kind := e.Hold
	if kind == "" {
		kind = HoldManual
	}
	h := Hold{Kind: kind, Since: e.At, Until: e.Until, Author: e.Author, Reason: e.Reason}
	switch e.Source {
	case SourceStatus:
		h = byStatus(*c, h, e)
	case SourceRegister:
		h.Source, h.Category, h.Reason = e.Source, e.Category, ""
	}
	if kind == HoldBudget {
		h.Amount = e.Amount
	}
	if code, ok := heldTasks[kind]; ok && (kind != HoldDispute || e.Source == SourceStatus) && (kind != HoldRegister || e.Category != AwaitsLook) {
		fx.open(code)
	}
	if h.Source == SourceStatus && kind != HoldPromise {
		c.unapprove(fx)
	}
	c.putHold(h)
	fx.StopSend = true
}

// heldTasks are opened with a hold and closed when it ends.
var heldTasks = map[HoldKind]TaskCode{
	HoldBudget: TaskLetterBudget, HoldDispute: TaskDispute, HoldDocuments: TaskDocuments, HoldRefused: TaskRefused,
	HoldPayee: TaskPayee, HoldRegister: TaskRegister,
}

// byStatus is a hold that follows from a lifecycle status: a dispute of a part, a
// payment that was announced, and the like.
func byStatus(c Case, h Hold, e Event) Hold {
	h.Source, h.Amount, h.Category, h.Date, h.Reason = e.Source, e.Amount, e.Category, e.Date, ""
	if h.Kind == HoldPromise {
		h.Base = c.Balance
	}
	return h
}

func applyRelease(c *Case, e Event, fx *Effects) {
	kind := e.Hold
	if kind == "" {
		kind = HoldManual
	}
	c.dropWhere(func(h Hold) bool { return h.Kind == kind && (e.Source == "" || h.Source == e.Source) })
	if code, ok := heldTasks[kind]; ok && !c.Held(kind) {
		fx.closeTasks(code)
	}
	if kind == HoldInsolvency {
		fx.closeTasks(TaskInsolvency)
	}
	if kind == HoldReply {
		fx.closeTasks(TaskReply, TaskReplyOverdue)
	}
	if c.Attention != nil && kind == HoldReply && c.Attention.Code == ReasonReplyOverdue {
		c.Attention = nil
	}
	c.later(e)
}

// applyLapsed ends a hold by its own date. A reply that nobody read is never
// chased over: it becomes a matter for a person.
func applyLapsed(c *Case, e Event, fx *Effects) {
	c.dropLapsed(e)
	if e.Hold == HoldBudget {
		fx.closeTasks(TaskLetterBudget)
	}
	switch e.Reason {
	case ReasonPromiseBroken:
		fx.open(TaskBrokenPromise)
	case ReasonInstalmentMiss:
		fx.open(TaskMissed)
	case ReasonReplyOverdue:
		c.attend(ReasonReplyOverdue, e)
		fx.open(TaskReplyOverdue)
	}
	c.later(e)
}

// dropLapsed removes what has lapsed: of several holds of the kind only those
// whose end has come.
func (c *Case) dropLapsed(e Event) {
	kept := *c
	c.dropWhere(func(h Hold) bool {
		_, over := h.lapse(kept, e.At)
		return h.Kind == e.Hold && over
	})
	if len(c.Holds) == len(kept.Holds) {
		c.dropHold(e.Hold)
	}
}

// applyReceived moves the due date to the end of a public buyer's period.
func applyReceived(c *Case, e Event, fx *Effects) {
	if !e.Due.IsZero() && e.Due != c.Due {
		moveDue(c, e, e.Due, fx)
	}
}

func applyReschedule(c *Case, e Event, fx *Effects) { moveDue(c, e, e.Date, fx) }

func moveDue(c *Case, e Event, due calendar.Date, fx *Effects) {
	c.Due = due
	c.unapprove(fx)
	for i := c.Done; i < len(c.Steps); i++ {
		if !c.Steps[i].Until.IsZero() {
			c.Steps[i].Until = e.Until
		}
	}
	c.later(e)
	fx.StopSend = true
}

func applyReply(c *Case, e Event, fx *Effects) {
	c.putHold(Hold{Kind: HoldReply, Since: e.At, Until: e.Until})
	fx.StopSend = true
	fx.open(TaskReply)
}

func applyBounce(c *Case, e Event, fx *Effects) {
	c.putHold(Hold{Kind: HoldBounce, Since: e.At})
	fx.open(TaskMendAddress)
}

func applyContact(c *Case, e Event, fx *Effects) {
	c.dropHold(HoldBounce)
	if c.Attention != nil && c.Attention.Code == ReasonLetterReturned {
		*c = c.withResend()
		c.Attention = nil
		fx.closeTasks(TaskCorrectAddress)
	}
	if c.Attention != nil && c.Attention.Code == ReasonNoAddress {
		c.Attention = nil
	}
	c.later(e)
	fx.closeTasks(TaskMendAddress)
}

// applyLetterStatus keeps the legal effect: a letter that came back from a
// wrong address is no valid notice; the other ends leave the deadline running.
func applyLetterStatus(c *Case, e Event, fx *Effects) {
	c.later(e)
	switch LetterState(e.Status) {
	case LetterReturned:
		c.Posting = ""
		c.attend(ReasonLetterReturned, e)
		fx.closeTasks(TaskPostLetter, TaskFollowLetter)
		fx.open(TaskCorrectAddress)
	case LetterFailed:
		c.Posting = ""
		c.attend(ReasonFailed, e)
		fx.closeTasks(TaskPostLetter, TaskFollowLetter)
		fx.open(TaskFailed)
	case LetterAccepted, LetterPrinted:
		fx.closeTasks(TaskPostLetter)
	case LetterPosted, LetterPresented:
		c.Posting = ""
		fx.closeTasks(TaskPostLetter)
	case LetterDelivered, LetterRefused, LetterUnclaimed, LetterCancelled:
		c.Posting = ""
		fx.closeTasks(TaskPostLetter, TaskFollowLetter)
	}
}

func applyInsolvency(c *Case, e Event, fx *Effects) {
	c.putHold(Hold{Kind: HoldInsolvency, Since: e.At, Date: e.Date, Author: e.Author})
	fx.StopSend = true
	fx.open(TaskInsolvency)
}

func applyClose(c *Case, e Event, fx *Effects) {
	c.State, c.ThankAt, c.Receipts, c.Attention = Closed, time.Time{}, nil, nil
	if e.Outcome != "" {
		c.Outcome = e.Outcome
	}
	if c.Left.Sum() > 0 && (c.Outcome == Paid || c.Outcome == Credited) {
		fx.open(TaskAccessories)
	}
	fx.closeTasks(TaskApprove, TaskApprovalOverdue, TaskLetterBudget, TaskMendAddress, TaskDispute, TaskReply, TaskReplyOverdue, TaskBrokenPromise,
		TaskMissed, TaskCall, TaskHandOver, TaskFailed, TaskPostLetter, TaskFollowLetter, TaskCheckLetter, TaskCorrectAddress, TaskOneTimeCode,
		TaskLimitation, TaskRateMissing, TaskMissingDocument, TaskDocuments, TaskRefused, TaskPayee, TaskReadStatus, TaskConfirmSIREN)
	if c.Outcome != Insolvent {
		fx.closeTasks(TaskInsolvency) // who is insolvent may still owe: the claim is declared though nobody chases it
	}
}
