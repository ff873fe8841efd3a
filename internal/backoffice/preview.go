package backoffice

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/rehearsal"
)

// Preview is the notice that would leave next for an invoice, as it would
// leave: with the debtor's other invoices that share the message then. A level
// asks for that step instead, after what would be sent before it.
func (o *Office) Preview(ctx context.Context, who Actor, ref dunning.Ref, level dunning.Level) (n dunning.Notice, err error) {
	if err := access.MayFor(who, access.Rehearse, ref); err != nil {
		return n, err
	}
	v, err := o.CaseReader.Case(ctx, ref)
	if err != nil {
		return n, err
	}
	step, err := previewStep(v.Case, level)
	if err != nil {
		return n, err
	}
	if n, err = o.upcomingNotice(ctx, v, step); err != nil {
		return n, err
	}
	if len(n.Items) == 0 { // it does not leave as things stand: shown all the same
		n = noticeOf(v, step, o.Today())
	}
	var named []string
	for _, it := range n.Items {
		named = append(named, it.Invoice.Number)
	}
	if n.Habit, err = o.Portfolio.Habit(ctx, rehearsal.Party{Creditor: v.Case.Creditor, Debtor: v.Case.Debtor}, named, n.Date); err != nil {
		return n, err
	}
	if o.Texts != nil {
		if n.Wordings, err = o.Texts.WordingsInUse(ctx, n.Creditor.ID, o.onDay(n.Date)); err != nil {
			return n, err
		}
	}
	return claim.InNotice(n, o.Rates)
}

// onDay is now, or an instant of a day to come that is on this day in every zone.
func (o *Office) onDay(day calendar.Date) time.Time {
	if !day.After(o.Today()) {
		return o.Now()
	}
	return day.UTC().Add(12 * time.Hour)
}

// WordingReader reads the texts of a creditor's own that notices choose among.
type WordingReader interface {
	WordingsInUse(ctx context.Context, creditor string, at time.Time) ([]dunning.Wording, error)
}

// Enclosures reads what would go behind a notice as a letter: the invoices' PDF
// that are on record, and the bills that the notice announces.
func (o *Office) Enclosures(ctx context.Context, who Actor, n dunning.Notice) (e dunning.Enclosures, err error) {
	if err := access.May(who, access.SeeCases, n.Creditor.ID); err != nil {
		return e, err
	}
	var copies []string
	for _, it := range n.Items {
		if it.Invoice.Document != "" {
			copies = append(copies, it.Invoice.Document)
		}
	}
	all, err := o.Archive.Documents(ctx, slices.Concat(copies, notice.Bills(n))...)
	if err != nil {
		return e, err
	}
	e.Copies, e.Bills = all[:len(copies)], all[len(copies):]
	return e, nil
}

// previewStep is the step that comes next, or the one of a level.
func previewStep(c dunning.Case, level dunning.Level) (dunning.ScheduledStep, error) {
	if level != "" {
		i := slices.IndexFunc(c.Steps, func(st dunning.ScheduledStep) bool { return st.Level == level })
		if i < 0 {
			return dunning.ScheduledStep{ID: string(level), Level: level, Channel: dunning.Email}, nil
		}
		return c.Steps[i], nil
	}
	step, ok := c.Step()
	if !ok || step.Level == "" || c.State == dunning.Closed || c.Balance <= 0 {
		return step, dunning.Errorf(dunning.CodeConflict, "no notice comes next for invoice %s", c.Number).
			WithHint("name the level of a step, or see what comes next: %s", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
	}
	return step, nil
}

// noticeOf puts together what a step would say, without the claims.
func noticeOf(v dunning.CaseView, step dunning.ScheduledStep, today calendar.Date) dunning.Notice {
	rules, day := v.Rules, today
	if planned := rules.Today(step.At); !step.At.IsZero() && planned.After(today) {
		day = planned
	}
	sent := rules.Morning(day)
	n := dunning.Notice{
		Level: step.Level, Channel: step.Channel, Creditor: v.Creditor, Debtor: v.Debtor, Date: day, Currency: v.Case.Currency,
		Deadline: rules.Limit(sent, step.Deadline),
	}
	n.Items = []dunning.NoticeItem{noticeItem(v, step, day, rules)}
	if step.Level == dunning.PartReceipt {
		n.Items[0].Receipt = lastReceived(v)
		n.Items[0].Awaited = rules.PayBy(v.Case, sent)
		n.Deadline, n.Agreed = dunning.CommonDate(n.Items)
	}
	return n
}

// lastReceived is what a receipt would acknowledge: what no mail has answered
// yet, else the latest payment.
func lastReceived(v dunning.CaseView) (sum money.Cents) {
	if sum = v.Case.Acknowledged(); sum > 0 {
		return sum
	}
	for _, r := range v.Received() {
		if r.Amount > 0 {
			sum = r.Amount
		}
	}
	return sum
}

func noticeItem(v dunning.CaseView, step dunning.ScheduledStep, day calendar.Date, rules dunning.Rules) dunning.NoticeItem {
	item := dunning.NewNoticeItem(v.Invoice, v.Case, step.Level, day, v.Received(), v.Credits)
	for _, st := range v.Case.Steps {
		if !st.Sent.IsZero() {
			item.Earlier = append(item.Earlier, dunning.Earlier{Level: st.Level, Channel: st.Channel, Date: rules.Today(st.Sent)})
		}
	}
	item.NoticeReceived, item.Particulars = v.NoticeReceived, v.Particulars
	return item
}

// upcomingNotice is the message in which a step of a case would leave, if nothing
// happens before: the debtor's cases are played forward until then. Without
// items it would not leave: the case is held, or the step is not the next one.
func (o *Office) upcomingNotice(ctx context.Context, v dunning.CaseView, step dunning.ScheduledStep) (n dunning.Notice, err error) {
	now := o.Now()
	portfolio, err := o.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: v.Case.Creditor, Debtor: v.Case.Debtor}, now)
	if err != nil {
		return n, err
	}
	rules := map[string]dunning.Rules{}
	for _, open := range portfolio.Cases {
		rules[open.Case.Number] = open.Rules
	}
	story := rehearsal.Foresee(portfolio.Portfolio, now, now.AddDate(2, 0, 0), true)
	at := slices.IndexFunc(story, func(r rehearsal.Foreseen) bool {
		i := slices.Index(r.Numbers, v.Case.Number)
		return r.Kind == dunning.KindSent && i >= 0 && r.Steps[i].ID == step.ID
	})
	if at < 0 {
		return n, nil
	}
	r, own := story[at], rules[v.Case.Number]
	n = dunning.Notice{
		Level: r.Level, Channel: r.Channel, Creditor: v.Creditor, Debtor: v.Debtor, Date: own.Today(r.At), Currency: r.Currency,
	}
	dated := 0
	refs := make([]dunning.Ref, len(r.Numbers))
	for i, number := range r.Numbers {
		refs[i] = dunning.Ref{Creditor: r.Creditor, Number: number, Cycle: r.Cycles[i]}
	}
	together, err := o.Portfolio.CasesTogether(ctx, refs...)
	if err != nil {
		return n, err
	}
	for i, number := range r.Numbers {
		item := noticeItem(together[i], r.Steps[i], n.Date, own)
		item.Earlier = append(item.Earlier, meanwhile(story[:at], number, own)...)
		n.Items = append(n.Items, item)
		if r.Steps[i].Dates(r.Steps[dated]) {
			dated = i
		}
	}
	n.Deadline = rules[r.Numbers[dated]].Limit(r.At, r.Steps[dated].Deadline)
	return n, nil
}

// meanwhile lists what would be sent about an invoice before.
func meanwhile(story []rehearsal.Foreseen, number string, rules dunning.Rules) (out []dunning.Earlier) {
	for _, r := range story {
		if i := slices.Index(r.Numbers, number); i >= 0 && r.Kind == dunning.KindSent {
			out = append(out, dunning.Earlier{Level: r.Steps[i].Level, Channel: r.Channel, Date: rules.Today(r.At)})
		}
	}
	return out
}
