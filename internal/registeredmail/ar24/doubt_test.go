package ar24_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
	"relance/internal/registeredmail/wire"
)

func TestEveryFaultAtEveryStepEndsInOneLetter(t *testing.T) {
	t.Parallel()
	for step, at := range map[string][2]string{
		"session": {"POST", "/auth_otp"}, "list": {"GET", "/user/mail"}, "upload": {"POST", "/attachment"}, "send": {"POST", "/api/mail"},
		"read": {"GET", "/api/mail"},
	} {
		for name, fault := range faulty.Faults() {
			for _, times := range []int{1, 30} {
				t.Run(step+" "+name, func(t *testing.T) {
					t.Parallel()
					w := open(t, ar24test.Options{ListLag: time.Minute})
					w.Disturb(faulty.Times(times, at[0], at[1], fault))
					settle(t, w, "a", times > 2)
					if letters := w.Letters(); len(letters) != 1 || len(letters[0].Documents) != 1 {
						t.Errorf("sent: %+v", letters)
					}
				})
			}
		}
	}
}

// settle requests as a caller does: again after "unavailable" and after
// Unknown, with time between.
func settle(t *testing.T, w world, id string, heal bool) {
	t.Helper()
	for try := range 10 {
		c := w.carrier(t, impatient(try))
		d, err := c.Request(t.Context(), registeredmailtest.Order(id))
		if err == nil && d.State == dunning.LetterAccepted {
			return
		}
		if err != nil {
			wantCode(t, err, registeredmail.CodeUnavailable)
		} else if d.State != dunning.LetterUnknown {
			t.Errorf("got %+v", d)
		}
		if heal { // the outage ends
			w.Disturb(nil)
		}
		w.Quiet()
		w.Advance(20 * time.Minute)
	}
	t.Error("ten requests did not suffice")
}

func TestNobodyRepeatsBeforeTheDoubtIsOver(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{ListLag: 5 * time.Minute})
	w.Disturb(faulty.Once("POST", "/api/mail", faulty.DropAfter))
	for range 3 {
		c := w.carrier(t)
		d, err := c.Request(t.Context(), registeredmailtest.Order("a"))
		if err != nil || d.State != dunning.LetterUnknown || d.ID != "a" {
			t.Fatalf("%+v, %v", d, err)
		}
		if tr, err := c.Status(t.Context(), "a"); err != nil || tr.State != dunning.LetterUnknown {
			t.Errorf("%+v, %v", tr, err)
		}
		wantCode(t, c.Cancel(t.Context(), "a"), registeredmail.CodeUnavailable)
		w.Advance(time.Minute)
	}
	w.Advance(3 * time.Minute) // now the list shows it
	if tr, err := w.carrier(t).Status(t.Context(), "a"); err != nil || tr.State != dunning.LetterPosted {
		t.Errorf("%+v, %v", tr, err)
	}
	w.wantLetters(t, 1)
}

func TestWhatCertainlyDidNotLeaveCanBeCancelledForGood(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	w.Disturb(faulty.Once("POST", "/api/mail", faulty.DropBefore))
	c := w.carrier(t)
	if d, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil || d.State != dunning.LetterUnknown {
		t.Fatalf("%+v, %v", d, err)
	}
	w.Advance(16 * time.Minute)
	if tr, err := c.Status(t.Context(), "a"); err != nil || tr.State != dunning.LetterRequested {
		t.Errorf("%+v, %v", tr, err)
	}
	for range 2 {
		if err := c.Cancel(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if tr, err := c.Status(t.Context(), "a"); err != nil || tr.State != dunning.LetterFailed {
		t.Errorf("%+v, %v", tr, err)
	}
	_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeConflict)
	w.wantLetters(t, 0)
}

func TestALostMemoryIsMadeUpForByLooking(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	for _, id := range []string{"a", "b"} {
		if _, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order(id)); err != nil {
			t.Fatal(err)
		}
	}
	w.memory = &wire.MapMemory{} // an old backup was restored
	for range 2 {
		if d, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a")); err != nil || d.State != dunning.LetterAccepted {
			t.Errorf("%+v, %v", d, err)
		}
	}
	changed := registeredmailtest.Order("b")
	changed.Reference = "another"
	_, err := w.carrier(t).Request(t.Context(), changed)
	wantCode(t, err, registeredmail.CodeConflict)
	w.wantLetters(t, 2)
}

func TestAListThatCannotBePagedThroughLeavesTheDoubt(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	w.Disturb(faulty.Once("POST", "/api/mail", faulty.DropBefore))
	c := w.carrier(t)
	if d, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil || d.State != dunning.LetterUnknown {
		t.Fatalf("%+v, %v", d, err)
	}
	w.RefuseWith("/user/mail", "user_unavailable")
	w.Advance(time.Hour)
	_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeUnavailable)
	w.wantLetters(t, 0)
}

func TestAnOrderOfTheSandboxStaysThere(t *testing.T) {
	t.Parallel()
	w, other := open(t, ar24test.Options{}), open(t, ar24test.Options{})
	if _, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	other.memory = w.memory
	_, err := other.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeConflict)
	_, err = other.carrier(t).Status(t.Context(), "a")
	wantCode(t, err, registeredmail.CodeConflict)
	other.wantLetters(t, 0)
}

func TestACallerThatGivesUpDoesNotStopALetterThatLeaves(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	ctx, kill := context.WithCancel(t.Context())
	w.Disturb(func(r faulty.Request) faulty.Fault {
		if r.Method == http.MethodPost && r.Path == "/api/mail" {
			kill()
		}
		return faulty.None
	})
	d, err := w.carrier(t).Request(ctx, registeredmailtest.Order("a"))
	if err != nil || d.State != dunning.LetterAccepted {
		t.Errorf("%+v, %v", d, err)
	}
	w.wantLetters(t, 1)
}
