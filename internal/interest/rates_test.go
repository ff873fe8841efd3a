package interest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/interest"
)

func half(t testing.TB, s string) calendar.HalfYear {
	t.Helper()
	h, err := calendar.ParseHalfYear(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestBuiltin_CoversEachHalfYearWithSourceAndDate(t *testing.T) {
	t.Parallel()
	list := interest.Builtin().List()
	if len(list) != 24 || list[0].HalfYear != half(t, "2015-S1") || list[23].HalfYear != half(t, "2026-S2") {
		t.Fatalf("%d half-years from %s, want 24 from 2015-S1 to 2026-S2", len(list), list[0].HalfYear)
	}
	for i, q := range list {
		if i > 0 && q.HalfYear != list[i-1].HalfYear.Next() {
			t.Errorf("gap before %s", q.HalfYear)
		}
		if !q.ECB.Known() || !q.LegalIndividual.Known() || !q.LegalOther.Known() || q.ECBSource == "" || q.LegalSource == "" || q.CheckedOn.IsZero() {
			t.Errorf("%s is incomplete: %+v", q.HalfYear, q)
		}
	}
	if got := interest.Builtin().LastKnownDay(); got != day(t, "2026-12-31") {
		t.Errorf("last known day %s", got)
	}
}

// The rates as published; 0.86 for 2019-S1 is the Treasury's, one site prints 0.76.
func TestBuiltin_Values(t *testing.T) {
	t.Parallel()
	for h, want := range map[string][3]string{
		"2015-S1": {"0.05", "4.06", "0.93"}, "2016-S1": {"0.05", "4.54", "1.01"}, "2016-S2": {"0.00", "4.35", "0.93"},
		"2019-S1": {"0.00", "3.40", "0.86"}, "2022-S2": {"0.00", "3.15", "0.77"}, "2023-S1": {"2.50", "4.47", "2.06"},
		"2023-S2": {"4.00", "6.82", "4.22"}, "2024-S1": {"4.50", "8.01", "5.07"}, "2024-S2": {"4.25", "8.16", "4.92"},
		"2025-S1": {"3.15", "7.21", "3.71"}, "2025-S2": {"2.15", "6.65", "2.76"}, "2026-S1": {"2.15", "6.67", "2.62"},
		"2026-S2": {"2.40", "6.84", "2.75"},
	} {
		q, ok := interest.Builtin().Quote(half(t, h))
		if got := [3]string{q.ECB.String(), q.LegalIndividual.String(), q.LegalOther.String()}; !ok || got != want {
			t.Errorf("%s: %v, want %v", h, got, want)
		}
	}
	if _, ok := interest.Builtin().Quote(half(t, "2027-S1")); ok {
		t.Error("2027-S1 is not known yet")
	}
}

func quote(t testing.TB, doc string) interest.Quote {
	t.Helper()
	var q interest.Quote
	if err := json.Unmarshal([]byte(doc), &q); err != nil {
		t.Fatal(err)
	}
	return q
}

const known2027 = `{"half_year":"2027-S1","ecb":"2.65","ecb_source":"BCE","legal_other":"2.80","legal_source":"JO","checked_on":"2027-01-04"}`

func TestCompute_UnknownHalfYear(t *testing.T) {
	t.Parallel()
	c := workedCase{amount: "1000", due: "2026-12-01", on: "2027-01-10"}
	_, err := interest.Compute(c.input(t))
	var unknown *interest.UnknownRateError
	if !errors.As(err, &unknown) || unknown.HalfYear != half(t, "2027-S1") || unknown.LastKnownDay != day(t, "2026-12-31") {
		t.Fatalf("got %v", err)
	}
	for _, word := range []string{"2027-S1", "2027-01-01", "2026-12-31", "never extrapolated", "add 2027-S1 to your rates", "checked_on"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	in := c.input(t)
	if in.Rates, err = interest.Builtin().Add(quote(t, known2027)); err != nil {
		t.Fatal(err)
	}
	// 1000 × (12.40 % × 30 + 12.65 % × 10)/365 = 10.1918 + 3.4658
	r, err := interest.Compute(in)
	if err != nil || r.Interest.String() != "13.66" || in.Rates.LastKnownDay() != day(t, "2027-06-30") {
		t.Errorf("interest %s, %v", r.Interest, err)
	}
}

func TestCompute_UpToKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, interest, until, total string
		c                            workedCase
		warn                         []string
	}{
		{"stops on 31 December: 1000 × 12.40 % × 30/365 = 10.1918", "10.19", "2026-12-31", "1050.19",
			workedCase{amount: "1000", due: "2026-12-01", on: "2027-01-10"},
			[]string{interest.WarnRatesUnknown, interest.WarnDailyIncreaseUnknown}},
		{"payments after the last known day are still counted", "10.19", "2026-12-31", "550.19",
			workedCase{amount: "1000", due: "2026-12-01", on: "2027-01-10", payments: []dated{{"2027-01-05", "500"}}},
			[]string{interest.WarnRatesUnknown, interest.WarnDailyIncreaseUnknown}},
		{"nothing known at all: no interest, the fee stays", "0.00", "2027-01-05", "1040.00",
			workedCase{amount: "1000", due: "2027-01-05", on: "2027-01-10"},
			[]string{interest.WarnRatesUnknown, interest.WarnDailyIncreaseUnknown}},
		{"statement on the last known day: only the increase is unknown", "10.19", "2026-12-31", "1050.19",
			workedCase{amount: "1000", due: "2026-12-01", on: "2026-12-31"}, []string{interest.WarnDailyIncreaseUnknown}},
		{"paid before: no rate is missed", "4.42", "2027-01-10", "44.42",
			workedCase{amount: "1000", due: "2026-12-01", on: "2027-01-10", payments: []dated{{"2026-12-14", "1000"}}}, nil},
		{"public, frozen at a known half-year: 1000 × 10.40 % × 40/365 = 11.3973", "11.40", "2027-01-10", "1051.40",
			workedCase{regime: interest.Public, amount: "1000", due: "2026-12-01", on: "2027-01-10"}, nil},
		{"a fixed clause needs the floor, hence the legal rate", "12.33", "2026-12-31", "1052.33",
			workedCase{amount: "1000", due: "2026-12-01", on: "2027-01-10", rate: "15"},
			[]string{interest.WarnRatesUnknown, interest.WarnDailyIncreaseUnknown}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := c.c.input(t)
			in.UpToKnown = true
			r, err := interest.Compute(in)
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, w := range r.Warnings {
				codes = append(codes, w.Code)
			}
			got := []string{r.Interest.String(), r.InterestUntil.String(), r.TotalDue.String()}
			if d := cmp.Diff([]string{c.interest, c.until, c.total}, got) + cmp.Diff(c.warn, codes); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCompute_UnknownWhileImputing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]workedCase{
		"at a late payment":           {amount: "1000", due: "2026-12-01", on: "2027-03-10", payments: []dated{{"2027-01-05", "5"}}},
		"clause in an unknown period": {amount: "1000", due: "2027-01-01", on: "2027-01-10", rate: "ecb+8"},
		"consumer paying before due":  {regime: interest.B2C, amount: "1000", due: "2027-01-01", on: "2027-01-10", notice: "2027-01-02"},
		"public before 2015":          {regime: interest.Public, amount: "1000", due: "2014-05-01", on: "2014-06-10"},
	} {
		_, err := interest.Compute(c.input(t))
		var unknown *interest.UnknownRateError
		if !errors.As(err, &unknown) || !strings.Contains(err.Error(), map[interest.ReferenceRate]string{
			interest.ECBRate: "no ECB main refinancing rate for ", interest.LegalRate: "no legal interest rate (other cases) for "}[unknown.Rate]) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	// the legal rate may be published before the ECB's and the other way round
	onlyLegal, err := interest.Builtin().Add(quote(t, `{"half_year":"2027-S1","legal_other":"2.80","legal_source":"JO","checked_on":"2026-12-28"}`))
	if err != nil {
		t.Fatal(err)
	}
	c := workedCase{amount: "1000", due: "2027-01-01", on: "2027-01-10", rate: "ecb+8"}
	in := c.input(t)
	in.Rates = onlyLegal
	var unknown *interest.UnknownRateError
	if _, err := interest.Compute(in); !errors.As(err, &unknown) || unknown.Rate != interest.ECBRate {
		t.Errorf("got %v", err)
	}
	in.Rate = rate(t, "15")
	if r, err := interest.Compute(in); err != nil || r.Interest.String() != "3.70" { // 1000 × 15 % × 9/365
		t.Errorf("got %s, %v", r.Interest, err)
	}
	if onlyLegal.LastKnownDay() != day(t, "2026-12-31") {
		t.Errorf("last known day %s", onlyLegal.LastKnownDay())
	}
}

func TestRates_Add(t *testing.T) {
	t.Parallel()
	base := interest.Builtin()
	merged, err := base.Add(
		quote(t, `{"half_year":"2026-S2","legal_other":"2.76","legal_source":"JO du 27 juin 2026","official":true,"checked_on":"2026-11-22"}`),
		quote(t, `{"half_year":"2028-S1","ecb":"2.00","ecb_source":"BCE","legal_individual":"6","legal_other":"2","legal_source":"JO","official":true,"checked_on":"2028-01-03"}`))
	if err != nil {
		t.Fatal(err)
	}
	q, _ := merged.Quote(half(t, "2026-S2"))
	got := []string{q.ECB.String(), q.LegalIndividual.String(), q.LegalOther.String(), q.LegalSource, q.CheckedOn.String()}
	want := []string{"2.40", "6.84", "2.76", "JO du 27 juin 2026", "2026-11-22"}
	if d := cmp.Diff(want, got); d != "" || q.Official {
		t.Errorf("official %t, the ECB rate was not re-read\n%s", q.Official, d)
	}
	if q, _ := merged.Quote(half(t, "2028-S1")); !q.Official {
		t.Error("2028-S1 is all official")
	}
	ecbOnly, err := merged.Add(quote(t, `{"half_year":"2026-S2","ecb":"2.41","ecb_source":"BCE","checked_on":"2026-11-23"}`))
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := ecbOnly.Quote(half(t, "2026-S2")); q.ECB.String() != "2.41" || q.LegalSource != "JO du 27 juin 2026" {
		t.Errorf("ECB merged as %+v", q)
	}
	if got := merged.LastKnownDay(); got != day(t, "2026-12-31") {
		t.Errorf("2027 is a gap, last known day %s", got)
	}
	if q, _ := base.Quote(half(t, "2026-S2")); q.LegalOther.String() != "2.75" {
		t.Error("Add changed the table it was called on")
	}
	if got := new(interest.Rates).LastKnownDay(); !got.IsZero() {
		t.Errorf("empty table knows %s", got)
	}
}

func TestRates_AddSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for fault, c := range map[string]struct{ doc, want string }{
		"no half-year":    {`{"ecb":"2.4","ecb_source":"x","checked_on":"2027-01-04"}`, "2027-S1"},
		"no rate":         {`{"half_year":"2027-S1","checked_on":"2027-01-04"}`, "no rate given"},
		"no ECB source":   {`{"half_year":"2027-S1","ecb":"2.4","ecb_source":" ","checked_on":"2027-01-04"}`, "ecb_source"},
		"no legal source": {`{"half_year":"2027-S1","legal_other":"2.4","checked_on":"2027-01-04"}`, "legal_source"},
		"no check date":   {`{"half_year":"2027-S1","ecb":"2.4","ecb_source":"x"}`, "checked_on"},
		"points missing":  {`{"half_year":"2027-S1","ecb":"240","ecb_source":"x","checked_on":"2027-01-04"}`, "in percent"},
	} {
		r, err := interest.Builtin().Add(quote(t, known2027), quote(t, c.doc))
		if err == nil || r != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", fault, err, c.want)
		}
	}
	_, err := new(interest.Rates).Add(interest.Quote{}, interest.Quote{HalfYear: half(t, "2027-S1")})
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("want both faults, got %v", err)
	}
	c := workedCase{amount: "1000", due: "2026-12-01", on: "2026-12-10"}
	in := c.input(t)
	in.Rates = new(interest.Rates)
	if _, err := interest.Compute(in); err == nil || !strings.Contains(err.Error(), "the table is empty") {
		t.Errorf("got %v", err)
	}
}
