package mercifacteur_test

import (
	"net/http"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/mercifacteur"
	"relance/internal/registeredmail/mercifacteur/mercifacteurtest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/wire"
)

// world is a Merci Facteur with a memory, with which any number of carriers can
// be opened, as by processes that come and go.
type world struct {
	*mercifacteurtest.Server
	memory wire.IntentMemory
}

func open(t testing.TB, o mercifacteurtest.Options) world {
	t.Helper()
	srv := mercifacteurtest.Start(o)
	t.Cleanup(srv.Close)
	return world{srv, &wire.MapMemory{}}
}

// carrier opens one, with options changed.
func (w world) carrier(t testing.TB, change ...func(*mercifacteur.Options)) *mercifacteur.Carrier {
	t.Helper()
	o := mercifacteur.Options{
		API: w.URL, Memory: w.memory, Clock: w.Now, WebhookKey: mercifacteurtest.WebhookKey,
		Credentials: mercifacteur.Credentials{
			ServiceID: mercifacteurtest.ServiceID, SecretKey: mercifacteurtest.SecretKey, UserID: mercifacteurtest.UserID,
		},
		Timeout: 5 * time.Second, Pause: time.Millisecond,
		HTTP: &http.Client{Transport: &http.Transport{}},
	}
	for _, f := range change {
		f(&o)
	}
	c, err := mercifacteur.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.HTTP.CloseIdleConnections)
	return c
}

// impatient gives an answer a tenth of a second, and twice as long at each
// further try: a busy machine is slow.
func impatient(try int) func(*mercifacteur.Options) {
	return func(o *mercifacteur.Options) { o.Timeout = 100 * time.Millisecond << try }
}

// silent lets nothing happen to letters.
func silent(string) mercifacteurtest.Scenario { return nil }

func (w world) wantLetters(t testing.TB, want int) {
	t.Helper()
	if got := len(w.Letters()); got != want {
		t.Errorf("%d letters were accepted, want %d", got, want)
	}
}

func request(t testing.TB, c *mercifacteur.Carrier, id string) {
	t.Helper()
	if d, err := c.Request(t.Context(), registeredmailtest.Order(id)); err != nil || d.State != dunning.LetterAccepted || d.ID != id {
		t.Fatalf("%+v, %v", d, err)
	}
}

func wantState(t testing.TB, c *mercifacteur.Carrier, id string, want dunning.LetterState) {
	t.Helper()
	if tr, err := c.Status(t.Context(), id); err != nil || tr.State != want {
		t.Errorf("%s is %s, want %s: %+v, %v", id, tr.State, want, tr.Events, err)
	}
}

func wantUnknown(t testing.TB, c *mercifacteur.Carrier, id string) {
	t.Helper()
	if d, err := c.Request(t.Context(), registeredmailtest.Order(id)); err != nil || d.State != dunning.LetterUnknown || d.ID != id {
		t.Fatalf("%+v, %v", d, err)
	}
}

func wantCode(t testing.TB, err error, want registeredmail.Code) {
	t.Helper()
	if got := registeredmail.ErrorCode(err); got != want {
		t.Errorf("got %q, want %q: %v", got, want, err)
	}
}
