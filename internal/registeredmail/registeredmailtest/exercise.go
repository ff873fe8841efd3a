// Package registeredmailtest holds the suite that every carrier passes: what
// the rest of the program relies on, whoever carries the letters.
package registeredmailtest

import (
	"context"
	"sync"
	"testing"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

// Fixture is a carrier with a hand on the world behind it.
type Fixture struct {
	Carrier registeredmail.Carrier
	// Reopen gives another instance over the same world, as after a crash.
	Reopen func() registeredmail.Carrier
	// Letters counts the letters that exist in that world, cancelled ones
	// included.
	Letters func() int
	// Advance makes the world bring a letter to a state. number is the postal
	// tracking number for Posted, empty otherwise.
	Advance func(t *testing.T, id string, to dunning.LetterState, number string, on registeredmail.Date)
	// NoRecall says that a letter cannot be cancelled once it was requested:
	// Cancel is a conflict then, and the letter goes its way.
	NoRecall bool
	// NoNumber says that its letters get no postal tracking number.
	NoNumber bool
}

// Exercise runs the suite; open gives a fresh world for each test.
func Exercise(t *testing.T, open func(t *testing.T) Fixture) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Fixture){
		"a repeated request posts one letter":               repeated,
		"ten requests at once post one letter":              atOnce,
		"the same id with another document is a conflict":   otherDocument,
		"the same id with another address is a conflict":    otherAddress,
		"a wrong order leaves nothing behind":               wrongOrder,
		"a cancelled context leaves nothing behind":         cancelledContext,
		"an unknown letter is not found":                    unknownLetter,
		"a letter is followed from acceptance to signature": followed,
		"every outcome is told with its date":               outcomes,
		"a letter is cancelled before posting":              cancelled,
		"a posted letter cannot be cancelled":               tooLate,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// Order is a good order with that id.
func Order(id string) registeredmail.Order {
	o := registeredmail.NewOrder(id, []byte("%PDF-1.7\nmise en demeure "+id))
	o.Sender = registeredmail.Address{Lines: []string{"Atelier Brunel SARL", "12 rue des Forges", "69003 Lyon"}}
	o.Recipient = registeredmail.Address{Lines: []string{"Société Les Œillets", "3 allée des Tilleuls", "44000 Nantes"}}
	o.Reference = "F-2026-014"
	o.Electronic = &registeredmail.Electronic{Email: "compta@oeillets.example.fr", Name: "Société Les Œillets", Professional: true}
	return o
}

const number = "1A12345678901"

// numbered is the number that a posted letter must have.
func (f Fixture) numbered() string {
	if f.NoNumber {
		return ""
	}
	return number
}

func day(t *testing.T, s string) registeredmail.Date {
	t.Helper()
	d, err := registeredmail.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func request(t *testing.T, c registeredmail.Carrier, o registeredmail.Order) registeredmail.Dispatch {
	t.Helper()
	d, err := c.Request(t.Context(), o)
	if err != nil {
		t.Fatalf("Request: %v", err)
	}
	if d.ID == "" || d.State == dunning.LetterUnknown {
		t.Fatalf("Request gave %+v", d)
	}
	return d
}

func status(t *testing.T, c registeredmail.Carrier, id string) registeredmail.Tracking {
	t.Helper()
	tr, err := c.Status(t.Context(), id)
	if err != nil {
		t.Fatalf("Status: %v", err)
	}
	if tr.ID != id || tr.State != registeredmail.LatestState(tr.Events) {
		t.Errorf("Status gave %+v", tr)
	}
	return tr
}

func wantCode(t *testing.T, err error, codes ...registeredmail.Code) {
	t.Helper()
	for _, c := range codes {
		if registeredmail.ErrorCode(err) == c {
			return
		}
	}
	t.Errorf("error %v has code %q, want one of %q", err, registeredmail.ErrorCode(err), codes)
}

func wantLetters(t *testing.T, f Fixture, want int) {
	t.Helper()
	if got := f.Letters(); got != want {
		t.Errorf("%d letters exist, want %d", got, want)
	}
}

func repeated(t *testing.T, f Fixture) {
	first := request(t, f.Carrier, Order("a"))
	if again := request(t, f.Carrier, Order("a")); again != first {
		t.Errorf("the second answer is %+v, the first was %+v", again, first)
	}
	if later := request(t, f.Reopen(), Order("a")); later.ID != first.ID {
		t.Errorf("after a crash the letter is %q, was %q", later.ID, first.ID)
	}
	wantLetters(t, f, 1)
	request(t, f.Carrier, Order("b"))
	wantLetters(t, f, 2)
}

func atOnce(t *testing.T, f Fixture) {
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := f.Reopen().Request(t.Context(), Order("a")); err != nil {
				// A carrier may ask to come back later, never claim a conflict.
				wantCode(t, err, registeredmail.CodeUnavailable)
			}
		})
	}
	wg.Wait()
	wantLetters(t, f, 1)
}

func otherDocument(t *testing.T, f Fixture) {
	request(t, f.Carrier, Order("a"))
	o := Order("a")
	o.PDF = []byte("%PDF-1.7\nanother")
	o.SHA256 = registeredmail.Hash(o.PDF)
	_, err := f.Carrier.Request(t.Context(), o)
	wantCode(t, err, registeredmail.CodeConflict)
	wantLetters(t, f, 1)
}

func otherAddress(t *testing.T, f Fixture) {
	request(t, f.Carrier, Order("a"))
	o := Order("a")
	o.Recipient.Lines = []string{"Société Les Œillets", "4 allée des Tilleuls", "44000 Nantes"}
	_, err := f.Carrier.Request(t.Context(), o)
	wantCode(t, err, registeredmail.CodeConflict)
	wantLetters(t, f, 1)
}

func wrongOrder(t *testing.T, f Fixture) {
	o := Order("a")
	o.Recipient.Lines = nil
	_, err := f.Carrier.Request(t.Context(), o)
	wantCode(t, err, registeredmail.CodeUnreachable, registeredmail.CodeInvalid)
	o = Order("a")
	o.PDF = append(o.PDF, '!')
	_, err = f.Carrier.Request(t.Context(), o)
	wantCode(t, err, registeredmail.CodeInvalid)
	wantLetters(t, f, 0)
	request(t, f.Carrier, Order("a"))
	wantLetters(t, f, 1)
}

func cancelledContext(t *testing.T, f Fixture) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if d, err := f.Carrier.Request(ctx, Order("a")); err == nil && d.State != dunning.LetterUnknown {
		t.Errorf("Request gave %+v", d)
	}
	wantLetters(t, f, 0)
	request(t, f.Carrier, Order("a"))
	wantLetters(t, f, 1)
}

func unknownLetter(t *testing.T, f Fixture) {
	_, err := f.Carrier.Status(t.Context(), "no-such-letter")
	wantCode(t, err, registeredmail.CodeNotFound)
	wantCode(t, f.Carrier.Cancel(t.Context(), "no-such-letter"), registeredmail.CodeNotFound)
}

func followed(t *testing.T, f Fixture) {
	d := request(t, f.Carrier, Order("a"))
	if tr := status(t, f.Carrier, d.ID); tr.State != dunning.LetterAccepted && tr.State != dunning.LetterRequested {
		t.Errorf("right after the request: %s", tr.State)
	}
	f.Advance(t, d.ID, dunning.LetterPosted, number, day(t, "2026-03-02"))
	tr := status(t, f.Reopen(), d.ID)
	if tr.State != dunning.LetterPosted || tr.Number != f.numbered() || tr.On(dunning.LetterPosted) != day(t, "2026-03-02") {
		t.Errorf("posted: %+v", tr)
	}
	if !tr.EffectiveOn().IsZero() {
		t.Errorf("a posted letter has effect on %s", tr.EffectiveOn())
	}
	f.Advance(t, d.ID, dunning.LetterPresented, "", day(t, "2026-03-04"))
	f.Advance(t, d.ID, dunning.LetterDelivered, "", day(t, "2026-03-06"))
	tr = status(t, f.Carrier, d.ID)
	if tr.State != dunning.LetterDelivered || tr.EffectiveOn() != day(t, "2026-03-06") || tr.Number != f.numbered() {
		t.Errorf("delivered: %+v", tr)
	}
	if again := status(t, f.Carrier, d.ID); len(again.Events) != len(tr.Events) {
		t.Errorf("asking changed the events: %+v", again)
	}
	request(t, f.Carrier, Order("a")) // a late repetition must not start again
	wantLetters(t, f, 1)
}

func outcomes(t *testing.T, f Fixture) {
	for _, s := range []dunning.LetterState{
		dunning.LetterDelivered, dunning.LetterRefused, dunning.LetterUnclaimed, dunning.LetterReturned,
	} {
		d := request(t, f.Carrier, Order("to-be-"+string(s)))
		f.Advance(t, d.ID, dunning.LetterPosted, number, day(t, "2026-03-02"))
		f.Advance(t, d.ID, s, "", day(t, "2026-03-20"))
		tr := status(t, f.Carrier, d.ID)
		if tr.State != s || tr.On(s) != day(t, "2026-03-20") || s.Notifies() == tr.EffectiveOn().IsZero() {
			t.Errorf("%s: %+v", s, tr)
		}
	}
}

func cancelled(t *testing.T, f Fixture) {
	d := request(t, f.Carrier, Order("a"))
	if f.NoRecall {
		wantCode(t, f.Carrier.Cancel(t.Context(), d.ID), registeredmail.CodeConflict)
		if tr := status(t, f.Carrier, d.ID); tr.State == dunning.LetterFailed {
			t.Errorf("cancelled all the same: %+v", tr)
		}
		return
	}
	for range 2 { // repeating is harmless
		if err := f.Carrier.Cancel(t.Context(), d.ID); err != nil {
			t.Fatalf("Cancel: %v", err)
		}
	}
	if tr := status(t, f.Carrier, d.ID); tr.State != dunning.LetterFailed {
		t.Errorf("cancelled: %+v", tr)
	}
	// The id is used up: asking again gives the cancelled letter, not a new one.
	if _, err := f.Carrier.Request(t.Context(), Order("a")); err != nil {
		wantCode(t, err, registeredmail.CodeConflict)
	}
	wantLetters(t, f, 1)
	if tr := status(t, f.Carrier, d.ID); tr.State != dunning.LetterFailed {
		t.Errorf("asked for again: %+v", tr)
	}
}

func tooLate(t *testing.T, f Fixture) {
	d := request(t, f.Carrier, Order("a"))
	f.Advance(t, d.ID, dunning.LetterPosted, number, day(t, "2026-03-02"))
	wantCode(t, f.Carrier.Cancel(t.Context(), d.ID), registeredmail.CodeConflict)
	if tr := status(t, f.Carrier, d.ID); tr.State != dunning.LetterPosted {
		t.Errorf("after a late cancellation: %+v", tr)
	}
}
