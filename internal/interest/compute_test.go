package interest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/interest"
	"relance/internal/money"
)

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func cents(t testing.TB, s string) money.Cents {
	t.Helper()
	c, err := money.ParseCents(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// failer is what *testing.T and *rapid.T share.
type failer interface {
	Helper()
	Errorf(string, ...any)
	Fatal(...any)
}

func rate(t failer, s string) interest.Rate {
	t.Helper()
	r, err := interest.ParseRate(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// dated is a movement in a test row: date and amount.
type dated [2]string

func movements(t testing.TB, ds []dated) []interest.Payment {
	t.Helper()
	var ps []interest.Payment
	for _, d := range ds {
		ps = append(ps, interest.Payment{Date: day(t, d[0]), Amount: cents(t, d[1])})
	}
	return ps
}

// want is what a bookkeeper checks by hand.
type want struct {
	Days                                                   int
	Interest, Fee, Principal, InterestLeft, Total, Surplus string
	Floor                                                  bool
}

type workedCase struct {
	name                    string
	regime                  interest.Regime
	rate                    string
	amount, due, on         string
	notice, judgment        string
	payments, credits       []dated
	allocation              interest.Allocation
	waiveInterest, waiveFee bool
	want                    want
}

func (c workedCase) input(t testing.TB) interest.Input {
	t.Helper()
	in := interest.Input{Regime: c.regime, Rate: rate(t, c.rate), Principal: cents(t, c.amount),
		Due: day(t, c.due), On: day(t, c.on), Allocation: c.allocation,
		Payments: movements(t, c.payments), Credits: movements(t, c.credits),
		WaiveInterest: c.waiveInterest, WaiveFee: c.waiveFee}
	if c.regime == "" {
		in.Regime = interest.B2B
	}
	if c.notice != "" {
		d := day(t, c.notice)
		in.NoticeReceived = &d
	}
	if c.judgment != "" {
		d := day(t, c.judgment)
		in.Judgment = &d
	}
	return in
}

var workedCases = []workedCase{
	// The default rate between businesses.
	{name: "2026-S2 default 12.40 %: 1000 × 12.40 % × 143/365 = 48.5808",
		amount: "1000", due: "2026-07-01", on: "2026-11-21",
		want: want{143, "48.58", "40.00", "1000.00", "48.58", "1088.58", "0.00", false}},
	{name: "half-year crossing: 1000 × (12.15 % × 15 + 12.40 % × 15)/365 = 4.9932 + 5.0959",
		amount: "1000", due: "2026-06-15", on: "2026-07-15",
		want: want{30, "10.09", "40.00", "1000.00", "10.09", "1050.09", "0.00", false}},
	{name: "one day late on 30 June: 100000 × 12.15 %/365 = 33.2877, paid that day",
		amount: "100000", due: "2026-06-29", on: "2026-06-30", payments: []dated{{"2026-06-30", "100000"}},
		want: want{1, "33.29", "40.00", "0.00", "33.29", "73.29", "0.00", false}},
	{name: "one day late on 1 July: 100000 × 12.40 %/365 = 33.9726",
		amount: "100000", due: "2026-06-30", on: "2026-07-01", payments: []dated{{"2026-07-01", "100000"}},
		want: want{1, "33.97", "40.00", "0.00", "33.97", "73.97", "0.00", false}},
	{name: "two days over 30 June and 1 July: 33.2877 + 33.9726 = 67.2603",
		amount: "100000", due: "2026-06-29", on: "2026-07-01",
		want: want{2, "67.26", "40.00", "100000.00", "67.26", "100107.26", "0.00", false}},
	{name: "leap year, 29 February counted, still /365: 10000 × 14.50 % × 29/365 = 115.2055",
		amount: "10000", due: "2024-02-15", on: "2024-03-15",
		want: want{29, "115.21", "40.00", "10000.00", "115.21", "10155.21", "0.00", false}},
	{name: "2024 default below the floor stays 14.50 % (floor 15.21 %): 5000 × 14.50 % × 151/365 = 299.9315",
		amount: "5000", due: "2024-01-31", on: "2024-06-30",
		want: want{151, "299.93", "40.00", "5000.00", "299.93", "5339.93", "0.00", false}},
	{name: "ecb+10 restates the default, so no floor: 5000 × 14.50 % × 151/365 = 299.9315",
		amount: "5000", due: "2024-01-31", on: "2024-06-30", rate: "ecb+10",
		want: want{151, "299.93", "40.00", "5000.00", "299.93", "5339.93", "0.00", false}},
	{name: "four years, nine half-years from 10.00 % to 12.40 %: exact 6585.4848, rounded once",
		amount: "12345.67", due: "2022-10-15", on: "2026-11-21",
		want: want{1498, "6585.48", "40.00", "12345.67", "6585.48", "18971.15", "0.00", false}},
	// No delay.
	{name: "statement on the due date: nothing runs",
		amount: "1000", due: "2026-07-31", on: "2026-07-31",
		want: want{0, "0.00", "0.00", "1000.00", "0.00", "1000.00", "0.00", false}},
	{name: "statement before the due date: nothing runs",
		amount: "1000", due: "2026-07-31", on: "2026-07-01",
		want: want{0, "0.00", "0.00", "1000.00", "0.00", "1000.00", "0.00", false}},
	{name: "payment on the due date: no interest, no fee",
		amount: "1000", due: "2026-07-31", on: "2026-09-30", payments: []dated{{"2026-07-31", "1000"}},
		want: want{0, "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", false}},
	// Clauses.
	{name: "fixed 15 %: 1200 × 15 % × 183/365 = 90.2466",
		amount: "1200", due: "2026-03-31", on: "2026-09-30", rate: "15",
		want: want{183, "90.25", "40.00", "1200.00", "90.25", "1330.25", "0.00", false}},
	{name: "fixed 15 % is below 15.21 % in 2024-S1 only: 1200 × (15.21 % × 30 + 15 % × 31)/365 = 15.0016 + 15.2877",
		amount: "1200", due: "2024-05-31", on: "2024-07-31", rate: "15",
		want: want{61, "30.29", "40.00", "1200.00", "30.29", "1270.29", "0.00", true}},
	{name: "fixed 5 % raised to 3 × 2.62 then 3 × 2.75: 1200 × (7.86 % × 15 + 8.25 % × 15)/365 = 3.8762 + 4.0685",
		amount: "1200", due: "2026-06-15", on: "2026-07-15", rate: "5",
		want: want{30, "7.94", "40.00", "1200.00", "7.94", "1247.94", "0.00", true}},
	{name: "3xlegal is the floor itself, not below it: 1200 × (8.28 % × 16 + 7.86 % × 15)/365 = 4.3555 + 3.8762",
		amount: "1200", due: "2025-12-15", on: "2026-01-15", rate: "3xlegal",
		want: want{31, "8.23", "40.00", "1200.00", "8.23", "1248.23", "0.00", false}},
	{name: "1xlegal raised to three times: 1200 × (8.28 % × 16 + 7.86 % × 15)/365 = 8.2317",
		amount: "1200", due: "2025-12-15", on: "2026-01-15", rate: "1xlegal",
		want: want{31, "8.23", "40.00", "1200.00", "8.23", "1248.23", "0.00", true}},
	{name: "ecb+8 re-read each half-year: 1200 × (10.15 % × 15 + 10.40 % × 15)/365 = 5.0055 + 5.1288",
		amount: "1200", due: "2026-06-15", on: "2026-07-15", rate: "ecb+8",
		want: want{30, "10.13", "40.00", "1200.00", "10.13", "1250.13", "0.00", false}},
	{name: "ecb+8 in 2024 is 12.50 %, below 15.21 %: 1200 × 15.21 % × 31/365 = 15.5017",
		amount: "1200", due: "2024-03-15", on: "2024-04-15", rate: "ecb+8",
		want: want{31, "15.50", "40.00", "1200.00", "15.50", "1255.50", "0.00", true}},
	{name: "1 % a month is 12 % a year, simple: 2500 × 12 % × 92/365 = 75.6164",
		amount: "2500", due: "2026-07-31", on: "2026-10-31", rate: "1/month",
		want: want{92, "75.62", "40.00", "2500.00", "75.62", "2615.62", "0.00", false}},
	// Public buyers.
	{name: "public rate frozen at 2023-S1 (due 20 June): 8000 × 10.50 % × 245/365 = 563.8356",
		regime: interest.Public, amount: "8000", due: "2023-06-20", on: "2024-02-20",
		want: want{245, "563.84", "40.00", "8000.00", "563.84", "8603.84", "0.00", false}},
	{name: "public due on 30 June runs from 1 July, so 2023-S2: 8000 × 12.00 % × 235/365 = 618.0822",
		regime: interest.Public, amount: "8000", due: "2023-06-30", on: "2024-02-20",
		want: want{235, "618.08", "40.00", "8000.00", "618.08", "8658.08", "0.00", false}},
	{name: "public, day of payment included: 8000 × 10.40 % × 1/365 = 2.2795",
		regime: interest.Public, amount: "8000", due: "2026-07-31", on: "2026-08-31", payments: []dated{{"2026-08-01", "8000"}},
		want: want{1, "2.28", "40.00", "0.00", "2.28", "42.28", "0.00", false}},
	{name: "public ignores a clause of 15 %: 8000 × 12.00 % × 235/365 = 618.0822",
		regime: interest.Public, rate: "15", amount: "8000", due: "2023-06-30", on: "2024-02-20",
		want: want{235, "618.08", "40.00", "8000.00", "618.08", "8658.08", "0.00", false}},
	// Consumers.
	{name: "consumer without formal notice: nothing runs",
		regime: interest.B2C, amount: "900", due: "2026-05-31", on: "2026-11-21",
		want: want{0, "0.00", "0.00", "900.00", "0.00", "900.00", "0.00", false}},
	{name: "consumer, notice received 20 June: 900 × (2.62 % × 10 + 2.75 % × 144)/365 = 0.6460 + 9.7644",
		regime: interest.B2C, amount: "900", due: "2026-05-31", on: "2026-11-21", notice: "2026-06-20",
		want: want{154, "10.41", "0.00", "900.00", "10.41", "910.41", "0.00", false}},
	{name: "consumer, notice received before the due date: from the due date, 900 × 2.75 % × 52/365 = 3.5260",
		regime: interest.B2C, amount: "900", due: "2026-09-30", on: "2026-11-21", notice: "2026-09-10",
		want: want{52, "3.53", "0.00", "900.00", "3.53", "903.53", "0.00", false}},
	{name: "consumer, statement on the day of receipt: nothing yet",
		regime: interest.B2C, amount: "900", due: "2026-05-31", on: "2026-06-20", notice: "2026-06-20",
		want: want{0, "0.00", "0.00", "900.00", "0.00", "900.00", "0.00", false}},
	{name: "consumer, clause of 12 % not applied: 900 × 2.75 % × 52/365 = 3.5260",
		regime: interest.B2C, rate: "12", amount: "900", due: "2026-09-30", on: "2026-11-21", notice: "2026-09-10",
		want: want{52, "3.53", "0.00", "900.00", "3.53", "903.53", "0.00", false}},
	{name: "consumer paid half before the notice: 450 × 2.75 % × 52/365 = 1.7630",
		regime: interest.B2C, amount: "900", due: "2026-08-31", on: "2026-11-21", notice: "2026-09-30", payments: []dated{{"2026-09-15", "450"}},
		want: want{52, "1.76", "0.00", "450.00", "1.76", "451.76", "0.00", false}},
	{name: "non-professional as a consumer, no fee: 900 × 2.75 % × 52/365 = 3.5260",
		regime: interest.NonProfessional, amount: "900", due: "2026-08-31", on: "2026-11-21", notice: "2026-09-30",
		want: want{52, "3.53", "0.00", "900.00", "3.53", "903.53", "0.00", false}},
	// Payments and credit notes.
	{name: "principal first: (1000 × 31 + 600 × 30) × 12.40 %/365 = 10.5315 + 6.1151",
		amount: "1000", due: "2026-07-31", on: "2026-09-30", payments: []dated{{"2026-08-31", "400"}},
		want: want{61, "16.65", "40.00", "600.00", "16.65", "656.65", "0.00", false}},
	{name: "interest first: 400 pays 10.53 then 389.47 of principal; 610.53 × 12.40 % × 30/365 = 6.2224",
		amount: "1000", due: "2026-07-31", on: "2026-09-30", payments: []dated{{"2026-08-31", "400"}}, allocation: interest.InterestFirst,
		want: want{61, "16.75", "40.00", "610.53", "6.22", "656.75", "0.00", false}},
	{name: "interest first over three payments: bases 10000, 8603.19 (50 only pays interest), 7296.59; 103.1918 + 743.3981 + 166.0824",
		amount: "10000", due: "2025-11-30", on: "2026-11-21", allocation: interest.InterestFirst,
		payments: []dated{{"2025-12-31", "1500"}, {"2026-07-01", "50"}, {"2026-09-15", "2000"}},
		want:     want{356, "1012.67", "40.00", "7296.59", "166.08", "7502.67", "0.00", false}},
	{name: "interest first, payments below the interest run: the base stays 10000, 499.3151 + 489.2055",
		amount: "10000", due: "2026-01-31", on: "2026-11-21", allocation: interest.InterestFirst,
		payments: []dated{{"2026-06-30", "100"}, {"2026-07-01", "300"}},
		want:     want{294, "988.52", "40.00", "10000.00", "588.52", "10628.52", "0.00", false}},
	{name: "paid late and settled: interest and fee outlive the principal, 1234.56 × 12.40 % × 41/365 = 17.1959",
		amount: "1234.56", due: "2026-07-31", on: "2026-11-21", payments: []dated{{"2026-09-10", "1234.56"}},
		want: want{41, "17.20", "40.00", "0.00", "17.20", "57.20", "0.00", false}},
	{name: "more than the principal pays interest, then the fee, then is surplus: 1060 = 1000 + 13.93 + 40 + 6.07",
		amount: "1000", due: "2026-07-31", on: "2026-11-21", payments: []dated{{"2026-09-10", "1060"}},
		want: want{41, "13.93", "40.00", "0.00", "0.00", "0.00", "6.07", false}},
	{name: "paid twice before the due date: the second is surplus",
		amount: "1000", due: "2026-07-31", on: "2026-11-21", payments: []dated{{"2026-07-10", "1000"}, {"2026-07-20", "1000"}},
		want: want{0, "0.00", "0.00", "0.00", "0.00", "0.00", "1000.00", false}},
	{name: "credit note lowers the base from the next day: (1000 × 31 + 600 × 30) × 12.40 %/365 = 16.6466",
		amount: "1000", due: "2026-07-31", on: "2026-09-30", credits: []dated{{"2026-08-31", "400"}},
		want: want{61, "16.65", "40.00", "600.00", "16.65", "656.65", "0.00", false}},
	{name: "credit note never pays interest, even interest first: principal 0, 13.93 and 40 left",
		amount: "1000", due: "2026-07-31", on: "2026-11-21", credits: []dated{{"2026-09-10", "1100"}}, allocation: interest.InterestFirst,
		want: want{41, "13.93", "40.00", "0.00", "13.93", "53.93", "100.00", false}},
	{name: "credit note and payment of the same day: 600 leaves 400, so 420 pays 13.93 and 6.07 of the fee",
		amount: "1000", due: "2026-07-31", on: "2026-11-21", credits: []dated{{"2026-09-10", "600"}}, payments: []dated{{"2026-09-10", "420"}},
		want: want{41, "13.93", "40.00", "0.00", "0.00", "33.93", "0.00", false}},
	{name: "payment after the statement day is left out",
		amount: "1000", due: "2026-07-01", on: "2026-11-21", payments: []dated{{"2026-11-22", "1000"}},
		want: want{143, "48.58", "40.00", "1000.00", "48.58", "1088.58", "0.00", false}},
	// Insolvency.
	{name: "judgment of 1 October stops interest on 30 September: 3000 × 12.40 % × 30/365 = 30.5753",
		amount: "3000", due: "2026-08-31", on: "2026-11-21", judgment: "2026-10-01",
		want: want{30, "30.58", "40.00", "3000.00", "30.58", "3070.58", "0.00", false}},
	{name: "judgment on the due date: its payment was forbidden, no fee",
		amount: "3000", due: "2026-08-31", on: "2026-11-21", judgment: "2026-08-31",
		want: want{0, "0.00", "0.00", "3000.00", "0.00", "3000.00", "0.00", false}},
	{name: "judgment before the due date: no interest, no fee",
		amount: "3000", due: "2026-08-31", on: "2026-11-21", judgment: "2026-07-15",
		want: want{0, "0.00", "0.00", "3000.00", "0.00", "3000.00", "0.00", false}},
	{name: "judgment the day after the due date: payment was still allowed, fee without interest",
		amount: "3000", due: "2026-08-31", on: "2026-11-21", judgment: "2026-09-01",
		want: want{0, "0.00", "40.00", "3000.00", "0.00", "3040.00", "0.00", false}},
	{name: "judgment after the statement day changes nothing: 3000 × 12.40 % × 30/365",
		amount: "3000", due: "2026-08-31", on: "2026-09-30", judgment: "2026-10-01",
		want: want{30, "30.58", "40.00", "3000.00", "30.58", "3070.58", "0.00", false}},
	// Waivers.
	{name: "interest waived: the days are counted, the payment's excess goes to the fee",
		amount: "1000", due: "2026-07-31", on: "2026-11-21", payments: []dated{{"2026-09-10", "1010"}}, waiveInterest: true,
		want: want{41, "0.00", "40.00", "0.00", "0.00", "30.00", "0.00", false}},
	{name: "fee waived: interest alone",
		amount: "1000", due: "2026-07-01", on: "2026-11-21", waiveFee: true,
		want: want{143, "48.58", "0.00", "1000.00", "48.58", "1048.58", "0.00", false}},
}

func TestCompute_WorkedCases(t *testing.T) {
	t.Parallel()
	for _, c := range workedCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := interest.Compute(c.input(t))
			if err != nil {
				t.Fatal(err)
			}
			got := want{r.Days, r.Interest.String(), r.Fee.String(), r.PrincipalLeft.String(),
				r.InterestLeft.String(), r.TotalDue.String(), r.Surplus.String(), r.RateFloorApplied}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			checkPeriods(t, r)
		})
	}
}

// checkPeriods holds for every result: the periods follow each other and add up.
func checkPeriods(t failer, r interest.Result) {
	t.Helper()
	var sum money.Cents
	days := 0
	for i, p := range r.Periods {
		sum += p.Amount
		days += p.Days
		if p.To.Sub(p.From)+1 != p.Days || p.Days < 1 || p.Base <= 0 || p.Source == "" {
			t.Errorf("period %d is not sound: %+v", i, p)
		}
		if i > 0 && !p.From.After(r.Periods[i-1].To) {
			t.Errorf("period %d begins before the one before it ends", i)
		}
	}
	if sum != r.Interest || len(r.Periods) > 0 && days != r.Days {
		t.Errorf("periods add up to %s over %d days, want %s over %d", sum, days, r.Interest, r.Days)
	}
	if r.TotalDue != r.PrincipalLeft+r.InterestLeft+r.FeeLeft {
		t.Errorf("total %s is not the sum of its parts", r.TotalDue)
	}
}
