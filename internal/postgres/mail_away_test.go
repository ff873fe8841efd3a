package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/inbox"
)

func TestAnAbsencePutsACallOffAndHoldsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Now = func() time.Time { return monday }
	p := quietPlan()
	p.Steps = []dunning.Step{{ID: "first", At: 5, Channel: dunning.Email, Level: dunning.First}, {ID: "call", At: 8, Channel: dunning.Call}}
	b.save(testCreditor(), p)
	ref := b.add(invoice("F-1"))
	sent := b.send(ref, monday)
	raw := letter("absence@client.example.com", "Jeanne Martin <j.martin@client.example.com>", "Absence du bureau",
		fmt.Sprintf("In-Reply-To: <relance.%d@example.fr>\nAuto-Submitted: auto-replied\n", sent.Message.ID), "Je suis absente et serai de retour le 15 juin 2026.")
	if got := b.takeMail(raw); got.Deed != inbox.Keep || got.Class != inbox.AutoReply {
		t.Fatalf("%+v", got)
	}
	v, err := b.Case(b.ctx(), ref)
	b.must(err)
	if step, _ := v.Case.Step(); step.Channel != dunning.Call || len(v.Case.Holds) != 0 {
		t.Fatalf("next is %+v, held by %v", step, v.Case.Holds)
	}
	if day := v.Case.NotBefore.Format("2006-01-02"); day != "2026-06-15" {
		t.Errorf("the call waits until %s", day)
	}
	if last := v.Timeline[len(v.Timeline)-1]; last.Kind != dunning.KindDeferred || last.Reason != dunning.ReasonAway {
		t.Errorf("the last event is %+v", last)
	}
}
