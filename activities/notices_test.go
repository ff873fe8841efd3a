package activities

import (
	"errors"
	"strings"
	"testing"

	"relance/internal/dunning"
)

func TestSendNoticeSendsAndRecords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	out, err := b.send()
	if err != nil {
		t.Fatal(err)
	}
	if len(b.server.got) != 1 || len(b.desk.finished) != 1 || b.desk.finished[0].Outcome != dunning.SendAccepted {
		t.Errorf("sent %d, recorded %+v", len(b.server.got), b.desk.finished)
	}
	f := b.desk.finished[0]
	if f.Ref != (dunning.Ref{Creditor: "atelier", Number: "F-1"}) || f.Known != 3 || f.Message != 7 {
		t.Errorf("recorded for %+v", f)
	}
	if len(out.Events) != 1 || out.Events[0].Message != 0 || out.Events[0].Reason != "" {
		t.Errorf("the workflow is told more than it needs: %+v", out.Events)
	}
}

func TestSendNoticeTellsWhyNothingLeft(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.desk.reservations = []dunning.Reserved{{State: dunning.ReserveMoved, Events: []dunning.Event{{Seq: 4, Kind: dunning.KindPaid}}}}
	out, err := b.send()
	if err != nil || len(out.Events) != 1 || out.Events[0].Kind != dunning.KindPaid {
		t.Errorf("got %+v, %v", out, err)
	}
	if b.composer.times != 0 || len(b.server.got) != 0 {
		t.Error("something was rendered or sent")
	}
}

func TestSendNoticeStopsWhenACaseChangedAtTheLastMoment(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.desk.handOver = []bool{false}
	b.desk.reservations = append(b.desk.reservations, dunning.Reserved{State: dunning.ReserveMoved})
	if _, err := b.send(); err != nil {
		t.Fatal(err)
	}
	if len(b.server.got) != 0 || len(b.desk.finished) != 0 {
		t.Error("the message left though a case had changed")
	}
}

func TestSendNoticeAsksAgainWhenCasesKeepChanging(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.desk.handOver = []bool{false}
	_, err := b.send()
	if kind, final := typeOf(err); kind != typeBusy || final {
		t.Errorf("got %v (%s, final %t), want busy, to be tried again", err, kind, final)
	}
	if b.composer.times != reserveRounds {
		t.Errorf("%d rounds, want %d", b.composer.times, reserveRounds)
	}
}

func TestSendNoticeSendsTheBytesOfAnEarlierAttempt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.desk.reservations[0].Rendered = []byte("kept")
	if _, err := b.send(); err != nil {
		t.Fatal(err)
	}
	if b.composer.times != 0 || b.desk.saved != 0 || string(b.server.got[0]) != "kept" {
		t.Errorf("rendered %d times, sent %q", b.composer.times, b.server.got)
	}
}

func TestSendNoticeKeepsWhatASwitchHoldsBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.notices.Withhold, b.notices.Deliverer = dunning.ReasonMailOff, nil
	b.desk.reservations = append(b.desk.reservations, dunning.Reserved{State: dunning.ReserveMoved})
	if _, err := b.send(); err != nil {
		t.Fatal(err)
	}
	if b.desk.saved != 1 || b.desk.withheld != dunning.ReasonMailOff || len(b.server.got) != 0 {
		t.Errorf("saved %d, withheld %q, sent %d", b.desk.saved, b.desk.withheld, len(b.server.got))
	}
}

func TestATrialIsShownButUsesNoStepUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.notices.Withhold = dunning.ReasonMailOff
	b.desk.reservations = append(b.desk.reservations, dunning.Reserved{State: dunning.ReserveMoved})
	if _, err := b.send(); err != nil {
		t.Fatal(err)
	}
	if len(b.server.got) != 1 || len(b.desk.finished) != 0 || b.desk.withheld != dunning.ReasonMailOff {
		t.Errorf("shown %d times, recorded %v, withheld %q", len(b.server.got), b.desk.finished, b.desk.withheld)
	}
}

func TestSendNoticeErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(b *bundle)
		kind   string
		final  bool
	}{
		"another sends to the debtor": {func(b *bundle) { b.desk.reservations[0].State = dunning.ReserveBusy }, typeBusy, false},
		"not taken yet":               {func(b *bundle) { b.server.outcome = dunning.SendRetry }, "unavailable", false},
		"the database is away": {func(b *bundle) {
			b.desk.fail = dunning.Errorf(dunning.CodeUnavailable, "no connection to compta@example.com")
		}, "unavailable", false},
		"not taken yet, with words about somebody": {func(b *bundle) {
			b.server.outcome, b.server.reply = dunning.SendRetry, "retry at final: 451 4.2.0 Papeterie Lenoir, 3 rue Basse, call 06 12 34 56 78, mail compta@example.com"
		}, "unavailable", false},
		"a fault of ours": {func(b *bundle) { b.server.err = errors.New("compta@example.com") }, "internal", false},
		"the case is not there": {func(b *bundle) {
			b.desk.fail = dunning.Errorf(dunning.CodeNotFound, "no invoice of Papeterie Lenoir")
		}, "not_found", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			tt.change(b)
			_, err := b.send()
			if kind, final := typeOf(err); kind != tt.kind || final != tt.final {
				t.Errorf("got %v (%s, final %t), want %s, %t", err, kind, final, tt.kind, tt.final)
			}
			if text := err.Error(); strings.Contains(text, "example.com") || strings.Contains(text, "Lenoir") || strings.Contains(text, "06 12") {
				t.Errorf("the error names somebody: %s", text)
			}
		})
	}
}

func TestAnUnknownOutcomeIsRecordedNotRepeated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.server.outcome = dunning.SendUnknown
	if _, err := b.send(); err != nil {
		t.Fatal(err)
	}
	if len(b.server.got) != 1 || b.desk.finished[0].Outcome != dunning.SendUnknown {
		t.Errorf("sent %d times, recorded %+v", len(b.server.got), b.desk.finished)
	}
}

// A worker that stood still between the hand-over and the text, as a paused
// machine does, sends nothing that was settled meanwhile.
func TestSendNoticeLeavesAloneWhatWasSettledMeanwhile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.desk.settled = true
	b.desk.reservations = append(b.desk.reservations, dunning.Reserved{State: dunning.ReserveMoved})
	if _, err := b.send(); err != nil {
		t.Fatal(err)
	}
	if len(b.server.got) != 0 || len(b.desk.finished) != 0 {
		t.Errorf("sent %d, recorded %+v", len(b.server.got), b.desk.finished)
	}
}
