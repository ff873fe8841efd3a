package mercifacteur_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/mercifacteur"
	"relance/internal/registeredmail/mercifacteur/mercifacteurtest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// begun is the story of every letter up to the post. It is accepted on Monday
// 2 March 2026 at 10:00 in Paris.
const begun = "2026-03-02 accepted wait\n2026-03-02 printed imprime\n2026-03-02 posted pris_en_charge\n"

func TestStatusTellsTheStoryWithItsLegalDates(t *testing.T) {
	t.Parallel()
	const waited = begun + "2026-03-04 presented attente_au_guichet\n"
	for name, row := range map[string]struct {
		scenario mercifacteurtest.Scenario
		want     string
	}{
		"signed for":                    {mercifacteurtest.Delivered(), begun + "2026-03-04 delivered distribue\n= delivered, effect 2026-03-04"},
		"fetched at the counter":        {mercifacteurtest.Fetched(), waited + "2026-03-11 delivered distribue\n= delivered, effect 2026-03-11"},
		"not claimed: from the counter": {mercifacteurtest.Back(" (pli non réclamé)"), waited + "2026-03-19 unclaimed retour_expediteur\n2026-03-22 returned distribue_expediteur\n= unclaimed, effect 2026-03-04"},
		"refused":                       {mercifacteurtest.Back(" : refusé par le destinataire"), waited + "2026-03-19 refused retour_expediteur\n2026-03-22 returned distribue_expediteur\n= refused, effect 2026-03-04"},
		"back, nobody says why":         {mercifacteurtest.Back(""), waited + "2026-03-19 returned retour_expediteur\n= returned, effect none"},
		"no such address":               {mercifacteurtest.Unknown(), begun + "2026-03-05 returned non_distribuable\n= returned, effect none"},
		"only the scan tells":           {mercifacteurtest.Mute(), begun + "2026-03-08 delivered retour_are\n= delivered, effect 2026-03-08"},
		"the scan, without a day": {append(mercifacteurtest.Posted(), mercifacteurtest.Step{After: 72 * time.Hour, Event: "are", Code: "retour_are", Silent: true}),
			begun + " unknown retour_are\n= posted, effect none"},
		"back, without a day": {append(mercifacteurtest.Posted(), mercifacteurtest.Step{After: 72 * time.Hour, Event: "pnd", Code: "archivage_pnd", Silent: true}),
			begun + " unknown pnd\n= posted, effect none"},
		"words nobody knows": {append(mercifacteurtest.Posted(), mercifacteurtest.Step{After: 72 * time.Hour, Event: "new-state", Code: "x", Text: "Courrier mis en lévitation"}),
			begun + "2026-03-05 unknown \n= posted, effect none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, mercifacteurtest.Options{Scenario: func(string) mercifacteurtest.Scenario { return row.scenario }})
			c := w.carrier(t)
			request(t, c, "a")
			w.Advance(40 * 24 * time.Hour)
			tr, err := c.Status(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, registeredmailtest.Story(tr)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if l, _ := w.Find("a"); tr.Number != "2C"+l.ID+"00017" {
				t.Errorf("the number is %q", tr.Number)
			}
			wantCode(t, c.Cancel(t.Context(), "a"), registeredmail.CodeConflict)
		})
	}
}

func TestProofsComeLateAndAsTheyAre(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	c := w.carrier(t)
	request(t, c, "a")
	want := func(kinds ...registeredmail.ProofKind) []registeredmail.Proof {
		t.Helper()
		proofs, err := c.Proofs(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		var got []registeredmail.ProofKind
		for _, p := range proofs {
			got = append(got, p.Kind)
			begin := map[string]string{"application/pdf": "%PDF-", "image/jpeg": "\xff\xd8\xff", "application/json": "{"}[p.MediaType]
			if p.SHA256 != registeredmail.Hash(p.Bytes) || begin == "" || !bytes.HasPrefix(p.Bytes, []byte(begin)) {
				t.Errorf("%s, %s: %q", p.Kind, p.MediaType, p.Bytes)
			}
		}
		if diff := cmp.Diff(kinds, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return proofs
	}
	want(registeredmail.ProofOfStatusHistory)
	w.Advance(9 * time.Hour) // posted, the proof is not there yet
	want(registeredmail.ProofOfStatusHistory)
	w.Advance(24 * time.Hour)
	w.Disturb(faulty.Once("GET", "/getProof", faulty.DropBefore))
	want(registeredmail.ProofOfStatusHistory, registeredmail.ProofOfDeposit)
	w.Advance(3 * 24 * time.Hour) // delivered, the scan is not there yet
	want(registeredmail.ProofOfStatusHistory, registeredmail.ProofOfDeposit)
	w.Advance(3 * 24 * time.Hour)
	proofs := want(registeredmail.ProofOfStatusHistory, registeredmail.ProofOfDeposit, registeredmail.ProofOfReceipt)
	if history := string(proofs[0].Bytes); !strings.Contains(history, "historique") || !strings.Contains(history, `"are_base64_jpeg":"available"`) {
		t.Errorf("the history reads %s", history)
	}
	if a, b := proofs[1].Date.String(), proofs[2].Date.String(); a != "2026-03-02" || b != "2026-03-04" {
		t.Errorf("the proofs are of %s and %s", a, b)
	}
	w.Disturb(faulty.Once("GET", "/getProof", faulty.Garbage))
	if proofs, err := c.Proofs(t.Context(), "a"); registeredmail.ErrorCode(err) != registeredmail.CodeUnavailable || len(proofs) != 2 {
		t.Errorf("%d proofs with a broken one, %v", len(proofs), err)
	}
}

func TestWhatALetterCosts(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	c := w.carrier(t, func(o *mercifacteur.Options) { o.Price = 790 })
	if cents, err := c.Estimate(registeredmailtest.Order("a")); err != nil || cents != 790 {
		t.Errorf("the estimate is %s, %v", cents, err)
	}
	_, err := w.carrier(t).Estimate(registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeNotFound)
	request(t, c, "a")
	if cents, known, err := c.Cost(t.Context(), "a"); err != nil || !known || cents != money.Cents(812) {
		t.Errorf("it cost %s, %v, %v", cents, known, err)
	}
}
