package lifecycle

import (
	"bytes"
	"testing"

	"relance/internal/dunning"
	"relance/internal/status"
)

// A status acts when its issuer may say it; otherwise it changes nothing, and a
// person is told where he should read it.
func TestWhatAStatusIsWorthDependsOnWhoSaysIt(t *testing.T) {
	t.Parallel()
	says := func(o Origin, c status.Code, at string) Known {
		return Known{Origin: o, Status: status.Status{Code: c, StatusAt: at}}
	}
	const noon = "2026-06-01T12:00:00"
	for name, tt := range map[string]struct {
		known Known
		want  Verdict
		why   bool
	}{
		"the debtor disputes":            {says(Debtor, status.InDispute, noon), Acted, true},
		"without saying when":            {says(Debtor, status.InDispute, ""), Asks, true},
		"perhaps the debtor":             {says(Unproven, status.InDispute, noon), Asks, true},
		"a mail in his name":             {says(Mailed, status.Refused, noon), Asks, true},
		"a mail that approves":           {says(Mailed, status.Approved, noon), Asks, true},
		"a third party":                  {says(Nobody, status.Refused, noon), Asks, true},
		"a status that nobody knows":     {says(Debtor, "999", noon), Noted, true},
		"a third party that received it": {says(Nobody, status.Received, noon), Noted, false},
		"no longer with a factor":        {says(Nobody, status.NotFactored, noon), Asks, true},
	} {
		got, why := Judge(tt.known)
		if got != tt.want || (why != "") != tt.why {
			t.Errorf("%s: %s, %q; want %s", name, got, why, tt.want)
		}
	}
}

func TestWhatAMailBringsSpeaksForNobody(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		origin Origin
		door   string
		want   Origin
	}{{Debtor, DoorMail, Mailed}, {Platform, DoorMail, Mailed}, {Nobody, DoorMail, Nobody}, {Debtor, "api", Debtor}} {
		if got := tt.origin.By(tt.door); got != tt.want {
			t.Errorf("%s by %s is %s, want %s", tt.origin, tt.door, got, tt.want)
		}
	}
}

func TestStatusesThatSuspendAnOpenCase(t *testing.T) {
	t.Parallel()
	for code, want := range map[status.Code]bool{
		status.InDispute: true, status.Suspended: true, status.Refused: true, status.Rejected: true, status.Cancelled: true, status.PartlyApproved: true,
		status.Approved: false, status.PaymentSent: false, status.Deposited: false,
	} {
		if got := (Known{Status: status.Status{Code: code}}).Stops(); got != want {
			t.Errorf("%s: %t, want %t", code, got, want)
		}
	}
}

// Two statuses are one when all that names them is the same: a message id alone is
// not unique.
func TestAStatusIsKnownAgainByAllThatNamesIt(t *testing.T) {
	t.Parallel()
	one := status.Status{MessageID: "M1", IssuerID: "404833048", Invoice: "F-1", Code: status.InDispute, StatusAt: "2026-06-01"}
	if !bytes.Equal(Identity(one), Identity(one)) {
		t.Fatal("the same status is not known again")
	}
	for name, change := range map[string]func(*status.Status){
		"another invoice": func(s *status.Status) { s.Invoice = "F-2" }, "another code": func(s *status.Status) { s.Code = status.Refused },
		"another issuer": func(s *status.Status) { s.IssuerID = "732829320" }, "another place in the message": func(s *status.Status) { s.Ref = 1 },
	} {
		other := one
		if change(&other); bytes.Equal(Identity(one), Identity(other)) {
			t.Errorf("%s: the same identity", name)
		}
	}
}

// What statuses want is brought about once: a hold that stands as wanted is not
// put again, and one that nothing wants any more ends if a status had put it.
func TestAHoldOfStatusesIsPutOnceAndEndsWithThem(t *testing.T) {
	t.Parallel()
	wants := []Want{{Hold: dunning.HoldDispute, By: 7, Code: status.InDispute, Amount: 10_00}}
	e, changes := EventFor(dunning.Case{}, dunning.HoldDispute, wants, dunning.Event{})
	if !changes || e.Kind != dunning.KindHold || e.Tracking != "status-7" || e.Amount != 10_00 {
		t.Fatalf("%+v, %t; want a hold by status 7", e, changes)
	}
	if _, changes := EventFor(dunning.Case{}, dunning.HoldDispute, wants, e); changes {
		t.Error("it is put a second time")
	}
	wants[0].Amount = 20_00
	if _, changes := EventFor(dunning.Case{}, dunning.HoldDispute, wants, e); !changes {
		t.Error("another amount changes nothing")
	}
	byStatus := dunning.Case{Holds: []dunning.Hold{{Kind: dunning.HoldDispute, Source: dunning.SourceStatus}}}
	if e, changes := EventFor(byStatus, dunning.HoldDispute, nil, dunning.Event{}); !changes || e.Kind != dunning.KindRelease {
		t.Errorf("%+v, %t; want its end", e, changes)
	}
	byPerson := dunning.Case{Holds: []dunning.Hold{{Kind: dunning.HoldDispute}}}
	if _, changes := EventFor(byPerson, dunning.HoldDispute, nil, dunning.Event{}); changes {
		t.Error("what a person put ends with a status")
	}
}
