package app

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/console"
	"relance/internal/postgres/twinstest"
)

// Every form of the console, sent with a living session from a page of another site:
// refused, and nothing is changed.
func TestNoFormOfAnotherSiteIsTaken(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const who = "admin of all"
	w.enter(who)
	before, entries := w.belongings("atelier")+w.belongings("moulin"), w.lastEntry()
	tried := 0
	for _, row := range new(console.Door).Routes() {
		if row.Method != http.MethodPost {
			continue
		}
		v, there := visits(w.own, "csrf")[row.Method+" "+row.Pattern]
		if !there {
			v = strangers()[row.Method+" "+row.Pattern]
		}
		for _, from := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "cross-site", "Origin", w.base}, {"Origin", "https://evil.example"},
			{"Origin", "null"}, {"Origin", w.base + ".evil.example"}, {"Origin", "http://evil.example:" + w.port()},
		} {
			tried++
			if a := w.ask(who, http.MethodPost, v.path, v.form, v.file, from...); a.status != http.StatusForbidden {
				t.Errorf("%s with %v: %d, want 403", row.Pattern, from, a.status)
			}
		}
	}
	if tried < 200 || w.belongings("atelier")+w.belongings("moulin") != before || w.lastEntry() != entries {
		t.Errorf("after %d forms of other sites something is changed, or on record", tried)
	}
	if a := w.ask(who, http.MethodGet, "/", nil, ""); a.status != http.StatusOK {
		t.Errorf("the session is gone: %d", a.status)
	}
}

func (w *staffed) port() string {
	_, port, err := net.SplitHostPort(w.host)
	w.must(err)
	return port
}

// raw sends bytes as they are and gives the status line that comes back, with all
// that follows; empty when the listener hangs up without a word.
func (w *staffed) raw(request string) (status, rest string) {
	w.t.Helper()
	conn, err := net.Dial("tcp", w.host)
	w.must(err)
	defer conn.Close()
	w.must(conn.SetDeadline(time.Now().Add(30 * time.Second)))
	_, err = io.WriteString(conn, strings.ReplaceAll(request, "HOST", w.host))
	w.must(err)
	r := bufio.NewReader(conn)
	status, _ = r.ReadString('\n') // a connection that was hung up says nothing
	all, _ := io.ReadAll(r)
	return strings.TrimSpace(status), string(all)
}

// Requests of two meanings, by which one who stands behind a proxy slips a second
// request in, get one answer at most, after which the connection ends. What only one
// side can read so is refused; of what is signed in nowhere, 403 is the answer.
func TestARequestOfTwoMeaningsIsRefused(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const second = "GET /connexion HTTP/1.1\r\nHost: HOST\r\n\r\n"
	for name, head := range map[string]string{
		"two lengths":                   "POST /connexion HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
		"a length of words":             "POST /connexion HTTP/1.1\r\nHost: HOST\r\nContent-Length: +4\r\n\r\nabcd",
		"an unknown coding":             "POST /connexion HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"a length and a coding":         "POST /connexion HTTP/1.1\r\nHost: HOST\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"two codings":                   "POST /connexion HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
		"a blank before the colon":      "GET /connexion HTTP/1.1\r\nHost: HOST\r\nX-A : b\r\n\r\n",
		"two hosts":                     "GET /connexion HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n",
		"no host":                       "GET /connexion HTTP/1.1\r\n\r\n",
		"a host with a path":            "GET /connexion HTTP/1.1\r\nHost: HOST/evil\r\n\r\n",
		"a zero byte in a header":       "GET /connexion HTTP/1.1\r\nHost: HOST\r\nX-A: b\x00c\r\n\r\n",
		"a line break in the address":   "GET /connexion\rX: HTTP/1.1\r\nHost: HOST\r\n\r\n",
		"a header without a name":       "GET /connexion HTTP/1.1\r\nHost: HOST\r\n: b\r\n\r\n",
		"a chunk with a length of dots": "POST /connexion HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n..\r\nabcd\r\n0\r\n\r\n",
	} {
		status, rest := w.raw(head + second)
		code := strings.Fields(status + " x x")[1]
		if !slices.Contains([]string{"400", "403", "501"}, code) || strings.Contains(rest, "HTTP/1.1 200") {
			t.Errorf("%s: %q, and %d bytes after it", name, status, len(rest))
		}
	}
}

// What a client says that it calls is never believed: neither in an address that
// others follow, nor to be let in.
func TestAForgedHostIsNotEchoed(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
		"GET /connexion HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
		"GET /dossiers HTTP/1.1\r\nHost: HOST\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\nConnection: close\r\n\r\n",
		"GET http://evil.example/dossiers HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
		"GET //evil.example/dossiers HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
		"GET /api/v1/cases HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
		"GET /api HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
	} {
		status, rest := w.raw(request)
		for _, line := range strings.Split(rest, "\n") {
			name, value, _ := strings.Cut(line, ":")
			if to := strings.TrimSpace(value); strings.EqualFold(name, "Location") && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
				t.Errorf("%q leads to %q", request, to)
			}
		}
		if strings.Contains(rest, "://evil.example") || strings.Contains(status, " 5") {
			t.Errorf("%q: %s, or the host stands in the answer", request, status)
		}
	}
}

// Whoever signs in is sent on within the console, whatever the form says.
func TestAfterSigningInNobodyIsSentAway(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const name, password = "reader of atelier", "cheval agrafe pile correct"
	if a := w.ask("", http.MethodPost, "/acces", values("cle", "link of "+name, "password", password), ""); a.status != http.StatusSeeOther {
		t.Fatalf("the one-time link: %d", a.status)
	}
	for _, next := range []string{
		"//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "/\n/evil.example", "/%2F/evil.example", "%2F%2Fevil.example", "/.//evil.example",
		"/..//evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "///evil.example", "/dossiers?x=//evil.example",
	} {
		a := w.ask("", http.MethodPost, "/connexion", values("login", loginOf(name), "password", password, "suite", next), "")
		base, err := url.Parse(w.base + "/connexion")
		w.must(err)
		to, err := base.Parse(a.header.Get("Location")) // as a browser reads it
		if err != nil || a.status != http.StatusSeeOther || to.Host != w.host || strings.HasPrefix(to.EscapedPath(), "//") || strings.Contains(a.header.Get("Location"), `\`) {
			t.Errorf("%q leads to %q (%d, %v)", next, a.header.Get("Location"), a.status, err)
		}
	}
}

// Things that do not exist and things of others are answered in the same words, and
// passwords are guessed as slowly for a login that nobody has.
func TestWhatIsUnknownAndWhatIsForeignAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const who = "admin of atelier"
	w.enter(who)
	alike := func(what string, foreign, unknown said, names ...string) {
		t.Helper()
		f, u := foreign.body, unknown.body
		for i := 0; i+1 < len(names); i += 2 {
			f, u = strings.ReplaceAll(f, names[i], "…"), strings.ReplaceAll(u, names[i+1], "…")
		}
		if foreign.status != unknown.status || f != u || foreign.header.Get("Content-Type") != unknown.header.Get("Content-Type") {
			t.Errorf("%s: %d and %d, or other words", what, foreign.status, unknown.status)
		}
	}
	for _, path := range []string{"/dossiers/%s/F-1", "/debiteurs/%s/C-1", "/lettres/%s/F-1", "/plans/%s/default", "/dossiers/%s/F-1/preuves.zip", "/procedures/%s/C-1"} {
		at := func(creditor string) said {
			return w.ask(who, http.MethodGet, strings.Replace(path, "%s", creditor, 1), nil, "")
		}
		alike(path, at("moulin"), at("nobody"), "moulin", "nobody")
	}
	for _, path := range []string{"/cases/%s/F-1", "/cases/%s/F-1/timeline", "/creditors/%s", "/debtors/%s/C-1", "/invoices/%s/F-1"} {
		at := func(creditor string) said {
			return w.program(who, http.MethodGet, strings.Replace(path, "%s", creditor, 1))
		}
		alike(path, at("moulin"), at("nobody"), "moulin", "nobody")
	}
	statuses := func(login string) (out []int) {
		for range 7 {
			out = append(out, w.ask("", http.MethodPost, "/connexion", values("login", login, "password", "wrong"), "").status)
		}
		return out
	}
	known, unknown := statuses(loginOf(who)), statuses("nobody@example.fr")
	if !slices.Equal(known, unknown) || known[0] == known[6] || slices.Contains(known, http.StatusSeeOther) {
		t.Errorf("a login that is known is answered %v, one that is not %v", known, unknown)
	}
}

// A secret opens the one door that it was made for, by the one way.
func TestASecretInAnotherPlaceOpensNothing(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const who = "admin of atelier"
	w.enter(who)
	session, token := w.sessions[who], w.tokens[who]
	for name, request := range map[string]string{
		"a token in the address":       "GET /api/v1/cases?access_token=" + token + "&token=" + token + " HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
		"a token as a password":        "GET /api/v1/cases HTTP/1.1\r\nHost: HOST\r\nAuthorization: Basic " + token + "\r\nConnection: close\r\n\r\n",
		"a token as a cookie":          "GET /api/v1/cases HTTP/1.1\r\nHost: HOST\r\nCookie: relance=" + token + "\r\nConnection: close\r\n\r\n",
		"a session at the API":         "GET /api/v1/cases HTTP/1.1\r\nHost: HOST\r\nCookie: relance=" + session + "\r\nConnection: close\r\n\r\n",
		"a session as a token":         "GET /api/v1/cases HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer " + session + "\r\nConnection: close\r\n\r\n",
		"a token at the console":       "GET /dossiers HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer " + token + "\r\nConnection: close\r\n\r\n",
		"a session in the address":     "GET /dossiers?relance=" + session + " HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
		"a token with one letter less": "GET /api/v1/cases HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer " + token[:len(token)-1] + "\r\nConnection: close\r\n\r\n",
	} {
		status, rest := w.raw(request)
		if strings.Contains(status, " 200") || strings.Contains(rest, twinstest.Mark("atelier")) || strings.Contains(rest, "Client commun") {
			t.Errorf("%s: %s", name, status)
		}
	}
}

// Names of files and addresses lead nowhere but where they stand, no answer may be
// taken for another kind than it says, and none is without its guards.
func TestNoAddressLeadsOutAndNoAnswerIsTakenForAnother(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const who = "admin of all"
	w.enter(who)
	for _, path := range []string{
		"/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/statique/../relance.yaml", "/statique/..%2frelance.yaml", "/static/%2e%2e/%2e%2e/go.mod",
		"/dossiers/..%2f..%2fetc/passwd", "/api/../relance.yaml", "/api/v1/%2e%2e/%2e%2e/etc/passwd", "/dossiers/atelier/F-1/messages/..%2f1/brut",
		"/dossiers/atelier/F-1%0d%0aX-Evil:%201", "/dossiers/atelier/%00",
	} {
		status, rest := w.raw("GET " + path + " HTTP/1.1\r\nHost: HOST\r\nCookie: relance=" + w.sessions[who] + "\r\nConnection: close\r\n\r\n")
		head, _, _ := strings.Cut(rest, "\r\n\r\n")
		if strings.Contains(status, " 200") || strings.Contains(status, " 5") || strings.Contains(rest, "root:") || strings.Contains(strings.ToLower(head), "\nx-evil") {
			t.Errorf("%s: %s", path, status)
		}
	}
	f1 := "/dossiers/atelier/F-1"
	for _, path := range []string{"/", "/connexion", "/nowhere", f1, f1 + "/preuves.zip", "/dossiers/export.csv", "/api", "/api/v1/cases", "/api/v1/nowhere", "/dossiers/atelier/F%2F3%20%C3%A9/preuves.zip"} {
		a := w.ask(who, http.MethodGet, path, nil, "")
		if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Content-Type") == "" {
			t.Errorf("%s: %v may be taken for anything", path, a.header)
		}
		if d := a.header.Get("Content-Disposition"); strings.ContainsAny(d, "/\r\n") {
			t.Errorf("%s: the name of the file is %q", path, d)
		}
	}
	if status, _ := w.raw("GET / HTTP/1.1\r\nHost: HOST\r\nX-A: " + strings.Repeat("a", 64<<10) + "\r\n\r\n"); !strings.Contains(status, "431") {
		t.Errorf("a head of 64 KiB: %s", status)
	}
	if status, _ := w.raw("POST /connexion HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999999999\r\n\r\nlogin=a"); strings.Contains(status, " 200") || strings.Contains(status, " 303") {
		t.Errorf("a body of ten gigabytes: %s", status)
	}
}
