package procedure

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// TestEveryPeriodOfTheTable counts each row from a day of its own: a row that is
// added needs one here.
func TestEveryPeriodOfTheTable(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"injonction-provision":              "2026-10-16", // filed on 1 October 2026
		"injonction-signification":          "2027-01-01",
		"injonction-signification-ancienne": "",
		"injonction-opposition":             "2026-11-01",
		"injonction-avis-greffe":            "2026-11-01",
		"injonction-execution":              "2026-12-01",
		"injonction-frais-opposition":       "2026-10-16",
		"injonction-avocat":                 "2026-10-16",
		"petites-creances-reponse":          "2026-11-01",
		"incontestees-commandement":         "2026-11-01",
		"incontestees-reponse":              "2026-11-01",
		"incontestees-proces-verbal":        "2026-11-09",
		"incontestees-signification":        "2027-04-01",
		"declaration":                       "2026-12-01",
		"releve-de-forclusion":              "2027-04-01",
		"contestation-de-creance":           "2026-10-31",
		"revendication":                     "2027-01-01",
		"creance-posterieure":               "2027-10-01",
		"creance-posterieure-liquidation":   "2027-04-01",
		"etat-des-creances":                 "2026-11-01",
		"contrat-resilie":                   "2026-11-01",
		"liquidation-apres-radiation":       "2027-10-01",
		"declaration-de-l-etranger":         "2027-02-01",
		"prescription-professionnel":        "2031-10-01",
		"prescription-consommateur":         "2028-10-01",
		"prescription-personne-publique":    "2030-10-01",
		"prescription-transport":            "2027-10-01",
		"prescription-apres-suspension":     "2027-04-01",
		"lettre-au-bureau-de-poste":         "2026-10-16",
		"paiement-acheteur-public":          "2026-10-31",
		"paiement-sante":                    "2026-11-20",
		"paiement-entreprise-publique":      "2026-11-30",
		"reception-reputee":                 "2026-10-03",
	}
	for _, p := range periods() {
		end, known := want[p.ID]
		if !known {
			t.Errorf("%s has no row in this test", p.ID)
			continue
		}
		got := ""
		if p.Holds(date("2026-10-01")) {
			got = p.End(date("2026-10-01")).String()
		}
		if got != end {
			t.Errorf("%s ends on %q, want %q", p.ID, got, end)
		}
		if p.Source == "" || p.What == "" || p.Sure == "" || FrenchTrigger(p.Trigger) == string(p.Trigger) {
			t.Errorf("%s is not complete", p.ID)
		}
	}
}

func TestTheServiceOfAnOrderGoesByTheOrdersDate(t *testing.T) {
	t.Parallel()
	for order, end := range map[string]string{"2026-08-31": "2027-02-28", "2026-09-01": "2026-12-01"} {
		all, err := Alarms(OrderMade, date(order))
		if err != nil || len(all) != 4 || all[0].End.String() != end {
			t.Errorf("an order of %s is served until %v, want %s (%v)", order, all, end, err)
		}
		for _, a := range all {
			if !a.On.Before(a.End) || a.On != a.On.PreviousBusinessDay(calendar.Metropole) {
				t.Errorf("the alarm of %s is no working day before %s", a.On, a.End)
			}
		}
	}
	if _, err := Alarms("dance", date("2026-09-01")); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("got %v", err)
	}
}

func claim() Facts {
	return Facts{On: date("2026-11-27"), Principal: 120000, Interest: 4321, Fee: 4000, Currency: "EUR", Due: date("2026-05-12"), Regime: dunning.B2B,
		Debtor: "Papeterie Lenoir SAS", Creditor: "SARL au capital de 10 000 €", Expiry: date("2031-05-12"), Invoiced: true}
}

// shown writes the conditions of a way.
func shown(f Facts, id string) string {
	var out []string
	for _, w := range Ways(f) {
		if w.ID == id {
			for _, c := range w.Conditions {
				out = append(out, string(c.Is))
			}
		}
	}
	return strings.Join(out, " ")
}

func TestTheConditionsOfEachWay(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		way    string
		change func(*Facts)
		want   string
	}{
		"injonction":                         {Injonction, func(*Facts) {}, "met met met unknown met not_met"},
		"injonction, contested":              {Injonction, func(f *Facts) { f.Disputed = true }, "met met not_met unknown met not_met"},
		"injonction, insolvent":              {Injonction, func(f *Facts) { f.Frozen = true }, "met met met not_met met not_met"},
		"injonction, not due":                {Injonction, func(f *Facts) { f.Due = f.On }, "met not_met met unknown met not_met"},
		"injonction, abroad, after a notice": {Injonction, func(f *Facts) { f.Country, f.Notice = "BE", date("2026-07-01") }, "met met met unknown not_met met"},
		"small claims between merchants":     {SmallClaims, func(*Facts) {}, "met not_met met unknown met unknown"},
		"small claims of a freelancer":       {SmallClaims, func(f *Facts) { f.Creditor = "EI Brunel" }, "met unknown met unknown met unknown"},
		"small claims against a consumer":    {SmallClaims, func(f *Facts) { f.Regime = dunning.B2C }, "met met met unknown met unknown"},
		"small claims above the limit":       {SmallClaims, func(f *Facts) { f.Principal = 499_999 }, "not_met not_met met unknown met unknown"},
		"uncontested":                        {Uncontested, func(*Facts) {}, "met met met met unknown unknown"},
		"référé of a civil company":          {Refere, func(f *Facts) { f.Debtor = "SCI du Moulin" }, "met met unknown unknown not_met"},
		"assignation between merchants":      {Assignation, func(*Facts) {}, "met unknown"},
		"injonction against a town":          {Injonction, func(f *Facts) { f.Regime = dunning.Public }, "met met met unknown met not_met unknown"},
		"référé against a town":              {Refere, func(f *Facts) { f.Regime = dunning.Public }, "met met unknown unknown unknown not_met"},
		"agency without a mandate":           {Agency, func(*Facts) {}, "met met unknown not_met"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := claim()
			row.change(&f)
			if got := shown(f, row.way); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestEveryWayWarnsBeforeLimitationAndNoneIsRecommended(t *testing.T) {
	t.Parallel()
	f := claim()
	f.Expiry = f.On.AddDays(30)
	for _, w := range Ways(f) {
		if len(w.Notes) == 0 || !strings.Contains(w.Notes[0], "prescription est proche") {
			t.Errorf("%s does not warn of limitation", w.ID)
		}
		for _, word := range []string{"recommand", "conseill", "il faut", "préférez"} {
			if text := strings.ToLower(fmt.Sprint(w)); strings.Contains(text, word) {
				t.Errorf("%s gives advice: %s", w.ID, word)
			}
		}
	}
	if len(Ways(f)) != len(WayIDs()) {
		t.Errorf("%d ways, %d names", len(Ways(f)), len(WayIDs()))
	}
	for _, id := range WayIDs() {
		if name, err := Title(id); err != nil || name == "" {
			t.Errorf("%s has no title: %v", id, err)
		}
	}
}

func TestTheCalendarIsOneThatProgramsRead(t *testing.T) {
	t.Parallel()
	alarms, err := Alarms(OrderMade, date("2026-10-01"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(Calendar(alarms, "F-1", time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)))
	if strings.Count(text, "BEGIN:VEVENT") != len(alarms) || !strings.Contains(text, "DTSTART;VALUE=DATE:20261217") {
		t.Errorf("have\n%s", text)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || line == "" {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	unfolded := strings.ReplaceAll(text, "\r\n ", "")
	for _, part := range []string{"\r\nDTSTAMP:20261127T080000Z\r\n", "\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n", "\\, la prescription n’a pas été interrompue"} {
		if strings.Count(unfolded, part) != len(alarms) {
			t.Errorf("%q stands %d times, want %d:\n%s", part, strings.Count(unfolded, part), len(alarms), unfolded)
		}
	}
}

// An alarm keeps its identity when the file is written again, and shares it with
// no other: not of the same case, not of another one.
func TestAnAlarmHasAnIdentityOfItsOwn(t *testing.T) {
	t.Parallel()
	alarms, err := Alarms(OrderMade, date("2026-10-01"))
	if err != nil {
		t.Fatal(err)
	}
	uids := func(label string, at time.Time, all []Alarm) (out []string) {
		for line := range strings.SplitSeq(strings.ReplaceAll(string(Calendar(all, label, at)), "\r\n ", ""), "\r\n") {
			if id, ok := strings.CutPrefix(line, "UID:"); ok {
				out = append(out, id)
			}
		}
		return out
	}
	now := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	first, again, other := uids("F-1", now, alarms), uids("F-1", now.AddDate(0, 0, 3), alarms[1:]), uids("F-2", now, alarms)
	if !slices.Equal(first[1:], again) {
		t.Errorf("written again they are %v, were %v", again, first[1:])
	}
	seen := map[string]bool{}
	for _, id := range slices.Concat(first, other) {
		if seen[id] {
			t.Errorf("%s names two alarms", id)
		}
		seen[id] = true
	}
}

// A day from which a rule holds is given when a source confirms it; else it is said
// that none does.
func TestADayThatNoSourceConfirmsIsNotGiven(t *testing.T) {
	t.Parallel()
	f := claim()
	f.Regime = dunning.B2C
	seen := 0
	for _, w := range Ways(f) {
		for _, c := range w.Conditions {
			if !slices.Contains(unconfirmed, c.Source) {
				continue
			}
			seen++
			if !c.Since.IsZero() || !strings.Contains(c.Dated().Format, "not confirmed") {
				t.Errorf("%s holds %q", c.Source, c.Dated())
			}
		}
	}
	if seen < 3 {
		t.Errorf("%d conditions", seen)
	}
}

func TestEveryTriggerIsWordedInFrench(t *testing.T) {
	t.Parallel()
	for _, trigger := range Triggers() {
		if FrenchTrigger(trigger) == string(trigger) {
			t.Errorf("%s has no French words", trigger)
		}
	}
}

func TestRemindersThatAreMovedBackToOneWorkingDayAreGivenOnce(t *testing.T) {
	t.Parallel()
	alarms, err := Alarms(Published, date("2026-08-05")) // the last day is a Monday: three days and one day before it are a weekend
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Alarm]bool{}
	for _, a := range alarms {
		if seen[a] {
			t.Errorf("twice: %s, until %s", a.On, a.End)
		}
		seen[a] = true
	}
	if !slices.ContainsFunc(alarms, func(a Alarm) bool { return a.On == date("2026-10-02") && a.End == date("2026-10-05") }) {
		t.Error("no reminder on the Friday before the last day")
	}
}
