package mercifacteur_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/mercifacteur"
	"relance/internal/registeredmail/mercifacteur/mercifacteurtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// ear notes what the handler was told.
type ear struct {
	mu    sync.Mutex
	heard map[string]int
	done  sync.WaitGroup
}

func (e *ear) changed(_ context.Context, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.heard == nil {
		e.heard = map[string]int{}
	}
	e.heard[id]++
	return errors.New("the database is down") // nobody else hears of it
}

func (e *ear) times(id string) int {
	e.done.Wait() // the answer goes out before the work
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard[id]
}

// listening is a carrier whose webhook is served and known to Merci Facteur.
func listening(t *testing.T, w world, e *ear) (*mercifacteur.Carrier, string) {
	t.Helper()
	c := w.carrier(t)
	handler := c.Webhook(e.changed)
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		e.done.Add(1)
		defer e.done.Done()
		handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(srv.Close)
	for range 2 {
		if err := c.Subscribe(t.Context(), srv.URL); err != nil {
			t.Fatal(err)
		}
	}
	return c, srv.URL
}

func TestNotificationsLostDoubledAndShuffledEndInTheSameStory(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{Scenario: func(string) mercifacteurtest.Scenario { return mercifacteurtest.Back(" (non réclamé)") }})
	var e ear
	c, _ := listening(t, w, &e)
	for n := range 5 {
		request(t, c, fmt.Sprint("lettre-", n))
	}
	mix := faulty.Mix(4)
	for range 25 {
		w.Advance(24 * time.Hour)
		if left, err := w.Notify(t.Context(), mix); err != nil || left != 0 {
			t.Fatalf("%d left, %v", left, err)
		}
	}
	for n := range 5 {
		id := fmt.Sprint("lettre-", n)
		if e.times(id) == 0 {
			t.Errorf("nothing was heard of %s", id)
		}
		wantState(t, c, id, dunning.LetterUnclaimed)
	}
}

func TestAForgedNotificationChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	var e ear
	c, hook := listening(t, w, &e)
	request(t, c, "a")
	request(t, c, "b")
	a, _ := w.Find("a")
	b, _ := w.Find("b")
	note := func(letters ...string) string {
		return url.Values{"event": {`{"name_event":"delivered"}`}, "detail": {"[" + strings.Join(letters, ",") + "]"}}.Encode()
	}
	about := func(id, ref string) string {
		return fmt.Sprintf(`{"id_envoi":%q,"ref_interne":%q,"statut_courrier":"distribue"}`, id, ref)
	}
	for name, row := range map[string]struct {
		method, key, body string
		want, reported    int
	}{
		"genuine":             {"POST", mercifacteurtest.WebhookKey, note(about(a.ID, "a")), 200, 1},
		"two letters":         {"POST", mercifacteurtest.WebhookKey, note(about(a.ID, "a"), about(b.ID, "b")), 200, 2},
		"another's sending":   {"POST", mercifacteurtest.WebhookKey, note(about(b.ID, "a")), 200, 0},
		"nobody's":            {"POST", mercifacteurtest.WebhookKey, note(about("1", "x")), 200, 0},
		"another key":         {"POST", "x", note(about(a.ID, "a")), 403, 0},
		"no key":              {"POST", "", note(about(a.ID, "a")), 403, 0},
		"nothing in it":       {"POST", mercifacteurtest.WebhookKey, "", 400, 0},
		"no list":             {"POST", mercifacteurtest.WebhookKey, "detail=hello", 400, 0},
		"looked at, not told": {"GET", mercifacteurtest.WebhookKey, "", 405, 0},
	} {
		t.Run(name, func(t *testing.T) { // one after the other: they share an ear
			before, asked := e.times("a")+e.times("b"), len(w.Journal())
			req, err := http.NewRequestWithContext(t.Context(), row.method, hook, strings.NewReader(row.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("X-Mf-Webhook-Secret-Key", row.key)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if reported := e.times("a") + e.times("b") - before; res.StatusCode != row.want || reported != row.reported || len(w.Journal()) != asked {
				t.Errorf("status %d, told %d times, %d requests to Merci Facteur", res.StatusCode, reported, len(w.Journal())-asked)
			}
		})
	}
	wantState(t, c, "a", dunning.LetterAccepted)
}

func TestTheAddressOfSomebodyElseIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	w.Callback("https://erp.example.com/hook")
	c := w.carrier(t)
	wantCode(t, c.Subscribe(t.Context(), "https://relance.example.com/webhooks/mercifacteur"), registeredmail.CodeConflict)
	wantCode(t, c.Subscribe(t.Context(), "http://relance.example.com"), registeredmail.CodeInvalid)
	if got := w.Callback(); got != "https://erp.example.com/hook" {
		t.Errorf("the account calls %s", got)
	}
}
