package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"relance/internal/console"
	"relance/internal/postgres/postgrestest"
)

// aboutCourts finds the forms of the console about statuses, insolvency, registers, ways
// and declarations.
var aboutCourts = regexp.MustCompile(`^/procedures|^/banque/encaissements|/registre$|/voies$`)

// hostileValues are what a field of these forms is sent that it cannot be.
var hostileValues = map[string]string{
	"a day that is none": "31/02/2026", "a word": "demain", "a day to come": "01/01/2099", "HTML": `<img src=x onerror=alert(1)>`, "a formula": `=cmd|' /C calc'!A0`,
	"a megabyte": strings.Repeat("x", 1<<20), "no text": "\x00", "bytes": "\xff\xfe", "a line break": "a\r\nSet-Cookie: x=y", "nothing": "",
	"a number with a wrong check digit": "732829321",
}

// courtContent tells whether one of these forms changed anything.
func (w *staffed) courtContent() string {
	w.t.Helper()
	return fmt.Sprint(postgrestest.Content(w.t, w.db.Pool(), postgrestest.CourtTables...))
}

// technical finds what no person should read.
var technical = regexp.MustCompile(`(?i)sqlstate|\bpanic\b|goroutine|runtime error|\bpgx\b|\.go:\d|<img src=x`)

// TestNoHostileFormAboutCourtsActsOrBreaks sends each field of every form about
// statuses, insolvency, registers, ways and declarations what it cannot be, forms
// without any field, of another site, of somebody who is signed in nowhere, and about a
// debtor whom nobody knows. Nothing breaks; what is refused says why in French and keeps
// what was typed; none but a sound form changes anything.
func TestNoHostileFormAboutCourtsActsOrBreaks(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const who = "admin of all"
	w.enter(who)
	tried := 0
	for _, row := range new(console.Door).Routes() {
		if row.Method != http.MethodPost || !aboutCourts.MatchString(row.Pattern) || row.Pattern == "/banque/encaissements" {
			continue
		}
		sound := visits(w.own, who)[row.Method+" "+row.Pattern]
		before := w.courtContent()
		refused := func(what string, a said) {
			t.Helper()
			tried++
			if a.status < 400 || a.status >= 500 || technical.MatchString(a.body) {
				t.Errorf("%s, %s: %d %.300s", row.Pattern, what, a.status, technical.FindString(a.body))
			}
		}
		refused("of another site", w.ask(who, row.Method, sound.path, sound.form, "", "Sec-Fetch-Site", "cross-site"))
		refused("a debtor whom nobody knows", w.ask(who, row.Method, strings.NewReplacer("C-1", "C-999", "F-1", "F-999").Replace(sound.path+"?x=1"), sound.form, ""))
		if a := w.ask("nobody", row.Method, sound.path, sound.form, ""); a.status != http.StatusSeeOther && a.status != http.StatusUnauthorized {
			t.Errorf("%s, without a session: %d", row.Pattern, a.status)
		}
		if after := w.courtContent(); after != before {
			t.Errorf("%s: a refused form changed something:\n%s, before\n%s", row.Pattern, after, before)
		}
		for field := range sound.form {
			for what, value := range hostileValues {
				form := url.Values{}
				for k, v := range sound.form {
					form[k] = v
				}
				form.Set(field, value)
				before := w.courtContent()
				a := w.ask(who, row.Method, sound.path, form, "")
				tried++
				if a.status >= 500 || technical.MatchString(a.body) {
					t.Errorf("%s, %s is %s: %d %s", row.Pattern, field, what, a.status, technical.FindString(a.body))
				}
				if a.status >= 400 && w.courtContent() != before {
					t.Errorf("%s, %s is %s: refused, and something changed", row.Pattern, field, what)
				}
				if a.status == http.StatusUnprocessableEntity && !strings.Contains(a.body, `role="alert"`) {
					t.Errorf("%s, %s is %s: nothing says why", row.Pattern, field, what)
				}
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d hostile forms", tried)
	}
}

// What was typed stays in a form that is refused.
func TestARefusedFormAboutCourtsKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const who = "admin of all"
	w.enter(who)
	for _, row := range []struct {
		path string
		form url.Values
		kept []string
	}{
		{"/procedures/atelier/C-1", values("destinataire", "SELARL Exemple", "adresse", "1 rue A, 75001 Paris", "tribunal", "Tribunal d’Exemple", "qualite", "liquidateur", "publication", "31/02/2026", "declaree", "hier"),
			[]string{"«\u00a031/02/2026\u00a0» ne se lit pas comme une date", "écrivez-la comme 02/03/2026", `value="SELARL Exemple"`, `value="1 rue A, 75001 Paris"`, `value="Tribunal d’Exemple"`, `value="liquidateur" selected`, `value="31/02/2026"`, `value="hier"`}},
		{"/dossiers/atelier/F-1/voies", values("evenement", "order_served", "jour", "31/02/2026"), []string{`value="order_served" selected`, `value="31/02/2026"`}},
		{"/dossiers/atelier/F-1/voies", values("evenement", "order_served", "jour", "01/01/2099"), []string{`value="order_served" selected`, `value="01/01/2099"`}},
	} {
		a := w.ask(who, http.MethodPost, row.path, row.form, "")
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `role="alert"`) {
			t.Errorf("%s: %d", row.path, a.status)
		}
		for _, kept := range row.kept {
			if !strings.Contains(a.body, kept) {
				t.Errorf("%s: %s is lost", row.path, kept)
			}
		}
	}
}
