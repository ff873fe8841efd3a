package ar24_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// begun is the story of every letter up to its presentation. It is sent on
// Monday 2 March 2026 at 10:00 in Paris.
const begun = "2026-03-02 accepted waiting\n2026-03-02 posted dp\n"

func TestStatusTellsTheStoryWithItsLegalDates(t *testing.T) {
	t.Parallel()
	const reported = begun + "2026-03-02 presented ev\n"
	for name, row := range map[string]struct {
		scenario ar24test.Scenario
		want     string
	}{
		"accepted":                                {ar24test.Accepted(), reported + "2026-03-04 delivered ar\n= delivered, effect 2026-03-04"},
		"refused: from the notice":                {ar24test.Refused(), reported + "2026-03-03 refused rf\n= refused, effect 2026-03-02"},
		"not claimed: from the notice":            {ar24test.Neglected(), reported + "2026-03-18 unclaimed ng\n= unclaimed, effect 2026-03-02"},
		"undeliverable: no effect":                {ar24test.Bounced(), reported + "2026-03-02 returned bc\n= returned, effect none"},
		"never left":                              {ar24test.Failed(), "2026-03-02 accepted waiting\n failed error\n= failed, effect none"},
		"after a correction":                      {ar24test.Corrected(), begun + "2026-03-03 accepted recipient_update\n2026-03-02 presented ev\n2026-03-04 delivered ar\n= delivered, effect 2026-03-04"},
		"the date settles what a label announced": {ar24test.Strange(), reported + "2026-03-05 delivered ar\n= delivered, effect 2026-03-05"},
		"waits for the sender":                    {ar24test.Scenario{{Label: "to_valid"}}, "2026-03-02 requested to_valid\n= requested, effect none"},
		"announced without a date": {append(ar24test.Sent(), ar24test.Step{After: 48 * time.Hour, Label: "AR", Proof: "ar"}),
			reported + " unknown ar\n= presented, effect none"},
		"a label nobody knows": {append(ar24test.Sent(), ar24test.Step{After: 48 * time.Hour, Label: "archived2"}),
			reported + " unknown archived2\n= presented, effect none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, ar24test.Options{Scenario: func(string) ar24test.Scenario { return row.scenario }})
			c := w.carrier(t)
			if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
				t.Fatal(err)
			}
			w.Advance(30 * 24 * time.Hour)
			tr, err := c.Status(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, registeredmailtest.Story(tr)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if err := c.Cancel(t.Context(), "a"); tr.State != dunning.LetterFailed {
				wantCode(t, err, registeredmail.CodeConflict)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestProofsComeLateWholeAndWithoutKeys(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	c := w.carrier(t)
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	want := func(kinds ...registeredmail.ProofKind) []registeredmail.Proof {
		t.Helper()
		proofs, err := c.Proofs(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		var got []registeredmail.ProofKind
		for _, p := range proofs {
			got = append(got, p.Kind)
			if p.SHA256 != registeredmail.Hash(p.Bytes) || p.Kind != registeredmail.ProofOfStatusHistory && !strings.HasPrefix(string(p.Bytes), "%PDF-") {
				t.Errorf("%s: %q", p.Kind, p.Bytes)
			}
		}
		if diff := cmp.Diff(kinds, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return proofs
	}
	want(registeredmail.ProofOfStatusHistory)
	w.Advance(30 * time.Minute) // announced, not there yet
	want(registeredmail.ProofOfStatusHistory)
	w.Advance(time.Hour)
	want(registeredmail.ProofOfStatusHistory, registeredmail.ProofOfDeposit)
	w.Advance(4 * 24 * time.Hour)
	w.Disturb(faulty.Once("GET", "/get/proof/", faulty.DropBefore))
	proofs := want(registeredmail.ProofOfStatusHistory, registeredmail.ProofOfDeposit, registeredmail.ProofOfPresentation, registeredmail.ProofOfReceipt)
	if history := string(proofs[0].Bytes); strings.Contains(history, "token=") && !strings.Contains(history, `token="`) || !strings.Contains(history, "view_date") {
		t.Errorf("the history reads %s", history)
	}
	if on := proofs[3].Date.String(); on != "2026-03-04" {
		t.Errorf("the receipt is of %s", on)
	}
}
