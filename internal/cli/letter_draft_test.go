package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/cli/clitest"
	"relance/internal/dunning"
)

func TestApproveSaysWhatItAgreesToAndStopsAtAnotherLetter(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	d.Says(d.Run(1, "letter", "shown", "F-1"), `no letter of invoice F-1 waits`)
	draft := dunning.Draft{On: calendar.DateOf(d.At), Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Principal: 120000}
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: clitest.F1, Draft: &draft, Page: []byte("%PDF-1.4 projet"),
		Event: dunning.NewAsked("mise", "").With(dunning.Stamp{Reason: dunning.ReasonApprovalRequired}),
	})
	d.Must(err)
	d.Says(d.Run(1, "approve", "F-1"), `is not the one that was shown on 2026-11-24: .*recipient.*\nhint: look at the new one \(relance show F-1\)`)
	if c := d.Loaded(); c.Approved != "" {
		t.Error("agreed all the same")
	}
	shown := d.Run(0, "show", "F-1")
	d.Says(shown, `letter +formal notice, registered letter of 2026-11-24: principal €1,200.00, .*to be paid by 2026-12-09`)
	d.Says(shown, `2 pages, 2 sheets, about €7.70 \(folder; La Poste`)
	d.Says(d.Run(0, "--json", "show", "F-1"), `"estimate": "7.70"`)
	d.Says(d.Run(0, "letter", "shown", "F-1", "-o", "-"), `^%PDF-`)

	agreed := d.Run(0, "approve", "F-1")
	d.Says(agreed, `step approved: mise, until 2026-11-27 .*\nletter formal notice, .*total`)
	d.Says(d.Run(0, "show", "F-1"), `approved by claire`)
}

func TestApproveAnywayAgreesToAnotherLetter(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	draft := dunning.Draft{On: calendar.DateOf(d.At), Principal: 1}
	_, err := d.Record(t.Context(), dunning.Recording{Ref: clitest.F1, Draft: &draft, Event: dunning.NewAsked("mise", "")})
	d.Must(err)
	if out := d.Run(0, "approve", "F-1", "--anyway"); !strings.Contains(out, "step approved") {
		t.Error(out)
	}
	d.Says(d.Run(0, "--json", "show", "F-1"), `"approved": true`)
}

func TestLetterSpendAddsUpAYear(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	c, err := d.Creditor(t.Context(), "brunel")
	d.Must(err)
	c.Letters = 30000
	d.Must(d.SaveCreditor(t.Context(), c, nil))
	d.Says(d.Run(0, "letter", "spend"), `brunel +2026 +0 +0 +€0.00 +€300.00 of €300.00 +0`)
	d.Run(0, "approve", "F-1")
	id := d.Send("mise", dunning.SendAccepted)
	_, err = d.Pool().Exec(t.Context(), `update messages set cost = 770 where id = $1`, id)
	d.Must(err)
	d.Says(d.Run(0, "letter", "spend"), `brunel +2026 +1 +1 +€7.70 +€292.30 of €300.00 +0`)
	d.Says(d.Run(0, "--json", "letter", "spend", "--year", "2025"), `"spent": "0.00"`)
}

// Where two people must agree, a shell is nobody: its attempt is refused, and
// stands in the audit as that of a program does.
func TestARefusedApprovalStandsInTheAudit(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	yaml, err := os.ReadFile(filepath.Join(d.Dir, "relance.yaml"))
	d.Must(err)
	d.Write("relance.yaml", "approvals: two\n"+string(yaml))
	_, err = d.Record(t.Context(), dunning.Recording{
		Ref: clitest.F1, Event: dunning.Event{Kind: dunning.KindAsked, Step: "mise", Reason: dunning.ReasonApprovalRequired},
	})
	d.Must(err)
	refused := d.Run(1, "approve", "F-1", "--anyway")
	d.Says(refused, `^error: `)
	if c := d.Loaded(); c.Approved != "" {
		t.Error("a shell agreed where two people must")
	}
	d.Says(d.Run(0, "audit", "export"), `"name":"claire","door":"cli".*"creditor":"brunel","deed":"approve","object":"brunel/F-1","refused":"[^"]+"`)
}
