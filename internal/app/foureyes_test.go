package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/planning"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres/plans"
	"relance/internal/posting"
)

// matter is something to which two people must agree, with how each door is told a
// yes to it; an empty path is a door that does not know it.
type matter struct {
	page  func() (path string, form url.Values)
	api   func() (path, body string)
	ask   func(access.Actor) error // of the back office: what a command calls
	in    func() bool              // it is in use, or may leave
	first func() string            // who has agreed so far
}

// TestTwoPeopleAgreeWhicheverDoorTheyComeBy has a row for each path to what two
// people must agree to: what it is and who asked for it by which door, who said yes
// by which door, and what became of it. A yes is written "door name".
func TestTwoPeopleAgreeWhicheverDoorTheyComeBy(t *testing.T) {
	t.Parallel()
	w := openStaff(t, func(c *config.Config) { c.Approvals = dunning.ApprovalsTwo })
	for _, name := range []string{"claire", "paul"} {
		w.user(name, people.Grant{Creditor: "atelier", Role: "approver"})
	}
	w.must(w.db.SaveCreditor(t.Context(), w.known("atelier"), []dunning.Plan{dunning.DefaultPlan(), formal()}))
	const (
		none  = "nobody's yes counts"
		one   = "one yes counts"
		inUse = "in use"
	)
	for _, row := range []struct {
		what, askedBy string
		yes           []string
		want          string
	}{
		{"formal notice", "its plan", []string{"console claire"}, one},
		{"formal notice", "its plan", []string{"console claire", "console claire"}, one},
		{"formal notice", "its plan", []string{"console claire", "console paul"}, inUse},
		{"formal notice", "its plan", []string{"console claire", "api paul"}, inUse},
		{"formal notice", "its plan", []string{"api claire", "console paul"}, inUse},
		{"formal notice", "its plan", []string{"api claire", "api claire"}, one},
		{"formal notice", "its plan", []string{"fact claire"}, one},
		{"formal notice", "its plan", []string{"fact claire", "fact paul"}, inUse},
		{"formal notice", "its plan", []string{"shell claire"}, none},
		{"formal notice", "its plan", []string{"shell claire", "shell paul"}, none},
		{"formal notice", "its plan", []string{"console claire", "shell paul"}, one},
		{"formal notice", "its plan", []string{"signal claire", "signal paul"}, none},
		{"formal notice", "its plan", []string{"console claire", "signal paul"}, one},
		{"formal notice", "its plan", []string{"worker claire", "worker paul"}, none},
		{"IBAN", "configuration", []string{"console claire"}, one},
		{"IBAN", "configuration", []string{"console claire", "api claire"}, inUse}, // a token is a program of its own: only whoever has the machine makes one
		{"IBAN", "configuration", []string{"console claire", "console claire", "shell claire"}, one},
		{"IBAN", "configuration", []string{"api claire", "api claire"}, one},
		{"IBAN", "configuration", []string{"shell claire", "shell paul"}, none},
		{"IBAN", "configuration", []string{"console claire", "shell paul"}, one},
		{"name", "configuration", []string{"console claire", "console claire"}, one},
		{"name", "configuration", []string{"api claire", "console paul"}, inUse},
		{"plan", "configuration", []string{"shell claire", "shell paul"}, none},
		{"plan", "configuration", []string{"console claire", "console paul"}, inUse},
		{"further account", "configuration", []string{"console claire"}, one},
		{"further account", "configuration", []string{"console claire", "console paul"}, inUse},
		{"other means of payment", "configuration", []string{"console claire", "shell paul"}, one},
		{"steps of the plan", "configuration", []string{"shell claire", "shell paul"}, none},
		{"steps of the plan", "configuration", []string{"console claire", "console claire"}, one},
		{"steps of the plan", "configuration", []string{"console claire", "console paul"}, inUse},
		{"steps of the plan", "end of the configuration's", []string{"console claire", "console paul"}, inUse},
		{"steps of a saved plan", "console", []string{"shell claire", "shell paul"}, none},
		{"steps of a saved plan", "console", []string{"console claire", "console claire"}, one},
		{"steps of a saved plan", "console", []string{"console claire", "console paul"}, inUse},
	} {
		name := row.what + " by " + row.askedBy + ", yes by " + strings.Join(row.yes, " and ")
		m := w.matter(row.what, row.askedBy)
		if m.in() || m.first() != "" {
			t.Errorf("%s: it is in use, or somebody has agreed, before anybody was asked", name)
			continue
		}
		for _, yes := range row.yes {
			door, who, _ := strings.Cut(yes, " ")
			w.agree(m, door, who)
		}
		got := none
		switch {
		case m.in():
			got = inUse
		case m.first() != "":
			got = one
		}
		if got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
}

// TestNoFileSendsMoneyElsewhere holds that an invoice which names another account than
// its creditor's starts no case, whichever door brings it; and that it does once two
// people have agreed to the account.
func TestNoFileSendsMoneyElsewhere(t *testing.T) {
	t.Parallel()
	const other = "DE89370400440532013000"
	w := openStaff(t, func(c *config.Config) { c.Approvals = dunning.ApprovalsTwo })
	office, err := w.app.Office()
	w.must(err)
	w.enter("clerk of atelier")
	file := func(number string) string {
		return "number;issue_date;due_date;total;buyer_name;buyer_email;iban\n" + number + ";2026-02-01;2026-03-01;120.00;Client neuf;neuf@example.org;" + other + "\n"
	}
	take := func(who access.Actor) func(string) {
		return func(number string) {
			in := backoffice.Import{Files: []string{"liste.csv"}, Source: oneFile(file(number)), Creditor: "atelier"}
			for _, err := range office.Import(t.Context(), who, in) {
				w.must(err)
			}
		}
	}
	doors := map[string]func(number string){
		"shell":  take(access.Shell("root")),
		"folder": take(access.Own("dropfolder")),
		"api": func(number string) {
			w.write("clerk of atelier", "/invoices?creditor=atelier", "text/csv", file(number))
		},
		"console": func(number string) {
			tried := w.ask("clerk of atelier", http.MethodPost, "/import", nil, file(number))
			_, rest, _ := strings.Cut(tried.body, `name="cle" value="`)
			key, _, _ := strings.Cut(rest, `"`)
			w.ask("clerk of atelier", http.MethodPost, "/import", url.Values{"cle": {key}}, "")
		},
	}
	started := func(number string) bool {
		_, err := w.db.LoadCase(t.Context(), dunning.Ref{Creditor: "atelier", Number: number})
		return err == nil
	}
	dry := func() (out backoffice.ImportOutcome) {
		in := backoffice.Import{Files: []string{"liste.csv"}, Source: oneFile(file("dry")), Creditor: "atelier", DryRun: true}
		for e, err := range office.Import(t.Context(), access.Shell("root"), in) {
			w.must(err)
			out = e.Outcome // remarks come before
		}
		return out
	}
	if got := dry(); got != backoffice.Failed {
		t.Errorf("a dry run says %s of an invoice that starts no case", got)
	}
	for door, bring := range doors {
		bring("X-" + door)
		if started("X-" + door) {
			t.Errorf("%s: the debtor would be asked to pay to %s", door, other)
		}
	}
	c := w.known("atelier")
	c.Accounts = []string{other}
	w.app.Config.Creditors = []dunning.Creditor{c}
	w.must(w.app.SaveCreditors(t.Context()))
	list, err := w.app.store.CreditorChanges(t.Context())
	w.must(err)
	for _, change := range list {
		for _, who := range []string{"claire", "paul"} {
			if change.Creditor == "atelier" {
				_, err := office.DecideChange(t.Context(), access.Actor{Name: who, Roles: access.Everywhere(access.Approver), Door: access.Console, Proof: access.Session}, change.ID, true)
				w.must(err)
			}
		}
	}
	if got := dry(); got != backoffice.WouldStart {
		t.Errorf("a dry run says %s of an invoice to whose account two people agreed", got)
	}
	for door, bring := range doors {
		bring("Y-" + door)
		if !started("Y-" + door) {
			t.Errorf("%s: two people agreed to the account, and its invoice starts no case", door)
		}
	}
}

// oneFile is a file whatever its name.
type oneFile string

// Read implements backoffice.Source.
func (f oneFile) Read(string, int64) ([]byte, error) { return []byte(f), nil }

// Has implements backoffice.Source.
func (f oneFile) Has(string) bool { return true }

// formal is a plan that is a formal notice and nothing else.
func formal() dunning.Plan {
	p := dunning.DefaultPlan()
	p.ID, p.Steps = "formel", []dunning.Step{{ID: "notice", At: 2, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Approval: dunning.ApprovalRequired, Deadline: 15}}
	return p
}

func (w *staffed) known(creditor string) dunning.Creditor {
	w.t.Helper()
	c, err := w.db.Creditor(w.t.Context(), creditor)
	w.must(err)
	return c
}

// agree says yes by a door, as somebody; what the door answers is looked at by what
// became of the matter.
func (w *staffed) agree(m matter, door, who string) {
	w.t.Helper()
	roles := access.Everywhere(access.Approver)
	switch door {
	case "console":
		w.enter(who)
		path, form := m.page()
		if a := w.ask(who, http.MethodPost, path, form, ""); a.status >= 500 {
			w.t.Errorf("%s: %d", path, a.status)
		}
	case "api", "fact":
		path, body := m.api()
		if door == "fact" {
			path, body = strings.TrimSuffix(path, "/approval")+"/facts", `{"kind":"approve"}`
		}
		if a := w.write(who, path, "application/json", body); a.status >= 500 {
			w.t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	case "shell":
		w.forbidden(door, m.ask(access.Shell(who)))
	case "signal":
		w.forbidden(door, m.ask(access.Actor{Name: who, Roles: roles, Door: access.Temporal, Proof: access.Signal}))
	case "worker":
		w.forbidden(door, m.ask(access.Own(who)))
	default:
		w.t.Fatalf("there is no door %q", door)
	}
}

func (w *staffed) forbidden(door string, err error) {
	w.t.Helper()
	if dunning.ErrorCode(err) != dunning.CodeForbidden {
		w.t.Errorf("a yes by a %s: %v, want %s", door, err, dunning.CodeForbidden)
	}
}

// write sends a request of the API that changes something.
func (w *staffed) write(who, path, kind, body string) said {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.base+"/api/v1"+path, strings.NewReader(body))
	w.must(err)
	r.Header.Set("Authorization", "Bearer "+w.tokens[who])
	r.Header.Set("Content-Type", kind)
	w.keys++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", w.keys))
	return w.send(r)
}

// matter makes something new to agree to.
func (w *staffed) matter(what, askedBy string) matter {
	w.t.Helper()
	w.matters++
	n := w.matters
	switch {
	case what == "formal notice":
		return w.notice(fmt.Sprintf("M-%d", n))
	case strings.HasPrefix(what, "steps of"):
		return w.steps(askedBy, n)
	}
	c := w.known("atelier")
	switch what {
	case "IBAN":
		c.IBAN = []string{"DE89370400440532013000", "FR7630006000011234567890189", "GB82WEST12345698765432"}[n%3]
		if c.IBAN == w.known("atelier").IBAN {
			c.IBAN = "NL91ABNA0417164300"
		}
	case "name":
		c.Name = fmt.Sprintf("Maison %d", n)
	case "plan":
		c.Plan = map[string]string{"": "formel", "formel": "default"}[c.Plan]
	case "further account":
		c.Accounts = []string{[]string{"GB82WEST12345698765432", "NL91ABNA0417164300"}[n%2]}
	default:
		c.OtherMeans = fmt.Sprintf("par chèque à l’ordre de %d", n)
	}
	return w.change(c)
}

// notice is an invoice whose next step is a formal notice.
func (w *staffed) notice(number string) matter {
	w.t.Helper()
	added, err := w.db.AddInvoice(w.t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Now: w.db.Now(), Author: "test", Debtor: dunning.Debtor{Key: "C-1", Name: "Client commun"},
		Invoice: dunning.Invoice{
			Number: number, Plan: "formel", DueRule: dunning.DueStated, Source: "test", Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 3),
			Currency: "EUR", Total: 1_000, Payable: 1_000,
		},
	})
	w.must(err)
	office, err := w.app.Office()
	w.must(err)
	now := func() dunning.Case {
		c, err := w.db.LoadCase(w.t.Context(), added.Ref)
		w.must(err)
		return c
	}
	_, err = posting.CaseRecorder{Post: w.app.Post}.Record(w.t.Context(), dunning.Recording{Ref: added.Ref, Event: dunning.NewAsked("notice", "").With(dunning.Stamp{At: w.db.Now()})})
	w.must(err)
	return matter{
		page: func() (string, url.Values) {
			return "/lettres/atelier/" + number, url.Values{"geste": {"accepter"}, "etape": {"notice"}, "version": {strconv.FormatInt(now().Version, 10)}}
		},
		api: func() (string, string) { return "/cases/atelier/" + number + "/approval", `{"step":"notice"}` },
		ask: func(who access.Actor) error {
			if who.Proof == access.Signal { // as the workflow records what a signal says
				_, err := posting.CaseRecorder{Post: w.app.Post}.Record(w.t.Context(), dunning.Recording{
					Ref: added.Ref, Event: dunning.NewApprove("").With(dunning.Stamp{At: w.db.Now(), ID: "signal of " + who.Name, Author: who.Name}),
				})
				return err
			}
			_, err := office.Approve(w.t.Context(), who, backoffice.Approval{Ref: added.Ref})
			return err
		},
		in: func() bool { return now().Approved != "" },
		first: func() string {
			if y := now().FirstYes; y != nil {
				return y.Author
			}
			return ""
		},
	}
}

// change is a creditor that stands otherwise in the configuration.
func (w *staffed) change(c dunning.Creditor) matter {
	w.t.Helper()
	before := change.ParticularOf(w.known(c.ID))
	w.app.Config.Creditors = []dunning.Creditor{c}
	w.must(w.app.SaveCreditors(w.t.Context()))
	office, err := w.app.Office()
	w.must(err)
	var id int64
	w.must(w.db.Pool().QueryRow(w.t.Context(), `select max(id) from creditor_changes where creditor = $1 and settled_at is null`, c.ID).Scan(&id))
	return matter{
		page: func() (string, url.Values) {
			return "/reglages/changements/" + strconv.FormatInt(id, 10), url.Values{"geste": {"accepter"}}
		},
		api: func() (string, string) { return fmt.Sprintf("/creditors/%s/changes/%d", c.ID, id), `{"agree":true}` },
		ask: func(who access.Actor) error {
			_, err := office.DecideChange(w.t.Context(), who, id, true)
			return err
		},
		in: func() bool {
			now := change.ParticularOf(w.known(c.ID))
			return now != before && now == change.ParticularOf(c)
		},
		first: func() string {
			change, err := w.app.store.CreditorChange(w.t.Context(), id)
			w.must(err)
			return change.FirstBy
		},
	}
}

// steps is a plan whose steps were changed: one that the configuration states, or one
// that was saved on the console.
func (w *staffed) steps(askedBy string, n int) matter {
	w.t.Helper()
	ctx := w.t.Context()
	office, err := w.app.Office()
	w.must(err)
	planner := w.app.Planner(office)
	id, plan := "formel", formal()
	plan.Spacing = dunning.Days(8 + n%20)
	switch askedBy {
	case "console":
		id, plan.ID = fmt.Sprintf("plan-%d", n), fmt.Sprintf("plan-%d", n)
		admin := access.Actor{Name: loginOf("admin of atelier"), Roles: access.Everywhere(access.Admin), Door: access.Console, Proof: access.Session}
		_, err := planner.Save(ctx, admin, planning.Change{Trial: planning.Trial{Creditor: "atelier", Plan: plan, Running: dunning.Keep}})
		w.must(err)
	case "configuration":
		w.app.Config.Creditors, w.app.Config.Plans = []dunning.Creditor{w.known("atelier")}, map[string]dunning.Plan{id: plan}
		w.must(w.app.SaveCreditors(ctx))
	default: // the configuration stated a default plan of its own, and states it no longer
		own := dunning.DefaultPlan()
		own.Spacing = plan.Spacing
		w.must(w.db.SaveCreditor(ctx, w.known("atelier"), []dunning.Plan{formal(), own}))
		id = own.ID
		w.app.Config.Creditors, w.app.Config.Plans = []dunning.Creditor{w.known("atelier")}, map[string]dunning.Plan{"formel": formal()}
		w.must(w.app.SaveCreditors(ctx))
	}
	versions, err := plans.New(w.app.store).PlanVersions(ctx, "atelier", id)
	w.must(err)
	if len(versions) == 0 || !versions[0].Waits() {
		w.t.Fatalf("nothing waits of plan %s: %+v", id, versions)
	}
	asked := versions[0]
	return matter{
		page: func() (string, url.Values) {
			return "/plans/atelier/" + id, url.Values{"geste": {"accepter"}, "version": {strconv.FormatInt(asked.ID, 10)}}
		},
		ask: func(who access.Actor) error {
			_, err := planner.Decide(ctx, who, "atelier", asked.ID, true)
			return err
		},
		in: func() bool {
			now, err := w.app.store.Plan(ctx, "atelier", id)
			return err == nil && now.Same(asked.Plan)
		},
		first: func() string {
			v, err := plans.New(w.app.store).PlanVersion(ctx, asked.ID)
			w.must(err)
			return v.FirstBy
		},
	}
}
