package api_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"relance/internal/api"
	"relance/internal/postgres/postgrestest"
)

// standing is the content of what operations about courts may change.
func (w *world) standing() string {
	w.t.Helper()
	return fmt.Sprint(postgrestest.Content(w.t, w.db.Pool(), postgrestest.CourtTables...))
}

// hostileBodies are what no operation about courts understands.
var hostileBodies = map[string]string{
	"cut":               `{"holder":"SELARL`,
	"a list":            `[{"holder":"x"}]`,
	"a text":            `"holder"`,
	"nothing":           ` `,
	"null":              `null`,
	"not UTF-8":         "{\"holder\":\"\xff\xfe\"}",
	"UTF-16":            "\xff\xfe{\x00}\x00",
	"XML":               `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`,
	"numbers for texts": `{"holder":7,"creditor":7,"event":7,"date":7,"status":7,"nature":7,"document":7,"sent":7,"published":7}`,
	"objects for texts": `{"holder":{},"creditor":{},"event":{},"date":[],"status":{},"nature":{},"document":{},"sent":{},"published":{}}`,
	"words nobody knows": `{"role":"roi","procedure":"dance","event":"dance","date":"2026-03-02","status":"perdue","creditor":"personne","nature":"chirographaire","pending":"néant",` +
		`"document":"zz","sent":"peut-être","way":"dance"}`,
	"days that are none": `{"published":"2026-02-30","declared_on":"hier","date":"0000-00-00","event":"order_made","status":"posted"}`,
	"a day to come":      `{"declared_on":"2099-01-01","date":"2099-01-01","event":"order_made","status":"posted"}`,
	"a text without end": `{"holder":"` + strings.Repeat("x", 100_000) + `","creditor":"` + strings.Repeat("x", 100_000) + `"}`,
	"two megabytes":      `{"x":"` + strings.Repeat("x", 2<<20) + `"}`,
	"depth":              strings.Repeat(`{"holder":`, 20_000),
}

// aboutCourts finds what stands among the operations about debtors.
var aboutCourts = regexp.MustCompile("insolvency|proceedings|declaration|register$")

var hostileNames = []string{"%00", "..%2f..%2fetc%2fpasswd", "%ff%fe", "' or 1=1 --", "%F0%9F%92%A5", strings.Repeat("9", 400), "-1", "0", "99999999999999999999", "NaN", "*"}

// plain tells whether an answer is a refusal in one sentence, by a code of the list.
func plain(a answer) bool {
	detail, _ := a.json["detail"].(string)
	code, _ := a.json["code"].(string)
	return a.status >= 400 && a.status < 500 && code != "" && detail != "" && len(detail) < 600 && !strings.ContainsAny(detail, "\n\r") &&
		!regexp.MustCompile(`(?i)sqlstate|panic|goroutine|runtime error|pgx|\.go:\d`).MatchString(detail)
}

// TestNoHostileRequestAboutCourtsActsOrBreaks sends every operation about statuses,
// insolvency, registers and ways what it cannot understand: bodies that are cut, of
// other types, in other encodings, too large or too deep; names and numbers that are
// none; another creditor's. Each is refused in one sentence and changes nothing.
func TestNoHostileRequestAboutCourtsActsOrBreaks(t *testing.T) {
	t.Parallel()
	w := open(t)
	own, other := w.possess("atelier"), w.possess("moulin")
	const who = "admin of atelier"
	var routes []api.Route
	for _, r := range api.Routes() {
		if r.Tag == "court" || aboutCourts.MatchString(r.ID) {
			routes = append(routes, r)
		}
	}
	if len(routes) < 20 {
		t.Fatalf("%d operations about courts, want all of them", len(routes))
	}
	before, tried := w.standing(), 0
	refused := func(r api.Route, what string, a answer) {
		t.Helper()
		tried++
		if !plain(a) {
			t.Errorf("%s %s: %d %.300s", r.ID, what, a.status, a.text)
		}
	}
	for _, r := range routes {
		s, foreign := samples(own, "hostile")[r.ID], samples(other, "hostile")[r.ID]
		if s.body != "" {
			for name, body := range hostileBodies {
				refused(r, name, w.ask(who, r.Method, s.path, body, "Idempotency-Key", r.ID+name))
			}
			refused(r, "as a form", w.ask(who, r.Method, s.path, "holder=x", "Idempotency-Key", r.ID+"form", "Content-Type", "application/x-www-form-urlencoded"))
		}
		if r.Writes() {
			refused(r, "without a key", w.ask(who, r.Method, s.path, s.body))
		}
		if !foreign.list && foreign.path != s.path {
			refused(r, "of another creditor", w.try(who, r, foreign, r.ID+"foreign"))
		}
		for _, part := range []string{"/atelier/", "/C-atelier", "/F-1", "/injonction", "/1"} {
			if !strings.Contains(s.path, part) || s.list {
				continue
			}
			for i, name := range hostileNames {
				if part == "/1" && name == "0" {
					continue
				}
				bad := s
				bad.path = strings.Replace(s.path, part, "/"+name+strings.TrimPrefix(part, strings.TrimSuffix(part, "/")), 1)
				refused(r, bad.path[:min(len(bad.path), 80)], w.try(who, r, bad, r.ID+part+string(rune('a'+i))))
			}
		}
	}
	for path, least := range map[string]int{
		"/collections?creditor=personne": 404, "/collections?creditor=moulin": 404, "/collections?since=hier": 400,
		"/cases/atelier/F-1/ways/injonction?court=" + strings.Repeat("x", 9000): 400, "/cases/atelier/F-1/ways/injonction?trial=peut-etre": 400,
		"/cases/atelier/F-1/ways/injonction?with=nobody": 400, "/cases/atelier/F-1/ways/injonction?with=F-1": 400,
	} {
		if a := w.ask(who, http.MethodGet, path, ""); !plain(a) || a.status < least {
			t.Errorf("%.80s: %d %.300s", path, a.status, a.text)
		}
	}
	if after := w.standing(); after != before {
		t.Errorf("something was changed:\n%s, before\n%s", after, before)
	}
	if tried < 300 {
		t.Errorf("only %d hostile requests", tried)
	}
}
