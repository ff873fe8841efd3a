package calendar_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/calendar"
)

// date reads an ISO date or stops the test program: for tables.
func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("unexpected error: %v", err)
	case want != "" && err == nil:
		t.Errorf("no error, want one with %q", want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Errorf("error %q does not say %q", err, want)
	}
}

// anyDate draws a date between 1900 and 2199.
func anyDate(t *rapid.T) calendar.Date {
	return calendar.NewDate(1900, time.January, 1).AddDays(rapid.IntRange(0, 109000).Draw(t, "day"))
}

func TestParseDateIsStrict(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026-2-3", "02/03/2026", "2026-02-29", "2026-03-02T00:00:00Z", " 2026-03-02"} {
		if d, err := calendar.ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", s, d)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		got  calendar.Date
		want string
	}{
		{"over a month", date("2026-02-27").AddDays(2), "2026-03-01"},
		{"over 29 February", date("2028-02-28").AddDays(1), "2028-02-29"},
		{"back over the new year", date("2026-01-01").AddDays(-1), "2025-12-31"},
		{"end of a long month", date("2026-05-03").EndOfMonth(), "2026-05-31"},
		{"end of December", date("2026-12-03").EndOfMonth(), "2026-12-31"},
		{"end of February in a leap year", date("2028-02-01").EndOfMonth(), "2028-02-29"},
		{"end of February in 2100, not a leap year", date("2100-02-01").EndOfMonth(), "2100-02-28"},
		{"end of February in 2000, a leap year", date("2000-02-29").EndOfMonth(), "2000-02-29"},
		{"same day next month", date("2026-03-15").AddMonths(1), "2026-04-15"},
		{"no such day: last of the month (CPC 641)", date("2026-01-31").AddMonths(1), "2026-02-28"},
		{"no such day in a leap year", date("2028-01-31").AddMonths(1), "2028-02-29"},
		{"31 August plus three months", date("2026-08-31").AddMonths(3), "2026-11-30"},
		{"29 February plus two years", date("2028-02-29").AddMonths(24), "2030-02-28"},
		{"five years", date("2026-11-21").AddMonths(60), "2031-11-21"},
		{"one month back", date("2026-03-31").AddMonths(-1), "2026-02-28"},
		{"back over the new year by months", date("2026-01-15").AddMonths(-2), "2025-11-15"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.got.String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t), rapid.IntRange(-5000, 5000).Draw(t, "n")
		e := d.AddDays(n)
		if e.Sub(d) != n || e.AddDays(-n) != d {
			t.Fatalf("%v + %d days = %v does not come back", d, n, e)
		}
		if d.Before(e) != (n > 0) || d.After(e) != (n < 0) || (d.Compare(e) == 0) != (n == 0) {
			t.Fatalf("order of %v and %v is wrong", d, e)
		}
		m := d.AddMonths(n % 500)
		if m.Day != d.Day && m != m.EndOfMonth() {
			t.Fatalf("%v + %d months = %v: neither the same day nor the last", d, n%500, m)
		}
		if end := d.EndOfMonth(); end.AddDays(1).Day != 1 || end.Month != d.Month {
			t.Fatalf("end of month of %v = %v", d, end)
		}
	})
}

func TestDateText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in                     string
		french, long, short, english string
	}{
		{"ordinary", "2026-03-02", "2 mars 2026", "lundi 2 mars 2026", "02/03/2026", "2 March 2026"},
		{"first of the month", "2026-01-01", "1er janvier 2026", "jeudi 1er janvier 2026", "01/01/2026", "1 January 2026"},
		{"accents", "2026-08-16", "16 août 2026", "dimanche 16 août 2026", "16/08/2026", "16 August 2026"},
		{"twenty-first is not a first", "2026-11-21", "21 novembre 2026", "samedi 21 novembre 2026", "21/11/2026", "21 November 2026"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := date(tt.in)
			want := []string{tt.french, tt.long, tt.short, tt.english}
			if diff := cmp.Diff(want, []string{d.French(), d.FrenchLong(), d.FrenchShort(), d.English()}); diff != "" {
				t.Error(diff)
			}
		})
	}
	var none calendar.Date
	if got := none.String() + none.French() + none.FrenchLong() + none.FrenchShort() + none.English(); got != "" {
		t.Errorf("no date is written %q, want nothing", got)
	}
}

func TestDateJSON(t *testing.T) {
	t.Parallel()
	type doc struct {
		Due  calendar.Date     `json:"due"`
		None calendar.Date     `json:"none"`
		Half calendar.HalfYear `json:"half"`
	}
	in := doc{Due: date("2026-03-02"), Half: calendar.HalfYear{Year: 2026, Half: 2}}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"due":"2026-03-02","none":"","half":"2026-S2"}`; string(b) != want {
		t.Errorf("JSON %s, want %s", b, want)
	}
	var out doc
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("came back as %v, %v", out, err)
	}
	checkError(t, json.Unmarshal([]byte(`{"due":"2/3/26"}`), &out), "want a calendar date")
	checkError(t, json.Unmarshal([]byte(`{"half":"2026"}`), &out), "2026-S1")
}

func TestParseLoose(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want, wantErr string }{
		{"ISO", "2026-03-02", "2026-03-02", ""},
		{"ISO without leading zeros", "2026-3-2", "2026-03-02", ""},
		{"year first with slashes", "2026/03/02", "2026-03-02", ""},
		{"French slashes, day first", "02/03/2026", "2026-03-02", ""},
		{"hyphens, day first", "02-03-2026", "2026-03-02", ""},
		{"points, day first", "02.03.2026", "2026-03-02", ""},
		{"no leading zeros", "2/3/2026", "2026-03-02", ""},
		{"compact", "20260302", "2026-03-02", ""},
		{"two-digit year", "02/03/26", "2026-03-02", ""},
		{"two-digit year is of this century", "02.03.99", "2099-03-02", ""},
		{"French words", "2 mars 2026", "2026-03-02", ""},
		{"first in French", "1er janvier 2026", "2026-01-01", ""},
		{"accents and capitals", "15 FÉVRIER 2026", "2026-02-15", ""},
		{"accents left out", "15 aout 2026", "2026-08-15", ""},
		{"decomposed accent", "15 fe\u0301vrier 2026", "2026-02-15", ""},
		{"abbreviation with a point", "3 sept. 2026", "2026-09-03", ""},
		{"with the weekday", "lundi 2 mars 2026", "2026-03-02", ""},
		{"words with hyphens", "02-mars-26", "2026-03-02", ""},
		{"no-break spaces", "2\u00a0mars\u202f2026", "2026-03-02", ""},
		{"English", "2 March 2026", "2026-03-02", ""},
		{"English ordinal", "3rd March 2026", "2026-03-03", ""},
		{"American words", "March 2, 2026", "2026-03-02", ""},
		{"German", "2. März 2026", "2026-03-02", ""},
		{"midnight of a spreadsheet", "02/03/2026 00:00:00", "2026-03-02", ""},
		{"midnight in ISO", "2026-03-02T00:00:00Z", "2026-03-02", ""},
		{"midnight with a zone of none", "2026-03-02T00:00:00+00:00", "2026-03-02", ""},
		{"blanks around", "  02/03/2026 ", "2026-03-02", ""},
		{"29 February of a leap year", "29/02/2028", "2028-02-29", ""},
		{"30 February", "30/02/2026", "", "no day 30 in February 2026, which has 28 days"},
		{"29 February of an ordinary year", "29 février 2026", "", "no day 29"},
		{"31 April compact", "20260431", "", "no day 31 in April"},
		{"day nought", "00/03/2026", "", "no day 0"},
		{"American order", "03/25/2026", "", "the day comes first, as in 25/03/2026"},
		{"month nought", "20260002", "", "no month 0"},
		{"month and day beyond", "2026-13-45", "", "no month 13"},
		{"year of the Gauls", "02/03/0052", "", "not between 1900 and 2199"},
		{"another time than midnight", "2026-03-02T10:00:00Z", "", "want a date as"},
		{"unknown month", "2 brumaire 2026", "", "want a date as"},
		{"unknown month first", "Brumaire 2, 2026", "", "want a date as"},
		{"mixed separators", "02/03-2026", "", "want a date as"},
		{"mixed separators, year first", "2026-03/02", "", "want a date as"},
		{"number of a spreadsheet", "46083", "", "want a date as"},
		{"three-digit year", "02/03/202", "", "want a date as"},
		{"empty", "", "", "want a date as"},
		{"words", "à réception", "", "want a date as"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := calendar.ParseLoose(tt.in)
			checkError(t, err, tt.wantErr)
			if got.String() != tt.want {
				t.Errorf("ParseLoose(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestParseLooseReadsWhatWeWrite(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		for _, text := range []string{d.String(), d.French(), d.FrenchLong(), d.FrenchShort(), d.English()} {
			if got, err := calendar.ParseLoose(text); err != nil || got != d {
				t.Fatalf("ParseLoose(%q) = %v, %v", text, got, err)
			}
		}
	})
}

func FuzzParseLoose(f *testing.F) {
	for _, s := range []string{"02/03/2026", "1er janvier 2026", "20260230", "March 2, 2026"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseLoose(s)
		if err == nil && calendar.NewDate(d.Year, d.Month, d.Day) != d {
			t.Fatalf("%q read as %v, a day that does not exist", s, d)
		}
	})
}

func TestHalfYear(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, day, half, first, last, next, previous string }{
		{"first day of the year", "2026-01-01", "2026-S1", "2026-01-01", "2026-06-30", "2026-S2", "2025-S2"},
		{"30 June is still the first", "2026-06-30", "2026-S1", "2026-01-01", "2026-06-30", "2026-S2", "2025-S2"},
		{"1 July is the second", "2026-07-01", "2026-S2", "2026-07-01", "2026-12-31", "2027-S1", "2026-S1"},
		{"last day of the year", "2026-12-31", "2026-S2", "2026-07-01", "2026-12-31", "2027-S1", "2026-S1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := calendar.HalfYearOf(date(tt.day))
			got := []string{h.String(), h.First().String(), h.Last().String(), h.Next().String(), h.Previous().String()}
			if diff := cmp.Diff([]string{tt.half, tt.first, tt.last, tt.next, tt.previous}, got); diff != "" {
				t.Error(diff)
			}
			if back, err := calendar.ParseHalfYear(tt.half); err != nil || back != h {
				t.Errorf("ParseHalfYear(%q) = %v, %v", tt.half, back, err)
			}
			if h.Compare(h.Next()) != -1 || h.Compare(h.Previous()) != 1 || h.Compare(h) != 0 {
				t.Error("half-years are out of order")
			}
		})
	}
	for _, s := range []string{"", "2026-S3", "2026-S0", "2026-s1", "26-S1", "2026-S12", "2026S1", "-026-S1", " 026-S1"} {
		if h, err := calendar.ParseHalfYear(s); err == nil {
			t.Errorf("ParseHalfYear(%q) = %v, want an error", s, h)
		}
	}
}

func TestSortsAsSlicesExpects(t *testing.T) {
	t.Parallel()
	ds := []calendar.Date{date("2026-03-02"), date("2025-12-31"), date("2026-02-28")}
	slices.SortFunc(ds, calendar.Date.Compare)
	if want := []calendar.Date{date("2025-12-31"), date("2026-02-28"), date("2026-03-02")}; !slices.Equal(ds, want) {
		t.Errorf("sorted %v, want %v", ds, want)
	}
}
