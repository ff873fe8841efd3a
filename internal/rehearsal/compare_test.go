package rehearsal_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// sends is a message of one invoice on a day of March 2026.
func sends(number string, day int, level dunning.Level) rehearsal.Foreseen {
	return rehearsal.Foreseen{
		At: time.Date(2026, 3, day, 9, 0, 0, 0, time.UTC), Kind: dunning.KindSent, Creditor: "atelier", Debtor: "C-" + number, Channel: dunning.Email, Level: level,
		Numbers: []string{number}, Cycles: []int{0}, Steps: []dunning.ScheduledStep{{ID: string(level), Level: level}},
	}
}

func TestCompareCountsEachCaseByItsNextMessage(t *testing.T) {
	t.Parallel()
	before := []rehearsal.Foreseen{
		sends("SAME", 10, dunning.First), sends("EARLIER", 12, dunning.First), sends("LATER", 10, dunning.First), sends("GONE", 11, dunning.Second),
		sends("NOW", 20, dunning.Second), sends("SAME", 20, dunning.Second),
	}
	after := []rehearsal.Foreseen{
		sends("NOW", 3, dunning.Final), sends("EARLIER", 9, dunning.First), sends("SAME", 10, dunning.First), sends("LATER", 15, dunning.First), sends("NEW", 18, dunning.First),
	}
	var concerned []dunning.Ref
	for _, number := range []string{"SAME", "EARLIER", "LATER", "GONE", "NEW", "NOW", "SILENT"} {
		concerned = append(concerned, dunning.Ref{Creditor: "atelier", Number: number})
	}
	got := rehearsal.Compare(concerned, before, after, calendar.NewDate(2026, 3, 3))
	want := rehearsal.Difference{Cases: 7, Same: 2, Earlier: 2, Later: 1, More: 1, Fewer: 1, AtOnce: 1, Messages: []rehearsal.Tally{
		{Level: dunning.First, Channel: dunning.Email, Before: 3, After: 4}, {Level: dunning.Second, Channel: dunning.Email, Before: 3},
		{Level: dunning.Final, Channel: dunning.Email, After: 1},
	}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(rehearsal.Difference{}, "Moves"), cmpopts.IgnoreUnexported(rehearsal.Move{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var order []string
	for _, m := range got.Moves {
		order = append(order, m.Number)
	}
	if diff := cmp.Diff([]string{"NOW", "EARLIER", "GONE", "LATER", "NEW"}, order); diff != "" {
		t.Errorf("what leaves at once comes first, then by day (-want +got)\n%s", diff)
	}
	if m := got.Moves[0]; !m.AtOnce || m.Debtor != "C-NOW" || m.After.Level != dunning.Final || m.Before.Level != dunning.Second {
		t.Errorf("got %+v", m)
	}
}
