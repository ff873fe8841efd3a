package ar24_test

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
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/registeredmailtest"
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

// listening is a carrier whose webhook is served.
func listening(t *testing.T, w world, e *ear) *ar24.Carrier {
	t.Helper()
	var handler http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		e.done.Add(1)
		defer e.done.Done()
		handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(srv.Close)
	c := w.carrier(t, func(o *ar24.Options) { o.Callback = srv.URL + "/webhooks/ar24" })
	handler = c.Webhook(e.changed)
	return c
}

func TestNotificationsLostDoubledAndShuffledEndInTheSameStory(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{Scenario: func(string) ar24test.Scenario { return ar24test.Neglected() }})
	var e ear
	c := listening(t, w, &e)
	for n := range 5 {
		if _, err := c.Request(t.Context(), registeredmailtest.Order(fmt.Sprint("lettre-", n))); err != nil {
			t.Fatal(err)
		}
	}
	mix := faulty.Mix(4)
	for range 20 {
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
		if tr, err := c.Status(t.Context(), id); err != nil || tr.State != dunning.LetterUnclaimed || tr.EffectiveOn().String() != "2026-03-02" {
			t.Errorf("%+v, %v", tr, err)
		}
	}
}

func TestAForgedNotificationChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	var e ear
	c := listening(t, w, &e)
	for _, id := range []string{"a", "b"} {
		if _, err := c.Request(t.Context(), registeredmailtest.Order(id)); err != nil {
			t.Fatal(err)
		}
	}
	a, b := w.Letters()[0], w.Letters()[1]
	hook := a.Fields.Get("webhook")
	form, js := "application/x-www-form-urlencoded", "application/json"
	for name, row := range map[string]struct {
		method, url, kind, body string
		want, reported          int
	}{
		"genuine":             {"POST", hook, form, "new_state=AR&id_mail=" + a.MailID, 200, 1},
		"genuine, as JSON":    {"POST", hook, js, `{"id_mail":` + a.MailID + `}`, 200, 1},
		"another's mail":      {"POST", hook, form, "id_mail=" + b.MailID, 200, 0},
		"another's seal":      {"POST", strings.Replace(hook, "order=a", "order=b", 1), form, "id_mail=" + b.MailID, 403, 0},
		"no seal":             {"POST", hook[:strings.Index(hook, "?")] + "?order=a", form, "id_mail=" + a.MailID, 403, 0},
		"nothing in it":       {"POST", hook, form, "", 400, 0},
		"no JSON":             {"POST", hook, js, "hello", 400, 0},
		"endless":             {"POST", hook, form, "id_mail=" + url.QueryEscape(strings.Repeat(" ", 70_000)), 400, 0},
		"looked at, not told": {"GET", hook, form, "", 405, 0},
	} {
		t.Run(name, func(t *testing.T) { // one after the other: they share an ear
			before, asked := e.times("a")+e.times("b"), len(w.Journal())
			req, err := http.NewRequestWithContext(t.Context(), row.method, row.url, strings.NewReader(row.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", row.kind)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if reported := e.times("a") + e.times("b") - before; res.StatusCode != row.want || reported != row.reported || len(w.Journal()) != asked {
				t.Errorf("status %d, told %d times, %d requests to AR24", res.StatusCode, reported, len(w.Journal())-asked)
			}
		})
	}
}
