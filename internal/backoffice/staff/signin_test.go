package staff_test

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice/staff"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/postgrestest"
)

// gate is the way in of an installation with one user.
type gate struct {
	*staff.SignIn
	store *accounts.Store
	now   time.Time
}

const rightPassword = "cheval agrafe pile correct"

var browserWho = audit.Who{Name: "root", Door: "cli"}

var browser = staff.Visitor{Address: "192.0.2.7", Agent: "Firefox"}

func openGate(t *testing.T) *gate {
	t.Helper()
	db := postgrestest.New(t)
	g := &gate{now: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
	db.Now = func() time.Time { return g.now }
	g.store = accounts.New(db)
	g.SignIn = staff.NewSignIn(staff.SignIn{
		Credentials: g.store, Open: g.store, Links: g.store, Steps: g.store, Notes: g.store, Holders: g.store, Persons: g.store, Random: rand.Reader, Now: db.Now,
	})
	n := people.NewUser{Login: "claire@example.fr", Name: "Claire", Grant: people.Grant{Creditor: "atelier", Role: "clerk"}}
	if _, err := g.store.AddUser(t.Context(), audit.Who{Name: "root", Door: "cli"}, n, people.HashOf("link")); err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *gate) ready(t *testing.T) {
	t.Helper()
	if _, err := g.UseLink(t.Context(), browser, "link", rightPassword); err != nil {
		t.Fatal(err)
	}
}

func TestALinkSetsAPasswordThatLetsIn(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	if _, err := g.In(t.Context(), browser, "claire@example.fr", ""); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("without a password: %v", err)
	}
	if _, err := g.UseLink(t.Context(), browser, "link", "court"); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("a short password: %v", err)
	}
	g.ready(t)
	entered, err := g.In(t.Context(), browser, "Claire@Example.fr", rightPassword)
	if err != nil {
		t.Fatal(err)
	}
	who, session, err := g.Who(t.Context(), browser, entered.Session)
	if err != nil || who.Name != "claire@example.fr" || who.Role("atelier") != access.Clerk || who.Role("moulin") != "" || !who.Identified() {
		t.Errorf("%+v, %v", who, err)
	}
	if err := g.Out(t.Context(), browser, who, session); err != nil {
		t.Fatal(err)
	}
	if _, _, err := g.Who(t.Context(), browser, entered.Session); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("after signing out: %v", err)
	}
}

func TestUnknownAndKnownLoginsAreRefusedInTheSameWords(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	g.ready(t)
	_, known := g.In(t.Context(), browser, "claire@example.fr", "wrong")
	_, unknown := g.In(t.Context(), browser, "nobody@example.fr", "wrong")
	if known == nil || unknown == nil || known.Error() != unknown.Error() {
		t.Errorf("%v / %v", known, unknown)
	}
}

// Who asks learns neither from the answer nor from the wait whether a login exists.
func TestAnUnknownLoginWaitsLikeAKnownOne(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	g.ready(t)
	tries := func(login string) (codes []dunning.Code) {
		for range 8 {
			_, err := g.In(t.Context(), browser, login, "wrong")
			codes = append(codes, dunning.ErrorCode(err))
		}
		return codes
	}
	known, unknown := tries("claire@example.fr"), tries("nobody@example.fr")
	if !slices.Equal(known, unknown) || known[7] != dunning.CodeUnavailable {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}

// A login is recorded as it was typed, but for what no record can hold.
func TestALoginOfStrangeLettersIsJustUnknown(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	for _, login := range []string{"", "\x00", "a\x00b", "\xff\xfe", strings.Repeat("é", 5000), "x\r\nSet-Cookie: a=b"} {
		if _, err := g.In(t.Context(), browser, login, rightPassword); dunning.ErrorCode(err) != dunning.CodeForbidden {
			t.Errorf("%.20q: %v", login, err)
		}
	}
}

func TestAfterManyFailuresEvenTheRightPasswordWaits(t *testing.T) {
	t.Parallel()
	g := openGate(t)
	g.ready(t)
	for range 6 {
		_, err := g.In(t.Context(), browser, "claire@example.fr", "wrong")
		if code := dunning.ErrorCode(err); code != dunning.CodeForbidden && code != dunning.CodeUnavailable {
			t.Fatal(err)
		}
	}
	if _, err := g.In(t.Context(), browser, "claire@example.fr", rightPassword); dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Errorf("at once: %v", err)
	}
	g.now = g.now.Add(20 * time.Minute)
	if _, err := g.In(t.Context(), browser, "claire@example.fr", rightPassword); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}
