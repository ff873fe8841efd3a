package postgres_test

import (
	"testing"

	"relance/internal/dunning"
)

func TestNearLimitationGivesClaimsOfTheLastYear(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for number, due := range map[string]string{"OLD": "2021-12-10", "NEW": "2026-05-12"} {
		n := invoice(number)
		n.Invoice.Due, n.Debtor.Regime = day(due), dunning.B2B
		b.add(n)
	}
	got, err := b.NearLimitation(b.ctx(), day("2026-11-21"))
	b.must(err)
	if len(got) != 1 || got[0].Ref.Number != "OLD" || got[0].Due != day("2021-12-10") || got[0].Regime != dunning.B2B {
		t.Errorf("got %+v, want the claim of 2021 alone", got)
	}
}

func TestOpenTaskOnceForEachStep(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	task := dunning.Task{Ref: ref, Code: dunning.TaskLimitation, Step: "6m", Detail: "2026-12-10"}
	b.must(b.OpenTask(b.ctx(), task))
	open := b.count("tasks where code = 'limitation' and done_at is null")
	tasks, err := b.Tasks(b.ctx(), true)
	b.must(err)
	for _, k := range tasks {
		if k.Code == dunning.TaskLimitation {
			b.must(b.FinishTask(b.ctx(), k.ID, "claire"))
		}
	}
	b.must(b.OpenTask(b.ctx(), task)) // done by a person: it does not come back
	task.Step = "3m"
	b.must(b.OpenTask(b.ctx(), task))
	if again := b.count("tasks where code = 'limitation' and done_at is null"); open != 1 || again != 1 {
		t.Errorf("%d task, then %d open after one was done, want 1 and 1", open, again)
	}
	task.Ref.Number = "NONE"
	wantCode(t, b.OpenTask(b.ctx(), task), dunning.CodeNotFound)
}
