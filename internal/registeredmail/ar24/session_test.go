package ar24_test

import (
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/registeredmailtest"
)

func onlyCode(want string) ar24test.Options {
	return ar24test.Options{Accepts: func(code string, _ time.Time) bool { return code == want }}
}

func TestACodeTypedByAPersonOpensAnHourForAllProcesses(t *testing.T) {
	t.Parallel()
	w := open(t, onlyCode("424242"))
	c := w.carrier(t, byHand)
	_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeUnavailable)
	if hint := dunning.ErrorHint(err); !strings.Contains(hint, "one time code") {
		t.Errorf("hint %q", hint)
	}
	_, err = c.Authenticate(t.Context(), "000000")
	wantCode(t, err, registeredmail.CodeInvalid)
	w.wantLetters(t, 0)

	until, err := c.Authenticate(t.Context(), " 424242 ")
	if err != nil || !until.Equal(w.Now().Add(time.Hour)) {
		t.Fatalf("open until %s, %v", until, err)
	}
	for _, id := range []string{"a", "b"} {
		if err := w.carrier(t, byHand).Ready(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := w.carrier(t, byHand).Request(t.Context(), registeredmailtest.Order(id)); err != nil {
			t.Error(err)
		}
	}
	w.Advance(time.Hour)
	wantCode(t, c.Ready(t.Context()), registeredmail.CodeUnavailable)
	_, err = c.Request(t.Context(), registeredmailtest.Order("c"))
	wantCode(t, err, registeredmail.CodeUnavailable)
	if d, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil || d.State != dunning.LetterAccepted {
		t.Errorf("what was sent already needs a code: %+v, %v", d, err)
	}
	w.wantLetters(t, 2)
}

func TestASessionThatAR24EndedIsOpenedAgainByKeyOrAskedFor(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	for _, id := range []string{"a", "b"} {
		if _, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order(id)); err != nil {
			t.Fatal(err)
		}
		w.EndSessions()
	}
	c := w.carrier(t, byHand)
	_, err := c.Request(t.Context(), registeredmailtest.Order("c"))
	wantCode(t, err, registeredmail.CodeUnavailable)
	if tr, err := c.Status(t.Context(), "c"); err != nil || tr.State != dunning.LetterRequested {
		t.Errorf("not free to be requested again: %+v, %v", tr, err)
	}
	w.wantLetters(t, 2)
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := ar24.New(ar24.Options{API: "http://app.ar24.fr/api", OTPKey: "0", Callback: "http://example.com"})
	for _, part := range []string{"interface's address", "token or the private key", "user id", "no memory", "one-time code", "no clock", "callback", "base32"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in: %v", part, err)
		}
	}
}

func TestCheckAsksForTheSender(t *testing.T) {
	t.Parallel()
	if err := open(t, ar24test.Options{}).carrier(t).Check(t.Context()); err != nil {
		t.Error(err)
	}
	wantCode(t, open(t, ar24test.Options{Unverified: true}).carrier(t).Check(t.Context()), registeredmail.CodeConflict)
	for name, change := range map[string]func(*ar24.Options){
		"token": func(o *ar24.Options) { o.Credentials.Token = "t" }, "key": func(o *ar24.Options) { o.Credentials.PrivateKey = "k" },
		"user": func(o *ar24.Options) { o.Credentials.UserID = "12" },
	} {
		err := open(t, ar24test.Options{}).carrier(t, change).Check(t.Context())
		wantCode(t, err, registeredmail.CodeUnavailable)
		if dunning.ErrorHint(err) == "" {
			t.Errorf("another %s: no hint with %v", name, err)
		}
	}
}

func TestEstimateAndCost(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	o := registeredmailtest.Order("a")
	_, err := w.carrier(t).Estimate(o)
	wantCode(t, err, registeredmail.CodeNotFound)
	c := w.carrier(t, func(o *ar24.Options) { o.Price = 450 })
	if got, err := c.Estimate(o); err != nil || got != 450 {
		t.Errorf("estimated %s, %v", got, err)
	}
	if _, err := c.Request(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got, known, err := c.Cost(t.Context(), "a"); err != nil || !known || got != 399 {
		t.Errorf("cost: %s %v, %v", got, known, err)
	}
}
