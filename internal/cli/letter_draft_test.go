package cli

import (
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestApproveSaysWhatItAgreesToAndStopsAtAnotherLetter(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	d.says(d.run(1, "letter", "shown", "F-1"), `no letter of invoice F-1 waits`)
	draft := dunning.Draft{On: calendar.DateOf(d.now), Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Principal: 120000}
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: f1, Draft: &draft, Page: []byte("%PDF-1.4 projet"),
		Event: dunning.Event{Kind: dunning.KindAsked, Step: "mise", Reason: dunning.ReasonApprovalRequired},
	})
	d.must(err)
	d.says(d.run(1, "approve", "F-1"), `is not the one that was shown on 2026-11-24: .*recipient.*\nhint: look at the new one \(relance show F-1\)`)
	if c := d.loaded(); c.Approved != "" {
		t.Error("agreed all the same")
	}
	shown := d.run(0, "show", "F-1")
	d.says(shown, `letter +formal notice, registered letter of 2026-11-24: principal €1,200.00, .*to be paid by 2026-12-09`)
	d.says(shown, `2 pages, 2 sheets, about €7.70 \(folder; La Poste`)
	d.says(d.run(0, "--json", "show", "F-1"), `"estimate": "7.70"`)
	d.says(d.run(0, "letter", "shown", "F-1", "-o", "-"), `^%PDF-`)

	agreed := d.run(0, "approve", "F-1")
	d.says(agreed, `step approved: mise, until 2026-11-27 .*\nletter formal notice, .*total`)
	d.says(d.run(0, "show", "F-1"), `approved by claire`)
}

func TestApproveAnywayAgreesToAnotherLetter(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	draft := dunning.Draft{On: calendar.DateOf(d.now), Principal: 1}
	_, err := d.Record(t.Context(), dunning.Recording{Ref: f1, Draft: &draft, Event: dunning.Event{Kind: dunning.KindAsked, Step: "mise"}})
	d.must(err)
	if out := d.run(0, "approve", "F-1", "--anyway"); !strings.Contains(out, "step approved") {
		t.Error(out)
	}
	d.says(d.run(0, "--json", "show", "F-1"), `"approved": true`)
}

func TestLetterSpendAddsUpAYear(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	c, err := d.Creditor(t.Context(), "brunel")
	d.must(err)
	c.Letters = 30000
	d.must(d.SaveCreditor(t.Context(), c, nil))
	d.says(d.run(0, "letter", "spend"), `brunel +2026 +0 +0 +€0.00 +€300.00 of €300.00 +0`)
	d.run(0, "approve", "F-1")
	id := d.send("mise", dunning.SendAccepted)
	_, err = d.Pool().Exec(t.Context(), `update messages set cost = 770 where id = $1`, id)
	d.must(err)
	d.says(d.run(0, "letter", "spend"), `brunel +2026 +1 +1 +€7.70 +€292.30 of €300.00 +0`)
	d.says(d.run(0, "--json", "letter", "spend", "--year", "2025"), `"spent": "0.00"`)
}

func TestTheApprovalSaysWhetherALetterGoesOnPaper(t *testing.T) {
	t.Parallel()
	for electronic, want := range map[bool]string{false: "lettre recommandée", true: "lettre recommandée électronique"} {
		if got := (&session{w: fr}).draftWay(dunning.Draft{Channel: dunning.RegisteredLetter, Electronic: electronic}); got != want {
			t.Errorf("electronic %t: %q, want %q", electronic, got, want)
		}
	}
}
