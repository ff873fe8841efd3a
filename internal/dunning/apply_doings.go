package dunning

import "time"

// later takes over an instant before which the next step must not leave.
func (c *Case) later(e Event) {
	if e.NotBefore.After(c.NotBefore) {
		c.NotBefore = e.NotBefore
	}
}

func applySent(c *Case, e Event, fx *Effects) {
	step, ok := c.Step()
	if !ok || step.ID != e.Step {
		return
	}
	c.Steps[c.Done].Sent = e.At
	c.settle()
	c.Receipts = nil // the notice says what was received
	c.NotBefore = e.NotBefore
	c.State = stateAfter(c.State, step.Level)
	fx.closeTasks(approvalTasks...)
	if step.Channel == RegisteredLetter || step.Channel == Letter {
		fx.closeTasks(TaskOneTimeCode)
		if e.Status == string(LetterRequested) {
			c.Posting = step.ID
			fx.open(TaskPostLetter)
		}
	}
}

// stateAfter never goes backwards.
func stateAfter(s State, sent Level) State {
	switch {
	case sent == FormalNotice && (s == Scheduled || s == Reminding):
		return FormalState
	case sent.Rank() >= First.Rank() && s == Scheduled:
		return Reminding
	}
	return s
}

func applySkip(c *Case, e Event, fx *Effects) {
	if e.Step != "" && !c.current(e) {
		return
	}
	c.Attention = nil
	if _, ok := c.Step(); ok {
		c.settle()
	}
	fx.closeTasks(TaskApprove, TaskApprovalOverdue, TaskFailed, TaskSettleNotice, TaskOneTimeCode)
}

func applyDelegated(c *Case, e Event, fx *Effects) {
	if c.current(e) {
		c.settle()
		fx.open(TaskCall)
	}
}

// applyDeferred moves the next step, or the thanks or receipt when they are what
// is due.
func applyDeferred(c *Case, e Event, _ *Effects) {
	if IsReceipt(e.Step) {
		c.putOffReceipts(e.ThankAt)
		return
	}
	if !c.ThankAt.IsZero() && c.Balance <= 0 {
		c.ThankAt = e.ThankAt
		return
	}
	c.NotBefore = e.NotBefore
}

func applyWithheld(c *Case, e Event, _ *Effects) {
	c.putHold(Hold{Kind: HoldSwitch, Since: e.At, Reason: e.Reason})
	if !c.ThankAt.IsZero() && c.Balance <= 0 {
		c.ThankAt = time.Time{} // thanks are a courtesy: they never keep a case open
	}
}

func applyUnknown(c *Case, e Event, fx *Effects) {
	c.Attention = &Attention{Code: ReasonOutcomeUnknown, Step: e.Step, At: e.At}
	fx.open(TaskSettleNotice)
}

// applySettle takes a person's word on a send whose outcome nobody could know.
func applySettle(c *Case, e Event, fx *Effects) {
	if !c.OutcomeUnknown() {
		return
	}
	fx.closeTasks(TaskSettleNotice)
	c.Attention = nil
	if e.Status == SettledSent && c.current(e) {
		applySent(c, e, fx)
	}
}

// OutcomeUnknown tells whether a send waits for a person to say what became of it.
func (c Case) OutcomeUnknown() bool {
	return c.Attention != nil && c.Attention.Code == ReasonOutcomeUnknown
}

// attend leaves the case to a person. A send of unknown outcome stays the
// matter to settle first: forgetting it could repeat it.
func (c *Case) attend(code Reason, e Event) {
	if !c.OutcomeUnknown() {
		c.Attention = &Attention{Code: code, Step: e.Step, At: e.At}
	}
}

func applyAttention(c *Case, e Event, fx *Effects) {
	c.attend(e.Reason, e)
	fx.open(TaskFailed)
}

// applyRetry never repeats a send whose outcome is unknown: that is for settle.
func applyRetry(c *Case, e Event, fx *Effects) {
	if c.OutcomeUnknown() {
		return
	}
	*c = c.withResend()
	c.Attention = nil
	fx.closeTasks(TaskFailed, TaskReplyOverdue, TaskCorrectAddress)
}

func applyHandedOver(c *Case, e Event, fx *Effects) {
	if c.current(e) {
		c.settle()
	}
	c.State = HandedOver
	fx.open(TaskHandOver)
}

func applyThanked(c *Case, e Event, _ *Effects) { c.acknowledged(e.Step) }
