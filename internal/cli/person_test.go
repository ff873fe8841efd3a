package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"relance/internal/cli"
	"relance/internal/cli/clitest"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

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
			d := clitest.New(t, "default")
			id := d.Send("first", dunning.SendUnknown)
			d.Says(d.Run(0, "tasks"), `F-1 .*say whether the message left`)
			d.Says(d.Run(1, "retry", "F-1"), `nobody knows[^\n]*\nhint: .*relance notice settle`)
			d.Says(d.Run(0, "show", "F-1"), `outcome unknown`)
			ref := "F-1"
			if row.byID {
				ref = strconv.FormatInt(id, 10)
			}
			d.Run(0, "notice", "settle", ref, word)
			m, err := d.Message(t.Context(), id)
			d.Must(err)
			step, _ := d.Loaded().Step()
			if m.State != row.want || step.ID != row.next || d.Loaded().Attention != nil {
				t.Errorf("message %s, next step %s, attention %v", m.State, step.ID, d.Loaded().Attention)
			}
			if tasks := d.Run(0, "tasks"); strings.Contains(tasks, "dire si") {
				t.Errorf("the task is still open:\n%s", tasks)
			}
			d.Says(d.Run(1, "notice", "settle", "F-1", word), `no send of invoice F-1 has an unknown outcome`)
		})
	}
}

func TestALetterIsApprovedPostedAndFollowed(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	d.Says(d.Run(0, "show", "F-1"), `next +now +mise \(registered letter\)`)
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: clitest.F1, Event: dunning.NewAsked("mise", "").With(dunning.Stamp{Reason: dunning.ReasonApprovalRequired}),
	})
	d.Must(err)
	d.Says(d.Run(0, "tasks"), `approve or reject`)
	d.Says(d.Run(1, "approve", "F-1", "--step", "other"), `hint: that is "mise": name it, or leave the step out`)
	d.Says(d.Run(0, "approve", "F-1", "--by", "paul"), `step approved: mise`)
	d.Send("mise", dunning.SendAccepted)

	d.Says(d.Run(1, "letter", "posted", "F-1", "--tracking", "1A", "--date", "2027-01-01"), `lies in the future`)
	d.Says(d.Run(0, "letter", "posted", "F-1", "--tracking", "1A 234"), `letter tracking: mise, .*posted, tracking 1A 234`)
	d.Says(d.Run(0, "letter", "status", "F-1", "delivered", "--date", "2026-11-24"), `delivered`)
	d.Run(2, "letter", "status", "F-1", "lost")
	shown := d.Run(0, "show", "F-1")
	d.Says(shown, `paul`)
	d.Says(shown, `accepted .*1A 234`)

	d.Says(d.Run(0, "letter", "status", "F-1", "returned"), `returned`)
	d.Says(d.Run(0, "tasks"), `correct the address`)
	d.Says(d.Run(0, "debtor", "set", "404833048", "--address-line", "9 rue Neuve"), `9 rue Neuve, 44000 Nantes`)
	if c := d.Loaded(); c.Attention != nil {
		t.Errorf("still waits: %+v", c.Attention)
	} else if step, ok := c.Step(); !ok || step.Level != dunning.FormalNotice || step.ID == "mise" {
		t.Errorf("the notice is not sent again: %+v", c.Steps)
	}
}

func TestARejectedStepSuspendsTheCase(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	d.Says(d.Run(0, "reject", "F-1"), `step rejected`)
	if !d.Loaded().Held(dunning.HoldManual) {
		t.Error("the case is not suspended")
	}
}

func TestShowForProgramsHoldsTheClaimOfToday(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "default")
	d.Run(0, "paid", "F-1", "--amount", "200", "--date", "2026-11-20")
	d.Run(0, "credit", "F-1", "--amount", "100", "--id", "AV-1", "--date", "2026-11-20")
	d.Run(0, "dispute", "F-1", "--amount", "400", "--category", "price")
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
	d.Must(json.Unmarshal([]byte(d.Run(0, "show", "F-1", "--json")), &got))
	if got.Claim.Principal != "500.00" || got.Claim.Fee != "40.00" || got.Claim.On != "2026-11-24" {
		t.Errorf("claim %+v, want principal 500.00 (1200 - 200 - 100 - 400) and fee 40.00 on 2026-11-24", got.Claim)
	}
	if got.Claim.Interest == "0.00" || got.Next.Text == "" {
		t.Errorf("%+v", got)
	}
}

func TestTheClaimOutlivesThePrincipalThatWasPaidLate(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "default")
	d.Run(0, "paid", "F-1", "--date", "2026-11-20")
	d.Says(d.Run(0, "show", "F-1"), `claim .*principal €0.00, interest €\d.*\(12.40%, \d+ days\), fixed fee €40.00`)

	given := clitest.New(t, "default")
	given.Run(0, "close", "F-1", "--as", "settled")
	given.Says(given.Run(0, "show", "F-1"), `claim +nothing on 2026-11-24`)
}

func TestAnImportThatIsStoppedKeepsItsAccount(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "default")
	var list strings.Builder
	list.WriteString("number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email\n")
	for i := range 1000 {
		fmt.Fprintf(&list, "N-%d;2026-10-01;2026-10-31;10,00;Menuiserie Caron;404833048;compta@caron.example.fr\n", i)
	}
	d.Write("big.csv", list.String())
	ctx, stop := context.WithCancel(t.Context())
	asked := 0
	env, out := d.Env()
	now := env.Now
	env.Now = func() time.Time { // asked for each line
		if asked++; asked == 250 {
			stop()
		}
		return now()
	}
	args := []string{"--config", filepath.Join(d.Dir, "relance.yaml"), "start", filepath.Join(d.Dir, "big.csv")}
	if got := cli.Run(ctx, args, env); got != frame.ExitFailed {
		t.Fatalf("status %d\n%s", got, out)
	}
	d.Says(out.String(), `error: stopped before the end\nhint: start again`)
	account := regexp.MustCompile(`(\d+) started`).FindStringSubmatch(out.String())
	if account == nil {
		t.Fatalf("it does not say how many were started:\n%s", out)
	}
	started, err := strconv.Atoi(account[1])
	d.Must(err)
	if started <= 100 || started > 250 || started%100 == 0 {
		t.Errorf("%d started, want whole batches of 100 and what was read of the next one", started)
	}
	d.Says(d.Run(0, "start", filepath.Join(d.Dir, "big.csv")), fmt.Sprintf(`%d started, %d already there`, 1000-started, started))
}

func TestTheListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "default")
	d.Write("more.csv", "number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email\n"+
		"F-2;2026-10-01;2026-10-31;10,00;Menuiserie Caron;404833048;compta@caron.example.fr\n"+
		"F-3;2026-10-01;2026-11-02;10,00;Menuiserie Caron;404833048;compta@caron.example.fr\n")
	d.Run(0, "start", filepath.Join(d.Dir, "more.csv"))
	var seen []string
	after := []string{}
	for range 4 {
		var page []struct{ Invoice, Cursor string }
		d.Must(json.Unmarshal([]byte(d.Run(0, append([]string{"list", "--limit", "1", "--json"}, after...)...)), &page))
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
	d := clitest.New(t, "default")
	d.Run(0, "reply", "F-1")
	var tasks []struct {
		ID   int64  `json:"id"`
		Text string `json:"text"`
	}
	d.Must(json.Unmarshal([]byte(d.Run(0, "tasks", "--json")), &tasks))
	if len(tasks) != 1 || tasks[0].Text != "lire la réponse" {
		t.Fatalf("%+v", tasks)
	}
	d.Says(d.Run(0, "tasks", "--done", strconv.FormatInt(tasks[0].ID, 10)), `nothing to do`)
	d.Says(d.Run(0, "tasks", "--all"), `read the reply .*done 2026-11-24`)
	d.Says(d.Run(1, "tasks", "--done", "4711"), `error: no task 4711\nhint: `)
}

func TestADebtorIsShownToPrograms(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "default")
	var set struct {
		Debtor   dunning.Debtor `json:"debtor"`
		Mended   []dunning.Ref  `json:"cases_mended"`
		Temporal string         `json:"temporal"`
	}
	d.Must(json.Unmarshal([]byte(d.Run(0, "debtor", "set", "404833048", "--lang", "en", "--plan", "papier", "--json")), &set))
	if set.Debtor.Language != "en" || set.Debtor.Plan != "papier" || set.Mended == nil || set.Temporal != frame.Later {
		t.Errorf("%+v", set)
	}
	d.Says(d.Run(1, "debtor", "set", "404833048", "--plan", "doux"), `no plan "doux"\nhint: use one of default, papier`)
	d.Says(d.Run(0, "debtor", "show", "404833048", "--json"), `"email": "compta@caron.example.fr",\n +"role": "accounts",\n +"usable": true`)
}
