package maileva_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// ear notes what the handler was told.
type ear struct {
	mu    sync.Mutex
	heard map[string]int
	fail  error
}

func (e *ear) changed(_ context.Context, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.heard == nil {
		e.heard = map[string]int{}
	}
	e.heard[id]++
	return e.fail
}

func (e *ear) times(id string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard[id]
}

func listen(t *testing.T, c *maileva.Carrier, e *ear) string {
	t.Helper()
	srv := httptest.NewServer(c.Webhook(maileva.Hook{Login: "relance", Password: "p&ss", Changed: e.changed}))
	t.Cleanup(srv.Close)
	return srv.URL + "/hooks/6f1c"
}

func TestNotificationsLostDoubledAndShuffledEndInTheSameStory(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{Scenario: func(string) mailevatest.Scenario { return mailevatest.Unclaimed() }, TokenLife: 90 * 24 * time.Hour})
	c := w.carrier(t)
	var e ear
	url := listen(t, c, &e)
	for range 2 { // repeating is harmless
		if err := c.Subscribe(t.Context(), url, "relance", "p&ss"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.Subscriptions()); n != 10 {
		t.Fatalf("%d subscriptions", n)
	}
	for n := range 5 {
		if _, err := c.Request(t.Context(), registeredmailtest.Order(fmt.Sprint("lettre-", n))); err != nil {
			t.Fatal(err)
		}
	}
	mix := faulty.Mix(4)
	for range 30 {
		w.Advance(24 * time.Hour)
		if _, err := w.Notify(t.Context(), mix); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 5 {
		id := fmt.Sprint("lettre-", n)
		if e.times(id) == 0 {
			t.Errorf("nothing was heard of %s", id)
		}
		if tr, err := c.Status(t.Context(), id); err != nil || tr.State != dunning.LetterUnclaimed || tr.EffectiveOn().String() != "2026-03-04" {
			t.Errorf("%+v, %v", tr, err)
		}
	}
}

func TestANotificationThatCouldNotBeHandledComesAgain(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	c := w.carrier(t)
	e := ear{fail: errors.New("database is down")}
	if err := c.Subscribe(t.Context(), listen(t, c, &e), "relance", "p&ss"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	w.Advance(2 * time.Hour)
	if left, err := w.Notify(t.Context(), nil); err != nil || left != 1 {
		t.Fatalf("%d left, %v", left, err)
	}
	e.mu.Lock()
	e.fail = nil
	e.mu.Unlock()
	w.Advance(10 * time.Minute)
	if left, err := w.Notify(t.Context(), nil); err != nil || left != 0 || e.times("a") != 2 {
		t.Errorf("%d left, told %d times, %v", left, e.times("a"), err)
	}
}

// Maileva hangs up while the letter is looked at: the look goes on.
func TestANotificationIsFollowedToItsEndWhenTheCallerHangsUp(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	c := w.carrier(t)
	hangUp, looked := func() {}, make(chan error, 9)
	hook := c.Webhook(maileva.Hook{Login: "relance", Password: "p&ss", Changed: func(ctx context.Context, _ string) error {
		hangUp()
		looked <- ctx.Err()
		return nil
	}})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		hangUp = cancel
		hook.ServeHTTP(w, r.WithContext(ctx))
	}))
	t.Cleanup(srv.Close)
	if err := c.Subscribe(t.Context(), srv.URL, "relance", "p&ss"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	w.Advance(2 * time.Hour)
	if _, err := w.Notify(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := <-looked; err != nil {
		t.Errorf("the look at the letter ended with the caller: %v", err)
	}
}

func TestAForgedNotificationChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	c := w.carrier(t)
	for _, id := range []string{"a", "b"} {
		if _, err := c.Request(t.Context(), registeredmailtest.Order(id)); err != nil {
			t.Fatal(err)
		}
	}
	a, b := w.Letters()[0].SendingID, w.Letters()[1].SendingID
	for name, row := range map[string]struct {
		body, password string
		want           int
		reported, asks bool
	}{
		"genuine":                   {`{"resource_type":"registered_mail/v4/sendings","resource_id":"` + a + `","resource_custom_id":"a"}`, "p&ss", 201, true, true},
		"wrong password":            {`{"resource_type":"registered_mail/v4/sendings","resource_id":"` + a + `","resource_custom_id":"a"}`, "pass", 401, false, false},
		"another's sending":         {`{"resource_type":"registered_mail/v4/sendings","resource_id":"` + b + `","resource_custom_id":"a"}`, "p&ss", 201, false, false},
		"unknown order":             {`{"resource_type":"registered_mail/v4/sendings","resource_id":"` + a + `","resource_custom_id":"x"}`, "p&ss", 201, false, false},
		"order that leaves":         {`{"resource_type":"registered_mail/v4/sendings","resource_id":"../..","resource_custom_id":"../a"}`, "p&ss", 201, false, false},
		"without order":             {`{"resource_type":"registered_mail/v4/sendings","resource_id":"` + a + `"}`, "p&ss", 201, false, false},
		"another product":           {`{"resource_type":"mail/v2/sendings","resource_id":"` + a + `","resource_custom_id":"a"}`, "p&ss", 201, false, false},
		"recipient elsewhere":       {`{"resource_type":"registered_mail/v4/recipients","resource_location":"https://evil.example.com/sendings/` + b + `/recipients/1","resource_custom_id":"a"}`, "p&ss", 201, false, false},
		"recipient, host not asked": {`{"resource_type":"registered_mail/v4/recipients","resource_location":"https://evil.example.com/sendings/` + a + `/recipients/1","resource_custom_id":"a"}`, "p&ss", 201, true, true},
		"no JSON":                   {`hello`, "p&ss", 400, false, false},
		"endless":                   {strings.Repeat(" ", 70_000) + `{}`, "p&ss", 400, false, false},
	} {
		t.Run(name, func(t *testing.T) { // one after the other: they share a journal
			var e ear
			before := len(w.Journal())
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, listen(t, c, &e), strings.NewReader(row.body))
			if err != nil {
				t.Fatal(err)
			}
			req.SetBasicAuth("relance", row.password)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != row.want || (e.times("a") == 1) != row.reported || (len(w.Journal()) > before) != row.asks {
				t.Errorf("status %d, told %v, %d requests to Maileva", res.StatusCode, e.heard, len(w.Journal())-before)
			}
		})
	}
}
