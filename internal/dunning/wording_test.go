package dunning

import (
	"fmt"
	"testing"
)

func TestAWordingKeyIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for id, ok := range map[string]bool{
		"fr.first.business": true, "en.formal_notice.all": true, "fr.thanks.consumer.court-2": true,
		"fr.first": false, "de.first.business": false, "fr.zero.business": false, "fr.first.big": false,
		"fr.first.business.Court": false, "fr.first.business.a.b": false, "fr.first.business.abcdefghijklmnopqrstu": false, "": false,
	} {
		k, err := ParseWordingKey(id)
		if (err == nil) != ok || ok && k.String() != id {
			t.Errorf("%q: %+v, %v", id, k, err)
		}
	}
	k, version, err := ParseWordingMark("fr.first.business.court@3")
	if err != nil || version != 3 || k.Variant != "court" || WordingID("fr.first.business.court@3") != k.String() {
		t.Errorf("%+v, %d, %v", k, version, err)
	}
	for _, bad := range []string{"fr.first.business", "fr.first.business@0", "fr.first.business@x", "x@1"} {
		if _, _, err := ParseWordingMark(bad); err == nil {
			t.Errorf("%q is a mark", bad)
		}
	}
}

func TestADebtorKeepsHisVariantAndAnotherOneTakesOnlyItsShare(t *testing.T) {
	t.Parallel()
	text := func(segment Segment, variant string) Wording {
		return Wording{WordingKey: WordingKey{Language: "fr", Level: First, Segment: segment, Variant: variant}, Version: 1}
	}
	two := []Wording{text(SegmentBusiness, ""), text(SegmentBusiness, "court"), text(SegmentAll, "")}
	three := append([]Wording{text(SegmentBusiness, "long")}, two...)
	count := map[string]int{}
	moved := 0
	const debtors = 3000
	for i := range debtors {
		n := Notice{Level: First, Debtor: Debtor{Creditor: "atelier", Key: fmt.Sprint("C-", i), Regime: B2B}}
		first, ok := ChooseWording(two, "fr", n)
		n.Items = append(n.Items, NoticeItem{}) // whatever the message is about
		again, _ := ChooseWording([]Wording{two[2], two[1], two[0]}, "fr", n)
		if !ok || first != again || first.Segment != SegmentBusiness {
			t.Fatalf("debtor %d: %v, then %v", i, first, again)
		}
		with, _ := ChooseWording(three, "fr", n)
		count[first.Variant]++
		if with != first {
			if moved++; with.Variant != "long" {
				t.Fatalf("debtor %d moves from %q to %q", i, first.Variant, with.Variant)
			}
		}
	}
	if count[""] < debtors*45/100 || count["court"] < debtors*45/100 || moved < debtors*30/100 || moved > debtors*37/100 {
		t.Errorf("%v, %d moved", count, moved)
	}
}

func TestATextIsChosenForItsNoticeAlone(t *testing.T) {
	t.Parallel()
	all := []Wording{{WordingKey: WordingKey{Language: "fr", Level: First, Segment: SegmentAll}}, {WordingKey: WordingKey{Language: "fr", Level: First, Segment: SegmentPublic}}}
	for name, tt := range map[string]struct {
		language string
		level    Level
		regime   Regime
		want     Segment
	}{
		"its own segment before everybody's": {"fr", First, Public, SegmentPublic},
		"everybody's":                        {"fr", First, NonProfessional, SegmentAll},
		"another language":                   {"en", First, Public, ""},
		"another level":                      {"fr", Second, Public, ""},
	} {
		w, ok := ChooseWording(all, tt.language, Notice{Level: tt.level, Debtor: Debtor{Regime: tt.regime}})
		if w.Segment != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %v, %v", name, w, ok)
		}
	}
}

func TestALetterOfAnotherTextIsAnotherLetter(t *testing.T) {
	t.Parallel()
	shown := Draft{Level: FormalNotice, Wording: "fr.formal_notice.business@1"}
	now := shown
	if got := Differences(shown, now); len(got) != 0 {
		t.Errorf("the same differs in %v", got)
	}
	now.On, now.Wording = shown.On.AddDays(2), "fr.formal_notice.business@2"
	if got := Differences(shown, now); len(got) != 1 || got[0] != PartWording {
		t.Errorf("got %v", got)
	}
}
