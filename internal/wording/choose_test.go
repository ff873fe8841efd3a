package wording

import (
	"fmt"
	"testing"

	"relance/internal/dunning"
)

func TestAWordingKeyIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for id, ok := range map[string]bool{
		"fr.first.business": true, "en.formal_notice.all": true, "fr.thanks.consumer.court-2": true,
		"fr.first": false, "de.first.business": false, "fr.zero.business": false, "fr.first.big": false,
		"fr.first.business.Court": false, "fr.first.business.a.b": false, "fr.first.business.abcdefghijklmnopqrstu": false, "": false,
	} {
		k, err := ParseKey(id)
		if (err == nil) != ok || ok && k.String() != id {
			t.Errorf("%q: %+v, %v", id, k, err)
		}
	}
	k, version, err := ParseMark("fr.first.business.court@3")
	if err != nil || version != 3 || k.Variant != "court" || IDOf("fr.first.business.court@3") != k.String() {
		t.Errorf("%+v, %d, %v", k, version, err)
	}
	for _, bad := range []string{"fr.first.business", "fr.first.business@0", "fr.first.business@x", "x@1"} {
		if _, _, err := ParseMark(bad); err == nil {
			t.Errorf("%q is a mark", bad)
		}
	}
}

func TestADebtorKeepsHisVariantAndAnotherOneTakesOnlyItsShare(t *testing.T) {
	t.Parallel()
	text := func(segment dunning.Segment, variant string) dunning.Wording {
		return dunning.Wording{WordingKey: dunning.WordingKey{Language: "fr", Level: dunning.First, Segment: segment, Variant: variant}, Version: 1}
	}
	two := []dunning.Wording{text(dunning.SegmentBusiness, ""), text(dunning.SegmentBusiness, "court"), text(dunning.SegmentAll, "")}
	three := append([]dunning.Wording{text(dunning.SegmentBusiness, "long")}, two...)
	count := map[string]int{}
	moved := 0
	const debtors = 3000
	for i := range debtors {
		n := dunning.Notice{Level: dunning.First, Debtor: dunning.Debtor{Creditor: "atelier", Key: fmt.Sprint("C-", i), Regime: dunning.B2B}}
		first, ok := Choose(two, "fr", n)
		n.Items = append(n.Items, dunning.NoticeItem{}) // whatever the message is about
		again, _ := Choose([]dunning.Wording{two[2], two[1], two[0]}, "fr", n)
		if !ok || first != again || first.Segment != dunning.SegmentBusiness {
			t.Fatalf("debtor %d: %v, then %v", i, first, again)
		}
		with, _ := Choose(three, "fr", n)
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
	all := []dunning.Wording{{WordingKey: dunning.WordingKey{Language: "fr", Level: dunning.First, Segment: dunning.SegmentAll}}, {WordingKey: dunning.WordingKey{Language: "fr", Level: dunning.First, Segment: dunning.SegmentPublic}}}
	for name, tt := range map[string]struct {
		language string
		level    dunning.Level
		regime   dunning.Regime
		want     dunning.Segment
	}{
		"its own segment before everybody's": {"fr", dunning.First, dunning.Public, dunning.SegmentPublic},
		"everybody's":                        {"fr", dunning.First, dunning.NonProfessional, dunning.SegmentAll},
		"another language":                   {"en", dunning.First, dunning.Public, ""},
		"another level":                      {"fr", dunning.Second, dunning.Public, ""},
	} {
		w, ok := Choose(all, tt.language, dunning.Notice{Level: tt.level, Debtor: dunning.Debtor{Regime: tt.regime}})
		if w.Segment != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %v, %v", name, w, ok)
		}
	}
}
