package backoffice_test

import (
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
)

// TestWhatAFactWouldChangeIsForeseenAndNothingIsRecorded compares what is upcomingNotice
// with what then happens.
func TestWhatAFactWouldChangeIsForeseenAndNothingIsRecorded(t *testing.T) {
	t.Parallel()
	day := calendar.NewDate
	for name, row := range map[string]struct {
		fact  backoffice.Fact
		check func(*testing.T, backoffice.Foreseen)
	}{
		"a promise suspends until its day": {backoffice.Fact{Event: dunning.NewPromise(0, day(2026, 3, 20))}, func(t *testing.T, f backoffice.Foreseen) {
			if !f.After.Case.Held(dunning.HoldPromise) || f.After.First == nil || !f.After.First.At.After(f.Before.First.At) {
				t.Errorf("held %v, next %v instead of %v", f.After.Case.Holds, f.After.First, f.Before.First)
			}
		}},
		"all that is open is paid": {backoffice.Fact{Open: true, Event: dunning.NewPaid(0, calendar.Date{})}, func(t *testing.T, f backoffice.Foreseen) {
			if f.After.Case.Balance != 0 || f.After.Next.Action != dunning.Close {
				t.Errorf("%s is left, next %v", f.After.Case.Balance, f.After.Next)
			}
		}},
		"a closed case sends nothing": {backoffice.Fact{Event: dunning.NewClose(dunning.Cancelled)}, func(t *testing.T, f backoffice.Foreseen) {
			if f.After.Case.State != dunning.Closed || f.After.First != nil {
				t.Errorf("%s, next %v", f.After.Case.State, f.After.First)
			}
		}},
		"a waiver keeps no words": {backoffice.Fact{Words: "geste commercial", Event: dunning.NewWaive("fee")}, func(*testing.T, backoffice.Foreseen) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := postgrestest.New(t)
			now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
			db.Now = func() time.Time { return now }
			if err := db.SaveCreditor(t.Context(), dunning.Creditor{ID: "atelier", Name: "Atelier", Email: "a@example.com"}, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
				t.Fatal(err)
			}
			if _, err := db.AddInvoice(t.Context(), dunning.NewInvoice{
				Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-1", Name: "Client", Email: "client@example.org"}, Now: now, Author: "test",
				Invoice: dunning.Invoice{Number: "F-1", Issued: day(2026, 2, 1), Due: day(2026, 3, 3), DueRule: dunning.DueStated, Currency: "EUR", Total: 120_000, Payable: 120_000, Source: "test"},
			}); err != nil {
				t.Fatal(err)
			}
			o := &backoffice.Office{Now: db.Now, CreditorReader: sending.NewRoom(db), Finder: sending.NewRoom(db), CaseReader: sending.NewRoom(db), Log: db, Archive: db, Portfolio: sending.NewRoom(db), Rates: interest.Builtin()}
			row.fact.Ref = dunning.Ref{Creditor: "atelier", Number: "F-1"}
			before, err := db.LoadCase(t.Context(), row.fact.Ref)
			if err != nil {
				t.Fatal(err)
			}
			seen, err := o.Foresee(t.Context(), access.Shell("root"), row.fact)
			if err != nil {
				t.Fatal(err)
			}
			row.check(t, seen)
			var documents int
			if err := db.Pool().QueryRow(t.Context(), `select count(*) from documents`).Scan(&documents); err != nil || documents != 0 {
				t.Errorf("%d documents are kept (%v)", documents, err)
			}
			if after, err := db.LoadCase(t.Context(), row.fact.Ref); err != nil || after.Version != before.Version {
				t.Errorf("the case is at version %d, was at %d (%v)", after.Version, before.Version, err)
			}
			result, err := o.Tell(t.Context(), access.Shell("root"), row.fact)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := result.Case.Balance, seen.After.Case.Balance; got != want || result.Case.State != seen.After.Case.State || len(result.Case.Holds) != len(seen.After.Case.Holds) {
				t.Errorf("it came to %s %s, %s %s was foretold", result.Case.State, got, seen.After.Case.State, want)
			}
		})
	}
}

func TestWhatTellWouldRefuseIsNotForeseen(t *testing.T) {
	t.Parallel()
	o := &backoffice.Office{}
	who := access.Actor{Name: "x", Roles: map[string]access.Role{"atelier": access.Reader}, Proof: access.Session}
	_, err := o.Foresee(t.Context(), who, backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F-1"}, Event: dunning.NewPaid(0, calendar.Date{})})
	if dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a reader: %v", err)
	}
}
