package cli_test

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/cli/clitest"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/sending"
)

func TestShowPrintsWhereALetterIsAndWhatProvesIt(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: clitest.F1, Event: dunning.NewAsked("mise", "").With(dunning.Stamp{Reason: dunning.ReasonApprovalRequired}),
	})
	d.Must(err)
	d.Run(0, "approve", "F-1")
	d.Send("mise", dunning.SendAccepted)
	v, err := lookup.New(d.Store).Case(t.Context(), clitest.F1)
	d.Must(err)
	id := v.Messages[0].ID
	d.Must(sending.New(d.Store).NameOrder(t.Context(), id, "lettre-1-ab"))
	_, err = sending.New(d.Store).RememberSending(t.Context(), postage.Sending{Carrier: "maileva", Reference: "lettre-1-ab", Sending: "s1"})
	d.Must(err)
	on := calendar.DateOf(d.At)
	d.Must(sending.New(d.Store).SaveLetterState(t.Context(), postage.TrackedLetter{
		Message: id, State: "posted", Number: "1A04787720243", Cost: 650, Checked: d.At, Next: d.At.Add(time.Hour),
		Events: []postage.LetterEvent{{State: "accepted", Date: on}, {State: "posted", Date: on, Code: "LP01"}},
	}))
	d.Must(sending.New(d.Store).SaveProof(t.Context(), id, postage.LetterProof{Kind: "deposit", Date: on}, dunning.Document{Name: "p.pdf", Bytes: []byte("%PDF")}))

	shown := d.Run(0, "show", "F-1")
	d.Says(shown, `letter +lettre-1-ab, maileva: posted, n° 1A04787720243, €6.50`)
	d.Says(shown, `2026-11-24 +posted, LP01`)
	d.Says(shown, `proof 2026-11-24 +proof of deposit, sha256 [0-9a-f]{64}`)
	d.Says(d.Run(0, "--json", "show", "F-1"), `"proofs": \[`)

	d.At = d.At.Add(48 * time.Hour)
	d.Says(d.Run(0, "letter", "status", "F-1", "refused", "--date", "2026-11-26"), `refused`)
	d.Says(d.Run(0, "show", "F-1"), `maileva: refused by the addressee`)
}
