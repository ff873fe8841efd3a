package flowservice_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/flowservice"
	"relance/internal/flowservice/flowtest"
	"relance/internal/lifecycle"
	"relance/internal/status"
)

var start = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

// slept notes how long a client would have waited.
type slept []time.Duration

func (s *slept) sleep(_ context.Context, d time.Duration) error {
	*s = append(*s, d)
	return nil
}

func clientOf(s *flowtest.Service, waits *slept) *flowservice.Client {
	return &flowservice.Client{
		URL: s.URL + "/flow/", TokenURL: s.URL + "/token", ClientID: flowtest.ClientID, Secret: flowtest.Secret, HTTP: http.DefaultClient, Sleep: waits.sleep,
	}
}

func stamp(n int) string { return start.Add(time.Duration(n) * time.Minute).Format(time.RFC3339) }

func ids(p lifecycle.FlowPage) (out []string) {
	for _, f := range p.Flows {
		out = append(out, f.ID)
	}
	return out
}

func TestMessagesAreListedAndReadAndNothingIsSent(t *testing.T) {
	t.Parallel()
	s, waits := flowtest.New(t), slept{}
	s.Keep(
		flowtest.Flow{ID: "a/1", Updated: "2026-10-01T08:01:00.1234567890123Z", Bytes: []byte("<a/>")},
		flowtest.Flow{ID: "b", Updated: "2026-10-01T10:02:00+02:00", Type: "SupplierInvoiceLC", Ack: "Pending"},
		flowtest.Flow{ID: "old", Updated: "2026-10-01T07:00:00Z"}, flowtest.Flow{ID: "bill", Updated: stamp(3), Type: "SupplierInvoice", Syntax: "UBL"},
		flowtest.Flow{ID: "", Updated: stamp(4)}, flowtest.Flow{ID: "no instant", Updated: "hier"}, flowtest.Flow{ID: "a\nb", Updated: stamp(4)},
	)
	c := clientOf(s, &waits)
	got, err := c.Search(t.Context(), start, "")
	if err != nil || !slices.Equal(ids(got), []string{"a/1", "b"}) || got.Listed != 5 || got.Most != 100 {
		t.Fatalf("listed %+v, %v", got, err)
	}
	if f := got.Flows[0]; !f.Updated.Equal(time.Date(2026, 10, 1, 8, 1, 0, 123456789, time.UTC)) || f.Syntax != lifecycle.FlowSyntax || got.Flows[1].Ack != lifecycle.FlowPending {
		t.Errorf("read %+v", got.Flows)
	}
	if data, err := c.Message(t.Context(), "a/1"); err != nil || string(data) != "<a/>" {
		t.Errorf("message %q, %v", data, err)
	}
	if f, err := c.Flow(t.Context(), "b"); err != nil || f.Ack != lifecycle.FlowPending {
		t.Errorf("flow %+v, %v", f, err)
	}
	if _, err := c.Message(t.Context(), "gone"); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("a message that is gone: %v", err)
	}
	if err := c.Health(t.Context(), start); err != nil {
		t.Error(err)
	}
	if sent := s.Sent(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestCredentialsAreTakenByBasicOrInTheBody(t *testing.T) {
	t.Parallel()
	for _, bodyOnly := range []bool{false, true} {
		s, waits := flowtest.New(t), slept{}
		s.BodyOnly = bodyOnly
		c := clientOf(s, &waits)
		for range 3 { // one token serves all
			if _, err := c.Search(t.Context(), start, ""); err != nil {
				t.Fatalf("in the body alone %v: %v", bodyOnly, err)
			}
		}
		if n := count(s, "POST /token"); n > 2 {
			t.Errorf("in the body alone %v: %d tokens were asked for", bodyOnly, n)
		}
	}
}

func count(s *flowtest.Service, call string) (n int) {
	for _, a := range s.Asked {
		if a == call {
			n++
		}
	}
	return n
}

func TestATokenThatEndsIsRenewedOnce(t *testing.T) {
	t.Parallel()
	s, waits := flowtest.New(t), slept{}
	c := clientOf(s, &waits)
	if _, err := c.Search(t.Context(), start, ""); err != nil {
		t.Fatal(err)
	}
	s.Forget()
	if _, err := c.Search(t.Context(), start, ""); err != nil || len(waits) > 0 {
		t.Errorf("after the token's end: %v, waited %v", err, waits)
	}
	s.Fail("search", "401", "401", "401")
	if _, err := c.Search(t.Context(), start, ""); dunning.ErrorCode(err) != dunning.CodeRejected || count(s, "POST /token") != 3 {
		t.Errorf("a service that never lets us in: %v after %d tokens", err, count(s, "POST /token"))
	}
}

func TestARefusalSaysHowLongToWait(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fail  []string
		waits []time.Duration
		code  dunning.Code
	}{
		"seconds":            {[]string{"429 7"}, []time.Duration{7 * time.Second}, ""},
		"a whole day":        {[]string{"429 86400"}, []time.Duration{5 * time.Minute}, ""},
		"an instant":         {[]string{"429 Thu, 01 Jan 1970 00:00:00 GMT"}, []time.Duration{time.Second}, ""}, // it is over: as if nothing was said
		"not at all":         {[]string{"429", "503"}, []time.Duration{time.Second, 2 * time.Second}, ""},
		"a slow service":     {[]string{"408"}, []time.Duration{time.Second}, ""},
		"a cut answer":       {[]string{"cut"}, []time.Duration{time.Second}, ""},
		"a page of HTML":     {[]string{"html"}, []time.Duration{time.Second}, ""},
		"no end of troubles": {[]string{"500", "500", "500", "500", "500"}, []time.Duration{1e9, 2e9, 4e9, 8e9}, dunning.CodeUnavailable},
		"a bad request":      {[]string{"400"}, nil, dunning.CodeRejected},
		"not allowed":        {[]string{"403"}, nil, dunning.CodeRejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, waits := flowtest.New(t), slept{}
			s.Fail("search", row.fail...)
			_, err := clientOf(s, &waits).Search(t.Context(), start, "")
			if dunning.ErrorCode(err) != row.code && (row.code != "" || err != nil) || !slices.Equal(waits, row.waits) {
				t.Errorf("%v after waits %v", err, waits)
			}
		})
	}
}

// TestATokenGoesNowhereElse: neither the token nor what opens it follows a
// redirect.
func TestATokenGoesNowhereElse(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"search", "token"} {
		s, waits := flowtest.New(t), slept{}
		s.Fail(call, "302", "302")
		if _, err := clientOf(s, &waits).Search(t.Context(), start, ""); err == nil {
			t.Errorf("%s: a redirect is no answer", call)
		}
		if slices.ContainsFunc(s.Asked, func(a string) bool { return strings.Contains(a, "/elsewhere") }) {
			t.Errorf("%s: followed to %v", call, s.Asked)
		}
	}
}

func TestARefusedSecretIsNotRepeated(t *testing.T) {
	t.Parallel()
	s, waits := flowtest.New(t), slept{}
	c := clientOf(s, &waits)
	c.Secret = "un-autre-secret"
	_, err := c.Search(t.Context(), start, "")
	if dunning.ErrorCode(err) != dunning.CodeInvalid || dunning.ErrorHint(err) == "" || strings.Contains(fmt.Sprint(err), "un-autre-secret") {
		t.Errorf("%v (%s)", err, dunning.ErrorHint(err))
	}
	s.Fail("token", "503", "503")
	if _, err := clientOf(s, &waits).Search(t.Context(), start, ""); dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Errorf("a service of tokens that is down: %v", err)
	}
}

func TestAnAnswerIsBounded(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"access_token":"x","token_type":"Bearer"}`))
			return
		}
		for range status.MaxBytes>>20 + 1 {
			_, _ = w.Write(make([]byte, 1<<20))
		}
	}))
	t.Cleanup(server.Close)
	waits := slept{}
	c := &flowservice.Client{URL: server.URL, TokenURL: server.URL + "/token", ClientID: "x", Secret: "y", HTTP: server.Client(), Sleep: waits.sleep}
	if _, err := c.Message(t.Context(), "a"); dunning.ErrorCode(err) != dunning.CodeRejected {
		t.Errorf("a message without end: %v", err)
	}
	if _, err := c.Search(t.Context(), start, ""); dunning.ErrorCode(err) != dunning.CodeRejected {
		t.Errorf("a list without end: %v", err)
	}
}

func TestAServiceThatGivesFewerThanAskedIsReadOn(t *testing.T) {
	t.Parallel()
	s, waits := flowtest.New(t), slept{}
	s.Limit = 2
	for i := range 5 {
		s.Keep(flowtest.Flow{ID: fmt.Sprint(i), Updated: stamp(i + 1)})
	}
	c, after, seen := clientOf(s, &waits), start, map[string]bool{}
	for range 10 {
		p, err := c.Search(t.Context(), after, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids(p) {
			seen[id] = true
		}
		next, more, err := p.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
		after = next
	}
	if len(seen) != 5 {
		t.Errorf("found %v", seen)
	}
}
