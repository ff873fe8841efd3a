package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/internal/dunning"
)

// Schedule answers the query of that name.
type Schedule struct {
	Action string                  `json:"action"` // what the case does now
	Reason string                  `json:"reason"`
	At     time.Time               `json:"at,omitzero"`
	Steps  []dunning.ScheduledStep `json:"steps"` // still to come
}

var (
	keyCreditor = temporal.NewSearchAttributeKeyKeyword(AttributeCreditor)
	keyDebtor   = temporal.NewSearchAttributeKeyKeyword(AttributeDebtor)
	keyNumber   = temporal.NewSearchAttributeKeyKeyword(AttributeInvoiceNumber)
	keyState    = temporal.NewSearchAttributeKeyKeyword(AttributeCaseState)
	keyStep     = temporal.NewSearchAttributeKeyKeyword(AttributeCaseStep)
	keyDue      = temporal.NewSearchAttributeKeyTime(AttributeDueDate)
	keyNext     = temporal.NewSearchAttributeKeyTime(AttributeNextActionAt)
	keyBalance  = temporal.NewSearchAttributeKeyInt64(AttributeBalanceCents)
)

// shown is what the changing search attributes say.
type shown struct {
	state, step string
	next        time.Time
	balance     int64
	debtor      string
}

// show keeps the search attributes and the details of the UI current. The
// attributes are written only when they change, all at once: each write costs.
func (run *dunningRun) show(ctx workflow.Context, d dunning.Decision) {
	workflow.SetCurrentDetails(ctx, details(run.c, d))
	view := viewOf(run.c, d)
	changes := run.shown.changes(view)
	if len(changes) == 0 {
		return
	}
	run.shown = view
	if err := workflow.UpsertTypedSearchAttributes(ctx, changes...); err != nil {
		workflow.GetLogger(ctx).Warn("search attributes not written", "error", err)
	}
}

func viewOf(c dunning.Case, d dunning.Decision) shown {
	return shown{state: c.Status(), step: d.Step, next: d.At.UTC(), balance: int64(c.Balance), debtor: c.Debtor}
}

// changes lists what must be written to get from one view to another.
func (s shown) changes(to shown) (out []temporal.SearchAttributeUpdate) {
	if s.state != to.state {
		out = append(out, keyState.ValueSet(to.state))
	}
	if s.step != to.step {
		out = append(out, keyStep.ValueSet(to.step))
	}
	if s.balance != to.balance {
		out = append(out, keyBalance.ValueSet(to.balance))
	}
	if s.debtor != "" && s.debtor != to.debtor { // none: the case was started by its number alone
		out = append(out, keyDebtor.ValueSet(to.debtor))
	}
	switch {
	case s.next.Equal(to.next):
	case to.next.IsZero():
		out = append(out, keyNext.ValueUnset())
	default:
		out = append(out, keyNext.ValueSet(to.next))
	}
	return out
}

// shownNow reads what the execution was started with.
func shownNow(ctx workflow.Context) (s shown) {
	sa := workflow.GetTypedSearchAttributes(ctx)
	s.state, _ = sa.GetKeyword(keyState)
	s.step, _ = sa.GetKeyword(keyStep)
	s.next, _ = sa.GetTime(keyNext)
	s.next = s.next.UTC()
	s.balance, _ = sa.GetInt64(keyBalance)
	s.debtor, _ = sa.GetKeyword(keyDebtor)
	return s
}

// SearchAttributes are those a case is started with.
func SearchAttributes(c dunning.Case, now time.Time) temporal.SearchAttributes {
	s := viewOf(c, dunning.Next(c, now))
	set := []temporal.SearchAttributeUpdate{
		keyCreditor.ValueSet(c.Creditor), keyDebtor.ValueSet(c.Debtor), keyNumber.ValueSet(c.Number),
		keyDue.ValueSet(c.Due.UTC()), keyState.ValueSet(s.state), keyStep.ValueSet(s.step), keyBalance.ValueSet(s.balance),
	}
	if !s.next.IsZero() {
		set = append(set, keyNext.ValueSet(s.next))
	}
	return temporal.NewSearchAttributes(set...)
}

// Summary is the line of a case in Temporal's list.
func Summary(c dunning.Case) string {
	return fmt.Sprintf("Invoice %s, due %s, %s %s", c.Number, c.Due, c.Opening, c.Currency)
}

// details tell an operator the case in a few lines of Markdown.
func details(c dunning.Case, d dunning.Decision) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** — open: %s of %s %s, due %s\n\n", c.Status(), c.Balance, c.Opening, c.Currency, c.Due)
	switch {
	case d.Action == dunning.End:
		fmt.Fprintf(&b, "Closed: %s.\n", c.Outcome)
	case d.At.IsZero():
		fmt.Fprintf(&b, "Waits for a message. Reason: `%s`, step `%s`.\n", d.Reason, d.Step)
	default:
		fmt.Fprintf(&b, "Next: step `%s` at %s. Reason for waiting: `%s`.\n", d.Step, d.At.UTC().Format(time.RFC3339), d.Reason)
	}
	if c.Attention != nil {
		fmt.Fprintf(&b, "\n⚠ Needs attention since %s: `%s` at step `%s`. Mend it, then signal `retry` or `skip`%s.\n",
			c.Attention.At.Format(time.RFC3339), c.Attention.Code, c.Attention.Step, settleHint(c))
	}
	for _, h := range c.Holds {
		fmt.Fprintf(&b, "\n- hold `%s` since %s", h.Kind, h.Since.Format(time.DateOnly))
		if !h.Until.IsZero() {
			fmt.Fprintf(&b, ", until %s", h.Until.Format(time.RFC3339))
		}
	}
	for i, s := range c.Steps {
		fmt.Fprintf(&b, "\n%d. `%s` %s", i+1, s.ID, stepStory(c, i, s))
	}
	return b.String()
}

func settleHint(c dunning.Case) string {
	if c.Attention.Code == dunning.ReasonOutcomeUnknown {
		return `, or say whether it left: signal settle {"status":"sent"}`
	}
	return ""
}

func stepStory(c dunning.Case, i int, s dunning.ScheduledStep) string {
	switch {
	case !s.Sent.IsZero():
		return "sent " + s.Sent.Format(time.DateOnly)
	case i < c.Done:
		return "left out"
	}
	return "planned " + s.At.Format(time.DateOnly)
}

// schedule answers the query of that name. It reads no clock: the decision is
// the one that holds at the next instant the case waits for.
func (run *dunningRun) schedule() Schedule {
	d := dunning.Next(run.c, time.Time{})
	s := Schedule{Action: string(d.Action), Reason: string(d.Reason), At: d.At}
	if run.c.Done < len(run.c.Steps) {
		s.Steps = run.c.Steps[run.c.Done:]
	}
	return s
}

// reply answers the sender of an update.
func (run *dunningRun) reply(now time.Time) Reply {
	d := dunning.Next(run.c, now)
	r := Reply{State: run.c.Status(), Balance: run.c.Balance.String(), Reason: string(d.Reason)}
	if !d.At.IsZero() {
		r.NextAt = d.At.UTC().Format(time.RFC3339)
	}
	return r
}
