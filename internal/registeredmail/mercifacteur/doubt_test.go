package mercifacteur_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/mercifacteur"
	"relance/internal/registeredmail/mercifacteur/mercifacteurtest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
	"relance/internal/registeredmail/wire"
)

func TestEveryFaultAtEveryStepEndsInOneLetter(t *testing.T) {
	t.Parallel()
	for step, at := range map[string][2]string{
		"token": {"GET", "/getToken"}, "send": {"POST", "/sendCourrier"}, "events": {"GET", "/getLastEvents"}, "list": {"GET", "/listEnvois"},
	} {
		for name, fault := range faulty.Faults() {
			for _, times := range []int{1, 30} {
				t.Run(step+" "+name, func(t *testing.T) {
					t.Parallel()
					w := open(t, mercifacteurtest.Options{Lag: time.Minute, Scenario: silent})
					hit := faulty.Times(times, at[0], at[1], fault)
					lose := faulty.Once("POST", "/sendCourrier", faulty.DropAfter) // else nothing would be looked up
					w.Disturb(func(r faulty.Request) faulty.Fault {
						if f := hit(r); f != faulty.None || step == "send" {
							return f
						}
						return lose(r)
					})
					settle(t, w, "a", times > 2)
					if letters := w.Letters(); len(letters) != 1 || string(letters[0].PDF) != string(registeredmailtest.Order("a").PDF) {
						t.Errorf("accepted: %+v", letters)
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
		_, _ = c.Status(t.Context(), id) // as whoever follows letters asks meanwhile
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
		w.Advance(2 * time.Hour)
	}
	t.Error("ten requests did not suffice")
}

func TestNobodyRepeatsBeforeTheDoubtIsOver(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Lag: 5 * time.Minute, Scenario: silent})
	w.Disturb(faulty.Once("POST", "/sendCourrier", faulty.DropAfter))
	for range 3 {
		c := w.carrier(t)
		wantUnknown(t, c, "a")
		wantState(t, c, "a", dunning.LetterUnknown)
		wantCode(t, c.Cancel(t.Context(), "a"), registeredmail.CodeUnavailable)
		w.Advance(time.Minute)
	}
	w.Advance(3 * time.Minute) // now the events show it
	wantState(t, w.carrier(t), "a", dunning.LetterAccepted)
	w.wantLetters(t, 1)
}

// A late answer of the lists must not have a second letter posted: what is
// repeated bears the same antidoublon.
func TestARepetitionIsRefusedAsADuplicateAndFoundLater(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "ANTIDOUBLON_ALREADY_USED", "ENVOI_DUPLICATE", "REFERENCE_REUSED"} { // the last is not understood
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := open(t, mercifacteurtest.Options{Lag: 3 * time.Hour, Scenario: silent, Duplicate: code})
			for i := range 60 { // more than are listed, so that absence cannot be proved
				request(t, w.carrier(t), fmt.Sprint("other-", i))
			}
			w.Advance(4 * time.Hour)
			w.Disturb(faulty.Once("POST", "/sendCourrier", faulty.DropAfter))
			c := w.carrier(t)
			wantUnknown(t, c, "a")
			w.Advance(20 * time.Minute)
			for i := range 60 {
				request(t, w.carrier(t), fmt.Sprint("another-", i))
			}
			w.Advance(20 * time.Minute)
			d, err := c.Request(t.Context(), registeredmailtest.Order("a"))
			if err != nil || d.State != dunning.LetterUnknown && d.State != dunning.LetterAccepted {
				t.Fatalf("%+v, %v", d, err)
			}
			w.Advance(3 * time.Hour)
			wantState(t, c, "a", dunning.LetterAccepted)
			request(t, c, "a")
			w.wantLetters(t, 121)
		})
	}
}

func TestWhatMerciFacteurSaysItHasIsNeverTakenForAbsent(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Lag: 100 * time.Hour, Scenario: silent})
	request(t, w.carrier(t), "a")
	w.memory = &wire.MapMemory{} // an old backup was restored
	c := w.carrier(t)
	wantUnknown(t, c, "a") // refused as a duplicate, and in no list
	w.Advance(time.Hour)
	wantState(t, c, "a", dunning.LetterUnknown)
	wantUnknown(t, c, "a")
	wantCode(t, c.Cancel(t.Context(), "a"), registeredmail.CodeUnavailable)
	w.wantLetters(t, 1)
}

func TestALostMemoryIsMadeUpForByTheAntidoublon(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Scenario: silent})
	for _, id := range []string{"a", "b"} {
		request(t, w.carrier(t), id)
	}
	w.memory = &wire.MapMemory{}
	w.Advance(time.Hour)
	for range 2 {
		request(t, w.carrier(t), "a")
	}
	wantState(t, w.carrier(t), "a", dunning.LetterAccepted)
	w.wantLetters(t, 2)
}

func TestWhatCertainlyDidNotLeaveCanBeCancelledForGood(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Scenario: silent})
	request(t, w.carrier(t), "b") // before, and ours
	w.Disturb(faulty.Once("POST", "/sendCourrier", faulty.DropBefore))
	c := w.carrier(t)
	wantUnknown(t, c, "a")
	w.Advance(16 * time.Minute)
	wantState(t, c, "a", dunning.LetterUnknown)
	w.Advance(time.Hour)
	wantState(t, c, "a", dunning.LetterRequested)
	for range 2 {
		if err := c.Cancel(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	wantState(t, c, "a", dunning.LetterFailed)
	_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeConflict)
	w.wantLetters(t, 1)
}

func TestTheListOfAnotherUserProvesNoAbsence(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Scenario: silent, Lag: 3 * time.Hour})
	w.Disturb(faulty.Once("POST", "/sendCourrier", faulty.DropAfter))
	wantUnknown(t, w.carrier(t), "a")
	w.Advance(2 * time.Hour)
	other := w.carrier(t, func(o *mercifacteur.Options) { o.Credentials.UserID = "2" }) // the configuration changed
	wantState(t, other, "a", dunning.LetterUnknown)
	w.Advance(2 * time.Hour)
	wantState(t, other, "a", dunning.LetterAccepted) // events are the account's
	w.wantLetters(t, 1)
}

// A sending that no order of ours has, and that no event names yet, could be the
// one that is looked for.
func TestAStrangerInTheListLeavesTheDoubt(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Scenario: silent})
	w.Disturb(faulty.Once("POST", "/sendCourrier", faulty.DropBefore))
	c := w.carrier(t)
	wantUnknown(t, c, "a")
	other := world{w.Server, &wire.MapMemory{}} // another installation of the account
	request(t, other.carrier(t), "theirs")
	w.Advance(49 * time.Hour) // its events are told no more
	wantState(t, c, "a", dunning.LetterUnknown)
	request(t, c, "a") // repeated under the antidoublon
	wantState(t, c, "a", dunning.LetterAccepted)
	w.wantLetters(t, 2)
}

func TestAfterTheAntidoublonsTimeNothingIsRepeated(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Scenario: silent, Lag: time.Minute})
	w.Disturb(faulty.Once("POST", "/sendCourrier", faulty.DropAfter))
	c := w.carrier(t)
	wantUnknown(t, c, "a")
	w.Advance(31 * 24 * time.Hour)
	wantUnknown(t, c, "a")
	wantCode(t, c.Cancel(t.Context(), "a"), registeredmail.CodeUnavailable)
	w.wantLetters(t, 1)
}

func TestAnOrderOfAnotherAccountStaysThere(t *testing.T) {
	t.Parallel()
	w, other := open(t, mercifacteurtest.Options{}), open(t, mercifacteurtest.Options{})
	request(t, w.carrier(t), "a")
	other.memory = w.memory
	_, err := other.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeConflict)
	_, err = other.carrier(t).Status(t.Context(), "a")
	wantCode(t, err, registeredmail.CodeConflict)
	other.wantLetters(t, 0)
}

func TestACallerThatGivesUpDoesNotStopALetterThatLeaves(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	ctx, kill := context.WithCancel(t.Context())
	w.Disturb(func(r faulty.Request) faulty.Fault {
		if r.Method == http.MethodPost {
			kill()
		}
		return faulty.None
	})
	if d, err := w.carrier(t).Request(ctx, registeredmailtest.Order("a")); err != nil || d.State != dunning.LetterAccepted {
		t.Errorf("%+v, %v", d, err)
	}
	w.wantLetters(t, 1)
}
