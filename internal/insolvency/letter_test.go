package insolvency

import (
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postage"
)

func TestALetterSaysInOneWordHowFarItIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		letter Letter
		want   Standing
		open   bool
	}{
		"shown":                   {Letter{}, Shown, false},
		"one of two agreed":       {Letter{FirstYes: "claire"}, HalfYes, false},
		"agreed to":               {Letter{State: dunning.MessageRendered}, Leaving, true},
		"with its carrier":        {Letter{State: dunning.MessageAccepted}, HandedTo, true},
		"the carrier gave it up":  {Letter{State: dunning.MessageAccepted, Post: &postage.TrackedLetter{State: dunning.LetterFailed}}, NotSent, false},
		"nobody knows":            {Letter{State: dunning.MessageUnknown}, Doubtful, true},
		"refused by its carrier":  {Letter{State: dunning.MessageRefused}, NotSent, false},
		"given up before it left": {Letter{State: dunning.MessageAbandoned}, NotSent, false},
		"withheld":                {Letter{State: dunning.MessageWithheld}, NotSent, false},
	} {
		if got := tt.letter.Standing(); got != tt.want || tt.letter.Open() != tt.open {
			t.Errorf("%s: %s, on its way %t; want %s, %t", name, got, tt.letter.Open(), tt.want, tt.open)
		}
	}
}

// Where two people must agree, one yes lets nothing leave, nor two of one person,
// nor one of somebody whom nobody knows.
func TestADeclarationLeavesWithTheYesesItNeeds(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	alone, err := Letter{}.Agree("claire", at, "", false)
	if err != nil || alone.ApprovedBy != "claire" || alone.ApprovedAt != at {
		t.Errorf("one is enough: by %q on %s (%v)", alone.ApprovedBy, alone.ApprovedAt, err)
	}
	first, err := Letter{}.Agree("claire", at, dunning.ApprovalsTwo, true)
	if err != nil || first.ApprovedBy != "" || first.FirstYes != "claire" {
		t.Fatalf("after the first of two: %+v (%v)", first, err)
	}
	second, err := first.Agree("paul", at, dunning.ApprovalsTwo, true)
	if err != nil || second.ApprovedBy != "paul" {
		t.Errorf("after the second: by %q (%v)", second.ApprovedBy, err)
	}
	for name, tt := range map[string]struct {
		letter     Letter
		author     string
		identified bool
		want       dunning.Code
	}{
		"the same person again": {first, "claire", true, dunning.CodeForbidden},
		"a shell":               {first, "root", false, dunning.CodeForbidden},
		"nobody":                {Letter{}, "", true, dunning.CodeForbidden},
		"agreed to already":     {alone, "paul", true, dunning.CodeConflict},
		"it cannot leave":       {Letter{Fault: "the address is missing"}, "claire", true, dunning.CodeConflict},
	} {
		got, err := tt.letter.Agree(tt.author, at, dunning.ApprovalsTwo, tt.identified)
		if dunning.ErrorCode(err) != tt.want || got.ApprovedBy != tt.letter.ApprovedBy {
			t.Errorf("%s: %v, approved by %q", name, err, got.ApprovedBy)
		}
		if tt.want == dunning.CodeForbidden && dunning.ErrorHint(err) == "" {
			t.Errorf("%s: no hint", name)
		}
	}
}

func TestAnAddressOnOneLineIsReadOrRefused(t *testing.T) {
	t.Parallel()
	a, err := PostalAddress(" 12 rue A,  BP 3, 75001  Paris ")
	if err != nil || !slices.Equal(a.Lines, []string{"12 rue A", "BP 3"}) || a.Postcode != "75001" || a.City != "Paris" {
		t.Errorf("read %+v (%v)", a, err)
	}
	for _, text := range []string{"", "12 rue A, Paris", "12 rue A, 7500 Paris", "75001", ", 75001 Paris"} {
		if _, err := PostalAddress(text); dunning.ErrorCode(err) != dunning.CodeInvalid || dunning.ErrorHint(err) == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Of several strikings-off the newest counts; one long before the invoice is of a
// company that was registered again.
func TestTheNewestStrikingOffCounts(t *testing.T) {
	t.Parallel()
	day := func(y int, m time.Month) calendar.Date { return calendar.NewDate(y, m, 1) }
	notices := []Notice{
		{ID: "A", Effect: StruckOff, Published: day(2026, 2)}, {ID: "C", Effect: StruckOff, Published: day(2026, 3)},
		{ID: "B", Effect: StruckOff, Published: day(2026, 3)}, {ID: "D", Published: day(2026, 5)},
	}
	if got, found := StruckOffBy(notices, day(2026, 1)); !found || got.ID != "C" {
		t.Errorf("%q, %t; want C, the newest by its number", got.ID, found)
	}
	if got, found := StruckOffBy(notices, day(2027, 4)); found {
		t.Errorf("%q counts more than a year before the invoice", got.ID)
	}
	if _, found := StruckOffBy(notices, calendar.Date{}); !found {
		t.Error("of a claim without a day every one counts")
	}
}
