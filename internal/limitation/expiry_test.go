package limitation_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/limitation"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	var d calendar.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

// event reads "kind on [until]".
func event(t testing.TB, s string) limitation.Event {
	t.Helper()
	f := strings.Fields(s)
	e := limitation.Event{Kind: limitation.EventKind(f[0]), On: day(t, f[1])}
	if len(f) > 2 {
		e.Until = day(t, f[2])
	}
	return e
}

type row struct {
	name           string
	kind           limitation.Kind
	completed, due string
	events         []string
	want           string
}

func (r row) run(t testing.TB) (limitation.Result, error) {
	t.Helper()
	var events []limitation.Event
	for _, s := range r.events {
		events = append(events, event(t, s))
	}
	return limitation.Expiry(limitation.Claim{Kind: r.kind, Completed: day(t, r.completed), Due: day(t, r.due)}, events)
}

const (
	pro    = limitation.Professional
	cons   = limitation.Consumer
	public = limitation.Public
)

var rows = []row{
	// start and delay
	{"professional, five years from completion, not from the due date", pro, "2021-03-15", "2021-04-30", nil, "2026-03-15"},
	{"advance: the due date comes before completion", pro, "2021-06-30", "2021-04-30", nil, "2026-04-30"},
	{"due date alone", pro, "", "2021-04-30", nil, "2026-04-30"},
	{"completion alone", pro, "2021-03-15", "", nil, "2026-03-15"},
	{"consumer, two years", cons, "2024-11-21", "2024-12-21", nil, "2026-11-21"},
	{"carriage, one year", limitation.Transport, "2025-12-01", "2025-12-31", nil, "2026-12-01"},
	{"29 February ends on 28 February", pro, "2024-02-29", "", nil, "2029-02-28"},
	{"public body, four years from 1 January 2022", public, "2021-03-15", "2021-04-30", nil, "2025-12-31"},
	{"public body, work done on 1 January still counts from the next one", public, "2021-01-01", "", nil, "2025-12-31"},
	// without effect
	{"reminders and formal notices change nothing", pro, "2021-03-15", "", []string{"reminder 2021-06-01", "formal_notice 2022-06-01"}, "2026-03-15"},
	{"a part payment alone changes nothing", pro, "2021-03-15", "", []string{"part_payment 2022-06-01"}, "2026-03-15"},
	{"acknowledged after expiry: too late", cons, "2021-03-15", "", []string{"acknowledgement 2023-03-16"}, "2023-03-15"},
	{"acknowledged before the delay began", pro, "2021-03-15", "", []string{"acknowledgement 2021-01-10"}, "2026-03-15"},
	// interruption
	{"acknowledged on the last day: a fresh full delay", cons, "2021-03-15", "", []string{"acknowledgement 2023-03-15"}, "2025-03-15"},
	{"instalment plan signed: five fresh years", pro, "2021-03-15", "", []string{"acknowledgement 2023-01-10"}, "2028-01-10"},
	{"two acknowledgements, given in the wrong order", pro, "2021-03-15", "", []string{"acknowledgement 2025-01-10", "acknowledgement 2023-01-10"}, "2030-01-10"},
	{"court action that ended: from its end", pro, "2021-03-15", "", []string{"court_action 2023-01-10 2024-05-05"}, "2029-05-05"},
	{"court action pending: from the action, out of caution", pro, "2021-03-15", "", []string{"court_action 2023-01-10"}, "2028-01-10"},
	{"seizure during a court action that ended later", pro, "2021-03-15", "", []string{"court_action 2023-01-10 2024-05-05", "enforcement 2023-06-01"}, "2029-05-05"},
	{"seizure", pro, "2021-03-15", "", []string{"enforcement 2024-02-29"}, "2029-02-28"},
	{"public body: what belongs to it cannot be seized", public, "2021-03-15", "", []string{"enforcement 2023-07-01"}, "2025-12-31"},
	{"public body sued", public, "2021-03-15", "", []string{"court_action 2023-07-01 2024-02-01"}, "2028-12-31"},
	{"public body acknowledges: four years from the next 1 January", public, "2021-03-15", "", []string{"acknowledgement 2023-07-01"}, "2027-12-31"},
	// suspension
	{"mediation of 90 days adds 90 days: 15 March + 90", pro, "2021-03-15", "", []string{"mediation 2022-01-01 2022-04-01"}, "2026-06-13"},
	{"mediation near the end leaves six months", cons, "2021-03-15", "", []string{"mediation 2023-03-01 2023-03-11"}, "2023-09-11"},
	{"mediation still running is not counted", cons, "2021-03-15", "", []string{"mediation 2023-03-01"}, "2023-03-15"},
	{"small claims agreed: one month", pro, "2021-03-15", "", []string{"small_claims 2022-01-01 2022-02-01"}, "2026-04-15"},
	{"overlapping suspensions count once: 1 January to 1 May is 120 days", pro, "2021-03-15", "",
		[]string{"mediation 2022-01-01 2022-04-01", "small_claims 2022-03-01 2022-05-01"}, "2026-07-13"},
	{"one inside the other counts once", pro, "2021-03-15", "", []string{"mediation 2022-01-01 2022-04-01", "small_claims 2022-02-01 2022-03-01"}, "2026-06-13"},
	{"mediation begun before the start counts from it: 15 to 25 March", pro, "2021-03-15", "", []string{"mediation 2021-03-01 2021-03-25"}, "2026-03-25"},
	{"acknowledged during a mediation: the fresh delay starts at its end", pro, "2021-03-15", "",
		[]string{"mediation 2022-01-01 2022-04-01", "acknowledgement 2022-02-01"}, "2027-04-01"},
	{"mediation after expiry: too late", cons, "2021-03-15", "", []string{"mediation 2023-04-01 2023-05-01"}, "2023-03-15"},
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			got, err := r.run(t)
			if err != nil {
				t.Fatal(err)
			}
			if got.Expiry.String() != r.want {
				t.Errorf("last day %s, want %s", got.Expiry, r.want)
			}
			if last := got.Steps[len(got.Steps)-1]; len(got.Steps) != 1+len(r.events) || last.Expiry != got.Expiry {
				t.Errorf("steps do not lead to the result: %+v", got.Steps)
			}
			if got.Barred(got.Expiry) || !got.Barred(got.Expiry.AddDays(1)) {
				t.Error("the last day counts whole, the next is too late")
			}
		})
	}
}

// The explanation is read by people: it is compared whole.
func TestExpiry_Explanation(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, r := range rows {
		got, err := r.run(t)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %s\n", r.name)
		for _, s := range got.Steps {
			fmt.Fprintf(&b, "%s %s [%s]\n", s.On, s.Text, s.Article)
		}
	}
	const file = "testdata/explanation.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Error(d)
	}
	for _, wrong := range []string{" :", " ;", "'", "%!", "n° "} {
		if strings.Contains(string(want[strings.IndexByte(string(want), '\n'):]), wrong) {
			t.Errorf("the texts contain %q", wrong)
		}
	}
}

func TestExpiry_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row
		fault string
	}{
		{row{kind: "b2b", due: "2021-01-01"}, "want professional"},
		{row{kind: pro}, "no date to start from"},
		{row{kind: pro, due: "1821-01-01"}, "due: date 1821-01-01"},
		{row{kind: pro, due: "2021-01-01", events: []string{"promise 2022-01-01"}}, `event 1: kind "promise"`},
		{row{kind: pro, due: "2021-01-01", events: []string{"reminder 2022-01-01", "mediation 2022-02-01 2022-01-01"}}, "event 2: mediation ends on 2022-01-01"},
		{row{kind: pro, due: "2021-01-01", events: []string{"reminder 3022-01-01"}}, "event 1: on: date 3022-01-01"},
		{row{kind: pro, due: "2021-01-01", events: []string{"mediation 2022-01-01 3022-01-01"}}, "event 1: until: date 3022-01-01"},
	} {
		if _, err := c.run(t); err == nil || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("got %v, want %q", err, c.fault)
		}
	}
	_, err := limitation.Expiry(limitation.Claim{Kind: pro, Due: calendar.Date{Year: 2026, Month: 2, Day: 30}},
		[]limitation.Event{{Kind: limitation.Reminder}})
	if err == nil || !strings.Contains(err.Error(), "2026-02-30") || !strings.Contains(err.Error(), "reminder has no date") {
		t.Errorf("both faults must be told, got %v", err)
	}
}

func TestAlarms(t *testing.T) {
	t.Parallel()
	for expiry, want := range map[string]string{
		"2026-03-15": "12:2025-03-15 6:2025-09-15 3:2025-12-15 1:2026-02-15",
		"2026-08-31": "12:2025-08-31 6:2026-02-28 3:2026-05-31 1:2026-07-31",
		"2024-02-29": "12:2023-02-28 6:2023-08-29 3:2023-11-29 1:2024-01-29",
	} {
		var got []string
		for _, a := range limitation.Alarms(day(t, expiry)) {
			got = append(got, fmt.Sprintf("%d:%s", a.Months, a.On))
		}
		if d := cmp.Diff(want, strings.Join(got, " ")); d != "" {
			t.Errorf("%s: %s", expiry, d)
		}
	}
}

// No event brings the last day forward, and reminders never move it.
func TestProperty_EventsNeverShortenTheDelay(t *testing.T) {
	t.Parallel()
	kinds := []limitation.EventKind{limitation.Acknowledgement, limitation.CourtAction, limitation.Enforcement,
		limitation.Mediation, limitation.SmallClaims, limitation.PartPayment, limitation.Reminder, limitation.FormalNotice}
	rapid.Check(t, func(t *rapid.T) {
		claim := limitation.Claim{Kind: rapid.SampledFrom([]limitation.Kind{pro, cons, public, limitation.Transport}).Draw(t, "kind"),
			Due: calendar.NewDate(2020, 1, rapid.IntRange(1, 400).Draw(t, "due"))}
		var events []limitation.Event
		for range rapid.IntRange(0, 6).Draw(t, "events") {
			e := limitation.Event{Kind: rapid.SampledFrom(kinds).Draw(t, "event"), On: calendar.NewDate(2019, 6, rapid.IntRange(1, 3000).Draw(t, "on"))}
			if rapid.Bool().Draw(t, "ended") {
				e.Until = e.On.AddDays(rapid.IntRange(0, 500).Draw(t, "length"))
			}
			events = append(events, e)
		}
		r, err := limitation.Expiry(claim, events)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(r.Steps); i++ {
			if r.Steps[i].Expiry.Before(r.Steps[i-1].Expiry) {
				t.Fatalf("step %d brings %s forward to %s", i, r.Steps[i-1].Expiry, r.Steps[i].Expiry)
			}
		}
	})
}

// Each kind of debt names its own texts: a trader's claim expires by the commercial
// code, a consumer's by the code of consumption.
func TestArticlesOfEachKind(t *testing.T) {
	t.Parallel()
	for kind, want := range map[limitation.Kind]string{
		limitation.Professional: "C. com. L110-4\u202f; C. civ. 2224, 2241", limitation.Consumer: "C. conso. L218-2\u202f; C. civ. 2241",
		limitation.Public: "loi 68-1250 du 31 décembre 1968, art. 1er et 2", limitation.Transport: "C. com. L133-6\u202f; C. civ. 2241", "dance": "",
	} {
		if got := limitation.Articles(kind); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}
