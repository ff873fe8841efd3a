package words

import "testing"

// What is said of many invoices gets one line where it says the same, whatever
// the values are, and lines of their own where each can still be read.
func TestRemarksOfOneKindAreGathered(t *testing.T) {
	t.Parallel()
	say := func(at int, about, text string) Remark { return Remark{At: at, About: about, Text: text} }
	siren := "it names neither SIREN nor VAT number"
	for name, tt := range map[string]struct {
		list           []Remark
		kinds          int
		things         int // of the first kind
		same, together bool
	}{
		"one stands alone":                 {[]Remark{say(0, "F-1", siren)}, 1, 1, true, false},
		"two that say the same":            {[]Remark{say(0, "F-1", siren), say(1, "F-2", siren)}, 1, 2, true, true},
		"twice of one invoice":             {[]Remark{say(0, "F-1", siren), say(0, "F-1", siren)}, 1, 1, true, false},
		"two kinds":                        {[]Remark{say(0, "F-1", siren), say(1, "F-2", "it has no address")}, 2, 1, true, false},
		"two of one kind that differ":      {[]Remark{say(0, "F-1", "F-1 of 3 mars is due"), say(1, "F-2", "F-2 of 4 avril is due")}, 1, 2, false, false},
		"four of one kind that differ":     {[]Remark{say(0, "F-1", "due in 61 days"), say(1, "F-2", "due in 62 days"), say(2, "F-3", "due in 63 days"), say(3, "F-4", "due in 64 days")}, 1, 4, false, true},
		"fields of the standard are apart": {[]Remark{say(0, "F-1", "BT-9 is empty"), say(1, "F-2", "BT-72 is empty")}, 2, 1, true, false},
		"the kind was said beforehand": {[]Remark{
			{At: 0, About: "F-1", Text: "due late", Kind: "due"}, {At: 1, About: "F-2", Text: "due by a long term", Kind: "due"},
		}, 1, 2, false, true},
		"the debtor is no part of the kind": {[]Remark{
			{At: 0, About: "F-1", Debtor: "Caron", Text: "Caron pays late"}, {At: 1, About: "F-2", Debtor: "Lenoir", Text: "Lenoir pays late"},
		}, 1, 2, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kinds := Gather(tt.list)
			if k := kinds[0]; len(kinds) != tt.kinds || k.Things() != tt.things || k.Same() != tt.same || k.Together() != tt.together {
				t.Errorf("%d kinds, the first of %d things, the same %t, together %t", len(kinds), k.Things(), k.Same(), k.Together())
			}
		})
	}
}
