package console_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres/lookup"
)

var (
	aForm   = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	unseen  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	written = regexp.MustCompile(`<input id="[^"]*" name="([^"]*)"[^>]* value="([^"]*)"`)
)

// sheet is a form as a browser holds it.
type sheet struct {
	to     string
	fields url.Values
}

// formOf finds the form of a page that holds a text.
func (p shown) formOf(t *testing.T, part string, values ...string) sheet {
	t.Helper()
	for _, f := range aForm.FindAllString(p.html, -1) {
		if !strings.Contains(f, part) {
			continue
		}
		out := sheet{to: p.address, fields: url.Values{}}
		if _, rest, ok := strings.Cut(f, `action="`); ok {
			to, _, _ := strings.Cut(rest, `"`)
			out.to = html.UnescapeString(to)
		}
		for _, fields := range [][][]string{unseen.FindAllStringSubmatch(f, -1), written.FindAllStringSubmatch(f, -1)} {
			for _, m := range fields {
				out.fields.Set(m[1], html.UnescapeString(m[2]))
			}
		}
		for i := 0; i+1 < len(values); i += 2 {
			out.fields.Set(values[i], values[i+1])
		}
		if out.fields.Get("cle") == "" {
			t.Fatalf("the form has no key: %s", f)
		}
		return out
	}
	t.Fatalf("no form with %s on %s: %s", part, p.address, p.html)
	return sheet{}
}

// press sends a form and gives the answer, without going where it leads.
func (v *visit) press(f sheet) (status int, to string) {
	v.t.Helper()
	still := *v.browser
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := still.PostForm(v.server.URL+f.to, f.fields)
	v.must(err)
	v.must(res.Body.Close())
	return res.StatusCode, res.Header.Get("Location")
}

// aTask opens a task about the case of the visit and gives its page.
func (v *visit) aTask(code dunning.TaskCode) shown {
	v.t.Helper()
	ref := dunning.Ref{Creditor: "atelier", Number: "F/1 é"}
	if code == dunning.TaskReply {
		v.tells(dunning.NewReply())
	} else {
		v.must(v.db.OpenTask(v.t.Context(), dunning.Task{Ref: ref, Code: code}))
	}
	open, err := lookup.New(v.db).OpenTasks(v.t.Context(), code, "")
	v.must(err)
	return v.get("/taches/" + strconv.FormatInt(open[len(open)-1].ID, 10))
}

func (v *visit) tells(e dunning.Event) {
	v.t.Helper()
	_, err := v.office.Tell(v.t.Context(), access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: e})
	v.must(err)
}

func (v *visit) aLine() shown {
	v.t.Helper()
	v.upload("/banque", "fichier", "releve.csv", statement)
	return v.get("/banque?cherche=F%2F1")
}

// pressed are the forms that people send twice by a double click.
func pressed() map[string]func(t *testing.T, v *visit) sheet {
	return map[string]func(t *testing.T, v *visit) sheet{
		"a match": func(t *testing.T, v *visit) sheet {
			line := v.aLine().formOf(t, "Mettre de côté").to
			return v.get(strings.TrimSuffix(line, "/ecarter")+"?cherche=F%2F1").formOf(t, `name="facture"`, "facture", "F/1 é")
		},
		"a match undone": func(t *testing.T, v *visit) sheet {
			line := strings.TrimSuffix(v.aLine().formOf(t, "Mettre de côté").to, "/ecarter")
			v.post(line+"/rapprocher", "facture", "F/1 é")
			return v.get(line).formOf(t, "Annuler ce rapprochement")
		},
		"a line put aside": func(t *testing.T, v *visit) sheet { return v.aLine().formOf(t, "Mettre de côté") },
		"a task":           func(t *testing.T, v *visit) sheet { return v.aTask(dunning.TaskOverpaid).formOf(t, "C’est fait") },
		"an answer read":   func(t *testing.T, v *visit) sheet { return v.aTask(dunning.TaskReply).formOf(t, "C’est lu") },
		"a debtor": func(t *testing.T, v *visit) sheet {
			return v.get(debtor1).formOf(t, `value="corriger"`, "nom", "Menuiserie", "regime", "b2b", "email", "neu@example.org")
		},
		"a suspension lifted": func(t *testing.T, v *visit) sheet {
			v.tells(dunning.NewHold(calendar.Date{}))
			return v.get(f1+"/noter/reprise").formOf(t, "choix", "choix", "manual")
		},
	}
}

// everything is what forms may change.
func (v *visit) everything() string {
	v.t.Helper()
	var all strings.Builder
	for _, table := range []string{"events", "matches", "bank_lines", "payments", "tasks", "debtors", "cases", "outbox"} {
		var rows string
		v.must(v.db.Pool().QueryRow(v.t.Context(), `select coalesce(string_agg(r::text, e'\n' order by r::text), '') from `+table+` r`).Scan(&rows))
		all.WriteString(rows)
	}
	return all.String()
}

func TestADoubleClickCountsOnceAndIsAnsweredAsTheFirst(t *testing.T) {
	t.Parallel()
	for name, form := range pressed() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := open(t)
			v.enter("admin", "atelier")
			f := form(t, v)
			before := v.everything()
			status, to := v.press(f)
			once := v.everything()
			if status != http.StatusSeeOther || once == before {
				t.Fatalf("sent once: %d, changed %t", status, once != before)
			}
			if again, there := v.press(f); again != status || there != to {
				t.Errorf("sent twice: %d to %s, the first was answered %d to %s", again, there, status, to)
			}
			if v.everything() != once {
				t.Error("sent twice it counts twice")
			}
		})
	}
}

// What somebody decides looking at a page that is older than the record is refused,
// and he is shown what is new; he may then confirm it.
func TestADecisionOverWhatChangedMeanwhileIsRefusedWithWhatIsNew(t *testing.T) {
	t.Parallel()
	another := "autre@example.org"
	since := map[string]struct {
		change func(v *visit, f sheet)
		news   string
	}{
		"a match": {func(v *visit, f sheet) { v.post(strings.TrimSuffix(f.to, "/rapprocher") + "/ecarter") }, "la voici telle qu’elle est"},
		"a match undone": {func(v *visit, f sheet) {
			v.post(f.to)
			v.post(strings.TrimSuffix(f.to, "/annuler")+"/rapprocher", "facture", "F/1 é", "montant-F/1 é", "10")
		}, "la voici telle qu’elle est"},
		"a line put aside": {func(v *visit, f sheet) {
			v.post(strings.TrimSuffix(f.to, "/ecarter")+"/rapprocher", "facture", "F/1 é")
		}, "la voici telle qu’elle est"},
		"a task":         {func(v *visit, _ sheet) { v.tells(dunning.NewPaid(10_000, calendar.NewDate(2026, 3, 9))) }, "100,00"},
		"an answer read": {func(v *visit, _ sheet) { v.tells(dunning.NewPaid(10_000, calendar.NewDate(2026, 3, 9))) }, "100,00"},
		"a debtor": {func(v *visit, _ sheet) {
			d := dunning.Debtor{Creditor: "atelier", Key: "C-atelier"}
			_, _, err := v.office.CorrectDebtor(v.t.Context(), access.Shell("root"), d, change.Debtor{Email: &another})
			v.must(err)
		}, "e-mail «\u00a0" + another + "\u00a0»"},
	}
	for name, row := range since {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := open(t)
			v.enter("admin", "atelier")
			f := pressed()[name](t, v)
			row.change(v, f)
			now := v.everything()
			p := v.read(v.browser.PostForm(v.server.URL+f.to, f.fields))
			if p.status != http.StatusConflict || !strings.Contains(p.html, row.news) {
				t.Errorf("%d, and what is new (%s) is not shown: %s", p.status, row.news, p.html)
			}
			if v.everything() != now {
				t.Error("it is recorded all the same")
			}
		})
	}
}
