package accounts_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/postgrestest"
)

// house is an installation with a clock that only the test moves.
type house struct {
	*accounts.Store
	db  *postgres.Store
	now time.Time
	mu  sync.Mutex
}

var (
	shell = audit.Who{Name: "root", Door: "cli"}
	web   = audit.Who{Door: "console", Address: "192.0.2.7"}
)

func open(t *testing.T) *house {
	t.Helper()
	h := &house{db: postgrestest.New(t), now: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
	h.db.Now = func() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.now }
	h.Store = accounts.New(h.db)
	return h
}

func (h *house) later(d time.Duration) { h.mu.Lock(); h.now = h.now.Add(d); h.mu.Unlock() }

// claire adds a user who has used her link.
func (h *house) claire(t *testing.T) people.User {
	t.Helper()
	link := people.HashOf("link of claire")
	u, err := h.AddUser(t.Context(), shell, people.NewUser{Login: "claire@example.fr", Name: "Claire", Grant: people.Grant{Creditor: "atelier", Role: "clerk"}}, link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.UseLink(t.Context(), web, link, "a hash"); err != nil {
		t.Fatal(err)
	}
	return u
}

func (h *house) signIn(t *testing.T, user int64, secret string) int64 {
	t.Helper()
	by := web
	by.Name = "claire@example.fr"
	id, err := h.OpenSession(t.Context(), by, people.NewSession{
		User: user, Login: by.Name, Hash: people.HashOf(secret), Address: "192.0.2.7", Agent: "Firefox", By: people.ByPassword,
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func code(t *testing.T, err error, want dunning.Code) {
	t.Helper()
	if got := dunning.ErrorCode(err); got != want {
		t.Errorf("%v (%s), want %s", err, got, want)
	}
}

func TestALinkIsUsedOnceEvenByTwoAtTheSameTime(t *testing.T) {
	t.Parallel()
	h := open(t)
	link := people.HashOf("secret")
	if _, err := h.AddUser(t.Context(), shell, people.NewUser{Login: "paul", Name: "Paul", Grant: people.Grant{Creditor: people.Everyone, Role: "admin"}}, link); err != nil {
		t.Fatal(err)
	}
	if login, err := h.LinkUser(t.Context(), link); err != nil || login != "paul" {
		t.Fatal(login, err)
	}
	results := make(chan error, 8)
	for range cap(results) {
		go func() {
			_, err := h.UseLink(context.WithoutCancel(t.Context()), web, link, "a hash")
			results <- err
		}()
	}
	used := 0
	for range cap(results) {
		if err := <-results; err == nil {
			used++
		} else {
			code(t, err, dunning.CodeNotFound)
		}
	}
	if used != 1 {
		t.Errorf("the link was used %d times", used)
	}
	_, err := h.LinkUser(t.Context(), link)
	code(t, err, dunning.CodeNotFound)
}

func TestALinkThatIsTooOldOrReplacedOpensNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	first, second := people.HashOf("first"), people.HashOf("second")
	if _, err := h.AddUser(t.Context(), shell, people.NewUser{Login: "paul", Name: "Paul", Grant: people.Grant{Creditor: people.Everyone, Role: "admin"}}, first); err != nil {
		t.Fatal(err)
	}
	if err := h.AddLink(t.Context(), shell, "paul", second); err != nil {
		t.Fatal(err)
	}
	_, err := h.UseLink(t.Context(), web, first, "a hash")
	code(t, err, dunning.CodeNotFound)
	h.later(people.LinkLife)
	_, err = h.UseLink(t.Context(), web, second, "a hash")
	code(t, err, dunning.CodeNotFound)
}

func TestASessionIsFoundByItsSecretAloneUntilItIsOver(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	for name, over := range map[string]func(id int64) error{
		"ended":        func(id int64) error { return h.EndSession(t.Context(), shell, u.ID, id) },
		"all ended":    func(int64) error { return h.EndSession(t.Context(), shell, u.ID, 0) },
		"idle":         func(int64) error { h.later(people.Idle); return nil },
		"new password": func(int64) error { return h.usesLink(t) },
		"shut out": func(int64) error {
			return errors.Join(h.SetDisabled(t.Context(), shell, u.Login, true), h.SetDisabled(t.Context(), shell, u.Login, false))
		},
	} {
		id := h.signIn(t, u.ID, "secret of "+name)
		_, user, err := h.Session(t.Context(), people.HashOf("secret of "+name), "192.0.2.7")
		if err != nil || user.Login != u.Login || len(user.Grants) != 1 {
			t.Fatalf("%s: %+v, %v", name, user, err)
		}
		if err := over(id); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, _, err = h.Session(t.Context(), people.HashOf("secret of "+name), "192.0.2.7")
		code(t, err, dunning.CodeNotFound)
		if list, err := h.Sessions(t.Context(), u.ID); err != nil || len(list) != 0 {
			t.Errorf("%s: %d sessions are listed, %v", name, len(list), err)
		}
	}
}

func (h *house) usesLink(t *testing.T) error {
	link := people.HashOf("another link")
	if err := h.AddLink(t.Context(), shell, "claire@example.fr", link); err != nil {
		return err
	}
	_, err := h.UseLink(t.Context(), web, link, "another hash")
	return err
}

func TestATokenCountsUntilItIsRevokedOrOld(t *testing.T) {
	t.Parallel()
	h := open(t)
	add := func(name string) people.Hash {
		hash := people.HashOf("token " + name)
		n := people.Token{Name: name, Grant: people.Grant{Creditor: "atelier", Role: "clerk"}, Expires: h.now.Add(48 * time.Hour)}
		if err := h.AddToken(t.Context(), shell, n, hash); err != nil {
			t.Fatal(err)
		}
		return hash
	}
	erp, shop := add("erp"), add("shop")
	if got, err := h.Token(t.Context(), erp); err != nil || got.Name != "erp" || got.Grant.Role != "clerk" || got.By != "root" {
		t.Fatalf("%+v, %v", got, err)
	}
	code(t, h.AddToken(t.Context(), shell, people.Token{Name: "erp", Grant: people.Grant{Creditor: "atelier", Role: "reader"}, Expires: h.now.Add(time.Hour)}, people.HashOf("x")), dunning.CodeConflict)
	if err := h.RevokeToken(t.Context(), shell, "erp"); err != nil {
		t.Fatal(err)
	}
	_, err := h.Token(t.Context(), erp)
	code(t, err, dunning.CodeNotFound)
	code(t, h.RevokeToken(t.Context(), shell, "erp"), dunning.CodeNotFound)
	h.later(48 * time.Hour)
	_, err = h.Token(t.Context(), shop)
	code(t, err, dunning.CodeNotFound)
	if list, err := h.Tokens(t.Context()); err != nil || len(list) != 2 || list[0].Name != "shop" || list[1].Revoked.IsZero() || list[1].LastUsed.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestEveryDeedHasItsEntryAndTheChainFindsAForgery(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	h.signIn(t, u.ID, "secret")
	if err := h.SetRole(t.Context(), shell, u.Login, people.Grant{Creditor: "atelier", Role: "approver"}); err != nil {
		t.Fatal(err)
	}
	if err := h.Note(t.Context(), audit.Entry{Who: web, Deed: "export", Refused: "right of a reader is missing"}); err != nil {
		t.Fatal(err)
	}
	var deeds []string
	err := h.Audit(t.Context(), 0, func(e audit.Entry) error { deeds = append(deeds, e.Deed); return nil })
	if got, want := strings.Join(deeds, " "), "user.add user.password session.open user.role export"; err != nil || got != want {
		t.Errorf("entries %s, %v; want %s", got, err, want)
	}
	if n, err := h.VerifyAudit(t.Context()); err != nil || n.Seq != 5 {
		t.Errorf("%d entries, %v", n.Seq, err)
	}
	_, err = h.db.Pool().Exec(t.Context(), `update audit set actor = 'paul' where seq = 4`)
	code(t, postgres.Explain("forging", err), dunning.CodeConflict)
	if _, err := h.db.Pool().Exec(t.Context(), `alter table audit disable trigger all; update audit set actor = 'paul' where seq = 4`); err != nil {
		t.Fatal(err)
	}
	if _, err := h.VerifyAudit(t.Context()); err == nil || !strings.Contains(err.Error(), "entry 4") {
		t.Errorf("a forged entry: %v", err)
	}
}

// Whoever holds the database can lift its guard; what he then does is found.
func TestTheAuditIsGuardedAndEveryTamperingIsFound(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ tamper, says string }{
		"a changed row":                   {`update audit set actor = 'paul' where seq = 2`, "entry 2"},
		"a deleted row":                   {`delete from audit where seq = 3`, "entry 3"},
		"a cut tail":                      {`delete from audit where seq > 3`, "entry 4 of the audit was cut off"},
		"a row in the middle moved":       {`update audit set seq = 9 where seq = 3`, "entry 3"},
		"a cut tail and its head as well": {`delete from audit where seq > 3; update audit_head set (seq, hash) = (select seq, hash from audit where seq = 3)`, "entry 4 of the audit was cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			for range 5 {
				if err := h.Note(t.Context(), audit.Entry{Who: web, Deed: "export"}); err != nil {
					t.Fatal(err)
				}
			}
			known, err := h.VerifyAudit(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.db.Pool().Exec(t.Context(), strings.Split(row.tamper, ";")[0]); dunning.ErrorCode(postgres.Explain("forging", err)) != dunning.CodeConflict {
				t.Errorf("the guard lets it through: %v", err)
			}
			if _, err := h.db.Pool().Exec(t.Context(), `alter table audit disable trigger all; `+row.tamper); err != nil {
				t.Fatal(err)
			}
			if _, err := h.VerifyAudit(t.Context(), known); dunning.ErrorCode(err) != dunning.CodeConflict || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%v, want %s", err, row.says)
			}
		})
	}
}

func TestEntriesOfManyAtOnceMakeOneChain(t *testing.T) {
	t.Parallel()
	h := open(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 5 {
				if err := h.Note(t.Context(), audit.Entry{Who: web, Deed: "export"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n, err := h.VerifyAudit(t.Context()); err != nil || n.Seq != 40 {
		t.Errorf("%d entries, %v; want 40", n.Seq, err)
	}
}

func TestNoSecretIsStoredInTheClear(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	h.signIn(t, u.ID, "very secret session")
	var found int
	err := h.db.Pool().QueryRow(t.Context(), `
		select count(*) from (select u::text as row from users u union all select s::text from sessions s union all select l::text from sign_in_links l
			union all select a::text from audit a) all_rows where row like '%very secret session%' or row like '%link of claire%'`).Scan(&found)
	if err != nil || found > 0 {
		t.Errorf("%d rows hold a secret, %v", found, err)
	}
}
