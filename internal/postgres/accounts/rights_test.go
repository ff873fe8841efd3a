package accounts_test

import (
	"context"
	"crypto/rand"
	"testing"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres/deeds"
)

// What is taken away after the right was checked and before the deed does not get
// through: the account is looked at in the deed's own transaction.
func TestARightThatIsTakenAwayAfterTheCheckRecordsNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	if err := h.db.SaveCreditor(t.Context(), dunning.Creditor{ID: "atelier", Name: "Atelier", Email: "a@example.fr"}, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
		t.Fatal(err)
	}
	added, err := h.db.AddInvoice(t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-1", Name: "Client", Email: "c@example.org"}, Now: h.now, Author: "test",
		Invoice: dunning.Invoice{
			Number: "F-1", Issued: calendar.NewDate(2026, 11, 1), Due: calendar.NewDate(2026, 12, 1), DueRule: dunning.DueStated, Currency: "EUR",
			Total: 120_000, Payable: 120_000, Source: "test",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	checked := access.Actor{Name: u.Login, Roles: map[string]access.Role{"atelier": access.Clerk}, Door: access.Console, Proof: access.Session}
	pay := func(who access.Actor) error {
		_, err := h.db.Record(access.Carry(t.Context(), who), dunning.Recording{Ref: added.Ref, Notify: true, Event: dunning.Event{
			Kind: dunning.KindPaid, Amount: 100, Date: calendar.NewDate(2026, 11, 26), ID: rand.Text(), Source: "test", Author: who.Name,
		}})
		return err
	}
	role := func(role string) error {
		return h.SetRole(t.Context(), shell, u.Login, people.Grant{Creditor: "atelier", Role: role})
	}
	for _, row := range []struct {
		name   string
		change func() error
		want   dunning.Code
	}{
		{"as checked", func() error { return nil }, ""},
		{"a wider role", func() error { return role("approver") }, ""},
		{"a narrower role", func() error { return role("reader") }, dunning.CodeForbidden},
		{"the role for all", func() error {
			return h.SetRole(t.Context(), shell, u.Login, people.Grant{Creditor: people.Everyone, Role: "clerk"})
		}, ""},
		{"shut out", func() error { return h.SetDisabled(t.Context(), shell, u.Login, true) }, dunning.CodeForbidden},
		{"let in again", func() error { return h.SetDisabled(t.Context(), shell, u.Login, false) }, ""},
		{"no role", func() error {
			if err := role(""); err != nil {
				return err
			}
			return h.SetRole(t.Context(), shell, u.Login, people.Grant{Creditor: people.Everyone})
		}, dunning.CodeForbidden},
	} {
		if err := row.change(); err != nil {
			t.Fatal(row.name, err)
		}
		if err := pay(checked); dunning.ErrorCode(err) != row.want {
			t.Errorf("%s: %v, want code %q", row.name, err, row.want)
		}
	}
	if err := pay(access.Shell("root")); err != nil {
		t.Errorf("a shell has no account: %v", err)
	}
	c, err := h.db.LoadCase(t.Context(), added.Ref)
	if err != nil || c.Balance != 120_000-5*100 {
		t.Errorf("%s is open (%v): a refused payment counts, or one that was allowed does not", c.Balance, err)
	}
}

// A person who was shut out changes no other account either, and that he tried is
// in the audit.
func TestWhoIsShutOutChangesNoAccountAndIsInTheAudit(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	was := access.Actor{Name: u.Login, Roles: access.Everywhere(access.Admin), Door: access.Console, Proof: access.Session}
	ctx := access.Carry(t.Context(), was)
	if err := h.SetDisabled(ctx, audit.Who{Name: u.Login}, u.Login, true); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a clerk who believes to be an admin: %v", err)
	}
	if err := h.Note(ctx, audit.Entry{Who: audit.Who{Name: u.Login}, Deed: "user.disable", Refused: "rights"}); err != nil {
		t.Errorf("his try is not in the audit: %v", err)
	}
}

// An account stays as it is until the deed is recorded that counts on it.
func TestARoleCannotBeTakenAwayWhileItsDeedIsRecorded(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	who := access.Actor{Name: u.Login, Roles: map[string]access.Role{"atelier": access.Clerk}, Door: access.Console, Proof: access.Session}
	tx, err := h.db.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.Background())
	if err := deeds.StillMay(access.Carry(t.Context(), who), tx); err != nil {
		t.Fatal(err)
	}
	_, err = h.db.Pool().Exec(t.Context(), `select from users where login = $1 for update nowait`, u.Login)
	if err == nil {
		t.Error("the account can be changed while a deed counts on it")
	}
}
