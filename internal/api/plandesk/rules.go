package plandesk

import (
	"relance/internal/dunning"
	"relance/internal/money"
)

// PlanRules are the steps of a plan and its rules. A rule that is absent is that of
// the program's own plan.
type PlanRules struct {
	Steps       []PlanStep        `json:"steps" maxItems:"100"`
	Window      *string           `json:"window,omitempty" maxLength:"60" doc:"Days and hours of sending." example:"mon-fri 09:00-17:00"`
	Spread      *int              `json:"spread_minutes,omitempty" doc:"Minutes over which the messages of an hour are spread."`
	Spacing     *dunning.Days     `json:"spacing,omitempty" pattern:"^[+-]?[0-9]{1,4}d?$" example:"7d" doc:"Least days between two notices to one debtor."`
	MaxIn30     *int              `json:"max_in_30_days,omitempty" doc:"Most notices to one debtor in 30 days; 0 is no limit."`
	Minimum     *money.Cents      `json:"minimum,omitempty" doc:"Less than this is not chased."`
	CatchUp     *dunning.CatchUp  `json:"catch_up,omitempty" enum:"keep_gaps,min_spacing" doc:"How missed steps are made up for."`
	Grouping    *dunning.Grouping `json:"grouping,omitempty" enum:"debtor,invoice" doc:"Which invoices of a debtor share a message."`
	ReplyDays   *dunning.Days     `json:"reply_days,omitempty" pattern:"^[+-]?[0-9]{1,4}d?$" doc:"Business days that a reply may wait for a person."`
	AgreeDays   *dunning.Days     `json:"approval_days,omitempty" pattern:"^[+-]?[0-9]{1,4}d?$" doc:"Business days that an approval is good for, or waits for; 0 is for ever."`
	GraceDays   *dunning.Days     `json:"grace_days,omitempty" pattern:"^[+-]?[0-9]{1,4}d?$" doc:"Business days after a promised date."`
	PromiseDays *dunning.Days     `json:"promise_days,omitempty" pattern:"^[+-]?[0-9]{1,4}d?$" doc:"Business days ahead that a debtor may promise on his page."`
	Thanks      *dunning.Thanking `json:"thanks,omitempty" enum:",all,full,none" doc:"Which payments are acknowledged by e-mail."`
}

// PlanStep is a step of a plan.
type PlanStep struct {
	ID       string           `json:"id" maxLength:"60"`
	At       dunning.Days     `json:"at" pattern:"^[+-]?[0-9]{1,4}d?$" doc:"Days from the due date." example:"+15d"`
	Channel  dunning.Channel  `json:"channel" enum:"email,letter,registered_letter,call,sms,handover"`
	Level    dunning.Level    `json:"level,omitempty" enum:"courtesy,first,second,final,formal_notice" doc:"Absent for call, sms and handover."`
	Approval dunning.Approval `json:"approval,omitempty" enum:"none,required" doc:"Whether a person agrees before it leaves."`
	Deadline dunning.Days     `json:"deadline,omitempty" pattern:"^[+-]?[0-9]{1,4}d?$" doc:"Days left to pay, printed as a date." example:"8d"`
}

// rulesOf writes a plan, with every rule.
func rulesOf(p dunning.Plan) PlanRules {
	r := PlanRules{
		Steps: make([]PlanStep, len(p.Steps)), Window: &p.Window, Spread: &p.Spread, Spacing: &p.Spacing, MaxIn30: &p.MaxIn30, Minimum: &p.Minimum,
		CatchUp: &p.CatchUp, Grouping: &p.Grouping, ReplyDays: &p.ReplyDays, AgreeDays: &p.AgreeDays, GraceDays: &p.GraceDays, PromiseDays: &p.PromiseDays, Thanks: &p.Thanks,
	}
	for i, s := range p.Steps {
		r.Steps[i] = PlanStep(s)
	}
	return r
}

// plan reads the rules over those of the program's own plan.
func (r PlanRules) plan(id string) dunning.Plan {
	p := dunning.DefaultPlan()
	p.ID, p.Steps = id, make([]dunning.Step, len(r.Steps))
	for i, s := range r.Steps {
		p.Steps[i] = dunning.Step(s)
	}
	set(&p.Window, r.Window)
	set(&p.Spread, r.Spread)
	set(&p.Spacing, r.Spacing)
	set(&p.MaxIn30, r.MaxIn30)
	set(&p.Minimum, r.Minimum)
	set(&p.CatchUp, r.CatchUp)
	set(&p.Grouping, r.Grouping)
	set(&p.ReplyDays, r.ReplyDays)
	set(&p.AgreeDays, r.AgreeDays)
	set(&p.GraceDays, r.GraceDays)
	set(&p.PromiseDays, r.PromiseDays)
	set(&p.Thanks, r.Thanks)
	return p
}

func set[T any](to, said *T) {
	if said != nil {
		*to = *said
	}
}
