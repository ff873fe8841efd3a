package api_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"relance/internal/api"
	"relance/internal/audit"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/accounts"
)

// crashURL names the database of a process that this test kills.
const crashURL = "RELANCE_TEST_CRASH_URL"

// killed is a memory of answers whose process dies when a write is done and its
// answer is not yet kept: kill -9, of itself, at that very point.
type killed struct{ *accounts.Answers }

// Once implements api.Answers.
func (k killed) Once(ctx context.Context, name people.RequestName, run func() (people.Answer, *audit.Entry), give func(people.Answer, bool)) error {
	return k.Answers.Once(ctx, name, func() (people.Answer, *audit.Entry) {
		run()
		syscall.Kill(os.Getpid(), syscall.SIGKILL) // it ends here
		select {}
	}, give)
}

// TestServeUntilKilled is the process of the test below, no test of its own.
func TestServeUntilKilled(t *testing.T) {
	address := os.Getenv(crashURL)
	if address == "" {
		t.Skip("run by TestAWriteThatWasCutOffIsDoneOnce")
	}
	db, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, now: dayOfTests, people: accounts.New(db)}
	db.Now = func() time.Time { return w.now }
	door := w.door()
	door.Answers = killed{door.Answers.(*accounts.Answers)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("listening on %s\n", listener.Addr())
	t.Fatal((&http.Server{Handler: door.Handler(), ReadHeaderTimeout: time.Minute}).Serve(listener))
}

// victim starts such a process and gives its address.
func (w *world) victim() (address string, dead func()) {
	w.t.Helper()
	child := exec.CommandContext(w.t.Context(), os.Args[0], "-test.run=^TestServeUntilKilled$")
	child.Env = append(os.Environ(), crashURL+"="+w.db.Pool().Config().ConnString())
	out, err := child.StdoutPipe()
	w.must(err)
	w.must(child.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			return rest, func() { child.Wait() } // it was killed
		}
	}
	w.t.Fatal("the process did not listen")
	return "", nil
}

// TestAWriteThatWasCutOffIsDoneOnce kills the program between a write and its
// answer, and sends the same request again: the deed is done once, and a fact is
// answered as it would have been.
func TestAWriteThatWasCutOffIsDoneOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	p := w.possess("atelier")
	for _, row := range []struct {
		id, body, count string
		same            bool // the answer is what an unhurt one would have been
	}{
		{"record-fact", `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`, `select count(*) from payments where source = 'api'`, true},
		{"record-fact", `{"kind":"dispute","amount":"200.00","category":"quality"}`, `select count(*) from events where data->>'kind' = 'dispute'`, true},
		{"record-fact", `{"kind":"resolve_dispute"}`, `select count(*) from events where data->>'kind' = 'resolve_dispute'`, true},
		{"match-line", "", `select count(*) from payments where source = 'bank'`, false},
		{"pay-debtor", `{"amount":"30.00","date":"2026-03-07"}`, `select coalesce(sum(amount), 0)::int / 3000 from payments where date = '2026-03-07'`, false},
		{"start-invoices", "", `select count(*) from invoices where number = 'F-cut'`, false},
	} {
		s := samples(p, "cut")[row.id]
		if row.body != "" {
			s.body = row.body
		}
		key := "cut-" + row.id + "-" + fmt.Sprint(len(row.body))
		w.cutOff(s, key)
		first := w.try("clerk of atelier", routeNamed(t, row.id), s, key)
		again := w.try("clerk of atelier", routeNamed(t, row.id), s, key)
		if first.status != 200 || again.text != first.text || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s: %d %s, then %d %s", key, first.status, first.text, again.status, again.text)
		}
		var n int
		w.must(w.db.Pool().QueryRow(t.Context(), row.count).Scan(&n))
		if n != 1 {
			t.Errorf("%s was done %d times", key, n)
		}
		if now := w.ask("clerk of atelier", http.MethodGet, onF1, ""); row.same && (first.json["balance"] != now.json["balance"] || first.json["version"] != now.json["version"]) {
			t.Errorf("%s is answered %s, and the case is %s", key, first.text, now.text)
		}
	}
}

func routeNamed(t *testing.T, id string) api.Route {
	t.Helper()
	for _, r := range api.Routes() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no route %s", id)
	return api.Route{}
}

// cutOff sends a write to a process that dies before it answers.
func (w *world) cutOff(s sample, key string) {
	w.t.Helper()
	address, dead := w.victim()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, "http://"+address+api.Prefix+s.path, strings.NewReader(s.body))
	w.must(err)
	req.Header.Set("Authorization", "Bearer "+w.tokens["clerk of atelier"])
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
		w.t.Errorf("%s is answered %s by a process that was to die", s.path, res.Status)
	}
	dead()
}
