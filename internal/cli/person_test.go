package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
)

// init keeps the tests away from any Temporal that happens to run here.
func init() {
	if os.Getenv("TEMPORAL_ADDRESS") == "" {
		os.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
	}
}

// desk is a person at the command line, in front of a store.
type desk struct {
	*postgres.Store
	t   *testing.T
	dir string
	now time.Time
}

const deskConfig = `
creditors:
  - id: brunel
    name: Atelier Brunel SARL
    siren: "732829320"
    signatory: Claire Brunel
    email: compta@brunel.example.fr
    iban: FR7630006000011234567890189
    address: {lines: [1 rue des Tanneurs], postcode: "69001", city: Lyon}
plans:
  papier:
    steps:
      - {id: mise, at: +5d, channel: registered_letter, level: formal_notice, approval: required, deadline: 15d}
`

// newDesk starts one case, due long ago, on a Tuesday afternoon.
func newDesk(t *testing.T, plan string) *desk {
	t.Helper()
	d := &desk{postgrestest.New(t), t, t.TempDir(), time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)}
	d.Now = func() time.Time { return d.now }
	d.write("relance.yaml", deskConfig)
	d.write("f.csv", "number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email;buyer_address;buyer_postcode;buyer_city\n"+
		"F-1;2026-10-01;2026-10-31;1200,00;Menuiserie Caron;404833048;compta@caron.example.fr;3 rue Haute;44000;Nantes\n")
	d.run(0, "start", filepath.Join(d.dir, "f.csv"), "--plan", plan)
	return d
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// run runs one command and gives all it printed.
func (d *desk) run(want int, args ...string) string {
	d.t.Helper()
	env, out := d.env()
	if got := Run(d.t.Context(), append([]string{"--config", filepath.Join(d.dir, "relance.yaml")}, args...), env); got != want {
		d.t.Fatalf("relance %s: status %d, want %d\n%s", strings.Join(args, " "), got, want, out)
	}
	return out.String()
}

// env is the world of the desk; what is printed goes into one buffer.
func (d *desk) env() (Env, *bytes.Buffer) {
	out := &bytes.Buffer{}
	env := Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Now: func() time.Time { return d.now }}
	env.Getenv = func(name string) string {
		return map[string]string{
			"DATABASE_URL": d.Pool().Config().ConnString(), "USER": "claire", "TEMPORAL_ADDRESS": "127.0.0.1:1",
		}[name]
	}
	return env, out
}

// says fails unless the output matches.
func (d *desk) says(output, pattern string) {
	d.t.Helper()
	if !regexp.MustCompile(pattern).MatchString(output) {
		d.t.Errorf("no %q in\n%s", pattern, output)
	}
}

var f1 = dunning.Ref{Creditor: "brunel", Number: "F-1"}

func (d *desk) loaded() dunning.Case {
	d.t.Helper()
	c, err := d.LoadCase(d.t.Context(), f1)
	d.must(err)
	return c
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// send plays the worker's part in sending a step, up to an outcome.
func (d *desk) send(step string, outcome dunning.SendOutcome) (message int64) {
	d.t.Helper()
	ctx := d.t.Context()
	got, err := d.Reserve(ctx, dunning.ReserveRequest{Ref: f1, Step: step, Known: d.loaded().Version, Now: d.now, Owner: "test"})
	d.must(err)
	if got.State != dunning.ReserveGranted {
		d.t.Fatalf("claim: %s %+v", got.State, got.Events)
	}
	_, err = d.SaveRendered(ctx, got.Message.ID, dunning.Rendered{
		MessageID: "relance.1@brunel.example.fr", Subject: "Facture F-1", Recipient: "compta@caron.example.fr",
		MediaType: "message/rfc822", Bytes: []byte("bytes"),
	})
	d.must(err)
	ok, err := d.HandOver(ctx, got.Message.ID, "test", d.now)
	if err != nil || !ok {
		d.t.Fatalf("hand-over: %v %v", ok, err)
	}
	_, err = d.Finish(ctx, dunning.Finished{Message: got.Message.ID, Outcome: outcome, Reply: "250 OK", At: d.now, Ref: f1})
	d.must(err)
	return got.Message.ID
}

func TestAPersonSettlesASendOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	for word, row := range map[string]struct {
		byID bool
		want dunning.MessageState
		next string
	}{
		"sent":     {false, dunning.MessageAccepted, "second"},
		"not-sent": {true, dunning.MessageAbandoned, "first"},
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, "default")
			id := d.send("first", dunning.SendUnknown)
			d.says(d.run(0, "tasks"), `F-1 .*say whether the message left`)
			d.says(d.run(1, "retry", "F-1"), `nobody knows[^\n]*\nhint: .*relance notice settle`)
			d.says(d.run(0, "show", "F-1"), `outcome unknown`)
			ref := "F-1"
			if row.byID {
				ref = strconv.FormatInt(id, 10)
			}
			d.run(0, "notice", "settle", ref, word)
			m, err := d.Message(t.Context(), id)
			d.must(err)
			step, _ := d.loaded().Step()
			if m.State != row.want || step.ID != row.next || d.loaded().Attention != nil {
				t.Errorf("message %s, next step %s, attention %v", m.State, step.ID, d.loaded().Attention)
			}
			if tasks := d.run(0, "tasks"); strings.Contains(tasks, "dire si") {
				t.Errorf("the task is still open:\n%s", tasks)
			}
			d.says(d.run(1, "notice", "settle", "F-1", word), `no send of invoice F-1 has an unknown outcome`)
		})
	}
}

func TestALetterIsApprovedPostedAndFollowed(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	d.says(d.run(0, "show", "F-1"), `next +now +mise \(registered letter\)`)
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: f1, Event: dunning.Event{Kind: dunning.KindAsked, Step: "mise", Reason: dunning.ReasonApprovalRequired},
	})
	d.must(err)
	d.says(d.run(0, "tasks"), `approve or reject`)
	d.says(d.run(1, "approve", "F-1", "--step", "other"), `hint: that is "mise": name it, or leave the step out`)
	d.says(d.run(0, "approve", "F-1", "--by", "paul"), `step approved: mise`)
	d.send("mise", dunning.SendAccepted)

	d.says(d.run(1, "letter", "posted", "F-1", "--tracking", "1A", "--date", "2027-01-01"), `lies in the future`)
	d.says(d.run(0, "letter", "posted", "F-1", "--tracking", "1A 234"), `letter tracking: mise, .*posted, tracking 1A 234`)
	d.says(d.run(0, "letter", "status", "F-1", "delivered", "--date", "2026-11-24"), `delivered`)
	d.run(2, "letter", "status", "F-1", "lost")
	shown := d.run(0, "show", "F-1")
	d.says(shown, `paul`)
	d.says(shown, `accepted .*1A 234`)

	d.says(d.run(0, "letter", "status", "F-1", "returned"), `returned`)
	d.says(d.run(0, "tasks"), `correct the address`)
	d.says(d.run(0, "debtor", "set", "404833048", "--address-line", "9 rue Neuve"), `9 rue Neuve, 44000 Nantes`)
	if c := d.loaded(); c.Attention != nil {
		t.Errorf("still waits: %+v", c.Attention)
	} else if step, ok := c.Step(); !ok || step.Level != dunning.FormalNotice || step.ID == "mise" {
		t.Errorf("the notice is not sent again: %+v", c.Steps)
	}
}

func TestARejectedStepSuspendsTheCase(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	d.says(d.run(0, "reject", "F-1"), `step rejected`)
	if !d.loaded().Held(dunning.HoldManual) {
		t.Error("the case is not suspended")
	}
}

func TestShowForProgramsHoldsTheClaimOfToday(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "default")
	d.run(0, "paid", "F-1", "--amount", "200", "--date", "2026-11-20")
	d.run(0, "credit", "F-1", "--amount", "100", "--id", "AV-1", "--date", "2026-11-20")
	d.run(0, "dispute", "F-1", "--amount", "400", "--category", "price")
	var got struct {
		Claim struct {
			On        string `json:"on"`
			Principal string `json:"principal"`
			Fee       string `json:"fee"`
			Interest  string `json:"interest"`
			Total     string `json:"total"`
		}
		Next struct{ Reason, Text string }
	}
	d.must(json.Unmarshal([]byte(d.run(0, "show", "F-1", "--json")), &got))
	if got.Claim.Principal != "500.00" || got.Claim.Fee != "40.00" || got.Claim.On != "2026-11-24" {
		t.Errorf("claim %+v, want principal 500.00 (1200 - 200 - 100 - 400) and fee 40.00 on 2026-11-24", got.Claim)
	}
	if got.Claim.Interest == "0.00" || got.Next.Text == "" {
		t.Errorf("%+v", got)
	}
}

func TestTheClaimOutlivesThePrincipalThatWasPaidLate(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "default")
	d.run(0, "paid", "F-1", "--date", "2026-11-20")
	d.says(d.run(0, "show", "F-1"), `claim .*principal €0.00, interest €\d.*\(12.40%, \d+ days\), fixed fee €40.00`)

	given := newDesk(t, "default")
	given.run(0, "close", "F-1", "--as", "settled")
	given.says(given.run(0, "show", "F-1"), `claim +nothing on 2026-11-24`)
}

func TestAnImportThatIsStoppedKeepsItsAccount(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "default")
	var list strings.Builder
	list.WriteString("number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email\n")
	for i := range 1000 {
		fmt.Fprintf(&list, "N-%d;2026-10-01;2026-10-31;10,00;Menuiserie Caron;404833048;compta@caron.example.fr\n", i)
	}
	d.write("big.csv", list.String())
	ctx, stop := context.WithCancel(t.Context())
	asked := 0
	env, out := d.env()
	now := env.Now
	env.Now = func() time.Time { // asked for each line
		if asked++; asked == 250 {
			stop()
		}
		return now()
	}
	args := []string{"--config", filepath.Join(d.dir, "relance.yaml"), "start", filepath.Join(d.dir, "big.csv")}
	if got := Run(ctx, args, env); got != exitFailed {
		t.Fatalf("status %d\n%s", got, out)
	}
	d.says(out.String(), `error: stopped before the end\nhint: start again`)
	account := regexp.MustCompile(`(\d+) started`).FindStringSubmatch(out.String())
	if account == nil {
		t.Fatalf("it does not say how many were started:\n%s", out)
	}
	started, err := strconv.Atoi(account[1])
	d.must(err)
	if started <= 100 || started > 250 || started%100 == 0 {
		t.Errorf("%d started, want whole batches of 100 and what was read of the next one", started)
	}
	d.says(d.run(0, "start", filepath.Join(d.dir, "big.csv")), fmt.Sprintf(`%d started, %d already there`, 1000-started, started))
}

func TestTheListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "default")
	d.write("more.csv", "number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email\n"+
		"F-2;2026-10-01;2026-10-31;10,00;Menuiserie Caron;404833048;compta@caron.example.fr\n"+
		"F-3;2026-10-01;2026-11-02;10,00;Menuiserie Caron;404833048;compta@caron.example.fr\n")
	d.run(0, "start", filepath.Join(d.dir, "more.csv"))
	var seen []string
	after := []string{}
	for range 4 {
		var page []struct{ Invoice, Cursor string }
		d.must(json.Unmarshal([]byte(d.run(0, append([]string{"list", "--limit", "1", "--json"}, after...)...)), &page))
		if len(page) == 0 {
			break
		}
		seen, after = append(seen, page[0].Invoice), []string{"--after", page[0].Cursor}
	}
	if got := strings.Join(seen, " "); got != "F-1 F-2 F-3" {
		t.Errorf("pages show %s", got)
	}
}

func TestATaskIsMarkedAsDone(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "default")
	d.run(0, "reply", "F-1")
	var tasks []struct {
		ID   int64  `json:"id"`
		Text string `json:"text"`
	}
	d.must(json.Unmarshal([]byte(d.run(0, "tasks", "--json")), &tasks))
	if len(tasks) != 1 || tasks[0].Text != "lire la réponse" {
		t.Fatalf("%+v", tasks)
	}
	d.says(d.run(0, "tasks", "--done", strconv.FormatInt(tasks[0].ID, 10)), `nothing to do`)
	d.says(d.run(0, "tasks", "--all"), `read the reply .*done 2026-11-24`)
	d.says(d.run(1, "tasks", "--done", "4711"), `error: no task 4711\nhint: `)
}

func TestADebtorIsShownToPrograms(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "default")
	var set struct {
		Debtor   dunning.Debtor `json:"debtor"`
		Mended   []dunning.Ref  `json:"cases_mended"`
		Temporal string         `json:"temporal"`
	}
	d.must(json.Unmarshal([]byte(d.run(0, "debtor", "set", "404833048", "--lang", "en", "--plan", "papier", "--json")), &set))
	if set.Debtor.Language != "en" || set.Debtor.Plan != "papier" || set.Mended == nil || set.Temporal != later {
		t.Errorf("%+v", set)
	}
	d.says(d.run(1, "debtor", "set", "404833048", "--plan", "doux"), `no plan "doux"\nhint: use one of default, papier`)
	d.says(d.run(0, "debtor", "show", "404833048", "--json"), `"email": "compta@caron.example.fr",\n +"role": "accounts",\n +"usable": true`)
}
