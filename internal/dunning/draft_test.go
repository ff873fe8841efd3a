package dunning

import (
	"slices"
	"testing"
)

func TestDifferencesAreThoseThatTheCalendarDoesNotExplain(t *testing.T) {
	t.Parallel()
	shown := Draft{
		On: day("2026-04-16"), Document: "a1", Words: "a1", Level: FormalNotice, Channel: RegisteredLetter, Carrier: "maileva", Recipient: "c0ffee", Invoices: []string{"F-1"},
		Principal: 120000, Interest: 1835, Fee: 4000, Total: 127835, Daily: 41, Basis: "12.40 BCE", Deadline: day("2026-05-04"), Term: 15,
		Sheets: 3, Estimate: 769,
	}
	for name, row := range map[string]struct {
		change func(d *Draft)
		want   []DraftPart
	}{
		"the same letter": {func(*Draft) {}, nil},
		"four days later: interest, total and deadline moved on": {func(d *Draft) {
			d.On, d.Document, d.Interest, d.Total, d.Deadline = day("2026-04-20"), "b2", 1998, 127998, day("2026-05-05")
		}, nil},
		"four days later, more interest than four days bring": {func(d *Draft) {
			d.On, d.Document, d.Interest = day("2026-04-20"), "b2", 2399
		}, []DraftPart{PartInterest}},
		"the same day, other interest": {func(d *Draft) { d.Interest, d.Document = 1836, "b2" }, []DraftPart{PartInterest}},
		"the day before":               {func(d *Draft) { d.On = day("2026-04-15") }, []DraftPart{PartInterest}},
		"a part was paid":              {func(d *Draft) { d.Principal, d.Document = 60000, "b2" }, []DraftPart{PartPrincipal}},
		"another address":              {func(d *Draft) { d.Recipient, d.Document = "decaf", "b2" }, []DraftPart{PartRecipient}},
		"another carrier":              {func(d *Draft) { d.Carrier = "folder" }, []DraftPart{PartCarrier}},
		"no longer on paper":           {func(d *Draft) { d.Electronic = true }, []DraftPart{PartCarrier}},
		"another level":                {func(d *Draft) { d.Level = Final }, []DraftPart{PartLevel}},
		"a simple letter":              {func(d *Draft) { d.Channel = Letter }, []DraftPart{PartChannel}},
		"one more invoice":             {func(d *Draft) { d.Invoices = []string{"F-1", "F-2"} }, []DraftPart{PartInvoices}},
		"no fee any more":              {func(d *Draft) { d.Fee = 0 }, []DraftPart{PartFee}},
		"costs":                        {func(d *Draft) { d.Costs = 1 }, []DraftPart{PartCosts}},
		"a new half-year's rate":       {func(d *Draft) { d.Basis = "12.15 BCE" }, []DraftPart{PartBasis}},
		"eight days instead of 15":     {func(d *Draft) { d.Term = 8 }, []DraftPart{PartDeadline}},
		"dearer":                       {func(d *Draft) { d.Estimate = 853 }, []DraftPart{PartEstimate}},
		"cheaper":                      {func(d *Draft) { d.Estimate = 500 }, nil},
		"other words on the same day":  {func(d *Draft) { d.Words = "b2" }, []DraftPart{PartWording}},
		"the same, joined anew":        {func(d *Draft) { d.Document = "b2" }, nil},
		"it cannot be drawn":           {func(d *Draft) { *d = Draft{Fault: "no address"} }, []DraftPart{PartFault}},
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
	if got := Differences(Draft{Fault: "no address"}, shown); !slices.Contains(got, PartFault) {
		t.Errorf("a letter that could not be shown is no longer new: %v", got)
	}
}
