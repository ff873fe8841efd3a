package cli

import (
	"slices"

	"relance/internal/app"
	"relance/internal/dunning"
)

// foretold is the message in which a step of a case would leave, if nothing
// happens before: the debtor's cases are played forward until then. Without
// items it would not leave: the case is held, or the step is not the next one.
func (s *session) foretold(a *app.App, v dunning.CaseView, step dunning.ScheduledStep) (n dunning.Notice, err error) {
	now := s.Now().UTC()
	book, err := a.Store.Book(s.ctx, dunning.Party{Creditor: v.Case.Creditor, Debtor: v.Case.Debtor}, now)
	if err != nil {
		return n, err
	}
	rules := map[string]dunning.Rules{}
	for _, o := range book.Cases {
		rules[o.Case.Number] = o.Rules
	}
	story := dunning.Rehearse(book.Book, now, now.AddDate(2, 0, 0), true)
	at := slices.IndexFunc(story, func(r dunning.Rehearsed) bool {
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
	for i, number := range r.Numbers {
		one, err := a.Store.Case(s.ctx, dunning.Ref{Creditor: r.Creditor, Number: number, Cycle: r.Cycles[i]})
		if err != nil {
			return n, err
		}
		item := noticeItem(one, r.Steps[i], n.Date, own)
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
func meanwhile(story []dunning.Rehearsed, number string, rules dunning.Rules) (out []dunning.Earlier) {
	for _, r := range story {
		if i := slices.Index(r.Numbers, number); i >= 0 && r.Kind == dunning.KindSent {
			out = append(out, dunning.Earlier{Level: r.Steps[i].Level, Channel: r.Channel, Date: rules.Today(r.At)})
		}
	}
	return out
}
