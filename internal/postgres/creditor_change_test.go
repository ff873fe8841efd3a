package postgres_test

import (
	"testing"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
)

func TestANewAccountOfACreditorIsInUseWhenTwoPeopleAgree(t *testing.T) {
	t.Parallel()
	s := postgrestest.New(t)
	s.Approvals = dunning.ApprovalsTwo
	old := dunning.Creditor{ID: "atelier", Name: "Atelier Brunel SARL", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189"}
	save := func(c dunning.Creditor) {
		t.Helper()
		if err := s.SaveCreditor(t.Context(), c, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
			t.Fatal(err)
		}
	}
	save(old)
	fraud := old
	fraud.IBAN, fraud.Phone = "DE89370400440532013000", "+33 1 99 00 00 00"
	save(fraud)
	save(fraud) // another worker starts
	inUse := func() string {
		t.Helper()
		c, err := s.Creditor(t.Context(), "atelier")
		if err != nil {
			t.Fatal(err)
		}
		if c.Phone != fraud.Phone {
			t.Errorf("what needs nobody's yes waits as well: %+v", c)
		}
		return c.IBAN
	}
	waiting := func() change.Creditor {
		t.Helper()
		list, err := s.CreditorChanges(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatalf("%d changes wait, %v", len(list), err)
		}
		return list[0]
	}
	decide := func(id int64, author string, known, agree bool) error {
		_, err := s.DecideChange(t.Context(), change.Decision{ID: id, Agree: agree, Author: author, Identified: known})
		return err
	}
	change := waiting()
	if inUse() != old.IBAN || change.After.IBAN != fraud.IBAN {
		t.Fatalf("in use is %s, waiting is %+v", inUse(), change)
	}
	for name, err := range map[string]error{
		"a shell":               decide(change.ID, "root", false, true),
		"a shell, to refuse it": decide(change.ID, "root", false, false),
	} {
		if dunning.ErrorCode(err) != dunning.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := decide(change.ID, "claire", true, true); err != nil || inUse() != old.IBAN {
		t.Fatalf("after the first yes %s is in use, %v", inUse(), err)
	}
	if err := decide(change.ID, "claire", true, true); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("the same person twice: %v", err)
	}
	// Another account in the meantime: the yes was for the one before.
	fraud.IBAN = "GB82WEST12345698765432"
	save(fraud)
	if err := decide(change.ID, "paul", true, true); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a yes to a change that was replaced: %v", err)
	}
	change = waiting()
	if change.FirstBy != "" {
		t.Errorf("the yes to another account counts: %+v", change)
	}
	for _, who := range []string{"claire", "paul"} {
		if err := decide(change.ID, who, true, true); err != nil {
			t.Fatal(err)
		}
	}
	if inUse() != fraud.IBAN {
		t.Errorf("two people agreed, and %s is in use", inUse())
	}
	old.Phone = fraud.Phone
	save(old)
	if err := decide(waiting().ID, "claire", true, false); err != nil {
		t.Errorf("one person may refuse: %v", err)
	}
	if list, err := s.CreditorChanges(t.Context()); err != nil || len(list) != 0 || inUse() != fraud.IBAN {
		t.Errorf("%v, %v; %s is in use", list, err, inUse())
	}
	alone := func(s *postgres.Store) { s.Approvals = dunning.ApprovalsOne }
	alone(s)
	save(old)
	if inUse() != old.IBAN {
		t.Error("an owner who works alone waits for nobody")
	}
}
