package procedure

import (
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestPapersRefuseWhatTheyDoNotAsk(t *testing.T) {
	t.Parallel()
	for _, way := range WayIDs() {
		said := map[string]string{}
		for _, a := range Answers(way) {
			if a.What == "" {
				t.Errorf("%s: %s is not worded", way, a.Key)
			}
			said[a.Key] = "x"
		}
		if err := CheckAnswers(way, said); err != nil {
			t.Errorf("%s refuses what it asks: %v", way, err)
		}
		said["couleur"] = "bleu"
		err := CheckAnswers(way, said)
		if dunning.ErrorCode(err) != dunning.CodeInvalid || !strings.Contains(err.Error(), `"couleur"`) || !strings.Contains(dunning.ErrorHint(err), "mandataire") {
			t.Errorf("%s: %v, hint %q", way, err, dunning.ErrorHint(err))
		}
	}
	if err := CheckAnswers(Refere, map[string]string{"frais_greffe": "1"}); err == nil {
		t.Error("a way takes the answer of another")
	}
}

// The alarms before a claim expires come on working days, and those whose day is
// over do not come.
func TestAlarmsBeforeExpiryThatAreStillToCome(t *testing.T) {
	t.Parallel()
	expiry := calendar.NewDate(2026, 12, 31)
	all := BeforeExpiry(expiry, calendar.NewDate(2025, 1, 1), "C. com. L110-4")
	if len(all) != 5 || all[0].On != calendar.NewDate(2025, 12, 31) || all[4].On != calendar.NewDate(2026, 12, 24) {
		t.Fatalf("%d alarms, %+v", len(all), all)
	}
	for _, a := range all {
		if !a.On.IsBusinessDay(calendar.Metropole) || a.End != expiry || a.Source == "" {
			t.Errorf("alarm %+v", a)
		}
	}
	if late := BeforeExpiry(expiry, calendar.NewDate(2026, 12, 1), "C. com. L110-4"); len(late) != 2 { // 30 days before is the first itself
		t.Errorf("%d alarms are to come in December, want 2", len(late))
	}
	if none := BeforeExpiry(calendar.Date{}, expiry, "C. com. L110-4"); none != nil {
		t.Errorf("a claim that does not expire: %v", none)
	}
}

// Whether a debtor is solvent is known as far as the register was asked, and until
// the day after.
func TestWhatIsKnownOfProceedings(t *testing.T) {
	t.Parallel()
	on := calendar.NewDate(2026, 6, 10)
	for name, tt := range map[string]struct {
		facts Facts
		want  Fulfilment
	}{
		"a notice waits to be read":   {Facts{On: on, Frozen: true}, NotMet},
		"proceedings are open":        {Facts{On: on, Frozen: true, Judgment: on.AddDays(-9)}, NotMet},
		"looked up the day before":    {Facts{On: on, Looked: on.AddDays(-1)}, Met},
		"looked up some time ago":     {Facts{On: on, Looked: on.AddDays(-2)}, Unknown},
		"the register was never read": {Facts{On: on}, Unknown},
	} {
		if c := tt.facts.solvent(); c.Is != tt.want || c.Source == "" {
			t.Errorf("%s: %+v, want %s", name, c, tt.want)
		}
	}
}

// A list for people tells each period once, with the days of all its alarms.
func TestAPeriodIsToldOnceWithItsDays(t *testing.T) {
	t.Parallel()
	alarms, err := Alarms(OrderMade, calendar.NewDate(2026, 9, 2))
	if err != nil {
		t.Fatal(err)
	}
	other, err := Alarms(LetterSent, calendar.NewDate(2026, 9, 2))
	if err != nil {
		t.Fatal(err)
	}
	got := ByPeriod(append(append([]Alarm{}, alarms...), other...))
	if len(got) != 2 || len(got[0].Days) != len(alarms) || got[0].Days[0] != alarms[0].On || got[0].End != alarms[0].End || len(got[1].Days) != len(other) {
		t.Errorf("got %+v", got)
	}
}
