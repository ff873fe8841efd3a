package planning_test

import (
	"context"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/planning"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/plan"
	"relance/internal/postgres"
	"relance/internal/postgres/plans"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/rehearsal"
)

// monday is a business day in summer at 10:00 in Paris.
var monday = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// room is the planner over a store of its own, with a creditor.
type room struct {
	*planning.Planner
	t     *testing.T
	store *postgres.Store
	notes []audit.Entry
	now   time.Time
}

// Note keeps an entry of the audit.
func (r *room) Note(_ context.Context, e audit.Entry) error {
	r.notes = append(r.notes, e)
	return nil
}

func open(t *testing.T) *room {
	t.Helper()
	s := postgrestest.New(t)
	r := &room{t: t, store: s, now: monday}
	s.Now = func() time.Time { return r.now }
	office := &backoffice.Office{
		Now: s.Now, Rates: interest.Builtin(), CreditorReader: s, Finder: sending.NewRoom(s), CaseReader: sending.NewRoom(s), Log: s, Archive: s, Switches: sending.NewRoom(s), Portfolio: sending.NewRoom(s), Sends: true,
	}
	kept := plans.New(s)
	r.Planner = &planning.Planner{Office: office, Creditors: s, Portfolio: sending.NewRoom(s), Plans: kept, Keeper: kept, Cases: kept, Audit: r, Now: s.Now}
	c := dunning.Creditor{ID: "atelier", Name: "Atelier Brunel", Email: "compta@example.fr", Signatory: "Claire Brunel"}
	r.must(s.SaveCreditor(t.Context(), c, []dunning.Plan{}))
	return r
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

// bill opens a case that is due on a day.
func (r *room) bill(number string, due calendar.Date) dunning.Ref {
	r.t.Helper()
	added, err := r.store.AddInvoice(r.t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-" + number, Name: "Papeterie Lenoir", Email: "compta@example.com"}, Now: monday, Author: "claire",
		Invoice: dunning.Invoice{Number: number, Issued: due.AddDays(-30), Due: due, DueRule: dunning.DueStated, Currency: "EUR", Total: 120000, Payable: 120000, Source: "test"},
	})
	r.must(err)
	return added.Ref
}

func (r *room) planOf(ref dunning.Ref) (version int, next string) {
	r.t.Helper()
	var v int
	r.must(r.store.Pool().QueryRow(r.t.Context(), `select coalesce((plan->>'version')::int, 0) from cases where number = $1`, ref.Number).Scan(&v))
	c, err := r.store.LoadCase(r.t.Context(), ref)
	r.must(err)
	step, _ := c.Step()
	return v, step.ID
}

func person(role access.Role, name string) access.Actor {
	return access.Actor{Name: name, Roles: map[string]access.Role{"atelier": role}, Door: access.Console, Proof: access.Session}
}

// sooner is the default plan with a first reminder two days after the due date.
func sooner() dunning.Plan {
	p := dunning.DefaultPlan()
	p.Steps = append([]dunning.Step{{ID: "petit", At: 2, Channel: dunning.Email, Level: dunning.First}}, p.Steps[2:]...)
	return p
}

func TestARehearsalTellsWhatAPlanChangesAndChangesNothing(t *testing.T) {
	t.Parallel()
	r := open(t)
	late := r.bill("LATE", calendar.NewDate(2026, 5, 29)) // due last Friday: the first reminder on Wednesday, or at once
	r.bill("COMING", calendar.NewDate(2026, 6, 12))       // courtesy on the 5th, or the first reminder after the due date
	r.bill("OLD", calendar.NewDate(2026, 3, 2))           // the first reminder at once either way
	tried, err := r.Rehearse(t.Context(), person(access.Reader, "rene"), planning.Trial{Creditor: "atelier", Plan: sooner(), Running: dunning.Restart})
	r.must(err)
	if tried.Cases != 3 || tried.Earlier != 1 || tried.Later != 1 || tried.Same != 1 || tried.AtOnce != 1 || tried.Refused != 0 {
		t.Errorf("got %+v", tried.Difference)
	}
	if m := tried.Moves[0]; m.Number != "LATE" || !m.AtOnce || tried.Names[rehearsal.Party{Creditor: "atelier", Debtor: m.Debtor}] != "Papeterie Lenoir" {
		t.Errorf("first stands %+v", m)
	}
	kept, err := r.Rehearse(t.Context(), person(access.Reader, "rene"), planning.Trial{Creditor: "atelier", Plan: sooner(), Running: dunning.Keep})
	r.must(err)
	if kept.Same != 3 || len(kept.Moves) != 0 {
		t.Errorf("cases that keep their plan move: %+v", kept.Difference)
	}
	if v, step := r.planOf(late); v != 0 || step != "first" {
		t.Errorf("a rehearsal has moved a case: version %d, next %s", v, step)
	}
}

func TestRunningCasesKeepRestartOrJump(t *testing.T) {
	t.Parallel()
	for how, want := range map[dunning.Onward]struct {
		version int
		step    string
	}{dunning.Keep: {0, "first"}, dunning.Restart: {1, "petit"}, dunning.Jump: {1, "petit"}} {
		t.Run(string(how), func(t *testing.T) {
			t.Parallel()
			r := open(t)
			ref := r.bill("F-1", calendar.NewDate(2026, 5, 29))
			saved, err := r.Save(t.Context(), person(access.Admin, "alice"), planning.Change{Trial: planning.Trial{Creditor: "atelier", Plan: sooner(), Running: how}})
			r.must(err)
			if v, step := r.planOf(ref); v != want.version || step != want.step {
				t.Errorf("follows version %d, next %s; want %+v", v, step, want)
			}
			if saved.Version.Author != "alice" || saved.Version.Plan.Version != 1 || saved.Moving.Moved != want.version {
				t.Errorf("saved %+v", saved)
			}
			if n := len(r.notes); n != 1 || r.notes[0].Deed != "plan.save" || r.notes[0].Who.Name != "alice" {
				t.Errorf("the audit says %+v", r.notes)
			}
			newer := r.bill("F-2", calendar.NewDate(2026, 5, 29))
			if v, step := r.planOf(newer); v != 1 || step != "petit" {
				t.Errorf("a new case follows version %d, next %s", v, step)
			}
		})
	}
}

func TestAPlanWaitsForTwoPeopleAndSoDoItsCases(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.store.Approvals = dunning.ApprovalsTwo
	ref := r.bill("F-1", calendar.NewDate(2026, 5, 29))
	saved, err := r.Save(t.Context(), person(access.Admin, "alice"), planning.Change{Trial: planning.Trial{Creditor: "atelier", Plan: sooner(), Running: dunning.Jump}})
	r.must(err)
	if v, _ := r.planOf(ref); v != 0 || !saved.Version.Waits() {
		t.Fatalf("nobody has agreed, and the case follows version %d", v)
	}
	if _, err := r.Decide(t.Context(), person(access.Clerk, "claude"), "atelier", saved.Version.ID, true); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a clerk agrees: %v", err)
	}
	for i, name := range []string{"alice", "paul"} {
		done, err := r.Decide(t.Context(), person(access.Approver, name), "atelier", saved.Version.ID, true)
		r.must(err)
		if v, _ := r.planOf(ref); v != i || done.Moving.Moved != i {
			t.Errorf("after %d yes(es) the case follows version %d", i+1, v)
		}
	}
	shown, err := r.Show(t.Context(), person(access.Reader, "rene"), "atelier", "default")
	r.must(err)
	if shown.Plan.Version != 1 || shown.Waiting() != nil || len(shown.Versions) != 1 || shown.Versions[0].By != "paul" {
		t.Errorf("shown %+v", shown)
	}
}

func TestCasesFollowLaterWhenTheProgramEndedMeanwhile(t *testing.T) {
	t.Parallel()
	r := open(t)
	ref := r.bill("F-1", calendar.NewDate(2026, 5, 29))
	_, err := plans.New(r.store).SavePlan(t.Context(), plan.Version{Creditor: "atelier", Plan: sooner(), Running: dunning.Jump, Author: "alice"}, 0)
	r.must(err) // and the program ends here
	for _, want := range []int{1, 0} {
		done, err := r.CarryOn(t.Context())
		r.must(err)
		if v, _ := r.planOf(ref); v != 1 || done.Moved != want {
			t.Errorf("%d cases moved, the case follows version %d", done.Moved, v)
		}
	}
}

func TestNamedCasesFollowAnotherPlan(t *testing.T) {
	t.Parallel()
	r := open(t)
	ref, other := r.bill("F-1", calendar.NewDate(2026, 5, 29)), r.bill("F-2", calendar.NewDate(2026, 5, 29))
	admin, soft := person(access.Admin, "alice"), sooner()
	soft.ID = "doux"
	_, err := r.Save(t.Context(), admin, planning.Change{Trial: planning.Trial{Creditor: "atelier", Plan: soft, Running: dunning.Keep}})
	r.must(err)
	in := planning.Application{Creditor: "atelier", Plan: "doux", Running: dunning.Jump, Numbers: []string{"F-1", "F-1"}}
	if out, err := r.TryApply(t.Context(), admin, in); err != nil || out.Cases != 1 || len(out.Moves) != 1 || out.Moves[0].Number != "F-1" {
		t.Errorf("a trial: %+v, %v", out, err)
	}
	if _, step := r.planOf(ref); step != "first" {
		t.Errorf("a trial has moved F-1 to %s", step)
	}
	if out, err := r.Apply(t.Context(), admin, in); err != nil || out.Moved != 1 {
		t.Errorf("got %+v, %v", out, err)
	}
	if _, step := r.planOf(ref); step != "petit" {
		t.Errorf("F-1 goes on with %s", step)
	}
	if _, step := r.planOf(other); step != "first" {
		t.Errorf("F-2, of which nobody spoke, goes on with %s", step)
	}
}

func TestAllCasesOfAPlanFollowAnotherOne(t *testing.T) {
	t.Parallel()
	r := open(t)
	refs := []dunning.Ref{r.bill("F-1", calendar.NewDate(2026, 5, 29)), r.bill("F-2", calendar.NewDate(2026, 5, 29))}
	admin, soft := person(access.Admin, "alice"), sooner()
	soft.ID = "doux"
	_, err := r.Save(t.Context(), admin, planning.Change{Trial: planning.Trial{Creditor: "atelier", Plan: soft, Running: dunning.Keep}})
	r.must(err)
	in := planning.Application{Creditor: "atelier", Plan: "doux", Running: dunning.Jump, Of: "default", Most: 1}
	for _, want := range []planning.Moving{{Moved: 1, Left: 1}, {Moved: 1}, {}} {
		if out, err := r.Apply(t.Context(), admin, in); err != nil || out.Moved != want.Moved || out.Left != want.Left || len(out.Refused) > 0 {
			t.Errorf("got %+v, %v, want %+v", out, err, want)
		}
	}
	for _, ref := range refs {
		if _, step := r.planOf(ref); step != "petit" {
			t.Errorf("%s goes on with %s", ref.Number, step)
		}
	}
	if last := r.notes[len(r.notes)-1]; last.Deed != "plan.apply" || last.Object != "atelier/doux" {
		t.Errorf("the audit says %+v", last)
	}
}

func TestCasesThatCannotFollowAPlanAreNotTried(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.store.Approvals = dunning.ApprovalsTwo
	r.bill("F-1", calendar.NewDate(2026, 5, 29))
	waits := sooner()
	waits.ID = "attend"
	admin := person(access.Admin, "alice")
	_, err := r.Save(t.Context(), admin, planning.Change{Trial: planning.Trial{Creditor: "atelier", Plan: waits, Running: dunning.Keep}})
	r.must(err)
	for name, row := range map[string]struct {
		who  access.Actor
		in   planning.Application
		code dunning.Code
	}{
		"a plan that waits for two people":  {admin, planning.Application{Plan: "attend", Running: dunning.Jump, Numbers: []string{"F-1"}}, dunning.CodeNotFound},
		"an invoice that nobody knows":      {admin, planning.Application{Plan: "default", Running: dunning.Jump, Numbers: []string{"F-9"}}, dunning.CodeNotFound},
		"cases that are to keep their plan": {admin, planning.Application{Plan: "default", Running: dunning.Keep}, dunning.CodeInvalid},
		"an approver":                       {person(access.Approver, "paul"), planning.Application{Plan: "default", Running: dunning.Jump}, dunning.CodeForbidden},
	} {
		row.in.Creditor = "atelier"
		if _, err := r.Apply(t.Context(), row.who, row.in); dunning.ErrorCode(err) != row.code {
			t.Errorf("%s: %v, want %s", name, err, row.code)
		}
	}
}

func TestWhoMayNotChangeAPlan(t *testing.T) {
	t.Parallel()
	r := open(t)
	wrong := sooner()
	wrong.Steps[0].At = -2
	trial := planning.Trial{Creditor: "atelier", Plan: sooner(), Running: dunning.Keep}
	for name, row := range map[string]struct {
		who  access.Actor
		in   planning.Trial
		code dunning.Code
	}{
		"an approver":                      {person(access.Approver, "paul"), trial, dunning.CodeForbidden},
		"an admin of another creditor":     {access.Actor{Name: "x", Roles: map[string]access.Role{"moulin": access.Admin}, Proof: access.Session}, trial, dunning.CodeNotFound},
		"a plan with a fault":              {person(access.Admin, "alice"), planning.Trial{Creditor: "atelier", Plan: wrong, Running: dunning.Keep}, dunning.CodeInvalid},
		"a word that running cases ignore": {person(access.Admin, "alice"), planning.Trial{Creditor: "atelier", Plan: sooner(), Running: "later"}, dunning.CodeInvalid},
	} {
		if _, err := r.Save(t.Context(), row.who, planning.Change{Trial: row.in}); dunning.ErrorCode(err) != row.code {
			t.Errorf("%s: %v, want %s", name, err, row.code)
		}
	}
	if len(r.notes) != 1 || r.notes[0].Refused == "" || r.notes[0].Who.Name != "paul" {
		t.Errorf("the audit keeps the refusal: %+v", r.notes)
	}
}
