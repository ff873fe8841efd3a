package dunning

import "time"

// approvalTasks are what a person is asked about a step that needs a yes.
var approvalTasks = []TaskCode{TaskApprove, TaskApprovalOverdue}

// stale tells whether what was agreed to did not leave in time: the yes was
// given for a letter of that day.
func (c Case) stale(now time.Time) bool { return !c.AgreeBy.IsZero() && !now.Before(c.AgreeBy) }

// ApprovalOverdue tells whether a case waits for an approval that nobody has
// given or refused in time. It costs the case nothing: a sweep looks.
func ApprovalOverdue(c Case, now time.Time) bool {
	return c.stale(now) && Next(c, now).Reason == ReasonAwaitApproval
}

// agreeBy is when a question counts as unanswered, and when an approval
// lapses: so many business days after it, or after the day on which the notice
// is planned when somebody agreed beforehand. Zero is never.
func (r Rules) agreeBy(c Case, e Event) time.Time {
	if r.Plan.AgreeDays <= 0 {
		return time.Time{}
	}
	day := r.Today(e.At)
	if step, ok := c.Step(); ok && e.Kind == KindApprove && r.Today(step.At).After(day) {
		day = r.Today(step.At)
	}
	return r.instant(addBusinessDays(day, int(r.Plan.AgreeDays), r.Zone))
}

// applyAsked asks for a yes. A step whose plan asks nobody needs one from here on: it
// was asked about because two people must agree to a formal notice.
func applyAsked(c *Case, e Event, fx *Effects) {
	if c.current(e) {
		c.Steps[c.Done].Approval = ApprovalRequired
		c.Asked, c.Approved, c.FirstYes, c.AgreeBy = e.Step, "", nil, e.Until
		fx.open(TaskApprove)
	}
}

func applyApprove(c *Case, e Event, fx *Effects) {
	step, ok := c.Step()
	if ok && (e.Step == "" || e.Step == step.ID) {
		if e.Status == YesFirst {
			c.FirstYes = &FirstYes{Step: step.ID, Author: e.Author, At: e.At}
			return
		}
		c.Approved, c.FirstYes, c.AgreeBy = step.ID, nil, e.Until
		fx.closeTasks(approvalTasks...)
	}
}

// applyReject suspends the case: a person who refuses a step goes on by hand. A
// yes that was given before is taken back.
func applyReject(c *Case, e Event, fx *Effects) {
	if step, ok := c.Step(); ok && (e.Step == "" || e.Step == step.ID) {
		c.Asked, c.Approved, c.FirstYes, c.AgreeBy = "", "", nil, time.Time{}
		c.putHold(Hold{Kind: HoldManual, Since: e.At, Author: e.Author})
		fx.StopSend = true
		fx.closeTasks(approvalTasks...)
	}
}

// unapprove takes an approval back: it was given for other facts, and is asked
// for again when the step is due.
func (c *Case) unapprove(fx *Effects) {
	if c.Asked != "" || c.Approved != "" || c.FirstYes != nil {
		c.Asked, c.Approved, c.FirstYes, c.AgreeBy = "", "", nil, time.Time{}
		fx.closeTasks(approvalTasks...)
	}
}
