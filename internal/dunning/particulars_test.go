package dunning

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
)

func remark(kind Kind, category, date, words string, more ...func(*Event)) Remark {
	e := Event{Kind: kind, Category: category, Author: "claire"}
	if date != "" {
		e.Date = day(date)
	}
	for _, f := range more {
		f(&e)
	}
	return Remark{Event: e, Words: words}
}

func withdrawn(e *Event)          { e.Status = Withdrawn }
func until(d string) func(*Event) { return func(e *Event) { e.End = day(d) } }
func at(t string) func(*Event)    { return func(e *Event) { e.At, _ = time.Parse(time.RFC3339, t) } }

func TestLimitationAsPeopleRecordedIt(t *testing.T) {
	t.Parallel()
	ack := string(LimitAcknowledgement)
	tests := map[string]struct {
		log  []Remark
		want []Interruption
	}{
		"told again, a case in court has its end": {
			[]Remark{remark(KindLimitation, "court_action", "2026-03-02", ""), remark(KindLimitation, "court_action", "2026-03-02", "", until("2026-09-01"))},
			[]Interruption{{LimitCourtAction, day("2026-03-02"), day("2026-09-01")}},
		},
		"taken back": {
			[]Remark{remark(KindLimitation, ack, "2026-03-02", ""), remark(KindLimitation, ack, "2026-03-02", "", withdrawn)},
			[]Interruption{},
		},
		"of another day: both": {
			[]Remark{remark(KindLimitation, ack, "2026-03-02", ""), remark(KindLimitation, ack, "2026-03-03", "", withdrawn)},
			[]Interruption{{LimitAcknowledgement, day("2026-03-02"), calendar.Date{}}},
		},
		"an instalment plan alone acknowledges nothing": {[]Remark{remark(KindInstalments, "", "2026-03-02", "")}, nil},
		// 23:30 UTC is the next day in Paris.
		"one that was signed does, by its day": {
			[]Remark{remark(KindInstalments, ack, "", "", at("2026-03-01T23:30:00Z"))},
			[]Interruption{{LimitAcknowledgement, day("2026-03-02"), calendar.Date{}}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, ParticularsOf(tt.log).Limitation); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Figures that change take an approval back; an event of limitation does not.
func TestAParticularAndTheApproval(t *testing.T) {
	t.Parallel()
	c := Case{State: Reminding, Balance: 100, Currency: "EUR", Approved: "mise", Steps: []ScheduledStep{{ID: "mise"}}}
	for kind, approved := range map[Kind]string{KindWaive: "", KindCost: "", KindLimitation: "mise"} {
		got, fx := Apply(c, Event{Kind: kind})
		if got.Approved != approved || fx.StopSend {
			t.Errorf("%s: approved %q, stop %t", kind, got.Approved, fx.StopSend)
		}
		if kind == KindLimitation && !slices.Contains(fx.Done, TaskLimitation) {
			t.Error("the alarm of the delay that ran stays open")
		}
	}
}

func TestABriefParticularTellsTemporalNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []Kind{KindWaive, KindCost, KindLimitation} {
		e := Event{Seq: 3, Kind: kind, Category: "fee", Note: "aa", Document: "bb", Amount: 5, Date: day("2026-03-02"), Author: "claire"}
		want := map[Kind]string{KindWaive: "fee"}[kind] // what is given up changes what the case ends with
		if got := e.Brief(); got.Note+got.Document+got.Author != "" || got.Category != want || got.Amount != 0 {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}

func TestDeclareBy(t *testing.T) {
	t.Parallel()
	for judgment, want := range map[string]string{"2026-11-10": "2027-01-10", "2026-12-31": "2027-02-28"} {
		if got := DeclareBy(day(judgment)); got != day(want) {
			t.Errorf("%s: got %s, want %s", judgment, got, want)
		}
	}
}
