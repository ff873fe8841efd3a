package api_test

import (
	"net/http"
	"strconv"
	"testing"
)

// What somebody decides having seen another version of a bank line, a debtor or the
// case of a task is refused with the version that counts now, and done with that one.
func TestADecisionByAnOlderVersionIsRefusedWithTheNewer(t *testing.T) {
	t.Parallel()
	w := open(t)
	p := w.possess("atelier")
	line, debtor, task := "/bank-lines/"+strconv.FormatInt(p.Line, 10), "/debtors/atelier/C-atelier", "/tasks/"+strconv.FormatInt(p.Task, 10)+"/done"
	const who = "admin of atelier"
	const one = `{"allocations":[{"invoice":"F-1","amount":"1.00"}]}`
	of := func(path string) func() string {
		return func() string { return w.ask(who, http.MethodGet, path, "").header.Get("ETag") }
	}
	n := 0
	do := func(method, path, body string, header ...string) answer {
		n++
		return w.ask(who, method, path, body, append(header, "Idempotency-Key", "version-"+strconv.Itoa(n))...)
	}
	undo := func() { do(http.MethodPost, line+"/unmatch", "") }
	match := func() { do(http.MethodPost, line+"/match", one) }
	both := func() { match(); undo() }
	rows := []struct {
		name, method, path, body string
		seen                     func() string
		meanwhile                func()
	}{
		{"a match", http.MethodPost, line + "/match", `{"allocations":[{"invoice":"F-1","amount":"2.00"}]}`, of(line), both},
		{"a match undone", http.MethodPost, line + "/unmatch", "", of(line), func() { both(); match() }},
		{"a line put aside", http.MethodPost, line + "/ignore", "", of(line), both},
		{"a debtor", http.MethodPatch, debtor, `{"name":"Menuiserie"}`, of(debtor), func() { do(http.MethodPatch, debtor, `{"email":"neu@example.org"}`) }},
		{"a task", http.MethodPost, task, "", of("/cases/atelier/F-1"), func() { do(http.MethodPost, "/cases/atelier/F-1/facts", `{"kind":"paid","amount":"3.00"}`) }},
	}
	for _, row := range rows {
		seen := row.seen()
		row.meanwhile()
		a := do(row.method, row.path, row.body, "If-Match", seen)
		now := row.seen()
		if a.status != http.StatusPreconditionFailed || a.json["code"] != "conflict" || strconv.Quote(number(a.json["version"])) != now || seen == now {
			t.Errorf("%s, seen at %s and now at %s: %d %s", row.name, seen, now, a.status, a.text)
		}
		if row.seen() != now {
			t.Errorf("%s: it counts all the same", row.name)
		}
		if a := do(row.method, row.path, row.body, "If-Match", now); a.status != http.StatusOK {
			t.Errorf("%s, as it is now: %d %s", row.name, a.status, a.text)
		}
	}
}

func number(v any) string {
	f, _ := v.(float64)
	return strconv.FormatFloat(f, 'f', 0, 64)
}
