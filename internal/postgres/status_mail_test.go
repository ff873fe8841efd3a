package postgres_test

import (
	"testing"

	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/status"
)

// Anybody can write a mail that names the debtor's SIREN: what it brings is a
// question for a person. The same status from a file acts.
func TestAStatusThatAMailBringsHoldsAndLiftsNothing(t *testing.T) {
	t.Parallel()
	b := setupStatuses(t)
	ref := b.invoiceOf("F-1", buyerSIREN)
	byMail := func(s status.Status) lifecycle.Taken {
		t.Helper()
		out, err := b.TakeStatuses(b.ctx(), lifecycle.Arrival{
			Statuses: []status.Status{s}, Raw: map[string][]byte{"m.xml": []byte("<m/>")}, Door: lifecycle.DoorMail, Author: "inbox"})
		b.must(err)
		return out[0]
	}
	dispute := stated(status.InDispute, "01T10:00:00")
	if got := byMail(dispute); got.Verdict != lifecycle.Asks || got.Origin != lifecycle.Mailed {
		t.Errorf("a mail's dispute is %+v", got)
	}
	if held := shownHolds(b.loaded(ref)); held != "" {
		t.Errorf("a mail suspended: %s", held)
	}
	if !b.openTask(ref, dunning.TaskReadStatus) {
		t.Error("nobody is asked")
	}
	if got := b.takeStatuses(dispute); got[0].Verdict != lifecycle.Acted {
		t.Errorf("the same from a file is %+v", got[0])
	}
	held := shownHolds(b.loaded(ref))
	if held == "" {
		t.Fatal("the same status from a file did not act")
	}
	if got := byMail(stated(status.Approved, "02T10:00:00")); got.Verdict != lifecycle.Asks {
		t.Errorf("a mail's approval is %+v", got)
	}
	if after := shownHolds(b.loaded(ref)); after != held {
		t.Errorf("a mail lifted a hold: %s, before %s", after, held)
	}
	if got := byMail(dispute); got.Verdict != lifecycle.Before {
		t.Errorf("the mail again is %+v", got)
	}
}
