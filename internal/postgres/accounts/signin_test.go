package accounts_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// try begins a try and gives the wait that it was told.
func (h *house) try(t *testing.T, tries ...people.Try) time.Duration {
	t.Helper()
	wait, err := h.BeginTry(t.Context(), tries...)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

func TestTriesAreCountedUntilOneSucceeds(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	try := people.LoginTry(u.Login)
	for range try.Free {
		if w := h.try(t, try); w != 0 {
			t.Fatalf("a free try waits %s", w)
		}
	}
	if w := h.try(t, try); w != 2*time.Second {
		t.Errorf("the first try that is not free waits %s", w)
	}
	h.later(2 * time.Second)
	if w := h.try(t, try); w != 0 {
		t.Errorf("after the wait: %s", w)
	}
	if w := h.try(t, try); w != 4*time.Second {
		t.Errorf("the next wait is %s", w)
	}
	h.signIn(t, u.ID, "secret")
	if w := h.try(t, try); w != 0 {
		t.Errorf("after a success: %s", w)
	}
}

func TestANetworkThatTriesManyLoginsWaits(t *testing.T) {
	t.Parallel()
	h := open(t)
	here, there := people.NetworkTry("192.0.2.7"), people.NetworkTry("198.51.100.9")
	for i := range here.Free {
		if w := h.try(t, people.LoginTry("user"+strconv.Itoa(i)), here); w != 0 {
			t.Fatalf("try %d waits %s", i, w)
		}
	}
	if w := h.try(t, people.LoginTry("another"), here); w == 0 {
		t.Error("one more need not wait")
	}
	if w := h.try(t, people.LoginTry("another"), there); w != 0 {
		t.Errorf("from elsewhere it waits %s", w)
	}
}

func TestTriesOfADayAgoAreForgotten(t *testing.T) {
	t.Parallel()
	h := open(t)
	try := people.LoginTry("nobody")
	for range try.Free + 1 {
		h.try(t, try)
	}
	h.later(people.TryForget)
	for range try.Free {
		if w := h.try(t, try); w != 0 {
			t.Fatalf("a day later a try waits %s", w)
		}
	}
}

func TestManyTriesAtTheSameTimeDoNotOvertakeTheCount(t *testing.T) {
	t.Parallel()
	h := open(t)
	login, network := people.LoginTry("claire@example.fr"), people.NetworkTry("192.0.2.7")
	waits := make(chan time.Duration, 40)
	for i := range cap(waits) {
		go func() {
			tries := []people.Try{login, network}
			if i%2 == 0 {
				tries[0], tries[1] = tries[1], tries[0]
			}
			w, err := h.BeginTry(context.WithoutCancel(t.Context()), tries...)
			if err != nil {
				t.Error(err)
			}
			waits <- w
		}()
	}
	free := 0
	for range cap(waits) {
		if <-waits == 0 {
			free++
		}
	}
	if free != login.Free {
		t.Errorf("%d of %d tries at the same time were looked at, want %d", free, cap(waits), login.Free)
	}
}

func TestASecondFactorOpensOneSession(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	if err := h.BeginTOTP(t.Context(), web, u.Login, "SECRET"); err != nil {
		t.Fatal(err)
	}
	code(t, h.ConfirmTOTP(t.Context(), web, u.Login, "ANOTHER", 600, nil), dunning.CodeConflict)
	recovery := []people.Hash{people.RecoveryHash("one"), people.RecoveryHash("two")}
	if err := h.ConfirmTOTP(t.Context(), web, u.Login, "SECRET", 600, recovery); err != nil {
		t.Fatal(err)
	}
	if c, err := h.Credentials(t.Context(), "CLAIRE@example.fr"); err != nil || c.TOTPSecret != "SECRET" || c.TOTPStep != 600 || c.Pending != "" {
		t.Fatalf("%+v, %v", c, err)
	}
	n := 0
	enter := func(second people.Second) error {
		n++
		_, err := h.OpenSession(t.Context(), web, people.NewSession{User: u.ID, Login: u.Login, Hash: people.HashOf("s" + strconv.Itoa(n)), By: people.ByPassword, Second: second})
		return err
	}
	for name, row := range map[string]struct{ second people.Second }{
		"of the step that confirmed it": {people.Second{Step: 600}},
		"a recovery code of nobody":     {people.Second{Recovery: people.RecoveryHash("three")}},
	} {
		if err := enter(row.second); dunning.ErrorCode(err) != dunning.CodeConflict {
			t.Errorf("a code %s: %v", name, err)
		}
	}
	if err := enter(people.Second{Step: 700}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []int64{700, 699} {
		code(t, enter(people.Second{Step: step}), dunning.CodeConflict)
	}
	if err := enter(people.Second{Recovery: recovery[0]}); err != nil {
		t.Fatal(err)
	}
	code(t, enter(people.Second{Recovery: recovery[0]}), dunning.CodeConflict)
	if got, err := h.User(t.Context(), u.Login); err != nil || !got.Second || got.Recovery != 1 {
		t.Errorf("%+v, %v; want one recovery code left", got, err)
	}
	if err := h.RemoveTOTP(t.Context(), web, u.Login); err != nil {
		t.Fatal(err)
	}
	code(t, h.RemoveTOTP(t.Context(), web, u.Login), dunning.CodeNotFound)
	code(t, enter(people.Second{Recovery: recovery[1]}), dunning.CodeConflict)
	code(t, h.SetRecovery(t.Context(), web, u.Login, recovery), dunning.CodeNotFound)
}

func TestAStepIsTakenOnceOfItsKindAndWhileItLives(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	step := people.Step{Hash: people.HashOf("step"), Kind: people.StepCode, User: u.ID, Data: []byte("next")}
	keep := func() {
		if err := h.KeepStep(t.Context(), step); err != nil {
			t.Fatal(err)
		}
	}
	keep()
	_, err := h.TakeStep(t.Context(), step.Hash, people.StepPasskey)
	code(t, err, dunning.CodeNotFound)
	if got, err := h.Step(t.Context(), step.Hash, people.StepCode); err != nil || got.User != u.ID || string(got.Data) != "next" {
		t.Fatalf("%+v, %v", got, err)
	}
	results := make(chan error, 6)
	for range cap(results) {
		go func() {
			_, err := h.TakeStep(context.WithoutCancel(t.Context()), step.Hash, people.StepCode)
			results <- err
		}()
	}
	taken := 0
	for range cap(results) {
		if <-results == nil {
			taken++
		}
	}
	if taken != 1 {
		t.Errorf("the step was taken %d times", taken)
	}
	keep()
	h.later(people.StepLife)
	_, err = h.TakeStep(t.Context(), step.Hash, people.StepCode)
	code(t, err, dunning.CodeNotFound)
	keep() // what is over has made room
}

func TestProvingOneselfAgainChangesTheSecretOfTheSession(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	id := h.signIn(t, u.ID, "before")
	h.later(people.FreshFor)
	s, _, err := h.Session(t.Context(), people.HashOf("before"), "192.0.2.7")
	if err != nil || s.Fresh(h.now) {
		t.Fatalf("%+v, %v", s, err)
	}
	n := people.NewSession{User: u.ID, Login: u.Login, Hash: people.HashOf("after"), By: people.ByPassword}
	if err := h.ProveSession(t.Context(), web, id, n); err != nil {
		t.Fatal(err)
	}
	_, _, err = h.Session(t.Context(), people.HashOf("before"), "192.0.2.7")
	code(t, err, dunning.CodeNotFound)
	s, _, err = h.Session(t.Context(), people.HashOf("after"), "192.0.2.7")
	if err != nil || s.ID != id || !s.Fresh(h.now) {
		t.Errorf("%+v, %v", s, err)
	}
	n.User++
	code(t, h.ProveSession(t.Context(), web, id, n), dunning.CodeConflict)
}

func TestANewPasswordEndsAllOtherSessions(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	h.signIn(t, u.ID, "elsewhere")
	id := h.signIn(t, u.ID, "here")
	if err := h.ChangePassword(t.Context(), web, people.Session{ID: id, User: u.ID}, "a new hash", people.HashOf("here again")); err != nil {
		t.Fatal(err)
	}
	for _, over := range []string{"elsewhere", "here"} {
		_, _, err := h.Session(t.Context(), people.HashOf(over), "192.0.2.7")
		code(t, err, dunning.CodeNotFound)
	}
	if s, _, err := h.Session(t.Context(), people.HashOf("here again"), "192.0.2.7"); err != nil || s.ID != id {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAPasskeyWhoseCounterStandsStillOpensNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	credential := func(count int) []byte {
		return []byte(`{"id":"aGk","authenticator":{"signCount":` + strconv.Itoa(count) + `}}`)
	}
	by := audit.Who{Name: u.Login, Door: "console"}
	for name, first := range map[string]int{"counting": 5, "without a counter": 0} {
		if err := h.AddPasskey(t.Context(), by, u.ID, people.Passkey{Name: name, KeyID: []byte(name), Credential: credential(first)}); err != nil {
			t.Fatal(err)
		}
	}
	code(t, h.AddPasskey(t.Context(), by, u.ID, people.Passkey{Name: "again", KeyID: []byte("counting"), Credential: credential(1)}), dunning.CodeConflict)
	keys := map[string]int64{}
	list, err := h.Passkeys(t.Context(), u.ID)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for _, k := range list {
		keys[k.Name] = k.ID
	}
	n := 0
	enter := func(key string, count int) error {
		n++
		_, err := h.OpenSession(t.Context(), by, people.NewSession{
			User: u.ID, Login: u.Login, Hash: people.HashOf("k" + strconv.Itoa(n)), By: people.ByPasskey,
			Passkey: &people.Passkey{ID: keys[key], Credential: credential(count)},
		})
		return err
	}
	for i, row := range []struct {
		key   string
		count int
		want  dunning.Code
	}{
		{"counting", 6, ""}, {"counting", 6, dunning.CodeConflict}, {"counting", 4, dunning.CodeConflict}, {"counting", 0, dunning.CodeConflict}, {"counting", 9, ""},
		{"without a counter", 0, ""}, {"without a counter", 0, ""},
	} {
		if err := enter(row.key, row.count); dunning.ErrorCode(err) != row.want {
			t.Errorf("%d: %s at %d: %v", i, row.key, row.count, err)
		}
	}
	first, err := h.Holder(t.Context(), u.ID, []byte("handle"))
	if err != nil || string(first.Handle) != "handle" || len(first.Passkeys) != 2 {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := h.Holder(t.Context(), u.ID, []byte("another")); err != nil || string(again.Handle) != "handle" {
		t.Errorf("%+v, %v: the handle changed", again, err)
	}
	if found, err := h.HolderOf(t.Context(), []byte("handle")); err != nil || found.Login != u.Login {
		t.Errorf("%+v, %v", found, err)
	}
	code(t, h.RemovePasskey(t.Context(), by, u.ID+1, keys["counting"]), dunning.CodeNotFound)
	if err := h.RemovePasskey(t.Context(), by, u.ID, keys["counting"]); err != nil {
		t.Fatal(err)
	}
	code(t, enter("counting", 20), dunning.CodeConflict)
}

func TestAPersonOfTheDirectoryIsBoundToOneUser(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.claire(t)
	who := people.Identity{Issuer: "https://login.example.com", Subject: "00u1"}
	_, _, err := h.Known(t.Context(), who)
	code(t, err, dunning.CodeNotFound)
	link := people.HashOf("paul's link")
	if _, err := h.AddUser(t.Context(), shell, people.NewUser{Login: "paul", Name: "Paul", Grant: people.Grant{Creditor: "atelier", Role: "reader"}}, link); err != nil {
		t.Fatal(err)
	}
	if login, err := h.BindByLink(t.Context(), web, link, who); err != nil || login != "paul" {
		t.Fatal(login, err)
	}
	_, err = h.BindByLink(t.Context(), web, link, who)
	code(t, err, dunning.CodeNotFound)
	by := audit.Who{Name: u.Login, Door: "console"}
	code(t, h.Bind(t.Context(), by, u.ID, who), dunning.CodeConflict)
	for name, other := range map[string]people.Identity{
		"another subject": {Issuer: who.Issuer, Subject: "00u2"}, "another issuer": {Issuer: "https://evil.example", Subject: who.Subject},
	} {
		if _, _, err := h.Known(t.Context(), other); dunning.ErrorCode(err) != dunning.CodeNotFound {
			t.Errorf("%s is taken for paul: %v", name, err)
		}
	}
	if _, login, err := h.Known(t.Context(), who); err != nil || login != "paul" {
		t.Error(login, err)
	}
	if err := h.SetDisabled(t.Context(), shell, "paul", true); err != nil {
		t.Fatal(err)
	}
	_, _, err = h.Known(t.Context(), who)
	code(t, err, dunning.CodeNotFound)
	if err := h.Unbind(t.Context(), shell, "paul"); err != nil {
		t.Fatal(err)
	}
	code(t, h.Unbind(t.Context(), shell, "paul"), dunning.CodeNotFound)
}
