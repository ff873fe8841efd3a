package cli

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// noticeFor is the notice that would leave next for an invoice on record, as it
// would leave: with the debtor's other invoices that share the message then. A
// level shows that step instead, after what would be sent before it.
func (s *session) noticeFor(number string, level dunning.Level) (dunning.Notice, error) {
	a, err := s.book()
	if err != nil {
		return dunning.Notice{}, err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, "", number)
	if err != nil {
		return dunning.Notice{}, err
	}
	view, err := a.Store.Case(s.ctx, ref)
	if err != nil {
		return dunning.Notice{}, err
	}
	rates, err := a.Config.RateTable()
	if err != nil {
		return dunning.Notice{}, err
	}
	step, err := previewStep(view.Case, level)
	if err != nil {
		return dunning.Notice{}, err
	}
	n, err := s.foretold(a, view, step)
	if err != nil {
		return dunning.Notice{}, err
	}
	if len(n.Items) == 0 { // it does not leave as things stand: shown all the same
		if n, err = noticeOf(view, step, s.today()); err != nil {
			return dunning.Notice{}, err
		}
	}
	return dunning.WithClaims(n, rates)
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
			WithHint("name a step with --level, or look at relance show %s", c.Number)
	}
	return step, nil
}

// noticeOf puts together what a step would say, without the claims.
func noticeOf(v dunning.CaseView, step dunning.ScheduledStep, today calendar.Date) (dunning.Notice, error) {
	zone := calendar.Zone(v.Debtor.Zone)
	if zone == "" {
		zone = calendar.ZoneOfAddress(v.Debtor.Address.Country, v.Debtor.Address.Postcode)
	}
	rules, err := dunning.NewRules(dunning.DefaultPlan(), zone, v.Case.Creditor, v.Case.Debtor)
	if err != nil {
		return dunning.Notice{}, err
	}
	day := today
	if planned := rules.Today(step.At); !step.At.IsZero() && planned.After(today) {
		day = planned
	}
	n := dunning.Notice{
		Level: step.Level, Channel: step.Channel, Creditor: v.Creditor, Debtor: v.Debtor, Date: day, Currency: v.Case.Currency,
		Deadline: rules.Limit(calendar.DefaultWindow().Instant(day, zone, 0), step.Deadline),
	}
	n.Items = []dunning.NoticeItem{noticeItem(v, step, day, rules)}
	if step.Level == dunning.PartReceipt {
		n.Items[0].Receipt = lastReceived(v)
		n.Items[0].Awaited = rules.PayBy(v.Case, calendar.DefaultWindow().Instant(day, zone, 0))
		n.Deadline, n.Agreed = dunning.CommonDate(n.Items)
	}
	return n, nil
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
