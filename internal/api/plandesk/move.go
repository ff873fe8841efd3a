package plandesk

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice/planning"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// PlanMoving is what became of cases that were to follow a plan.
type PlanMoving struct {
	Moved   int           `json:"moved" doc:"Cases that follow it now."`
	Left    int           `json:"left" doc:"Cases that have yet to follow it."`
	Refused []PlanRefusal `json:"refused" doc:"Cases that keep the plan they have."`
}

// PlanRefusal is a case that keeps its plan, and why.
type PlanRefusal struct {
	Invoice string `json:"invoice"`
	Code    string `json:"code" enum:"invalid,not_found,conflict"`
	Reason  string `json:"reason"`
	Hint    string `json:"hint,omitempty"`
}

func movingOf(m planning.Moving) PlanMoving {
	out := PlanMoving{Moved: m.Moved, Left: m.Left, Refused: make([]PlanRefusal, len(m.Refused))}
	for i, r := range m.Refused {
		out.Refused[i] = PlanRefusal{Invoice: r.Ref.Number, Code: string(dunning.ErrorCode(r.Err)), Reason: r.Err.Error(), Hint: dunning.ErrorHint(r.Err)}
	}
	return out
}

// PlanDifference is what a plan would change of what leaves. Each case is counted by
// its next message.
type PlanDifference struct {
	Days     int         `json:"days" doc:"How far the open cases are played forward."`
	Withheld string      `json:"withheld,omitempty" doc:"Why nothing would leave as things stand."`
	Cases    int         `json:"cases" doc:"That the plan concerns."`
	Unable   int         `json:"unable" doc:"Of them, those that cannot change their plan as they stand."`
	Same     int         `json:"same"`
	Earlier  int         `json:"earlier"`
	Later    int         `json:"later"`
	More     int         `json:"more" doc:"With a message that they would not get."`
	Fewer    int         `json:"fewer" doc:"Without one that they would get."`
	AtOnce   int         `json:"at_once" doc:"On the next day of sending, and not as things stand."`
	Messages []PlanTally `json:"messages"`
	Moves    []PlanAhead `json:"moves" doc:"Cases whose next message changes, at most 500: those at once first, then by day."`
}

// PlanTally counts the messages of a level and channel.
type PlanTally struct {
	Level   string `json:"level"`
	Channel string `json:"channel"`
	Before  int    `json:"before"`
	After   int    `json:"after"`
}

// PlanAhead is a case whose next message changes.
type PlanAhead struct {
	Invoice string       `json:"invoice"`
	Debtor  string       `json:"debtor"`
	Name    string       `json:"name"`
	Before  *PlanMessage `json:"before,omitempty" doc:"Absent: none in the days that are played."`
	After   *PlanMessage `json:"after,omitempty"`
	AtOnce  bool         `json:"at_once,omitempty"`
}

// PlanMessage is the next message of a case.
type PlanMessage struct {
	At      time.Time `json:"at"`
	Level   string    `json:"level"`
	Channel string    `json:"channel"`
}

// mostMoves is how many cases an answer names, and how many one request moves.
const mostMoves = 500

func differenceOf(t planning.Tried) *PlanDifference {
	out := &PlanDifference{
		Days: planning.HorizonDays, Withheld: string(t.Withheld), Cases: t.Cases, Unable: t.Refused, Same: t.Same, Earlier: t.Earlier, Later: t.Later,
		More: t.More, Fewer: t.Fewer, AtOnce: t.AtOnce, Messages: make([]PlanTally, len(t.Messages)), Moves: make([]PlanAhead, min(len(t.Moves), mostMoves)),
	}
	for i, m := range t.Messages {
		out.Messages[i] = PlanTally{Level: string(m.Level), Channel: string(m.Channel), Before: m.Before, After: m.After}
	}
	for i := range out.Moves {
		m := t.Moves[i]
		out.Moves[i] = PlanAhead{
			Invoice: m.Number, Debtor: m.Debtor, Name: t.Names[rehearsal.Party{Creditor: m.Creditor, Debtor: m.Debtor}], Before: messageOf(m.Before), After: messageOf(m.After), AtOnce: m.AtOnce,
		}
	}
	return out
}

func messageOf(n *rehearsal.Next) *PlanMessage {
	if n == nil {
		return nil
	}
	return &PlanMessage{At: n.At, Level: string(n.Level), Channel: string(n.Channel)}
}

type caseMove struct {
	PlanPath
	operation.Keyed
	Body struct {
		Running  string   `json:"running" enum:"restart,jump" doc:"jump goes on at the step that fits what has left already, restart at the first one that has not."`
		Invoices []string `json:"invoices,omitempty" maxItems:"500" doc:"Numbers of the invoices whose open cases follow the plan."`
		Of       string   `json:"of,omitempty" maxLength:"30" doc:"Without invoices: all open cases that follow this plan; absent is those of an older version of the plan itself."`
		DryRun   bool     `json:"dry_run,omitempty" doc:"Say what would change, and change nothing."`
	}
}

type movedCases struct {
	operation.Replayed
	Body struct {
		PlanMoving
		Difference *PlanDifference `json:"difference,omitempty" doc:"Of a dry run."`
	}
}

// moveCases lets cases follow another plan, as many as one request may; asked again
// under another key it goes on.
func (d Desk) moveCases(ctx context.Context, who access.Actor, in *caseMove) (*movedCases, error) {
	ask := planning.Application{Creditor: in.Creditor, Plan: in.Plan, Running: dunning.Onward(in.Body.Running), Numbers: in.Body.Invoices, Of: in.Body.Of, Most: mostMoves}
	out := &movedCases{}
	if in.Body.DryRun {
		if err := access.May(who, access.ChangePlans, in.Creditor); err != nil {
			return nil, err
		}
		tried, err := d.Plans.TryApply(ctx, who, ask)
		out.Body.PlanMoving, out.Body.Difference = movingOf(planning.Moving{Left: tried.Cases}), differenceOf(tried)
		return out, err
	}
	moving, err := d.Plans.Apply(ctx, who, ask)
	out.Body.PlanMoving = movingOf(moving)
	return out, err
}
