package backoffice_test

import (
	"context"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/banking"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
)

// monday is a business day in summer at 10:00 in Paris.
var monday = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// counter is a door that somebody invents: all that it knows of the program is
// in this interface.
type counter interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	Sheet(ctx context.Context, who access.Actor, ref dunning.Ref) (backoffice.CaseSheet, error)
	Tell(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.FactResult, error)
}

// hall is the back office over a store of its own, with two creditors.
type hall struct {
	*backoffice.Office
	t     *testing.T
	store *postgres.Store
}

func open(t *testing.T) *hall {
	t.Helper()
	s := postgrestest.New(t)
	s.Now = func() time.Time { return monday }
	h := &hall{t: t, store: s, Office: &backoffice.Office{
		Now: s.Now, Rates: interest.Builtin(), Plans: []dunning.Plan{dunning.DefaultPlan()}, CreditorReader: sending.NewRoom(s), Finder: sending.NewRoom(s), CaseReader: sending.NewRoom(s),
		Shown: sending.NewRoom(s), Log: s, Archive: s, Debtors: sending.NewRoom(s), Debts: sending.NewRoom(s), Money: banking.New(s), Work: sending.NewRoom(s), Doubts: s, Portfolio: sending.NewRoom(s), Switches: sending.NewRoom(s), Bills: sending.NewRoom(s),
	}}
	for _, id := range []string{"atelier", "moulin"} {
		h.must(s.SaveCreditor(t.Context(), dunning.Creditor{ID: id, Name: id, Email: id + "@example.fr"}, nil))
	}
	return h
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

// bill opens a case of 1,200.00 € that is late.
func (h *hall) bill(creditor, number string, amount money.Cents) dunning.Ref {
	h.t.Helper()
	added, err := h.store.AddInvoice(h.t.Context(), dunning.NewInvoice{
		Creditor: creditor, Now: monday, Author: "test",
		Debtor: dunning.Debtor{Key: "C-7", Name: "Papeterie Lenoir SAS", Email: "compta@example.com"},
		Invoice: dunning.Invoice{
			Number: number, Issued: calendar.Date{Year: 2026, Month: 4, Day: 12}, Due: calendar.Date{Year: 2026, Month: 5, Day: 12},
			DueRule: dunning.DueStated, Currency: "EUR", Total: amount, Payable: amount, Source: "test",
		},
	})
	h.must(err)
	return added.Ref
}

func actor(role access.Role, creditors ...string) access.Actor {
	roles := map[string]access.Role{}
	for _, id := range creditors {
		roles[id] = role
	}
	return access.Actor{Name: "claire", Roles: roles, Door: access.Console, Proof: access.Session}
}

func TestADoorOfSomebodyElseUsesTheOfficeThroughItsOwnInterface(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.bill("atelier", "F-1", 120000)
	var door counter = h.Office
	claire := actor(access.Clerk, "atelier")
	ref, err := door.Find(t.Context(), claire, backoffice.CaseName{Number: "f-1"})
	h.must(err)
	seen, err := door.Sheet(t.Context(), claire, ref)
	h.must(err)
	if seen.Claim.Fee != 4000 || seen.Limit == nil || seen.Next.Action == "" {
		t.Errorf("fee %s, limitation %v, next %q: want 40.00, a day and an action", seen.Claim.Fee, seen.Limit, seen.Next.Action)
	}
	pay := backoffice.Fact{Ref: ref, Open: true, Version: seen.Case.Version, Key: "form-1", Event: dunning.NewPaid(0, calendar.Date{})}
	result, err := door.Tell(t.Context(), claire, pay)
	h.must(err)
	if result.Case.Balance != 0 || result.Event.Amount != 120000 || result.Event.Author != "claire" {
		t.Errorf("open %s after a payment of %s by %q", result.Case.Balance, result.Event.Amount, result.Event.Author)
	}
	if again, err := door.Tell(t.Context(), claire, pay); err != nil || !again.Duplicate {
		t.Errorf("the form that was sent twice: duplicate %t, %v", again.Duplicate, err)
	}
}

func TestAFactFromAnOlderSightIsRefusedWithTheNewerCase(t *testing.T) {
	t.Parallel()
	h := open(t)
	ref := h.bill("atelier", "F-1", 120000)
	claire := actor(access.Clerk, "atelier")
	seen, err := h.Sheet(t.Context(), claire, ref)
	h.must(err)
	_, err = h.Tell(t.Context(), claire, backoffice.Fact{Ref: ref, Event: dunning.NewReply()})
	h.must(err)
	out, err := h.Tell(t.Context(), claire, backoffice.Fact{Ref: ref, Version: seen.Case.Version, Event: dunning.NewHold(calendar.Date{})})
	if dunning.ErrorCode(err) != dunning.CodeConflict || !out.Case.Held(dunning.HoldReply) {
		t.Errorf("got %v with %v, want a conflict with the case that has the reply", err, out.Case.Holds)
	}
}

func TestACaseOfAnotherCreditorIsUnknown(t *testing.T) {
	t.Parallel()
	h := open(t)
	own, foreign := h.bill("atelier", "F-1", 120000), h.bill("moulin", "F-1", 120000)
	h.bill("moulin", "F-2", 120000)
	claire := actor(access.Approver, "atelier")
	unknown := dunning.UnknownCase(dunning.Ref{Creditor: "moulin", Number: "F-1"}).Error()
	if ref, err := h.Find(t.Context(), claire, backoffice.CaseName{Number: "F-1"}); err != nil || ref != own {
		t.Errorf("F-1 is %v, %v: want that of her own creditor", ref, err)
	}
	if _, err := h.Find(t.Context(), access.Shell("root"), backoffice.CaseName{Number: "F-1"}); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("whoever sees both is told %v, want that two have it", err)
	}
	for what, call := range map[string]func() error{
		"found by creditor": func() error {
			_, err := h.Find(t.Context(), claire, backoffice.CaseName{Creditor: "moulin", Number: "F-1"})
			return err
		},
		"found by path": func() error {
			_, err := h.Find(t.Context(), claire, backoffice.CaseName{Number: "moulin/F-1"})
			return err
		},
		"found by number": func() error { _, err := h.Find(t.Context(), claire, backoffice.CaseName{Number: "F-2"}); return err },
		"shown":           func() error { _, err := h.Sheet(t.Context(), claire, foreign); return err },
		"told about": func() error {
			_, err := h.Tell(t.Context(), claire, backoffice.Fact{Ref: foreign, Event: dunning.NewReply()})
			return err
		},
		"reopened":           func() error { _, err := h.Reopen(t.Context(), claire, foreign, 0); return err },
		"previewed":          func() error { _, err := h.Preview(t.Context(), claire, foreign, ""); return err },
		"asked for a letter": func() error { _, err := h.ShownLetter(t.Context(), claire, foreign); return err },
	} {
		err := call()
		if dunning.ErrorCode(err) != dunning.CodeNotFound {
			t.Errorf("%s: %v, want not found", what, err)
		}
		if what != "found by path" && what != "found by number" && err != nil && err.Error() != unknown {
			t.Errorf("%s: %q, want the words of a case that does not exist: %q", what, err, unknown)
		}
	}
	page, err := h.List(t.Context(), claire, desk.CaseFilter{Limit: 10})
	h.must(err)
	if len(page.Rows) != 1 || page.Rows[0].Case.Creditor != "atelier" {
		t.Errorf("%d rows, want her own case alone", len(page.Rows))
	}
}

func TestARefusalNamesTheRightThatIsMissing(t *testing.T) {
	t.Parallel()
	h := open(t)
	ref := h.bill("atelier", "F-1", 120000)
	_, err := h.Tell(t.Context(), actor(access.Clerk, "atelier"), backoffice.Fact{Ref: ref, Event: dunning.NewClose(dunning.WrittenOff)})
	if dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a clerk writes off: %v", err)
	}
	_, err = h.Tell(t.Context(), actor(access.Approver, "atelier"), backoffice.Fact{Ref: ref, Event: dunning.NewClose(dunning.WrittenOff)})
	h.must(err)
}

func TestEveryFactThatCanBeRecordedTakesARight(t *testing.T) {
	t.Parallel()
	h := open(t)
	ref := h.bill("atelier", "F-1", 120000)
	for _, kind := range dunning.Facts() {
		_, err := h.Tell(t.Context(), actor(access.Reader, "atelier"), backoffice.Fact{Ref: ref, Event: dunning.Event{Kind: kind}})
		if dunning.ErrorCode(err) != dunning.CodeForbidden {
			t.Errorf("a reader tells %s: %v", kind, err)
		}
	}
}
