package dunning

import (
	"slices"
	"testing"

	"relance/internal/calendar"
)

// A text is for the debtors of its segment; every body of law has one.
func TestATextIsForTheDebtorsOfItsSegment(t *testing.T) {
	t.Parallel()
	for regime, own := range map[Regime]Segment{B2B: SegmentBusiness, B2C: SegmentConsumer, NonProfessional: SegmentConsumer, Public: SegmentPublic} {
		for _, s := range Segments() {
			if want := s == own || s == SegmentAll; s.Includes(regime) != want {
				t.Errorf("a text for %s is for a debtor of %s: %t", s, regime, !want)
			}
		}
	}
	if s := Regime("other").Segment(); s != "" {
		t.Errorf("a regime that is not known is %s", s)
	}
	w := Wording{WordingKey: WordingKey{Language: "fr", Level: First, Segment: SegmentBusiness, Variant: "court"}, Version: 3}
	if w.Mark() != "fr.first.business.court@3" || w.Kind().String() != "fr.first.business" {
		t.Errorf("it is named %s, its kind %s", w.Mark(), w.Kind())
	}
}

// Two plans are the same whatever their versions, and whether or not they write down
// that nobody is asked.
func TestPlansThatSayTheSame(t *testing.T) {
	t.Parallel()
	a, b := DefaultPlan(), DefaultPlan()
	b.Version, b.Steps[0].Approval = 7, ApprovalNone
	if !a.Same(b) {
		t.Error("they differ by their version")
	}
	if b.Steps[0].At--; a.Same(b) {
		t.Error("a step that moved is the same")
	}
	if step, found := a.Unasked(); found {
		t.Errorf("nobody is asked about %s", step)
	}
	i := slices.IndexFunc(a.Steps, func(s Step) bool { return s.Level == FormalNotice })
	if a.Steps[i].Approval = ApprovalNone; true {
		if step, found := a.Unasked(); !found || step != a.Steps[i].ID {
			t.Errorf("of the formal notice nobody is asked, found %q", step)
		}
	}
}

// What a carrier tells of a letter ends it or not; the addressee counts as notified
// or not; it can be cancelled until it is printed.
func TestWhatTheStateOfALetterMeans(t *testing.T) {
	t.Parallel()
	final := []LetterState{LetterDelivered, LetterRefused, LetterUnclaimed, LetterReturned, LetterFailed}
	cancellable := []LetterState{LetterRequested, LetterAccepted}
	for _, s := range LetterStates() {
		if s.Final() != slices.Contains(final, s) || s.Cancellable() != slices.Contains(cancellable, s) {
			t.Errorf("%s: final %t, cancellable %t", s, s.Final(), s.Cancellable())
		}
		if s.Notifies() && !s.Final() {
			t.Errorf("%s notifies and is no end", s)
		}
	}
}

// Money that a platform calls sent has its day and the plan's grace, or five business
// days where the status says none.
func TestMoneyThatWasAnnouncedIsWaitedFor(t *testing.T) {
	t.Parallel()
	r, err := NewRules(DefaultPlan(), calendar.Metropole, "atelier", "C-7")
	if err != nil {
		t.Fatal(err)
	}
	monday := calendar.NewDate(2026, 6, 1)
	for name, tt := range map[string]struct {
		event Event
		again calendar.Date
	}{
		"with a day": {Event{Date: monday}, calendar.NewDate(2026, 6, 5)}, // three days of grace behind it
		"without":    {Event{End: monday}, calendar.NewDate(2026, 6, 9)},
	} {
		if got := r.Today(r.announced(tt.event)); got != tt.again {
			t.Errorf("%s: looked at again on %s, want %s", name, got, tt.again)
		}
	}
}

// A hold by a status says from whom it is, of what, and why; one for money that was
// announced remembers what was open then.
func TestAHoldByAStatusSaysWhatTheStatusSaid(t *testing.T) {
	t.Parallel()
	day := calendar.NewDate(2026, 6, 1)
	e := Event{Source: SourceStatus, Amount: 30_00, Category: "price", Date: day}
	for kind, base := range map[HoldKind]bool{HoldDispute: false, HoldPromise: true} {
		h := byStatus(Case{Balance: 100_00}, Hold{Kind: kind, Reason: "fact"}, e)
		if h.Source != SourceStatus || h.Amount != 30_00 || h.Category != "price" || h.Date != day || h.Reason != "" || (h.Base == 100_00) != base {
			t.Errorf("%s: %+v", kind, h)
		}
	}
}

func TestWhatPapersPrintOfCreditorAndDebtor(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Creditor{
		"Assureur, n°\u00a012": {Insurance: Insurance{Insurer: "Assureur", Policy: "12"}, Policy: "old"}, "12": {Insurance: Insurance{Policy: "12"}},
		"Assureur": {Insurance: Insurance{Insurer: "Assureur"}}, "old": {Policy: "old"},
	} {
		if got := c.InsurancePolicy(); got != want {
			t.Errorf("the policy is %q, want %q", got, want)
		}
	}
	if (Invoice{Number: "F-1", PayRef: "RF18"}).Reference() != "RF18" || (Invoice{Number: "F-1"}).Reference() != "F-1" {
		t.Error("the reference to pay under is another")
	}
	day := calendar.NewDate(2026, 6, 1)
	for want, said := range map[string]ElectronicLetters{
		"no": {}, "yes": {Accepted: true}, "yes, 2026-06-01, devis": {Accepted: true, ConsentOn: day, Manner: "devis"},
	} {
		if got := said.Said(); got != want {
			t.Errorf("the debtor said %q, want %q", got, want)
		}
	}
	if (Address{Lines: []string{"1 rue A"}}).Usable() || (Address{City: "Lyon"}).Usable() || !(Address{Lines: []string{"1 rue A"}, City: "Lyon"}).Usable() {
		t.Error("a letter goes to half an address, or not to a whole one")
	}
	it := NoticeItem{Earlier: []Earlier{{Date: day, Level: First}, {Date: day.AddDays(20), Level: Final}}}
	if days := it.ClaimedOn(B2B); !slices.Equal(days, []calendar.Date{day.AddDays(20)}) {
		t.Errorf("more than the principal was asked for on %v", days)
	}
	if days := it.ClaimedOn(B2C); len(days) != 0 {
		t.Errorf("of a consumer on %v", days)
	}
}
