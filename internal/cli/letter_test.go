package cli

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestShowPrintsWhereALetterIsAndWhatProvesIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: f1, Event: dunning.Event{Kind: dunning.KindAsked, Step: "mise", Reason: dunning.ReasonApprovalRequired},
	})
	d.must(err)
	d.run(0, "approve", "F-1")
	d.send("mise", dunning.SendAccepted)
	v, err := d.Case(t.Context(), f1)
	d.must(err)
	id := v.Messages[0].ID
	d.must(d.NameOrder(t.Context(), id, "lettre-1-ab"))
	_, err = d.RememberSending(t.Context(), dunning.LetterSending{Carrier: "maileva", Reference: "lettre-1-ab", Sending: "s1"})
	d.must(err)
	on := calendar.DateOf(d.now)
	d.must(d.SaveLetterState(t.Context(), dunning.TrackedLetter{
		Message: id, State: "posted", Number: "1A04787720243", Cost: 650, Checked: d.now, Next: d.now.Add(time.Hour),
		Events: []dunning.LetterEvent{{State: "accepted", Date: on}, {State: "posted", Date: on, Code: "LP01"}},
	}))
	d.must(d.SaveProof(t.Context(), id, dunning.LetterProof{Kind: "deposit", Date: on}, dunning.Document{Name: "p.pdf", Bytes: []byte("%PDF")}))

	shown := d.run(0, "show", "F-1")
	d.says(shown, `letter +lettre-1-ab, maileva: posted, n° 1A04787720243, €6.50`)
	d.says(shown, `2026-11-24 +posted, LP01`)
	d.says(shown, `proof 2026-11-24 +proof of deposit, sha256 [0-9a-f]{64}`)
	d.says(d.run(0, "--json", "show", "F-1"), `"proofs": \[`)

	d.now = d.now.Add(48 * time.Hour)
	d.says(d.run(0, "letter", "status", "F-1", "refused", "--date", "2026-11-26"), `refused`)
	d.says(d.run(0, "show", "F-1"), `maileva: refused by the addressee`)
}
