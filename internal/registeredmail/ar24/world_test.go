package ar24_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/wire"
)

// otpKey makes the one-time codes of these tests.
const otpKey = "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"

// sessions keeps a session in memory.
type sessions struct {
	mu   sync.Mutex
	last ar24.Session
}

func (s *sessions) Session(context.Context) (ar24.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, nil
}

func (s *sessions) SaveSession(_ context.Context, last ar24.Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = last
	return nil
}

// world is an AR24 with a memory, with which any number of carriers can be
// opened, as by processes that come and go.
type world struct {
	*ar24test.Server
	memory   wire.IntentMemory
	sessions *sessions
}

func open(t testing.TB, o ar24test.Options) world {
	t.Helper()
	if o.Accepts == nil {
		o.Accepts = func(code string, now time.Time) bool {
			want, err := ar24.Code(otpKey, now)
			return err == nil && code == want
		}
	}
	srv := ar24test.Start(o)
	t.Cleanup(srv.Close)
	return world{srv, &wire.MapMemory{}, &sessions{}}
}

// carrier opens one, with options changed.
func (w world) carrier(t testing.TB, change ...func(*ar24.Options)) *ar24.Carrier {
	t.Helper()
	o := ar24.Options{
		API: w.URL + "/api", Memory: w.memory, Sessions: w.sessions, Clock: w.Now, OTPKey: otpKey,
		Credentials: ar24.Credentials{Token: ar24test.Token, PrivateKey: ar24test.PrivateKey, UserID: ar24test.UserID},
		Timeout:     5 * time.Second, Pause: time.Millisecond,
		HTTP: &http.Client{Transport: &http.Transport{}},
	}
	for _, f := range change {
		f(&o)
	}
	c, err := ar24.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.HTTP.CloseIdleConnections)
	return c
}

// impatient gives an answer a tenth of a second, and twice as long at each
// further try: a busy machine is slow.
func impatient(try int) func(*ar24.Options) {
	return func(o *ar24.Options) { o.Timeout = 100 * time.Millisecond << try }
}

// byHand has a person type the one-time codes.
func byHand(o *ar24.Options) { o.OTPKey = "" }

func (w world) wantLetters(t testing.TB, want int) {
	t.Helper()
	if got := len(w.Letters()); got != want {
		t.Errorf("%d letters were sent, want %d", got, want)
	}
}

func wantCode(t testing.TB, err error, want registeredmail.Code) {
	t.Helper()
	if got := registeredmail.ErrorCode(err); got != want {
		t.Errorf("got %q, want %q: %v", got, want, err)
	}
}
