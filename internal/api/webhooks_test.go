package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestAProgramLooksAfterTheWebhookThatTellsIt adds one, lets something happen, reads
// what it was told, replaces its secret, and ends it.
func TestAProgramLooksAfterTheWebhookThatTellsIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	const who = "admin of atelier"
	post := func(path, key, body string) answer {
		return w.ask(who, http.MethodPost, path, body, "Idempotency-Key", key)
	}
	added := post("/webhooks", "add", `{"url":"https://erp.example.com/hooks","events":["payment.recorded"]}`)
	secret, _ := added.json["secret"].(string)
	if added.status != 200 || !strings.HasPrefix(secret, "whsec_") {
		t.Fatalf("%d %s", added.status, added.text)
	}
	hook := "/webhooks/" + strconv.Itoa(int(added.json["webhook"].(float64)))
	if again := post("/webhooks", "add", `{"url":"https://erp.example.com/hooks","events":["payment.recorded"]}`); again.text != added.text {
		t.Errorf("sent again, another one is added: %s", again.text)
	}
	list := w.ask(who, http.MethodGet, "/webhooks", "")
	one := list.json["webhooks"].([]any)[0].(map[string]any)
	if len(list.json["webhooks"].([]any)) != 1 || one["creditor"] != "atelier" || strings.Contains(list.text, "whsec_") {
		t.Errorf("the list says %s", list.text)
	}
	if all := w.ask("admin of moulin", http.MethodGet, "/webhooks", ""); strings.Contains(all.text, "erp.example.com") {
		t.Errorf("another creditor's program sees it: %s", all.text)
	}

	w.pay("clerk of atelier", "k", `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`)
	w.pay("clerk of atelier", "r", `{"kind":"reply"}`)
	deliveries := w.ask(who, http.MethodGet, hook+"/deliveries", "")
	if d := deliveries.json["deliveries"].([]any); len(d) != 1 || d[0].(map[string]any)["type"] != "payment.recorded" || d[0].(map[string]any)["invoice"] != "F-1" {
		t.Errorf("it is told %s", deliveries.text)
	}
	delivery := deliveries.json["deliveries"].([]any)[0].(map[string]any)["id"].(float64)
	if a := post(hook+"/replay", "one", `{"delivery":`+strconv.Itoa(int(delivery))+`}`); a.json["deliveries"] != 1.0 {
		t.Errorf("replayed: %d %s", a.status, a.text)
	}
	if a := post(hook+"/replay", "none", `{"delivery":999}`); a.status != 404 {
		t.Errorf("a delivery that is none: %d %s", a.status, a.text)
	}
	if a := post(hook+"/secret", "new", ""); a.json["secret"] == secret || !strings.HasPrefix(a.json["secret"].(string), "whsec_") {
		t.Errorf("another secret: %d %s", a.status, a.text)
	}
	if a := post(hook+"/disable", "off", ""); a.json["disabled"] == nil || a.json["why"] != "by "+who {
		t.Errorf("disabled: %d %s", a.status, a.text)
	}
	if a := post(hook+"/enable", "on", ""); a.json["disabled"] != nil {
		t.Errorf("enabled: %d %s", a.status, a.text)
	}
}

func TestAWebhookIsRefusedThatLeadsAstray(t *testing.T) {
	t.Parallel()
	w := open(t)
	for name, body := range map[string]string{
		"into a private network": `{"url":"https://10.0.0.1/"}`,
		"without TLS":            `{"url":"http://erp.example.com/"}`,
		"with a password":        `{"url":"https://a:b@erp.example.com/"}`,
		"an event that is none":  `{"url":"https://erp.example.com/","events":["case.eaten"]}`,
	} {
		a := w.ask("admin of atelier", http.MethodPost, "/webhooks", body, "Idempotency-Key", strings.ReplaceAll(name, " ", "-"))
		if a.status != 422 && a.status != 403 || a.json["hint"] == nil {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
	}
	if list := w.ask("admin of atelier", http.MethodGet, "/webhooks", ""); len(list.json["webhooks"].([]any)) != 0 {
		t.Errorf("kept: %s", list.text)
	}
}

func TestTheFiguresOfADayAreThoseOfTheTokensCreditors(t *testing.T) {
	t.Parallel()
	w := open(t)
	own := w.ask("reader of atelier", http.MethodGet, "/figures?on=2026-03-10", "")
	aged := own.json["aged"].(map[string]any)
	if own.status != 200 || aged["total"] != "3600.00" || len(aged["buckets"].([]any)) != 5 || own.json["on"] != "2026-03-10" {
		t.Errorf("%d %s", own.status, own.text)
	}
	if all := w.ask("admin of all", http.MethodGet, "/figures?on=2026-03-10", ""); all.json["aged"].(map[string]any)["total"] != "7200.00" {
		t.Errorf("of all creditors: %s", all.text)
	}
}

// TestACaseIsBroughtBackOnlyAsItWasSeen closes a case and reopens it by a version
// that is old.
func TestACaseIsBroughtBackOnlyAsItWasSeen(t *testing.T) {
	t.Parallel()
	w := open(t)
	seen := w.ask("approver of atelier", http.MethodGet, onF1, "").header.Get("ETag")
	closed := w.pay("approver of atelier", "close", `{"kind":"close","outcome":"written_off"}`)
	if closed.status != 200 {
		t.Fatalf("%d %s", closed.status, closed.text)
	}
	reopen := func(key, version string) answer {
		return w.ask("approver of atelier", http.MethodPost, onF1+"/reopen", "", "Idempotency-Key", key, "If-Match", version)
	}
	if a := reopen("old", seen); a.status != http.StatusPreconditionFailed || a.json["version"] == nil {
		t.Errorf("by an old version: %d %s", a.status, a.text)
	}
	if a := reopen("new", closed.header.Get("ETag")); a.status != 200 || a.json["cycle"] != 1.0 {
		t.Errorf("as it was seen: %d %s", a.status, a.text)
	}
}

// TestASecretThatIsShownOnceIsInNoTable reads every text and every byte of the database
// after a webhook was added and its secret replaced, and after the answers were given
// again.
func TestASecretThatIsShownOnceIsInNoTable(t *testing.T) {
	t.Parallel()
	w := open(t)
	const who = "admin of atelier"
	var secrets []string
	for range 2 { // the second time the answer is remembered
		added := w.ask(who, http.MethodPost, "/webhooks", `{"url":"https://erp.example.com/hooks"}`, "Idempotency-Key", "add")
		rotated := w.ask(who, http.MethodPost, "/webhooks/1/secret", "", "Idempotency-Key", "rotate")
		if added.status != 200 || rotated.status != 200 {
			t.Fatalf("%d %s, %d %s", added.status, added.text, rotated.status, rotated.text)
		}
		secrets = append(secrets, added.json["secret"].(string), rotated.json["secret"].(string))
	}
	if secrets[0] != secrets[2] || secrets[1] != secrets[3] || secrets[0] == secrets[1] {
		t.Errorf("the same requests are answered %q", secrets)
	}
	secrets = append(secrets, w.tokens[who])
	found := w.columnsWith(secrets)
	// A message can be signed only with the secret itself: the one place where it stands.
	if want := "[webhooks.old_secret webhooks.secret]"; fmt.Sprint(found) != want {
		t.Errorf("secrets stand in %v, want %s", found, want)
	}
}

// columnsWith names the columns in which one of these texts stands.
func (w *world) columnsWith(texts []string) (out []string) {
	w.t.Helper()
	rows, err := w.db.Pool().Query(w.t.Context(), `
		select table_name::text, column_name::text from information_schema.columns
		where table_schema = current_schema() and data_type in ('text', 'bytea', 'jsonb', 'json', 'ARRAY', 'character varying') order by 1, 2`)
	w.must(err)
	type place struct{ Table, Column string }
	places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[place])
	w.must(err)
	if len(places) < 100 {
		w.t.Fatalf("only %d columns were found: the search proves nothing", len(places))
	}
	for _, p := range places {
		for _, text := range texts {
			var n int
			name := pgx.Identifier{p.Table}.Sanitize()
			column := pgx.Identifier{p.Column}.Sanitize()
			w.must(w.db.Pool().QueryRow(w.t.Context(), `select count(*) from `+name+` where position(convert_to($1::text, 'UTF8') in convert_to(`+column+`::text, 'UTF8')) > 0
				or position(encode(convert_to($1::text, 'UTF8'), 'hex') in `+column+`::text) > 0`, text).Scan(&n))
			if n > 0 {
				out = append(out, p.Table+"."+p.Column)
				break
			}
		}
	}
	return out
}
