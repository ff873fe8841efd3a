package maileva_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// begun is the story of every letter up to its deposit. The submission is on
// Sunday 1 March 2026 at 10:00 in Paris.
const begun = `2026-03-01 requested SUBMITTED
2026-03-01 accepted ACCEPTED
2026-03-01 printed PROCESSED
2026-03-02 posted LP01
2026-03-03 posted deposit_proof
`

func TestStatusTellsTheStoryWithItsLegalDates(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		scenario mailevatest.Scenario
		want     string
	}{
		"signed for at the first visit": {mailevatest.Delivered(), begun + "2026-03-04 delivered LP15\n= delivered, effect 2026-03-04"},
		"fetched at the office": {mailevatest.Collected(), begun +
			"2026-03-04 presented LP09\n2026-03-04 presented LP08\n2026-03-09 delivered LP15\n= delivered, effect 2026-03-09"},
		"unclaimed: effect at first presentation": {mailevatest.Unclaimed(), begun +
			"2026-03-04 presented LP09\n2026-03-04 presented LP08\n2026-03-19 unclaimed LP19\n2026-03-22 returned LP17\n= unclaimed, effect 2026-03-04"},
		"refused, then back at the sender": {mailevatest.Refused(), begun +
			"2026-03-04 refused LP22\n2026-03-08 returned LP17\n= refused, effect 2026-03-04"},
		"unknown addressee": {mailevatest.UnknownAddressee(), begun + "2026-03-04 returned LP21\n= returned, effect none"},
		"address fault":     {mailevatest.AddressFault(), begun + "2026-03-04 returned LP20\n= returned, effect none"},
		"rejected by Maileva": {mailevatest.Rejected(),
			"2026-03-01 requested SUBMITTED\n2026-03-01 failed SENDING_REJECTED\n= failed, effect none"},
		"blocked, then posted": {mailevatest.Blocked(), `2026-03-01 requested SUBMITTED
2026-03-01 requested BLOCKED
2026-03-03 accepted ACCEPTED
2026-03-03 printed PROCESSED
2026-03-04 posted LP01
2026-03-05 posted deposit_proof
2026-03-06 delivered LP15
= delivered, effect 2026-03-06`},
		"sent on again after a return": {mailevatest.Rerouted(), begun + "2026-03-05 posted LP23\n2026-03-07 delivered LP15\n= delivered, effect 2026-03-07"},
		"strange codes change nothing": {mailevatest.Strange(), begun +
			"2026-03-03 unknown LP00\n2026-03-04 unknown LP77\n2026-03-06 delivered LP15\n= delivered, effect 2026-03-06"},
		"end of custody of a letter to nobody": {append(mailevatest.UnknownAddressee(), mailevatest.Step{After: 400 * time.Hour, Code: "LP25"}),
			begun + "2026-03-04 returned LP21\n= returned, effect none"},
		"a bare return, refined by the envelope": {append(mailevatest.Posted(),
			mailevatest.Step{After: 72 * time.Hour, Code: "LP24"}, mailevatest.Step{After: 96 * time.Hour, Reason: "N05", Proof: mailevatest.Undelivered}),
			begun + "2026-03-04 returned LP24\n2026-03-05 refused N05\n= refused, effect 2026-03-05"},
		"refused at the first visit, as its category says": {append(mailevatest.Posted(),
			mailevatest.Step{After: 72 * time.Hour, Code: "LP22", Category: "FIRST_PRESENTATION"}),
			begun + "2026-03-04 presented FIRST_PRESENTATION\n2026-03-04 refused LP22\n= refused, effect 2026-03-04"},
		"a day in Paris, not in UTC": {append(mailevatest.Posted(), mailevatest.Step{After: 3*24*time.Hour + 14*time.Hour + 30*time.Minute, Code: "LP15"}),
			begun + "2026-03-05 delivered LP15\n= delivered, effect 2026-03-05"},
		"delivery put off is no presentation": {append(mailevatest.Posted(), mailevatest.Step{After: 72 * time.Hour, Code: "LP12"}),
			begun + "= posted, effect none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, mailevatest.Options{Scenario: func(string) mailevatest.Scenario { return row.scenario }})
			c := w.carrier(t)
			if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
				t.Fatal(err)
			}
			w.Advance(40 * 24 * time.Hour)
			tr, err := c.Status(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, registeredmailtest.Story(tr)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestABlockedLetterIsNotLost(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{Scenario: func(string) mailevatest.Scenario { return mailevatest.Blocked() }})
	c := w.carrier(t)
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	w.Advance(2 * time.Hour)
	tr, err := c.Status(t.Context(), "a")
	if err != nil || tr.State != dunning.LetterRequested || !strings.Contains(tr.Events[len(tr.Events)-1].Note, "financière") {
		t.Errorf("%+v, %v", tr, err)
	}
}

func TestProofsComeLateAndWhole(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{Scenario: func(string) mailevatest.Scenario { return mailevatest.Collected() }})
	c := w.carrier(t)
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	kinds := func(wantErr bool) string {
		proofs, err := c.Proofs(t.Context(), "a")
		if (err != nil) != wantErr {
			t.Errorf("Proofs: %v", err)
		}
		var out []string
		for _, p := range proofs {
			out = append(out, string(p.Kind))
			if p.SHA256 != registeredmail.Hash(p.Bytes) || len(p.Bytes) == 0 {
				t.Errorf("%s: %d bytes, hash %s", p.Kind, len(p.Bytes), p.SHA256)
			}
			if pdf := p.MediaType == "application/pdf"; pdf && (p.Date.IsZero() || !strings.HasPrefix(string(p.Bytes), "%PDF-")) {
				t.Errorf("%s of %s: %q", p.Kind, p.Date, p.Bytes)
			}
		}
		return strings.Join(out, " ")
	}
	if got := kinds(false); got != "history" {
		t.Errorf("at first: %s", got)
	}
	w.Advance(3 * 24 * time.Hour)
	if got := kinds(false); got != "history deposit" {
		t.Errorf("posted: %s", got)
	}
	w.Advance(10 * 24 * time.Hour)
	if got := kinds(false); got != "history deposit acknowledgement" {
		t.Errorf("signed for: %s", got)
	}
	w.Disturb(faulty.Times(9, "GET", "/download_deposit_proof", faulty.ErrorBefore))
	if got := kinds(true); got != "history acknowledgement" {
		t.Errorf("one failing: %s", got)
	}
	w.Disturb(faulty.Once("GET", "/download_deposit_proof", faulty.Garbage))
	if got := kinds(true); got != "history acknowledgement" {
		t.Errorf("one that is no PDF: %s", got)
	}
}
