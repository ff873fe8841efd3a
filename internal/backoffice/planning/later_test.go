package planning_test

import (
	"slices"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/planning"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres/sending"
	"relance/internal/rehearsal"
)

// tenth is a day to come; its first instant is in Paris.
var (
	tenth      = calendar.NewDate(2026, 6, 10)
	tenthStart = time.Date(2026, 6, 9, 22, 0, 0, 0, time.UTC)
)

// later saves a plan that starts on a day.
func (r *room) later(p dunning.Plan, from calendar.Date, how dunning.Onward, seen int) planning.Saved {
	r.t.Helper()
	saved, err := r.Save(r.t.Context(), person(access.Admin, "alice"), planning.Change{Trial: planning.Trial{Creditor: "atelier", Plan: p, Running: how, From: from}, Seen: seen})
	r.must(err)
	return saved
}

func TestAPlanStartsWithItsDay(t *testing.T) {
	t.Parallel()
	r := open(t)
	ref := r.bill("F-1", calendar.NewDate(2026, 6, 22))
	saved := r.later(sooner(), tenth, dunning.Jump, 0)
	if saved.Version.From != tenth || !saved.Version.Starts.Equal(tenthStart) || saved.Moving.Moved != 0 || saved.Version.Waits() {
		t.Errorf("saved %+v", saved)
	}
	for i, at := range []time.Time{monday, tenthStart.Add(-time.Second), tenthStart} {
		r.now = at
		begun := i == 2
		newer := r.bill("N-"+string(rune('1'+i)), calendar.NewDate(2026, 7, 22))
		if v, _ := r.planOf(newer); (v == 1) != begun {
			t.Errorf("at %s a new case follows version %d", at, v)
		}
		moved, err := r.CarryOn(t.Context())
		r.must(err)
		if v, _ := r.planOf(ref); (v == 1) != begun || begun && moved.Moved != 3 || !begun && moved.Moved != 0 {
			t.Errorf("at %s the case follows version %d, %+v", at, v, moved)
		}
		shown, err := r.Show(t.Context(), person(access.Reader, "rene"), "atelier", "default")
		r.must(err)
		if comes := shown.Next != nil && shown.Next.From == tenth && shown.Next.Version == 1; (shown.Plan.Version == 1) != begun || comes == begun {
			t.Errorf("at %s the page shows %+v", at, shown.Choice)
		}
	}
}

func TestNothingLeavesUnderAPlanWhoseSuccessorHasStarted(t *testing.T) {
	t.Parallel()
	r := open(t)
	ref := r.bill("F-1", calendar.NewDate(2026, 5, 29))
	r.later(sooner(), tenth, dunning.Jump, 0)
	r.now = time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)
	c, err := r.store.LoadCase(t.Context(), ref)
	r.must(err)
	ask := dunning.ReserveRequest{Ref: ref, Step: "first", Known: c.Version, Now: r.now, Owner: "worker"}
	if d := dunning.Next(c, r.now); d.Action != dunning.Send {
		t.Fatalf("the case does not want to send: %+v", d)
	}
	out, err := sending.New(r.store).Reserve(t.Context(), ask)
	if err != nil || out.State != dunning.ReserveBusy {
		t.Errorf("before the case follows it: %+v, %v", out, err)
	}
	_, err = r.CarryOn(t.Context())
	r.must(err)
	if out, err = sending.New(r.store).Reserve(t.Context(), ask); err != nil || out.State != dunning.ReserveMoved {
		t.Errorf("once it follows it: %+v, %v", out.State, err)
	}
}

func TestARehearsalShowsAPlanFromItsDayOn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		from  calendar.Date
		later int
	}{
		"before the courtesy mail": {tenth, 1},
		"after it":                 {calendar.NewDate(2026, 6, 18), 0},
	} {
		r := open(t)
		r.bill("F-1", calendar.NewDate(2026, 6, 22)) // courtesy on the 17th, which the other plan has not
		tried, err := r.Rehearse(t.Context(), person(access.Reader, "rene"), planning.Trial{Creditor: "atelier", Plan: sooner(), Running: dunning.Jump, From: row.from})
		r.must(err)
		if tried.Cases != 1 || tried.Later != row.later || tried.Same != 1-row.later {
			t.Errorf("%s: %+v", name, tried.Difference)
		}
		r.later(sooner(), row.from, dunning.Jump, 0)
		whole, err := r.Office.(*backoffice.Office).Rehearse(t.Context(), person(access.Reader, "rene"), backoffice.Rehearsal{Creditor: "atelier", Until: monday.AddDate(0, 2, 0), Approve: true})
		r.must(err)
		first := slices.IndexFunc(whole.Story, func(f rehearsal.Foreseen) bool { return f.Kind == dunning.KindSent && f.Steps[0].ID == "petit" })
		courtesy := slices.ContainsFunc(whole.Story, func(f rehearsal.Foreseen) bool { return f.Level == dunning.Courtesy })
		if first < 0 || courtesy == (row.later == 1) {
			t.Errorf("%s: all cases played forward: %+v", name, whole.Story)
		}
	}
}

func TestANewerVersionTakesBackThoseThatWouldStartAfterIt(t *testing.T) {
	t.Parallel()
	other := sooner()
	other.Spacing = 9
	for name, row := range map[string]struct {
		plan  dunning.Plan
		from  calendar.Date
		stays bool
	}{
		"at once":                  {plan: other},
		"before":                   {plan: other, from: tenth.AddDays(-1)},
		"on the same day":          {plan: other, from: tenth},
		"after":                    {plan: other, from: tenth.AddDays(1), stays: true},
		"what is in use, as it is": {plan: dunning.DefaultPlan()},
	} {
		r := open(t)
		r.later(sooner(), tenth, dunning.Keep, 0)
		r.later(row.plan, row.from, dunning.Keep, 1)
		shown, err := r.Show(t.Context(), person(access.Reader, "rene"), "atelier", "default")
		r.must(err)
		one, _ := shown.Find(1)
		if one.Comes(r.now) != row.stays || (one.Outcome == change.Replaced) == row.stays {
			t.Errorf("%s: version 1 is %+v", name, one)
		}
	}
}

func TestAVersionThatWaitsForTwoPeopleTakesNothingBackBefore(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.later(sooner(), tenth, dunning.Keep, 0)
	r.store.Approvals = dunning.ApprovalsTwo
	other := sooner()
	other.Spacing = 9
	waits := r.later(other, calendar.Date{}, dunning.Keep, 1)
	for i, name := range []string{"alice", "paul"} {
		shown, err := r.Show(t.Context(), person(access.Reader, "rene"), "atelier", "default")
		r.must(err)
		if one, _ := shown.Find(1); !one.Comes(r.now) {
			t.Errorf("after %d yes version 1 is %+v", i, one)
		}
		_, err = r.Decide(t.Context(), person(access.Approver, name), "atelier", waits.Version.ID, true)
		r.must(err)
	}
	shown, err := r.Show(t.Context(), person(access.Reader, "rene"), "atelier", "default")
	r.must(err)
	if one, _ := shown.Find(1); one.Comes(r.now) || shown.Plan.Version != 2 || shown.Next != nil {
		t.Errorf("after two yes: %+v", shown.Choice)
	}
}
