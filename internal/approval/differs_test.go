package approval

import (
	"slices"
	"testing"

	"relance/internal/dunning"
)

func TestDifferencesAreThoseThatTheCalendarDoesNotExplain(t *testing.T) {
	t.Parallel()
	shown := dunning.Draft{
		On: day("2026-04-16"), Document: "a1", Words: "a1", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Carrier: "maileva", Recipient: "c0ffee", Invoices: []string{"F-1"},
		Principal: 120000, Interest: 1835, Fee: 4000, Total: 127835, Daily: 41, Basis: "12.40 BCE", Deadline: day("2026-05-04"), Term: 15,
		Sheets: 3, Estimate: 769,
	}
	for name, row := range map[string]struct {
		change func(d *dunning.Draft)
		want   []Part
	}{
		"the same letter": {func(*dunning.Draft) {}, nil},
		"four days later: interest, total and deadline moved on": {func(d *dunning.Draft) {
			d.On, d.Document, d.Interest, d.Total, d.Deadline = day("2026-04-20"), "b2", 1998, 127998, day("2026-05-05")
		}, nil},
		"four days later, more interest than four days bring": {func(d *dunning.Draft) {
			d.On, d.Document, d.Interest = day("2026-04-20"), "b2", 2399
		}, []Part{PartInterest}},
		"the same day, other interest": {func(d *dunning.Draft) { d.Interest, d.Document = 1836, "b2" }, []Part{PartInterest}},
		"the day before":               {func(d *dunning.Draft) { d.On = day("2026-04-15") }, []Part{PartInterest}},
		"a part was paid":              {func(d *dunning.Draft) { d.Principal, d.Document = 60000, "b2" }, []Part{PartPrincipal}},
		"another address":              {func(d *dunning.Draft) { d.Recipient, d.Document = "decaf", "b2" }, []Part{PartRecipient}},
		"another carrier":              {func(d *dunning.Draft) { d.Carrier = "folder" }, []Part{PartCarrier}},
		"no longer on paper":           {func(d *dunning.Draft) { d.Electronic = true }, []Part{PartCarrier}},
		"another level":                {func(d *dunning.Draft) { d.Level = dunning.Final }, []Part{PartLevel}},
		"a simple letter":              {func(d *dunning.Draft) { d.Channel = dunning.Letter }, []Part{PartChannel}},
		"one more invoice":             {func(d *dunning.Draft) { d.Invoices = []string{"F-1", "F-2"} }, []Part{PartInvoices}},
		"no fee any more":              {func(d *dunning.Draft) { d.Fee = 0 }, []Part{PartFee}},
		"costs":                        {func(d *dunning.Draft) { d.Costs = 1 }, []Part{PartCosts}},
		"a new half-year's rate":       {func(d *dunning.Draft) { d.Basis = "12.15 BCE" }, []Part{PartBasis}},
		"eight days instead of 15":     {func(d *dunning.Draft) { d.Term = 8 }, []Part{PartDeadline}},
		"dearer":                       {func(d *dunning.Draft) { d.Estimate = 853 }, []Part{PartEstimate}},
		"cheaper":                      {func(d *dunning.Draft) { d.Estimate = 500 }, nil},
		"other words on the same day":  {func(d *dunning.Draft) { d.Words = "b2" }, []Part{PartWording}},
		"the same, joined anew":        {func(d *dunning.Draft) { d.Document = "b2" }, nil},
		"it cannot be drawn":           {func(d *dunning.Draft) { *d = dunning.Draft{Fault: "no address"} }, []Part{PartFault}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := shown
			row.change(&now)
			if got := Differences(shown, now); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
	if got := Differences(dunning.Draft{Fault: "no address"}, shown); !slices.Contains(got, PartFault) {
		t.Errorf("a letter that could not be shown is no longer new: %v", got)
	}
}

func TestALetterOfAnotherTextIsAnotherLetter(t *testing.T) {
	t.Parallel()
	shown := dunning.Draft{Level: dunning.FormalNotice, Wording: "fr.formal_notice.business@1"}
	now := shown
	if got := Differences(shown, now); len(got) != 0 {
		t.Errorf("the same differs in %v", got)
	}
	now.On, now.Wording = shown.On.AddDays(2), "fr.formal_notice.business@2"
	if got := Differences(shown, now); len(got) != 1 || got[0] != PartWording {
		t.Errorf("got %v", got)
	}
}
